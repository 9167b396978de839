"""Why a product is shown and what had to be given up, said from the shop's data alone."""

from collections.abc import Iterable, Iterator
from typing import Final

from bot.commerce.attribute_words import named_value
from bot.commerce.model import Bilingual, Product, Shop
from bot.commerce.money import Money
from bot.commerce.thing_words import plain
from bot.language import Language
from bot.recommendations.fitting import Fit, Miss
from bot.recommendations.lexicon import lexicon
from bot.recommendations.need import Need, Wish
from bot.recommendations.vocabulary import is_colour_option

_FACTS, _COLOURS = 3, 4
_CURRENCIES_ZH: Final = {
    "USD": "美元", "EUR": "欧元", "GBP": "英镑", "CNY": "人民币", "HKD": "港币", "CAD": "加元", "AUD": "澳元",
    "JPY": "日元", "SGD": "新加坡元",
}  # fmt: skip
_TRAITS: Final = {
    "quiet": Bilingual("quiet", "安静"), "lightweight": Bilingual("light", "轻便"), "heavy": Bilingual("heavy", "厚重"),
    "battery": Bilingual("long-lasting on battery", "续航长"), "bright": Bilingual("bright", "明亮"),
    "powerful": Bilingual("powerful", "大功率"), "big": Bilingual("big", "大"), "small": Bilingual("small", "小巧"),
    "waterproof": Bilingual("waterproof", "防水"), "wireless": Bilingual("wireless", "无线"),
    "wired": Bilingual("wired", "有线"),
    "dimmable": Bilingual("dimmable", "可调光"), "dishwasher": Bilingual("dishwasher safe", "可用洗碗机"),
    "warm": Bilingual("warm", "保暖"), "soft": Bilingual("soft", "柔软舒适"),
}  # fmt: skip


def reason(fit: Fit, need: Need, shop: Shop, liked: Product | None, language: Language) -> str:
    """Facts of the product that speak to the need, its price and stock; then what it lacks."""
    facts = list(dict.fromkeys(_facts(fit, need, shop, liked, language)))[:_FACTS]
    told = [*facts, _price(fit, language), _stock(fit, need, shop, language), *_differences(fit, need, language)]
    return ("，" if language == "zh" else ", ").join(filter(None, told))


def _facts(fit: Fit, need: Need, shop: Shop, liked: Product | None, language: Language) -> Iterator[str]:
    if liked is not None:
        yield _beside(fit, liked, language)
    for wish, key in fit.granted:
        yield attribute(fit.product, key, shop, language) if key else _tagged(fit.product, wish, language)
    for key, value in fit.product.attributes.items():
        if _speaks_of(value, need):
            yield attribute(fit.product, key, shop, language)
    tags = [tag.in_language(language) for tag in fit.product.tags if _met(tag, need.terms)]
    if tags:
        yield "、".join(tags[:2]) if language == "zh" else ", ".join(tags[:2])


def _beside(fit: Fit, liked: Product, language: Language) -> str:
    saved = liked.lowest_price.amount - fit.price.amount
    title = liked.title.in_language(language)
    if saved <= 0:
        return f"与{title}同类" if language == "zh" else f"the same sort of thing as {title}"
    money = Money(saved, fit.price.currency).spoken(language)
    return f"比{title}便宜{money}" if language == "zh" else f"{money} less than {title}"


def attribute(product: Product, key: str, shop: Shop, language: Language) -> str:
    """One attribute as it is said: "Noise: 38 dB", "无线"."""
    label, shown = named_value(product, key, shop, language)
    if plain(shown) in lexicon().yes.words:
        return label
    if language == "zh":
        return f"{label}{shown}" if shown[:1].isdigit() else f"{label}：{shown}"
    return f"{label}: {shown}"


def _tagged(product: Product, wish: Wish, language: Language) -> str:
    """The product's own tag that grants a wish."""
    if wish.sort != "trait":
        return ""
    words = lexicon().traits[wish.key].words
    for tag in product.tags:
        if plain(tag.in_language(language)) in words:
            return tag.in_language(language)
    return ""


def _speaks_of(value: Bilingual, need: Need) -> bool:
    texts = (plain(value.en), plain(value.zh))
    groups = [lexicon().recipients[key] for key in need.recipients] + [lexicon().occasions[k] for k in need.occasions]
    return any(text in group for group in groups for text in texts) or _met(value, need.terms)


def _met(value: Bilingual, terms: Iterable[str]) -> bool:
    return any(term in (plain(value.en), plain(value.zh)) for term in terms)


def _price(fit: Fit, language: Language) -> str:
    spoken = fit.price.spoken(language)
    if not fit.from_price:
        return spoken
    return f"{spoken}起" if language == "zh" else f"from {spoken}"


def _stock(fit: Fit, need: Need, shop: Shop, language: Language) -> str:
    if not any(variant.stock > 0 for variant in fit.offered):
        return ""
    values: dict[str, None] = {}
    for variant in fit.offered:
        if variant.stock > 0:
            chosen = [v.in_language(language) for key, v in variant.options.items() if is_colour_option(shop, key)]
            values.update(dict.fromkeys(chosen))
    shown = list(values)[:_COLOURS] + _chosen_sizes(fit, need, language)
    if not shown:
        return "有现货" if language == "zh" else "in stock"
    return f"{'、'.join(shown)}有现货" if language == "zh" else f"in stock in {_listed(shown)}"


def _chosen_sizes(fit: Fit, need: Need, language: Language) -> list[str]:
    """The shop's own word for the size that was asked for."""
    options = [value for variant in fit.offered if variant.stock > 0 for value in variant.options.values()]
    chosen = [v.in_language(language) for v in options if {plain(v.en), plain(v.zh)} & set(need.sizes)]
    return list(dict.fromkeys(chosen))[:1]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _differences(fit: Fit, need: Need, language: Language) -> Iterator[str]:
    for miss in dict.fromkeys(fit.misses):
        if miss is Miss.STOCK:
            yield "目前缺货" if language == "zh" else "sold out at the moment"
        elif miss is Miss.COLOUR:
            names = _colours(need.colours, language)
            yield f"没有{names}现货" if language == "zh" else f"not in stock in {names}"
        elif miss is Miss.SIZE:
            yield f"没有{_sizes(need)}现货" if language == "zh" else f"not in stock in {_sizes(need)}"
        elif miss is Miss.PRICE:
            yield _price_gap(fit, need, language)
    for wish in fit.missed_wishes:
        yield f"不符合「{named(wish, language)}」" if language == "zh" else f"not {named(wish, language)}"


def _price_gap(fit: Fit, need: Need, language: Language) -> str:
    high, low = need.max_price, need.min_price
    if high and fit.price.amount > high.amount:
        over = (fit.price - high).spoken(language)
        return f"超出预算{over}" if language == "zh" else f"{over} over your limit"
    if low and fit.price.amount < low.amount:
        return "低于你说的价位" if language == "zh" else "below the price you named"
    return "并不更便宜" if language == "zh" else "not cheaper"


def named(wish: Wish, language: Language) -> str:
    """A wish in words."""
    if wish.sort == "trait":
        return _TRAITS[wish.key].in_language(language)
    if wish.sort == "material":
        words = [
            word
            for word in sorted(lexicon().materials[wish.key].words.words)
            if (word < "\u2e80") == (language == "en")
        ]
        return min(words, key=len) if language == "zh" else wish.key
    return f"{wish.value} {lexicon().units[wish.key].words[0 if language == 'en' else -1]}"


def _colours(keys: Iterable[str], language: Language) -> str:
    names = [
        key
        if language == "en"
        else next(w for w in sorted(lexicon().colours[key].words.words, reverse=True, key=len) if w > "\u2e80")
        for key in keys
    ]
    return "、".join(names) if language == "zh" else " or ".join(names)


def _sizes(need: Need) -> str:
    return "/".join(dict.fromkeys(size.upper() for size in need.sizes if size < "\u2e80"))


def note(relaxed: Iterable[str], need: Need, shop: Shop, language: Language) -> str:
    """What had to be given up, and what a price was taken for."""
    told = [*relaxed]
    if need.foreign_currency:
        currency = _CURRENCIES_ZH.get(shop.currency, shop.currency) if language == "zh" else shop.currency
        told.append(
            f"本店以{currency}标价，这个数字我按{currency}来理解。"
            if language == "zh"
            else f"Prices here are in {currency}, so I took the amount as {currency}."
        )
    return ("" if language == "zh" else " ").join(told)


def given_up(miss: Miss, wishes: Iterable[Wish], need: Need, ceiling: Money | None, language: Language) -> str:
    """One wish that none of the products shown grants."""
    if miss is Miss.PRICE:
        ceilings = [bound for bound in (need.max_price, ceiling) if bound]
        bound = min(ceilings, key=lambda money: money.amount) if ceilings else need.min_price
        amount = bound.spoken(language) if bound else ""
        if ceilings:
            return (
                f"没有符合条件又低于{amount}的商品，下面是最接近的。"
                if language == "zh"
                else f"Nothing that fits costs less than {amount}; these come nearest."
            )
        return (
            f"没有符合条件又高于{amount}的商品，下面是最接近的。"
            if language == "zh"
            else f"Nothing that fits costs more than {amount}; these come nearest."
        )
    if miss is Miss.STOCK:
        return "符合条件的目前都缺货。" if language == "zh" else "What fits is sold out at the moment."
    if miss is Miss.COLOUR:
        names = _colours(need.colours or need.not_colours, language)
        return f"没有找到{names}现货。" if language == "zh" else f"I found none in stock in {names}."
    if miss is Miss.SIZE:
        return f"没有找到{_sizes(need)}现货。" if language == "zh" else f"I found none in stock in {_sizes(need)}."
    lacking = [named(wish, language) for wish in wishes]
    return f"没有找到{'、'.join(lacking)}的。" if language == "zh" else f"I found none that is {_listed(lacking)}."


def unknown(language: Language, nearest: bool) -> str:
    """When no word of the request is anything the shop has."""
    if nearest:
        return (
            "店里没有找到你说的这种商品，下面是意思最接近的。"
            if language == "zh"
            else "I found nothing here that is quite that; these come nearest."
        )
    return "店里没有找到你说的这种商品。" if language == "zh" else "I found nothing like that in this shop."


def nothing_left(language: Language) -> str:
    return "符合条件的都已经给你看过了。" if language == "zh" else "That is all there is that fits."
