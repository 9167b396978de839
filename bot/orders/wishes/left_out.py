"""Which of the named things stay as they are: "everything but the mug", 杯子留着, "only the lamp"."""

from collections.abc import Sequence
from typing import Final

from bot.orders.wishes.phrases import expression

_BEFORE_EN: Final = expression(
    r"\b(?:but(?: not)?|except(?:ing)?(?: for)?|excluding|apart from|aside from|other than|besides|minus|save for"
    r"|keep(?! in mind)(?:ing)?|hold on to|hang on to|leave(?: out)?"
    r"|(?:don't|dont|do not|won't) (?:want to |wanna )?(?:return|cancel|send(?: back)?|exchange|touch|include"
    r"|change|remove)"
    r"|no need to (?:return|cancel))\b(?:[^\S\n]+[\w'-]+){0,4}\s*$"
)
_NOT: Final = expression(r"\bnot(?: the| my| those| these| that)?\s*$")
_BUT_HOW: Final = expression(
    r"\bbut\s+(?:please\s+)?(?:make|ensure|be|i'd|i'll|i want|i need|we|try|check|remember"
    r"|with|in|for|let|see|only for)\b"
)
_BUT: Final = expression(r"\bbut\b(?! not)")
_WHOLE: Final = expression(r"\b(?:all|everything|every\w*|anything|the lot|whole order)\b")
_BEFORE_ZH: Final = expression(
    r"(?:除了|除开|除去|除|不是|不包括|不含|(?:不|别|不要|不用|不想)(?:退|取消|换|动)|留着?|留下|保留|只留)[^,，。;；]*$"
)
_AFTER_ZH: Final = expression(
    r"^[^,，。;；]{0,4}?(?:留着|留下|保留|除外|以外|之外|不退|不用退|不要退|不取消|不用取消|不要取消|别取消|别退|不换|不用换|不动|我要留|还要|我留"
    r"|很好|挺好|没问题)"
)
_AFTER_EN: Final = expression(
    r"^\s*(?:stays?\b|can stay|i(?:'ll| will| want to)? keep"
    r"|(?:is|are) (?:fine|great|good|perfect|ok|okay|lovely|staying)\b)"
)
_JOINED: Final = expression(r"^[\s,，、]*(?:and|or|nor|和|跟|与|及|以及|还有)?\s*(?:the|my)?\s*$")
_CLOSELY_JOINED: Final = expression(r"^\s*(?:and|or|nor|、|和|跟|与|及|以及)\s*(?:the|my)?\s*$")
_ONLY: Final = expression(
    r"\b(?:only|just)\s+(?:(?:want(?:ed)?|need|like|wish|going|to)\s+)*"
    r"(?:return|cancel|send(?:ing)?(?: back)?|exchange|give back|get rid of|refund)\b"
    r"|只(?:想|要|是|需要)?(?:退|取消|换)"
)
_BESIDE_EN: Final = expression(
    r"\b(?:received|got|bought|ordered|purchased|came|arrived|shipped|delivered|sent|is|was|are|were|that's)"
    r"(?: (?:it|them|in|the|same|order|parcel|box|together|along|up))*"
    r" with(?: (?:the|my|a|an|that|those))?(?:[^\S\n]+[\w'-]+){0,2}\s*$"
    r"|\b(?:the same|in the|the) (?:order|parcel|box|package) (?:as|with)(?: (?:the|my|a|an))?"
    r"(?:[^\S\n]+[\w'-]+){0,2}\s*$"
)
_BESIDE_ZH: Final = expression(r"(?:和|跟|与|同)[^,，。;；]{0,3}$")
_TOGETHER_ZH: Final = expression(
    r"^[^,，。;；]{0,3}?(?:一起|一块儿?|同时|同一[单个笔])[^,，。;；退换取]{0,4}(?:买|下单|下的|订|收到|到|寄来|的)"
)


def companions(gaps: Sequence[str]) -> frozenset[int]:
    """The numbers of names that only tell which order is meant: the lamp of "the mug that came with the lamp"."""
    beside = set[int]()
    for at in range(len(gaps) - 1):
        before, after = gaps[at], gaps[at + 1]
        together = _BESIDE_ZH.search(before) and _TOGETHER_ZH.search(after)
        if together or (at > 0 and _BESIDE_EN.search(before)) or (at - 1 in beside and _JOINED.match(before)):
            beside.add(at)
    return frozenset(beside) if len(beside) < len(gaps) - 1 else frozenset()


def left_out(gaps: Sequence[str]) -> frozenset[int]:
    """The numbers of the names that stay; `gaps` are the texts before, between and after the names."""
    count = len(gaps) - 1
    kept: set[int] = set()
    for at in range(count):
        before, after = gaps[at], gaps[at + 1]
        if _is_kept(before) or _stays(after) or (at - 1 in kept and _goes_on(before, gaps[at - 1])):
            kept.add(at)
    return frozenset(kept | _before_what_stays(gaps, kept))


def _before_what_stays(gaps: Sequence[str], kept: set[int]) -> set[int]:
    """The names in a row before one that is told to stay: 杯子、台灯和鞋留着."""
    row: set[int] = set()
    for at in reversed(range(len(gaps) - 2)):
        begins = at + 1 in kept and _stays(gaps[at + 2]) and _CLOSELY_JOINED.match(gaps[at + 1])
        if begins or (at + 1 in row and _JOINED.match(gaps[at + 1])):
            row.add(at)
    return row


def first_of_only(gaps: Sequence[str]) -> int:
    """The number of the name from which on "only" speaks; what was named before is no part of the request."""
    return next((at for at in range(1, len(gaps) - 1) if _ONLY.search(gaps[at])), 0)


def _is_kept(before: str) -> bool:
    match = _BEFORE_EN.search(before)
    if match and _BUT_HOW.match(match.group()):
        match = _BEFORE_EN.search(match.group(), len("but"))  # "all of it, but make sure the lamp is black"
    if match and (but := _BUT.match(match.group())) and not _WHOLE.search(before[: match.start()]):
        match = _BEFORE_EN.search(match.group(), but.end())  # "return the lamp, but the mug too"
    return bool(match or _NOT.search(before) or _BEFORE_ZH.search(before))


def _stays(after: str) -> bool:
    return bool(_AFTER_ZH.search(after) or _AFTER_EN.search(after))


def _goes_on(between: str, before: str) -> bool:
    """Whether a name stays because the one before it does; not so in "not the lamp, the shoes"."""
    only_not = _NOT.search(before) is not None and _BEFORE_EN.search(before) is None
    joined = _CLOSELY_JOINED if only_not else _JOINED
    return joined.match(between) is not None
