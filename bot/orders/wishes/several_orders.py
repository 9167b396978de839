"""Whether a wish is about several orders: "all my pending orders", "my last two orders", 两个订单都退."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from bot.commerce.thing_words import is_chinese, plain
from bot.orders.wishes.counts import figure
from bot.orders.wishes.phrases import expression

_N_EN: Final = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})"
_N_ZH: Final = r"(?:\d{1,2}|[两二三四五六七八九十])"
_ADJECTIVES_EN: Final = (
    r"(?:(?!(?:in|from|of|on|across|to|into|and|the|my|with|for|at|by)\b)(?!orders?\b|purchases?\b)[\w-]+\s+){0,3}"
)
_ORDERS_EN: Final = r"(?:(?:orders|purchases)\b(?!')|order(?:'?s|s')?\s+address(?:es)?\b)"
_ALL_EN: Final = (
    r"(?:(?P<both>both)|all|every single one|each one)(?:\s+of)?(?:\s+(?:my|the|our|these|those))*(?:\s+"
    rf"(?P<n1>{_N_EN}))?\s+{_ADJECTIVES_EN}{_ORDERS_EN}"
    r"|(?:every|each)(?:\s+(?:single|of\s+my|of\s+the))?\s+(?:(?!in\b|from\b|of\b)[\w-]+\s+){0,2}?(?:order|purchase)s?\b"
    r"(?!\s+(?:number|id|line)s?\b)"
    rf"|(?:my|the|these|those|our)\s+(?:(?P<l1>last|latest|newest|most recent|recent)\s+)?(?P<n2>{_N_EN})\s+"
    rf"(?:(?P<l2>last|latest|newest|most recent)\s+)?{_ADJECTIVES_EN}{_ORDERS_EN}"
    r"|everything\s+(?:that\s+)?(?:i|i've|i\s+have|we|we've)(?:\s+ever)?\s+(?:ordered|bought|purchased)\b"
    r"(?!\s+(?:on|in|last|this|yesterday|today|from|at))"
    r"|(?:all|every)\s+(?:the\s+)?(?:things?|items?|stuff|goods)\s+(?:that\s+)?(?:i've\s+|i\s+have\s+|i\s+)?"
    r"(?:ever\s+)?(?:ordered|bought|purchased)\b(?!\s+(?:on|in|last|this|yesterday|today|from|at))"
)
_ALL_ZH: Final = (
    rf"(?:我)?(?:的)?(?:所有|全部|每一?[个笔张单])(?:我)?的?(?:(?![里中内的])[^,，。;；]){{0,6}}?的?(?:订单|单子)"
    rf"|(?:(?P<l3>最近|最后|最新|上)的?)?(?:这|那|我)?(?:的)?(?P<n3>{_N_ZH})(?:个|笔|张)(?:(?![里中内])[^,，。;；]){{0,6}}?(?:订单|单子)"
    rf"|(?P<l4>最近|最后|最新|上|这|那)的?(?P<n4>{_N_ZH})单"
    r"|(?P<two>俩)(?:订单|单)|订单(?=(?:全部|全都|都|统统|通通|全)(?:给我|帮我)?(?:取消|退|撤|不要|改|换))"
    r"|我(?:买|下单|订购?)(?:过|了)?的(?:所有|全部|一切)(?:东西|商品|物品)|(?:所有|全部)我(?:买|订购?)(?:过|了)?的(?:东西|商品|物品)?"
)
_ALL: Final = expression(rf"\b(?:{_ALL_EN})|{_ALL_ZH}")
_APART: Final = expression(
    r"\b(?:in|from|across|of)\s+(?:(?:two|three|\d|my|the)\s+)?(?:different|several|multiple|various|separate|other)\s+"
    r"(?:orders|purchases)\b|(?:不同|几个|多个|各个)的?订单(?:里|中)?的?"
)
_OF_IT_EN: Final = (
    r"(?:(?:everything|anything|all(?:\s+(?:of\s+)?(?:the\s+)?(?:items|things|goods|stuff|products))?)\s+)"
)
_INTO_EN: Final = r"(?:(?:in|from|of|on|across|with)\s+)"
_WITHIN: Final = expression(r"^(?:里面?|中|内)的?(?P<thing>(?:全部|所有|东西|商品|全都|都))?")
_ANSWER: Final = expression(
    r"[\s,.!;，。！、]*(?:(?:yes|yeah|ok|okay|please|well|um|just|for|it'?s|i|want|mean|meant|do)[\s,.!;]+)*"
    r"(?:(?:that|it|this)(?:'s|'d| would| is| will) (?:be |about |for |in )*[:\s]*)?"
    rf"(?:both|all|each|every(?:\s+one)?|(?:both|all|each)\s+(?:of\s+)?(?:them|those|these|it)|all\s+{_N_EN}"
    rf"(?:\s+of\s+them)?|(?:the\s+)?{_N_EN}\s+of\s+them|the\s+lot|everything)(?:[\s,.!;]+(?:of\s+them|please|thanks|thank\s+you|orders))*[\s,.!;，。！、]*"
    rf"|[\s,.!;，。！、]*(?:我|是|要|想|就)*(?:全部|所有|都|全都|都要|两[个单]都|[这那]?{_N_ZH}[个单笔]都?|每[个单]都?|统统)(?:要|是|的|退|取消|改|一起|吧|了|啊|请){{0,4}}[\s,.!;，。！、]*"
)
_NUMBERS: Final = re.compile(r"#?[A-Za-z]{0,4}-?\d{4,20}", re.ASCII)
_JOINED: Final = expression(
    r"\s*(?:,|，|、|&|\+|/|;|和|跟|与|及|以及|还有|,?\s*\b(?:and|plus|as well as)\b)\s*(?:also\s+)?(?:my\s+|the\s+)?"
    r"(?:orders?|number|no\.?|订单号?)?\s*"
)


@dataclass(frozen=True)
class OrdersSaid:
    """How many orders are meant, and the words without saying so."""

    words: str
    """With "everything" in the place of the orders, or with nothing where goods in them are named."""
    everything: bool = False
    """Whether all that is in them is meant, and not only goods that are named."""
    count: int | None = None
    """How many, where it is said."""
    newest: bool = False
    """Whether the newest of them are meant."""


def orders_said(words: str) -> OrdersSaid | None:
    """What the words say of several orders; None when they do not speak of several."""
    text = plain(words)
    match = _ALL.search(text)
    if match is None:
        apart = _APART.search(text)
        return OrdersSaid(text[: apart.start()] + " " + text[apart.end() :]) if apart else None
    rest, everything = _without(text, match)
    groups = match.groupdict()
    said = next((groups[name] for name in ("n1", "n2", "n3", "n4") if groups[name]), None)
    count = 2 if groups["both"] or groups["two"] else figure(said) if said else None
    newest = any(groups[name] for name in ("l1", "l2", "l3", "l4")) and groups["l4"] not in ("这", "那")
    return OrdersSaid(rest, everything, count, newest)


def says_all_of_them(words: str) -> bool:
    """Whether an answer to "which order?" is all of those that were offered: "both", 都要."""
    return _ANSWER.fullmatch(plain(words)) is not None


def numbers_in_a_row(words: str) -> tuple[str, ...]:
    """Order numbers that are named together: "W1001 and W1002"; empty when there are not two."""
    found = list(_NUMBERS.finditer(words))
    row = found[:1]
    for before, match in pairwise(found):
        if not _JOINED.fullmatch(words[before.end() : match.start()]):
            break
        row.append(match)
    numbers = tuple(dict.fromkeys(match.group() for match in row))
    return numbers if len(numbers) > 1 else ()


def _without(text: str, match: re.Match[str]) -> tuple[str, bool]:
    """The words without the orders, and whether all that is in them is meant."""
    before, after = text[: match.start()], text[match.end() :]
    whole = re.search(rf"\b{_OF_IT_EN}{_INTO_EN}$", before)
    within = _WITHIN.match(after)
    if whole:
        return f"{before[: whole.start()]} everything {after}", True
    if within and within["thing"]:
        return f"{before} 全部 {after[within.end() :]}", True
    if within or re.search(rf"\b{_INTO_EN}$", before):
        cut = re.search(rf"\b{_INTO_EN}$", before)
        return f"{before[: cut.start()] if cut else before} {after[within.end() :] if within else after}", False
    return f"{before} {'全部' if is_chinese(match.group()) else 'everything'} {after}", True
