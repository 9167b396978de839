"""Whether words around a name say that the thing stays as it is: "everything but the mug", 杯子留着."""

from typing import Final

from bot.orders.wishes.phrases import expression

_BEFORE_EN: Final = expression(
    r"\b(?:but(?: not)?|except(?:ing)?(?: for)?|excluding|apart from|aside from|other than|besides|minus|save for|bar"
    r"|keep(?! in mind)(?:ing)?|hold on to|hang on to|leave(?: out)?"
    r"|(?:don't|dont|do not|won't) (?:want to |wanna )?(?:return|cancel|send(?: back)?|exchange|touch|include"
    r"|change|remove)"
    r"|no need to (?:return|cancel))\b(?:[^\S\n]+[\w'-]+){0,4}\s*$"
    r"|\bnot(?: the| my| those| these| that)?\s*$"
)
_WHOLE_BEFORE: Final = expression(r"\bbut\b(?! not)")
_WHOLE: Final = expression(r"\b(?:all|everything|every\w*|anything|the lot|whole order)\b")
_BEFORE_ZH: Final = expression(
    r"(?:除了|除开|除去|除|不包括|不含|(?:不|别|不要|不用|不想)(?:退|取消|换|动)|留着?|留下|保留|只留)[^,，。;；]*$"
)
_AFTER_ZH: Final = expression(
    r"^[^,，。;；]{0,4}?(?:留着|留下|保留|除外|以外|之外|不退|不用退|不要退|不取消|不用取消|不换|不用换|不动|我要留|还要|我留)"
)
_AFTER_EN: Final = expression(r"^\s*(?:stays?\b|can stay|i(?:'ll| will| want to)? keep|is fine\b|are fine\b)")
_ONLY_JOINED: Final = expression(r"^[\s,，、]*(?:and|or|nor|和|跟|与|及|以及|还有)?[\s]*(?:the|my)?\s*$")


def is_kept(before: str, after: str, *, follows: bool) -> bool:
    """`before` and `after` reach to the neighbouring names; `follows` tells that the name before is kept."""
    if follows and _ONLY_JOINED.match(before):
        return True
    match = _BEFORE_EN.search(before)
    if match and _WHOLE_BEFORE.match(match.group()) and not _WHOLE.search(before[: match.start()]):
        match = None  # "return the lamp, but the mug too"
    return bool(match or _BEFORE_ZH.search(before) or _AFTER_ZH.search(after) or _AFTER_EN.search(after))
