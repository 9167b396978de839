"""Finds telephone numbers in folded text; the value is the digits, with a + before them if one was typed."""

import re
from collections.abc import Iterator

from bot.understanding.mention import Mention, every

_SHAPED = re.compile(
    r"""(?<![a-z\d_@.+\#-])(?P<it>
        \+\d{1,3}[\s.-]?\(?\d{1,5}\)?(?:[\s.-]?\d{2,5}){1,4}  # international
      | \(\d{3}\)\s?\d{3}[\s.-]?\d{4}                         # (202) 555-0119
      | \d{3}[\s.-]\d{3}[\s.-]\d{4}                           # 202-555-0119
      | 1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}                        # China, mobile
      | 0\d{2,3}[\s-]\d{7,8}                                  # China, fixed
      | 0\d{1,4}[\s-]?\d{3,4}[\s-]?\d{3,4}                    # Britain, Taiwan and others
      | [6-9]\d{4}[\s-]?\d{5}                                 # India
      | [2-9]\d{9}                                            # North America, without marks
    )(?![a-z\d@])(?![.,/-]?\d)""",
    re.VERBOSE,
)
_NAMED = re.compile(
    r"(?:phone|mobile|cell|tel|contact number|ring me|call me|whatsapp|电话|手机|联系方式)[^\d+]{0,12}"
    r"(?P<it>\+?\d[\d\s-]{5,14}\d)(?!\d)"
)


def phones(text: str) -> Iterator[Mention]:
    for pattern in (_SHAPED, _NAMED):
        for mention in every("phone", pattern, text):
            digits = re.sub(r"\D", "", mention.value)
            if 7 <= len(digits) <= 15:
                plus = "+" if mention.value.startswith("+") else ""
                yield Mention("phone", mention.start, mention.end, plus + digits)
