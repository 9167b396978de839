"""Says in words what a product's data hold."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from bot.answering.product_aspects import Asked, truth
from bot.commerce.attribute_words import named_value
from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.language import Language

FEW: Final = 5
"""Pieces from which on a shopper is told how few are left."""
MOST: Final = 8
"""Variants whose prices are told one by one."""


class ProductSentences:
    """Sentences on one product, in one language; everything in them is read from its data."""

    def __init__(self, shop: Shop, product: Product, language: Language) -> None:
        self._shop, self._product, self._language = shop, product, language
        self._title = product.title.in_language(language)

    def say(self, en: str, zh: str) -> str:
        return zh if self._language == "zh" else en

    def price(self, asked: Asked) -> str:
        variants = self._meant(asked)
        by_price = self._by_price(variants)
        if len(by_price) == 1:
            what, price = self._what(asked), by_price[0][0]
            return self.say(f"{what} costs {price}.", f"{what}的价格是{price}。")
        if len(variants) > MOST:
            low, high = by_price[0][0], by_price[-1][0]
            return self.say(f"{self._title} costs {low} to {high}.", f"{self._title}的价格是{low}至{high}。")
        spoken = self._list([self._bracketed(price, options) for price, options in by_price], ", ", "、")
        return self.say(f"{self._title} costs {spoken}.", f"{self._title}的价格：{spoken}。")

    def sale(self, asked: Asked) -> str:
        variants = self._meant(asked)
        lowered = [variant for variant in variants if _is_lowered(variant)]
        if not lowered:
            no = self.say(f"No, {self._title} is not reduced at the moment. ", f"{self._title}目前没有降价。")
            return no + self.price(asked)
        by_price = self._by_price(lowered)
        whole = len(by_price) == 1 and len(lowered) == len(variants)
        spoken = by_price[0][0] if whole else self._list([self._bracketed(*group) for group in by_price], ", ", "、")
        return self.say(f"Yes, {self._title} is reduced: {spoken}.", f"是的，{self._title}正在降价：{spoken}。")

    def stock(self, asked: Asked) -> str:
        variants = self._meant(asked)
        what = self._what(asked)
        here = [variant for variant in variants if variant.stock > 0]
        if not here:
            return self.say(f"{what} is sold out at the moment.", f"{what}目前缺货。")
        if len(variants) == 1:
            return self.say(f"{what} is in stock{self._left(here[0])}.", f"{what}有货{self._left(here[0])}。")
        there = self._grouped(here, with_left=True)
        gone = self._grouped([variant for variant in variants if variant.stock == 0], with_left=False)
        tail = self.say(f" Sold out: {gone}.", f"缺货：{gone}。") if gone else ""
        return self.say(f"{what} is in stock: {there}.{tail}", f"{what}有货：{there}。{tail}")

    def options(self, key: str) -> str:
        name = self._name(self._shop.options.get(key), key)
        here = self._values(key, [variant for variant in self._product.variants if variant.stock > 0])
        gone = [v for v in self._values(key, self._product.variants) if v not in here]
        tail = self.say(f" (sold out: {', '.join(gone)})", f"（缺货：{'、'.join(gone)}）") if gone else ""
        spoken = self._list(here, ", ", "、") or self.say("none in stock", "暂时都缺货")
        return self.say(f"{self._title}, {name.lower()}: {spoken}{tail}.", f"{self._title}的{name}：{spoken}{tail}。")

    def not_offered(self, key: str, value: str) -> str:
        return (
            self.say(f"{self._title} does not come in {value}.", f"{self._title}没有{value}。")
            + self.say(" ", "")
            + self.options(key)
        )

    def attribute(self, key: str) -> str:
        """Raises `KeyError` if the product does not have it."""
        name, value = named_value(self._product, key, self._shop, self._language)
        word = {True: self.say("yes", "是"), False: self.say("no", "否"), None: value}[truth(value)]
        return self.say(f"{self._title}, {name[:1].lower()}{name[1:]}: {word}.", f"{self._title}的{name}：{word}。")

    def compatible(self, others: Sequence[Product], named: Product | None) -> str:
        listed = self._list([other.title.in_language(self._language) for other in others], ", ", "、")
        if named is not None and named in others:
            other = named.title.in_language(self._language)
            return self.say(
                f"Yes: the page of {self._title} lists {other} as fitting.",
                f"可以：{self._title}的商品页写明适配{other}。",
            )
        if named is not None:
            other = named.title.in_language(self._language)
            start = self.say(
                f"The page of {self._title} does not list {other}.", f"{self._title}的商品页没有写明适配{other}。"
            )
            return start + (self.say(f" It lists {listed}.", f"页面列出的是：{listed}。") if listed else "")
        return self.say(f"{self._title} goes with {listed}.", f"{self._title}适配：{listed}。")

    def quoted(self, sentence: str) -> str:
        return self.say(f"From the page of {self._title}: “{sentence}”", f"{self._title}的商品页写道：“{sentence}”")

    def not_said(self) -> str:
        return self.say(f"The page of {self._title} does not say.", f"{self._title}的商品页没有写明。")

    def _meant(self, asked: Asked) -> list[Variant]:
        meant = [
            variant
            for variant in self._product.variants
            if all(
                value in [v for k, v in asked.chosen if k == key]
                for key, value in variant.options.items()
                if key in dict(asked.chosen)
            )
        ]
        return meant or list(self._product.variants)

    def _what(self, asked: Asked) -> str:
        chosen = self._list([value.in_language(self._language) for _, value in asked.chosen], ", ", "、")
        return self.say(f"{self._title} ({chosen})", f"{self._title}（{chosen}）") if chosen else self._title

    def _by_price(self, variants: Sequence[Variant]) -> list[tuple[str, str]]:
        """Each price as it is spoken, from the lowest, with the options that have it."""
        ordered = sorted(variants, key=lambda variant: variant.price.amount)
        groups = [(price, list(group)) for price, group in groupby(ordered, key=self._price)]
        return [
            (price, self._list([self._options(variant) for variant in group], ", ", "、")) for price, group in groups
        ]

    def _bracketed(self, price: str, options: str) -> str:
        return self.say(f"{price} ({options})", f"{price}（{options}）") if options else price

    def _price(self, variant: Variant) -> str:
        price = variant.price.spoken(self._language)
        if variant.compare_at and _is_lowered(variant):
            before = variant.compare_at.spoken(self._language)
            return self.say(f"{price} instead of {before}", f"{price}，原价{before}")
        return price

    def _grouped(self, variants: Sequence[Variant], *, with_left: bool) -> str:
        """The options of variants, those of one first option together: `Black S, M; White M`."""

        def first(variant: Variant) -> str:
            return next((value.in_language(self._language) for value in variant.options.values()), "")

        groups = []
        for name, group in groupby(sorted(variants, key=lambda variant: first(variant)), key=first):
            rest = [self._rest(variant) + (self._left(variant) if with_left else "") for variant in group]
            groups.append(" ".join(f"{name} {self._list(rest, ', ', '、')}".split()))
        alone = all(len(variant.options) < 2 for variant in variants)
        return self._list(groups, ", " if alone else "; ", "、" if alone else "；")

    def _rest(self, variant: Variant) -> str:
        return " ".join(value.in_language(self._language) for value in list(variant.options.values())[1:])

    def _left(self, variant: Variant) -> str:
        return self.say(f" (only {variant.stock} left)", f"（仅剩{variant.stock}件）") if variant.stock <= FEW else ""

    def _options(self, variant: Variant) -> str:
        return self._list([value.in_language(self._language) for value in variant.options.values()], " ", " ")

    def _values(self, key: str, variants: Sequence[Variant]) -> list[str]:
        values = [variant.options[key].in_language(self._language) for variant in variants if key in variant.options]
        return [value for value, _ in groupby(dict.fromkeys(values))]

    def _list(self, items: Sequence[str], en: str, zh: str) -> str:
        return self.say(en, zh).join(item for item in items if item)

    def _name(self, name: Bilingual | None, key: str) -> str:
        return name.in_language(self._language) if name else key.replace("_", " ")


def _is_lowered(variant: Variant) -> bool:
    return variant.compare_at is not None and variant.compare_at.amount > variant.price.amount
