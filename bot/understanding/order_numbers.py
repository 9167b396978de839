"""Finds order numbers in folded text."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.understanding.mention import Mention, every

_EDGE = r"(?<![a-z\d@.+#-])"
_END = r"(?![a-z\d@])(?![.-]\d)"
_SHAPED = re.compile(
    rf"""{_EDGE}(?P<it>
        \#\s?[a-z]{{0,4}}-?\d{{2,}}(?:-\d+)*
      | w[\s-]?\d{{3,}}
      | [a-z]{{1,4}}-?\d{{5,}}(?:-\d+)*
      | [a-z]{{1,4}}-\d{{4,}}(?:-\d+)*
      | \d{{12,18}}
      | (?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{{16}}  # Vendure's own
    ){_END}""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"""(?:(?<![a-z])order(?:\s+(?:number|num|no|id|ref(?:erence)?)\b\.?)?|(?<![a-z])reference\b|订单(?:编号|号码?)?|定单号?|单号|单子)
        \s*(?:is|was|it's|=|:|是|为|号)?\s*
        (?P<it>[a-z]{0,4}-?\d{4,}(?:-\d+)*)(?![a-z\d])(?!\s*[-./年月]\s*\d)""",
    re.VERBOSE,
)
_LOOSE_W = re.compile(r"W[\s-]+(\d+)")


class OrderNumbers:
    """Order numbers of the usual shapes, before them those of the merchant's own."""

    def __init__(self, own: str = "") -> None:
        """`own` is a regular expression for folded (lower-case) text, e.g. `ml-\\d{6}`; empty for none."""
        self._own = re.compile(rf"{_EDGE}#?\s?(?P<it>{own.lower() if own.isupper() else own}){_END}") if own else None

    def find(self, text: str) -> Iterator[Mention]:
        if self._own is not None:
            for mention in every("order_number", self._own, text):
                yield replace(mention, value=mention.value.upper())
        for pattern in (_SHAPED, _NAMED):
            for mention in every("order_number", pattern, text):
                yield replace(mention, value=normal(mention.value))


def normal(typed: str) -> str:
    """An order number as shops print it: capitals, neither # nor spaces; W-10234 and w 10234 are W10234."""
    bare = typed.upper().replace("#", "").strip()
    return _LOOSE_W.sub(r"W\1", bare).replace(" ", "")
