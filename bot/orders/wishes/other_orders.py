"""A wish for what the shopper has in another order: "the same type as the one I already received", 和另一单的一样."""

from collections.abc import Sequence
from typing import Final

from bot.commerce.model import Order, OrderLine, Product, Variant
from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression
from bot.orders.wishes.sides import sides
from bot.orders.wishes.values import values_said

_LIKE: Final = expression(
    r"\b(?:same|identical|like|match\w*)\b[^.;!?]{0,40}?\b(?:as|to|like|the)\b[^.;!?]{0,40}?"
    r"\b(?:orders?|have|had|received|got|own|bought|already|pending)\b"
    r"|\b(?:type|one|kind|version|model|variant|sort)\b[^.;!?]{0,20}?\b(?:in|from|of)\b[^.;!?]{0,12}?"
    r"\b(?:other|another|pending|previous|last|first|second|earlier|older|newer|delivered)\b[^.;!?]{0,12}\border\b"
    r"|(?:和|跟|与|像|同)[^,，。;；]{0,20}?(?:订单|[一那另][单笔张]|买的|收到的|已有的|已经有的|有的那[个件只双])[^,，。;；]{0,12}?"
    r"(?:一样|相同|同款|一致|同样)"
    r"|换成[^,，。;；]{0,12}?(?:另[一外][^,，。;；]{0,3}订单|那个订单|上一单)[^,，。;；]{0,6}的"
)
_SORTS: Final = frozenset({"type", "kind", "style", "model", "version"})
"""Options whose names are words for the whole of a variant as well."""
_AGAIN: Final = expression(
    r"\b(?:for|to|with|into|want|get|have|need|send me)\b[^.;!?,]{0,24}?\b(?:the |a |an )?"
    r"(?:(?:very|exact|exactly the|identical) )?\bsame (?:exact )?(?:item|product|thing|model|one|spec\w*)\b"
    r"(?! but| just| only| in\b| with\b| as\b| except| like)"
    r"|\b(?:new|fresh|another) (?:pair|one|set|copy)\b[^.;!?,]{0,16}\bsame\b"
    r"|\b(?:identical|exact) (?:replacement|one|item)\b"
    r"|(?:换|要|来|发)[^,，。;；]{0,8}(?:一模一样|完全一样|同样|相同|同款)的?(?:新的|商品|[一个双件只台条])?(?:$|[,，。;；])"
)


def is_same_again(words: str) -> bool:
    """Whether the very same is wanted once more: "a new pair with the same specs"."""
    return _AGAIN.search(plain(words)) is not None and not is_like_another(words)


def is_like_another(words: str) -> bool:
    """Whether what is wanted is named by another order that holds it."""
    return _LIKE.search(sides(plain(words)).wanted) is not None


def without_another(words: str) -> str:
    """The words for what is given alone, where another order only tells what is wanted instead."""
    return sides(words).given if is_like_another(words) else words


def variants_in(orders: Sequence[Order], line: OrderLine, product: Product) -> tuple[Variant, ...]:
    """The variants of the line's product that orders hold, without that of the line."""
    held = {other.sku for order in orders for other in order.lines}
    return tuple(variant for variant in product.variants if variant.sku in held and variant.sku != line.sku)


def options_like(words: str, variant: Variant, product: Product) -> str:
    """The values of a variant for the options that are named: "the same colour as"; empty when none is named."""
    named = values_said(words, product).named
    return ", ".join(value.en for key, value in variant.options.items() if key in named and key not in _SORTS)
