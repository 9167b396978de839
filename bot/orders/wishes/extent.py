"""How much of an order a shopper's words speak of when they name no goods: all of it, the rest, or none."""

from typing import Final

from bot.orders.wishes.counts import figure
from bot.orders.wishes.phrases import expression

_ORDER_EN: Final = (
    r"(?:everything(?! else)|(?:the |my )?(?:whole|entire|full|complete) (?:order|thing|lot|purchase|package)|the lot"
    r"|(?:all|each|every) (?:single )?(?:of )?(?:the |my |these |those )?(?:\w+ )?"
    r"(?:items?|things?|stuff|products?|goods))"
)
_ORDER_ZH: Final = r"(?:整单|整个订单|整笔|(?:全部|所有)的?(?:商品|东西|物品|货))"
_ALL_EN: Final = (
    rf"(?:{_ORDER_EN}|all (?:of )?(?:it|them|this|that|these|those)(?! \w+s\b)|every (?:single )?one|it all|them all"
    r"|both(?: of them)?|all(?: (?:of the )?(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2}))?)"
)
_ALL_ZH: Final = (
    rf"(?:{_ORDER_ZH}|全部|所有|统统|通通|全都|全(?=退|要|取消|换|不要)"
    r"|都(?=要?退|要?取消|要?换|不要|不想要|寄回|给我|帮我))"
)
_WHOLE: Final = expression(rf"\b{_ALL_EN}\b|{_ALL_ZH}")
_ORDER: Final = expression(rf"\b{_ORDER_EN}\b|{_ORDER_ZH}")
_SAID_OTHERWISE: Final = expression(
    # "All the items I want to return" are those that are named.
    r"\b(?:all|everything|each|every)\b(?: (?:of )?(?:the|my|those))?(?: (?:items?|things?|stuff|products?|goods))?"
    r"(?: that)? i(?:'d| would|'ve|'m| am| have)? (?:want|wanted|wish|need|like|named|mentioned|listed|said|asked)\b"
    # "Everything for the garden" is a sort of things, and which these are is not said.
    r"|\b(?:all|everything|anything)\b(?: (?:the|my))?(?: (?:items?|things?|stuff|products?|goods))?"
    r"(?: (?:that|which)(?:'s| is| are))?(?: not)?"
    r" (?:for|about|related to|associated with|connected (?:with|to)|(?:having )?to do with)\b"
    r"(?! (?:[\w']+ ){0,2}(?:refund|credit|money|orders?|reasons?|exchange|now|today|good|me|us|free|sure)\b)"
    r"|(?:所有|全部|一切)?(?:的)?(?:和|跟|与)[^,，。;；]{1,8}(?:有关|相关|无关|不相关)的?(?:东西|商品|物品|全部|所有|统统|全都|都)*"
    r"|"
    r"\bthat(?:'s| is| was| will be|'ll be)? (?:all|everything)\b|\b(?:not|after|first of|above|at|by) all\b"
    r"|\ball (?:good|right|set|day|done|the (?:best|time|way))\b|\bby all means\b"
    r"|\b(?:keep|leave)(?:ing)? (?:everything|all|it all)\b|(?:全部|所有)订单"
    # All of what was named: "all the items I want to return".
    r"|\b(?:all|each|every)(?: of)?(?: the| my)? (?:items?|things?|products?|goods) (?:that )?(?:i|we)(?:'ve| have)?"
    r" (?:wan(?:t|na)|would like|need|named?|mention(?:ed)?|list(?:ed)?|said|asked|told)\b"
    r"|我(?:们)?(?:要|想|说|提到|列出)(?:退|换|取消|过)*的(?:全部|所有)?的?(?:商品|东西|物品|货)"
    # What it must not come to: "if that means cancelling the whole order, don't".
    r"|\b(?:if|should|in case)\b[^.;!?]*\b(?:whole|entire|full|complete) order\b[^.;!?]*"
    r"\b(?:(?:don't|dont|do not)(?! mind| care| need)|never mind|forget it|rather not"
    r"|(?:leave|keep) (?:it|that))\b"
    r"|(?:如果|要是|若是?|万一)[^。；;！？]*(?:整单|整个订单|全部订单)[^。；;！？]*(?:算了|就不|不要|别|不用|作罢)"
)
_ASKED: Final = expression(
    r"\b(?:return|cancel|refund|exchange|swap|upgrad|replac|switch|modif|chang)\w*"
    r"|\bsend(?:ing)?\b.*\bback\b|\bgo(?:es)? back\b|\bgive\b.*\bback\b"
    r"|\bget rid of\b|\bcall(?:ing)? off\b|\btake\b.*\bback\b|退|取消|换|升级|改成|不要|不想要|寄回"
)
_AROUND_EN: Final = (
    r"(?:(?:yes|yeah|yep|ok|okay|please|just|well|um|for|of|my|i|want|it'?s|to|do|make|it|in|from|the|that|this|order|there"
    r"|thanks|thank you|sure|then)[\s,.!]+)*"
)
_AROUND_ZH: Final = r"(?:嗯|好|那|就|我|想|的|吧|啊|呗|商品|东西|物品|货|要|都|是|全)*"
_ANSWER: Final = expression(
    rf"\s*{_AROUND_EN}{_ALL_EN}(?:[\s,.!]+{_AROUND_EN})?(?:please|thanks|thank you|order|there)?[\s,.!]*"
    rf"|{_AROUND_ZH}(?:整单|整个订单|整笔|全部|所有|统统|通通|全都|都|全){_AROUND_ZH}[\s,.!。！]*"
)
_EACH: Final = expression(r"\b(?:all|both|every|each|either of them)\b|全部|所有|全都|都|全退|全要|全取消|全不要|一起")
_HOW_MANY: Final = expression(
    r"\bboth\b|\ball (?:of the )?(two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b"
    r"|两[个件样双]都|[俩两]都|[这那]两[个件样双]"
)
_REST: Final = expression(
    r"\b(?:the rest|everything else|all (?:the )?others?|the others|the other (?:items|things|ones)"
    r"|the remaining|the remainder|what'?s left)\b|其他|其它|其余|剩下|剩余|别的|余下"
)
_REST_STAYS: Final = expression(
    r"\b(?:keep|leave|send|deliver|ship|not)\b[^,.;]{0,20}(?:the rest|everything else|the others|remaining)"
    r"|(?:the rest|everything else|all else|the others)[^,.;]{0,14}\b(?:the same|same|stays?|unchanged|as (?:it )?is)\b"
    r"|(?:其他|其它|其余|剩下|别的)[^,，。;；]{0,4}(?:一样|照旧|相同|留|寄|送|发|不退|不动|不变|照常|保留|正常|还要)"
)


def says_each(text: str) -> bool:
    """Whether all of what is named is meant: "both lamps", 杯子都退."""
    return _EACH.search(text) is not None


def says_the_order(text: str) -> bool:
    """Whether all of the order is meant whatever is named besides."""
    return _ORDER.search(_SAID_OTHERWISE.sub(" ", text)) is not None and _is_asked(text)


def says_everything(text: str, *, but: bool, asked: bool = False) -> bool:
    """Whether all of the order is meant; `but`: something is named which stays; `asked`: it was asked beside it."""
    text = _SAID_OTHERWISE.sub(" ", text)
    return (_WHOLE.search(text) is not None and (but or asked or _is_asked(text))) or _ANSWER.fullmatch(
        text
    ) is not None


def says_the_rest(text: str) -> bool:
    """Whether what is not named is meant, and not only told to stay."""
    return _REST.search(text) is not None and not _REST_STAYS.search(text)


def asks_for_the_rest(text: str) -> bool:
    """The same in words that name nothing, so that they must ask for something."""
    return says_the_rest(text) and _is_asked(text)


def number_of_all(text: str) -> int | None:
    """How many "both" and "all three" are; None when no number is said."""
    match = _HOW_MANY.search(text)
    if match is None:
        return None
    return 2 if match.group(1) is None else figure(match.group(1))


def is_asked(text: str) -> bool:
    """Whether something is to be done with goods."""
    return _is_asked(text)


def _is_asked(text: str) -> bool:
    return _ASKED.search(text) is not None
