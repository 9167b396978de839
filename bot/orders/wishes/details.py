"""Sentences that ask for nothing by themselves: they say how what is asked for is to be done."""

from typing import Final

from bot.orders.wishes.phrases import expression, patterns

_LEAD_EN: Final = (
    r"(?:(?:and|but|also|well|oh|so|please|ideally|preferably|if possible|of course|lastly|finally|then|just"
    r"|by the way|btw"
    r"|in (?:both|all|each|every|either|any) cases?|where possible"
    r"|for (?:both|all|each|every|either|any)(?: one)?(?: of)?(?: the| my| these| those)?(?: \w+)?"
    r"|for (?:the|my|this|that|these|those|it|them)(?: [\w-]+){0,3}?)[\s,:]+)*"
)
_MONEY_EN: Final = (
    r"(?:(?:the|any|my|all|all of the) )?(?:(?:price|money|remaining|extra) )?"
    r"(?:differences?|refunds?|money|extra|extra charges?|charges?|costs?|payments?)(?: back)?"
)
_PREFERS_EN: Final = (
    r"(?:(?:i|we)(?:'d| would)? )?(?:also |really |still |much )?prefer\b"
    r"|my (?:goal|aim|preference|first choice|second choice|priority|budget)\b"
    r"|(?:i|we) (?:really |only |just |mainly |mostly )+care about\b"
    r"|(?:i|we) (?:really )?(?:don't|do not|dont|couldn't) (?:really )?(?:care|mind)\b"
    r"|(?:i'm|i am|i'd be|i would be|we're|we are|i'll be) (?:also )?"
    r"(?:ok|okay|fine|good|alright|all right|cool) with\b"
    r"|[\w' -]{1,60}? (?:is|are|would be|will be|can be|isn't|aren't) (?:also |totally |just |really )*"
    r"(?:pref+er+ed|preferable|fine|ok|okay|enough|good enough|acceptable|ideal|best|accepted|welcome|important"
    r"|not important|unimportant|irrelevant)\b"
    r"|(?:exactly )?(?:the )?same [\w-]+(?: [\w-]+){0,2},? (?:but|though|only)\b"
    r"|(?:the )?(?:rest|remaining|other)(?: [\w-]+){0,2} (?:should|must|can|may|stays?|remains?|don't|doesn't)\b"
    r"|nothing (?:else|more) (?:should|must|is to)\b"
)
_PAYS_EN: Final = (
    rf"{_MONEY_EN} (?:should|can|may|must|to|could|has to|goes?|is to|needs? to|back to|on|onto|via|through)\b"
    rf"|(?:i|we)(?:'d| would)? (?:also |just |really )?(?:want|like|love|need|wish)(?: to (?:have|get|see|receive))?"
    rf" {_MONEY_EN}\b"
    r"|(?:i|we)(?:'d| would)? (?:also |just |really )?(?:want|like|love|need|wish)"
    r" (?:it|that|this|them|everything|these|those|both|all) (?:to (?:go|be)|refunded|paid|charged|credited|back|on)\b"
    r"|(?:i|we)(?:'d| would)? (?:also |just )?(?:want|like|love|wish) to (?:be refunded|pay|use|get refunded"
    r"|be paid back|cover)\b"
    r"|(?:i'll|i will|we'll|let me) (?:pay|use|cover)\b"
    r"|(?:i|we)(?:'d| would)? (?:also |just )?(?:like|want|take) (?:the|my|that|to use) (?:[\w-]+ ){1,5}"
    r"(?:for|as) (?:(?:the|any|all|both|a|my|every|each) )*(?:[\w-]+ (?:or|and) )?"
    r"(?:payments?|refunds?|charges?|differences?|of (?:it|them))\b"
    r"|(?:use|charge|debit|credit|put|refund|pay|send)(?: \w+){0,3}?"
    r" (?:to|on|onto|with|by|via|from|my|the)\b"
    r"|(?:the )?(?:same|original) (?:payment|method|card|way|account)\b"
)
_PREFERS: Final = expression(rf"^\s*{_LEAD_EN}(?:{_PREFERS_EN})")
_PAYS: Final = expression(rf"^\s*{_LEAD_EN}(?:{_PAYS_EN})")
_PREFERS_ZH: Final = expression(
    r"^\s*(?:但是?|不过|那|另外|还有|而且|如果可以的?话?|可以的话|我|我们)*[,，]?(?:更喜欢|比较喜欢|更想要|更倾向|倾向于?|偏好|优先|最好|尽量|首选"
    r"|只(?:在乎|关心|看重|在意)|不(?:在乎|介意|在意|挑)|(?:其他|其它|别的|其余)[^,，。]{0,8}(?:不变|一样|照旧|无所谓|不重要|随便))"
    r"|^[^,，。;；]{1,14}(?:无所谓|不重要|都可以|都行|就行|就可以|随便|也行|也可以)[。！!]*$"
)
_PAYS_ZH: Final = expression(
    r"^\s*(?:但是?|不过|那|另外|还有|而且|麻烦|请|我想|我要|希望|我|钱|差价|多出来的钱|退款|退的钱|补的钱|费用"
    r"|[两所全每][有部]?[个笔张单]?(?:订单)?|都|就|也|统一|最好|全部)*"
    r"(?:用|走|刷|退到|退回|打到|打回|原路|付|支付|从)"
)
_ZH_WAYS: Final = expression(r"卡|微信|支付宝|paypal|原路|原来的|付款方式|支付方式|余额|账户")
_ORIGINAL: Final = expression(
    r"\boriginal\b|\bsame (?:payment|method|card|way|account)\b|\bother (?:card|one|account|way|method)\b"
)
_ORDER_CHANGED: Final = expression(
    r"\b(?:change|switch|update|modify|edit|replace)\b|改成|改为|换成|更改|修改|#?\b[a-z]{1,3}-?\d{4,}"
)
_OF_ONE: Final = expression(
    r"\b(?:it|that one|this one|that|this|them)\b(?! (?:is|way|case))|这[个件单笔]|那[个件单笔]|它"
)
_HAN: Final = expression(r"[\u3400-\u9fff]")
_QUESTION: Final = expression(
    r"[?？]\s*$|[吗呢么][\s。?？!！]*$|^[^\w]*(?:how|what|when|where|why|who|which|is|are|do|does|did|can|could|will|would|should)\b"
    r"|\b(?:know|check|tell me|wonder|see) (?:how|what|when|where|why|which|whether|if|the total|the price)\b"
)


def is_detail(words: str) -> bool:
    """Whether a sentence only says how what was asked for is to be done: "I prefer black", 颜色无所谓."""
    if _QUESTION.search(words):
        return False
    return _PREFERS.match(words) is not None or _PREFERS_ZH.match(words) is not None or says_how_to_pay(words)


def says_how_to_pay(words: str) -> bool:
    """Whether it only says through which way money is to go, and changes the payment of no order."""
    if _QUESTION.search(words) or _ORDER_CHANGED.search(words):
        return False
    if _HAN.search(words):
        return _PAYS_ZH.match(words) is not None and _ZH_WAYS.search(words) is not None
    named = any(pattern.search(words) for pattern in patterns("payments").values()) or _ORIGINAL.search(words)
    return bool(named) and (_PAYS.match(words) is not None or _PREFERS.match(words) is not None)


def is_of_all(words: str) -> bool:
    """Whether a way to pay is named for whatever is asked for, and not for one thing alone."""
    return says_how_to_pay(words) and _OF_ONE.search(words) is None
