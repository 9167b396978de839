"""What a shopper says of what they were shown: cheaper, not this one, in blue, more like the second."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.commerce.model import Product
from bot.commerce.pointing import points_at
from bot.commerce.thing_words import plain
from bot.recommendations.lexicon import lexicon
from bot.recommendations.need import Need, Wish
from bot.recommendations.parser import parse
from bot.recommendations.vocabulary import Vocabulary

_FIRST_TWO: Final = re.compile(r"first two|前面?[两二]个")
_ANOTHER: Final = re.compile(
    r"\b(?:something|anything|what) else\b|\bshow (?:me )?(?:some )?(?:more|others?|different)"
    r"|^\s*(?:more|next|others?)\b(?! like)|\bmore options\b|\bother (?:choices|options|ones)\b|\bany others?\b"
    r"|\bnone of (?:these|them)\b|\bdon'?t like (?:any|these|them|those)\b|\bnot (?:these|those|my style)\b"
    r"|换一[个批些]|再换|换几个|还有别的|还有其他|还有吗|再来|多给我|下一页|都不(?:喜欢|太?行|要|好)|其他款|别的款|除了这"
)
_NOT_THIS: Final = re.compile(
    r"\bnot (?:this|that)(?: one)?\b|\bdon'?t (?:want|like) (?:this|that|it)\b|\balready (?:have|has|own)\b"
    r"|(?:不要|不喜欢|不想要|除了)这[个款]|这[个款]不(?:要|喜欢|行)"
)
_LIKE: Final = re.compile(r"\b(?:like|similar to) (?:the )?|跟|和|像|类似")
_DENIES: Final = re.compile(r"\bnot\b|\bdon'?t\b|\bno\b|\bwithout\b|不要|不喜欢|不想|去掉|除了|别")
_CHEAPEST: Final = re.compile(r"\bcheapest\b|最便宜")
_SURPASSING: Final = {"big", "small", "lightweight", "heavy", "quiet", "bright", "battery", "powerful"}
_COMPARES: Final = re.compile(
    r"\b(?:bigger|larger|smaller|lighter|heavier|quieter|brighter|stronger|roomier|longer)\b|\b(?:more|less|too)\b"
    r"|更|再|一?点|太|大一号|一些"
)
_OPPOSITE: Final = {"big": "small", "small": "big", "heavy": "lightweight", "lightweight": "heavy"}
_TOO: Final = re.compile(r"\btoo (big|large|small|heavy|loud|noisy)\b|太(大|小|重|沉|吵)")
_TOO_MEANS: Final = {
    "big": "small", "large": "small", "small": "big", "heavy": "lightweight", "loud": "quiet", "noisy": "quiet",
    "大": "small", "小": "big", "重": "lightweight", "沉": "lightweight", "吵": "quiet",
}  # fmt: skip


def refine(need: Need, text: str, shown: Sequence[Product], vocabulary: Vocabulary, focus: str = "") -> Need:
    """The need as changed by `text`; `shown` in the order in which the shopper sees them."""
    said = plain(text)
    found = points_at(text, shown)
    pointed = found.product_id if found else ""
    new = parse(text, vocabulary, focus=pointed or focus)
    if new.kinds and not new.like_product and not set(new.kinds) & set(need.kinds):
        need = _other_thing(need)
    changed = _merged(need, new)
    changed = _prices(changed, new, said, shown, pointed or focus)
    changed = _surpassing(changed, said, shown, pointed or focus)
    return _sight(changed, new, said, shown, pointed or focus, explicit=bool(pointed))


def _other_thing(need: Need) -> Need:
    """Another kind of thing: whom it is for and what it may cost stay, what was said of the old thing goes."""
    return replace(
        need, text="", kinds=(), categories=(), terms=(), wishes=(), sizes=(), like_product="", cheaper_than=""
    )


def _merged(need: Need, new: Need) -> Need:
    wishes = {(wish.sort, wish.key): wish for wish in need.wishes}
    for wish in new.wishes:
        wishes.pop(("trait", _OPPOSITE.get(wish.key, "")), None)
        wishes[(wish.sort, wish.key)] = wish
    return replace(
        need,
        text=" ".join(filter(None, (need.text, new.text))) if _adds_words(new) else need.text or new.text,
        kinds=new.kinds or need.kinds,
        not_kinds=_joined(need.not_kinds, new.not_kinds),
        categories=new.categories or need.categories if not new.kinds else (),
        terms=_joined(tuple(t for t in need.terms if t not in new.not_terms), new.terms),
        not_terms=_joined(need.not_terms, new.not_terms),
        wishes=tuple(wishes.values()),
        colours=new.colours or tuple(c for c in need.colours if c not in new.not_colours),
        not_colours=_joined(tuple(c for c in need.not_colours if c not in new.colours), new.not_colours),
        sizes=new.sizes or need.sizes,
        recipients=new.recipients or need.recipients,
        occasions=new.occasions or need.occasions,
        gift=need.gift or new.gift,
        in_stock_only=need.in_stock_only and new.in_stock_only,
        foreign_currency=new.foreign_currency,
    )


def _adds_words(new: Need) -> bool:
    """A wish for a price or a colour says nothing to the encoder."""
    return bool(new.kinds or new.terms or new.categories or new.recipients or new.occasions)


def _prices(need: Need, new: Need, said: str, shown: Sequence[Product], pointed: str) -> Need:
    if new.min_price or new.max_price:
        return replace(need, min_price=new.min_price, max_price=new.max_price, cheaper_than="", price_leaning="")
    if _CHEAPEST.search(said):
        return replace(need, price_leaning="low", cheaper_than="")
    if said in lexicon().cheaper:
        cheapest = min(shown, key=lambda product: product.lowest_price.amount, default=None)
        beaten = pointed or (cheapest.product_id if cheapest else need.cheaper_than)
        return replace(need, cheaper_than=beaten, price_leaning="low", min_price=None)
    if new.price_leaning == "high":
        return replace(need, price_leaning="high", cheaper_than="", max_price=None)
    return need


def _surpassing(need: Need, said: str, shown: Sequence[Product], pointed: str) -> Need:
    """ "Bigger" is bigger than what was shown."""
    wishes = {wish.key: wish for wish in need.wishes}
    asked = {trait.key for trait in lexicon().traits.values() if said in trait.words}
    if too := _TOO.search(said):
        meant = _TOO_MEANS[too.group(1) or too.group(2)]
        asked = {meant}
        wishes.pop(_OPPOSITE.get(meant, ""), None)
        wishes[meant] = Wish("trait", meant)
    beaten = pointed or (shown[0].product_id if shown else "")
    if too or _COMPARES.search(said):
        for key in asked & _SURPASSING & wishes.keys():
            wishes[key] = replace(wishes[key], beyond=beaten)
    return replace(need, wishes=tuple(wishes.values()))


def _sight(need: Need, new: Need, said: str, shown: Sequence[Product], pointed: str, *, explicit: bool) -> Need:
    """What is not to be shown again, and what is to be like."""
    ids = tuple(product.product_id for product in shown)
    if _FIRST_TWO.search(said):
        return replace(need, excluded=_joined(need.excluded, ids[:2]))
    if explicit and _DENIES.search(said):
        return replace(need, excluded=_joined(need.excluded, (pointed,)))
    if explicit and (_LIKE.search(said) or new.like_product):
        return replace(need, like_product=pointed, excluded=_joined(need.excluded, (pointed,)))
    if new.like_product:
        return replace(need, like_product=new.like_product)
    if _NOT_THIS.search(said):
        gone = (pointed,) if pointed else ids
        return replace(need, excluded=_joined(need.excluded, gone))
    if _ANOTHER.search(said):
        return replace(need, excluded=_joined(need.excluded, ids))
    return need


def _joined(*groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
