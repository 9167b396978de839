"""What a shopper would rather have among variants that fit: "prefer battery > USB", "black if there are several"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.commerce.model import Product, Variant
from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.values import values_said

_END: Final = (
    r"(?=[.;。；!！?？()（）\n]|,?\s+but\b|,\s*(?:and\s+)?(?:i|we|please|prefer|can|also|keep)\b"
    r"|，(?:但|我|请|不|其他|别的)|$)"
)
_SEVERAL: Final = (
    r"if (?:there (?:are|is) )?(?:both|multiple|several|many|more than one|different|two|any)\b[^,;.]{0,30}?"
    r"(?:\s(?:are|is)?\s?(?:available|in stock|possible|there|an option))?"
)
_PREFER: Final = (
    r"\b(?:(?:i|we)(?:'d| would)? )?(?:(?:would )?(?:rather|prefer(?:ably|ring|red)?|favou?r)"
    r"|my preference (?:is|would be)|ideally)\b:?\s*"
)
_CHOOSE: Final = r"(?:i'll |i'd |i would |i will )?(?:take|like|choose|go (?:for|with)|pick|want)\s+"
_ZH: Final = (
    r"(?:(?:我)?(?:更?偏好|更喜欢|更想要|更倾向于?|倾向于?|首选|优先(?:考虑|选择?|要)?"
    r"|最好(?:是|能?有|要)?|尽量(?:要)?))"
)
_SEVERAL_ZH: Final = (
    r"(?:如果|要是)?(?:有|有好几|有多)[^,，。]{0,8}(?:可选|的话|都有|现货|选择)[^,，。]{0,4}[,，]\s*(?:就|那)?"
)
_CLAUSES: Final = tuple(
    expression(pattern)
    for pattern in (
        rf"[(（]?{_SEVERAL},?\s*(?:then\s+)?(?:{_PREFER}|{_CHOOSE})(?P<list>.+?){_END}[)）]?",
        rf"[(（]?{_PREFER}(?P<list>.+?)(?:,?\s+(?:if|when|where) [^,;.]*)?{_END}[)）]?",
        rf"[(（]?{_SEVERAL_ZH}(?:{_ZH}|要|选)(?P<list>.+?){_END}[)）]?",
        rf"[(（]?{_ZH}(?P<list>.+?){_END}[)）]?",
    )
)
_AFTER: Final = expression(
    r"(?P<list>[^,;.()，。；]{1,40}?)(?:\s+(?:is |would be |are )?preferred\b"
    r"|,?\s+if (?:at all )?(?:possible|available)\b(?!\W+(?:else|or\b|otherwise)))|(?P<zh>[^,，。；\s]{1,10})优先(?!于)"
)
_ROW: Final = expression(r"[(（]?(?P<list>[^,;.()，。；]{1,40}(?:(?:>|＞)[^,;.()，。；>＞]{1,40})+)[)）]?")
_OVER: Final = expression(
    r"(?P<list>[\w-]+(?: [\w-]+)? (?:over|rather than) (?:the )?[\w-]+(?: [\w-]+)?)(?:,?\s+(?:if|when|where) [^,;.]*)"
    r"|(?P<zh>[^,，。；\s]{1,12}优先于[^,，。；\s]{1,12})"
)
_BETTER: Final = expression(
    r">|＞|\b(?:over|rather than|instead of|than|to|then|or else|otherwise)\b"
    r"|，?其次(?:是)?|次选|然后|而不是|胜过|优先于|好过|，?再(?=不然|次|是)(?:不然|次|是)?"
)
_ALSO_FINE: Final = expression(
    r"(?:\b(?:i am|i'm|it is|it's|we are)?\s?(?:okay|ok|fine|happy|open) (?:with|to)|\bdon'?t mind|\bdo not mind"
    r"|也?(?:可以接受|不介意))\s*(?:having |getting |taking )?(?:a |an |the )?(?P<list>.+?)" + _END
)


_CUED: Final = (
    *(
        (expression(r"prefer|favou?r|rather|ideally|if |偏好|喜欢|想要|倾向|首选|优先|最好|尽量|如果|要是|有"), each)
        for each in _CLAUSES
    ),
    (expression(r"preferred|if (?:at all )?(?:possible|available)|优先"), _AFTER),
    (re.compile(r"[>＞]"), _ROW),
    (expression(r" over | rather than |优先于"), _OVER),
)


@dataclass(frozen=True)
class Liking:
    """What is liked of one option: its values in tiers, the best first."""

    key: str
    tiers: tuple[frozenset[str], ...]
    bought_first: bool = False
    """Whether what was bought is still liked best: "I'm okay with blue too"."""

    def tier(self, variant: Variant, bought: Variant | None) -> int:
        """How well liked a variant is; what was bought stands between what was named and the rest."""
        value = _value(variant, self.key)
        is_kept = bought is not None and _value(bought, self.key) == value
        if self.bought_first and is_kept:
            return -1
        named = next((at for at, tier in enumerate(self.tiers) if value in tier), None)
        return named if named is not None else len(self.tiers) + (0 if is_kept else 1)


@dataclass(frozen=True)
class Preferred:
    """The likings of a text, and the text without the words for them."""

    likings: tuple[Liking, ...] = ()
    rest: str = ""


def preferred(words: str, product: Product) -> Preferred:
    """Reads what is preferred; a preference of values that the product does not have stays in the text."""
    text, likings = plain(words), dict[str, Liking]()
    # A pattern that may begin with any word is only tried where its cue stands: a long text costs little.
    for pattern in (pattern for cue, pattern in _CUED if cue.search(text)):
        for match in list(pattern.finditer(text)):
            said = next(group for name, group in match.groupdict().items() if group)
            found = {liking.key: liking for liking in _likings(said, product)}
            if found:
                likings = {**found, **likings}
                text = _blank(text, match)
    for match in list(_ALSO_FINE.finditer(text)):
        fine = {liking.key: liking for liking in _fine(match["list"], product)}
        if fine:
            likings = {**fine, **likings}
            text = _blank(text, match)
    return Preferred(tuple(likings.values()), text)


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " + " " * (len(match.group()) - 1) + text[match.end() :]


def _likings(said: str, product: Product) -> Iterator[Liking]:
    pieces = [piece for piece in _BETTER.split(said) if piece.strip()]
    tiers: dict[str, list[frozenset[str]]] = {}
    for piece in pieces:
        for key, values in _by_key(piece, product).items():
            if not any(values & tier for tier in tiers.get(key, ())):
                tiers.setdefault(key, []).append(values)
    return (Liking(key, tuple(of_key)) for key, of_key in tiers.items())


def _fine(said: str, product: Product) -> Iterator[Liking]:
    """ "Okay with a mountain bike instead of a road bike": only what is named first is new."""
    pieces = _BETTER.split(said)
    return (Liking(key, (values,), bought_first=True) for key, values in _by_key(pieces[0], product).items())


def _by_key(piece: str, product: Product) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for named in values_said(piece, product).wanted:
        if len(named.values) == 1:
            key, value = named.values[0]
            found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _value(variant: Variant, key: str) -> str | None:
    return variant.options[key].en if key in variant.options else None
