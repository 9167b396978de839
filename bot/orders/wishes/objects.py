"""What a shopper asks to be called off, taken back or exchanged, by the sentence alone: a thing, or the order."""

from collections.abc import Iterator
from typing import Final

from bot.commerce.thing_words import simplified
from bot.orders.wishes.phrases import expression

_VERB_EN: Final = (
    r"\b(?:cancel(?:l?ing)?|call(?:ing)? off|return(?:ing)?|refund(?:ing)?|(?:send|giv)(?:e|ing)? back|exchang(?:e|ing)"
    r"|swap(?:ping)?|remov(?:e|ing)|tak(?:e|ing) (?:out|off)|get(?:ting)? rid of"
    r"|(?:no longer|don't|dont|do not) (?:want|need)|(?:send|give|take)(?= (?:\w+ ){1,6}?(?:back|out|off)\b))"
)
_THE: Final = r"(?:(?:the|my|our|a|an|that|this|those|these|both|one|two|three|all|of|just|only)\s+)"
_NAME_EN: Final = r"(?P<thing>[a-z][a-z'-]*(?:\s+[a-z][a-z'-]*){0,4}?)"
_NUMBER: Final = r"#?[a-z]{0,4}-?\d{3,}"
_END_EN: Final = (
    rf"(?=\s*(?:$|[,.;:!?&()\"\u3400-\u9fff，。；！？])|\s+(?:{_NUMBER}|in|from|of|on|for|to|with|and|or|but|because|since|as"
    r"|if|when|while|so|please|now|today|immediately|asap|too|also|instead|again|right|before|until|that|which|who"
    r"|i|i'm|i've|we|it|it's|they|is|was|are|were|then|back|out|off|only|any ?more|altogether|entirely|completely"
    r"|thanks|thank|at|by|inside)\b)"
)
_OF_AN_ORDER: Final = rf"(?=\s+(?:in|from|of|out of|on)\s+(?:(?:my|the|this|that|order)\s+)*(?:order\b|{_NUMBER}\b))"
_THINGS_EN: Final = (
    expression(rf"{_VERB_EN}\s+{_THE}+{_NAME_EN}{_END_EN}"),
    expression(rf"{_VERB_EN}\s+{_NAME_EN}{_OF_AN_ORDER}"),
    expression(rf"\b(?:chang|switch|replac)(?:e|ing)\s+{_THE}+{_NAME_EN}{_OF_AN_ORDER}"),
)
_ORDER_WORD: Final = expression(
    r"\b(?:(?:pre-?)?orders?|purchases?|parcels?|packages?|shipments?|deliver(?:y|ies)|shipping|transaction|booking|whole|entire"
    r"|everything)\b"
)
_NO_NAME_EN: Final = expression(
    r"\b(?:rest|remainder|others?|things?|stuff|items?|articles?|products?|goods|lot|ones?|two|three|four|both|all|it"
    r"|them|this|that|these|those|some|parts?|half|most|something|anything|nothing|pair|set|box|pack|couple|bunch"
    r"|gifts?|presents?|money|amount|difference|payments?|cost|price|fees?|charges?|card|total|requests?|returns?"
    r"|refunds?|exchange|cancellation|changes?|sizes?|colou?rs?|versions?|models?|variants?|address|method|quantity|number|note|name|details|wrong|same|first|second"
    r"|third|last|latest|recent|previous|pending|expensive|cheaper|dearer|back|crap|junk|bigger|smaller|\w+est)$"
)

_GIVES_ZH: Final = r"(?:取消|退|换|不要|不想要|不需要|用不上|用不着|去掉|删|拿掉|寄回)"
_ASKS_ZH: Final = rf"(?:我|也|都|就|先|全|想|要|请|帮|给|可以|能|一起)*{_GIVES_ZH}"
_NAME_ZH: Final = rf"(?!{_ASKS_ZH})(?P<thing>[\u3400-\u9fff]{{1,12}}?)"
_END_ZH: Final = r"(?=[吧了啊呀呢吗]*\s*(?:$|[,，。.;；、!！?？\s]|和|并|然后|再|另外|顺便|其[余他它]|剩下))"
_COUNTED_ZH: Final = r"(?:[那这一两几]?[个件把台双条本只盏款顶副]|[那这])"
_IN_ZH: Final = r"(?:单|\d)\s*(?:[里中内][面边]?的?|(?<=\d)的)"
_THINGS_ZH: Final = (
    expression(rf"{_IN_ZH}{_NAME_ZH}(?={_ASKS_ZH})"),
    expression(rf"{_GIVES_ZH}[^,，。;；]{{0,16}}?{_IN_ZH}{_NAME_ZH}{_END_ZH}"),
    expression(rf"[把将](?:我的?)?{_NAME_ZH}(?={_ASKS_ZH})"),
    expression(rf"(?:取消|退|去掉|删)[掉了除]?(?:我的?)?{_COUNTED_ZH}{_NAME_ZH}{_END_ZH}"),
    expression(rf"取消掉?(?:我的?)?{_NAME_ZH}{_END_ZH}"),
)
_AROUND_ZH: Final = expression(rf"^.*的|^{_COUNTED_ZH}|[吧了啊呀呢吗]+$")
_NO_NAME_ZH: Final = expression(
    r"^[不没还掉哈行]|色$|(?<![床被])单(?![车肩反])|[订购它这那我你钱费]|全部|所有|一切|整|都|交易|东西|商品|物品|货|包裹|快递|配送|申请|请求"
    r"|操作|一下|其[余他它中]|剩|别的|颜色|尺[码寸]|型号|地址|款|[个件双只条]$|谢|[昨今明]天|时候|最|第[一二三]|贵|便宜"
)

_THE_ORDER: Final = expression(
    rf"\b(?:cancel(?:l?ing)?|call(?:ing)? off)\s+(?:\w+\s+){{0,4}}?(?:(?:orders?|purchase)\b(?!'s)|{_NUMBER}{_END_EN})"
    r"|(?:取消|退掉?)[^,，。;；里中内]{0,8}(?:订单|[这那整一]单)(?![里中内的])"
    r"|[把将][^,，。;；里中内]{0,8}(?:订单|[这那整]单)[^,，。;；里中内]{0,12}(?:取消|退)"
)
_NOT_ALL: Final = expression(r"\b(?:keep|except|but|without|apart|leave)\b|除|留|只|不包括")


def thing_given(words: str) -> str:
    """The thing that is to be called off, taken back or exchanged, as it was named; "" for an order, "it" or none."""
    return next(_things(simplified(words).replace("’", "'")), "")


def gives_the_order(words: str) -> bool:
    """Whether it is the order itself that is to be called off, and nothing is said to be kept."""
    text = simplified(words).replace("’", "'")
    return _THE_ORDER.search(text) is not None and _NOT_ALL.search(text) is None and not thing_given(words)


def _things(text: str) -> Iterator[str]:
    for match in (match for pattern in _THINGS_EN for match in pattern.finditer(text)):
        thing = match["thing"]
        if _ORDER_WORD.search(thing) is None and _NO_NAME_EN.search(thing) is None:
            yield thing
    for match in (match for pattern in _THINGS_ZH for match in pattern.finditer(text)):
        thing = _bare(match["thing"])
        if thing and _NO_NAME_ZH.search(thing) is None:
            yield thing


def _bare(thing: str) -> str:
    """Without what is said of it: 秤 of 昨天买的那个秤."""
    before = ""
    while thing != before:
        before, thing = thing, _AROUND_ZH.sub("", thing)
    return thing
