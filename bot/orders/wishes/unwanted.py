"""Statements that something bought is not wanted, which ask for it to be cancelled or returned."""

from typing import Final

from bot.orders.wishes.phrases import expression

_EITHER: Final = expression(
    r"\bcancel\w*(?: it| them| that)?(?:,? (?:or|and/or) |\s*/\s*)"
    r"(?:(?:to |even |just )*(?:return|refund|send(?:ing)? back|give back))"
    r"|\b(?:return|refund|send back|give back)\w*(?: it| them| that)?"
    r"(?:,? (?:or|and/or) |\s*/\s*)(?:to |even |just )*cancel"
    r"|取消(?:或者?|/|还是|、)退|退(?:货|掉|款)?(?:或者?|/|还是|、)取消"
)
_NOT_WANTED: Final = expression(
    r"\b(?:no longer|not any ?more) (?:need|want|require|use|like)(?:ed|s)?\b(?! (?:to|your help|help|assistance)\b)"
    r"|\b(?:don't|dont|do not|doesn't|didn't) (?:really |actually |even )?(?:need|want|like)\b"
    r"(?! (?:to|you|your|any help|help|anything|the agent|a person)\b)"
    r"|\b(?:have|has|had|got|find) no (?:use|need|room|place|space) for\b"
    r"|\b(?:don't|dont|do not|doesn't|does not|didn't|did not|won't) "
    r"(?:really |quite )?(?:suit|fit|work for (?:me|us)|go with|match)\b"
    r"|\bregret(?:s|ted)? (?:buying|ordering|getting|purchasing|having)\b|\bchanged (?:my|our) minds? (?:about|on)\b"
    r"|\b(?:isn't|aren't|is not|are not|wasn't|not) (?:what|the (?:one|thing)s?) (?:i|we) (?:want|need|expect|order)\w*"
    r"|\b(?:is|are|was|were) (?:not|no longer) (?:needed|wanted|required)\b"
    r"|(?:不需要(?!帮|你|您|客服|人工)|不想要|不想留|用不上|用不着|不喜欢|后悔买|后悔下单)|(?:不合适|不适合|不合身|不搭)"
)
_STRONGLY: Final = expression(
    r"\b(?:no longer|not any ?more) (?:need|want|require|use)(?:ed|s)?\b"
    r"|\b(?:don't|dont|do not) (?:really )?(?:need|want)\b"
    r"|\b(?:doesn't|does not|don't|do not|didn't) (?:really |quite )?(?:suit|fit)\b"
    r"|\b(?:no|not) (?:use|room|place|space) for\b|不需要|不想要|用不上|用不着|不合适|不适合"
)
# "They don't fit" says why the shoes that were named before go back.
_THING: Final = expression(
    r"\b(?:the|my|our|that|those|these|this) "
    r"(?!(?:order|one|ones|thing|things|item|items|agent|site|size|colou?r)\b)[a-z]{3,}"
)
_NO_THING_ZH: Final = expression(
    r"^[\s,，]*(?:因为|由于|已经|现在|我们?|都|也|真的|暂时|它们?|[这那](?:个|些|件|样)?|全|都|实在|又|买错|了|[,，])*"
    r"(?:不需要|不想要|用不上|用不着|不合适|不适合)"
)
_HAN: Final = expression(r"[\u3400-\u9fff]")
_ASKS_TO: Final = expression(
    r"\b(?:cancel|return|refund|exchange|swap|replace|change|modify|send|keep|track|ship|deliver|pay|charge|find"
    r"|recommend|suggest|show)\w*\b|退|换|取消|改|修|寄|推荐|找"
)
_QUESTION: Final = expression(
    r"[?？]\s*$|^\W*(?:how|what|when|where|why|who|which|is|are|do|does|did|can|could)\b|[吗呢]"
)


def is_either(words: str) -> bool:
    """Whether it is left open if goods are cancelled or returned: "cancel or return", 取消或退货."""
    return _EITHER.search(words) is not None


def is_unwanted(words: str) -> bool:
    """Whether words state that goods are not wanted, and ask for nothing in particular."""
    return _NOT_WANTED.search(words) is not None and _ASKS_TO.search(words) is None and _QUESTION.search(words) is None


def names_unwanted(words: str) -> bool:
    """The same, where the goods are named and not only pointed at: a reason points at what was named before."""
    if not is_unwanted(words) or _STRONGLY.search(words) is None:
        return False
    if _HAN.search(words):
        after = words[_STRONGLY.search(words).end() :].strip("了，。!！吧啊呢 ")  # type: ignore[union-attr]  # it was just found
        return _NO_THING_ZH.match(words) is None or bool(after)
    return _THING.search(words) is not None
