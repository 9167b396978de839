"""WooCommerce's products and reviews as Shoptalk sees them."""

from collections.abc import Sequence
from html import unescape
from typing import Final

from bot.commerce.files.shopify import html_to_text
from bot.commerce.model import Bilingual, Product, Review, Shop, Variant
from bot.commerce.money import Money
from bot.commerce.remote.goods import Goods
from bot.commerce.remote.understood import understood
from bot.commerce.woocommerce.client import Facts, WooClient
from bot.commerce.woocommerce.times import at
from bot.errors import ProductNotFound
from bot.language import detect

_PLENTY: Final = 10_000  # what is in stock of goods that the shop does not count
_OTHER: Final = Bilingual("Other", "其他")
_FOR_SALE: Final = frozenset({"simple", "variable"})
"""Kinds that a customer can buy here as they are; others are sold elsewhere, or only together."""


class WooCatalogue:
    """Reads products; they are known by their number in WooCommerce."""

    def __init__(self, client: WooClient) -> None:
        self._client = client

    async def goods(self) -> Goods:
        """All that is published."""
        with understood("WooCommerce"):
            name, currency = unescape((await self._client.site())["name"]), await self.currency()
            found = await self._client.all("/products", status="publish", orderby="id", order="asc")
            for_sale = [facts for facts in found if facts["type"] in _FOR_SALE]
            products = [_product(facts, await self._variations(facts), currency) for facts in for_sale]
            sold = [product for product in products if product.variants]
            return Goods.of(_shop(name, currency, found, sold), sold)

    async def currency(self) -> str:
        """Its ISO 4217 code."""
        return str((await self._client.get("/data/currencies/current"))["code"])

    async def product(self, product_id: str, currency: str) -> Product:
        """As it is now. Raises `ProductNotFound`."""
        facts = await self._client.get(f"/products/{product_id}") if product_id.isdecimal() else None
        with understood("WooCommerce"):
            if facts is None or facts["status"] != "publish" or facts["type"] not in _FOR_SALE:
                raise ProductNotFound(product_id)
            return _product(facts, await self._variations(facts), currency)

    async def reviews(self, product_id: str) -> Sequence[Review]:
        """Those that the shop approved, the newest first."""
        if not product_id.isdecimal():
            return []
        found = await self._client.all("/products/reviews", product=product_id, status="approved")
        with understood("WooCommerce"):
            told = [_review(facts) for facts in found if 1 <= facts["rating"] <= 5]
        return sorted(told, key=lambda review: review.at, reverse=True)

    async def _variations(self, facts: Facts) -> Sequence[Facts]:
        if facts["type"] != "variable":
            return []
        path = f"/products/{facts['id']}/variations"
        return await self._client.all(path, status="publish", orderby="id", order="asc")


def both(words: str) -> Bilingual:
    """The shop's own language stands for both."""
    plain = unescape(words)
    return Bilingual(plain, plain)


def _shop(name: str, currency: str, found: Sequence[Facts], products: Sequence[Product]) -> Shop:
    attributes = {key: value for facts in found for key, value in _labels(facts).items()}
    return Shop(
        name=Bilingual(name, name),
        currency=currency,
        categories=dict(_category(facts) for facts in found),
        attributes=attributes,
        options={key: attributes.get(key, both(key)) for p in products for v in p.variants for key in v.options},
    )


def _category(facts: Facts) -> tuple[str, Bilingual]:
    """The first, since Shoptalk's products have one category."""
    held = facts["categories"]
    return (held[0]["slug"], both(held[0]["name"])) if held else ("other", _OTHER)


def _key(name: str) -> str:
    return unescape(name).casefold().replace(" ", "_")


def _labels(facts: Facts) -> dict[str, Bilingual]:
    return {_key(attribute["name"]): both(attribute["name"]) for attribute in facts["attributes"]}


def _product(facts: Facts, variations: Sequence[Facts], currency: str) -> Product:
    described = facts["description"] or facts["short_description"]
    sold = [_variation(v, facts, currency) for v in variations if v["price"]]
    if facts["type"] == "simple" and facts["price"]:
        sold = [_variant(facts, facts["sku"] or f"product-{facts['id']}", {}, currency, _stock(facts))]
    return Product(
        product_id=str(facts["id"]),
        category=_category(facts)[0],
        title=both(facts["name"]),
        description=both(html_to_text(described)),
        variants=tuple(sold),
        attributes={
            _key(attribute["name"]): Bilingual(
                ", ".join(map(unescape, attribute["options"])), "、".join(map(unescape, attribute["options"]))
            )
            for attribute in facts["attributes"]
            if attribute["visible"] and not attribute["variation"] and attribute["options"]
        },
        tags=tuple(both(tag["name"]) for tag in facts["tags"]),
        url=facts["permalink"] or None,
        image=facts["images"][0]["src"] if facts["images"] else None,
    )


def _variation(variation: Facts, product: Facts, currency: str) -> Variant:
    options = {_key(a["name"]): both(a["option"]) for a in variation["attributes"] if a["option"]}
    # "parent": the pieces are counted for all variations together.
    counted = product if variation["manage_stock"] == "parent" else variation
    sku = variation["sku"] or f"variation-{variation['id']}"
    return _variant(variation, sku, options, currency, _stock(counted))


def _variant(facts: Facts, sku: str, options: dict[str, Bilingual], currency: str, stock: int) -> Variant:
    price = Money.parse(facts["price"], currency)
    before = Money.parse(facts["regular_price"], currency) if facts["regular_price"] else None
    compare_at = before if before and before.amount > price.amount else None
    return Variant(sku, options, price, stock, compare_at)


def _stock(facts: Facts) -> int:
    """What can be sold; "onbackorder" can be ordered, and comes later."""
    if facts["manage_stock"] is True and (facts["stock_quantity"] or 0) > 0:
        return int(facts["stock_quantity"])
    return 0 if facts["manage_stock"] is True or facts["stock_status"] != "instock" else _PLENTY


def _review(facts: Facts) -> Review:
    text = html_to_text(facts["review"])
    return Review(
        review_id=str(facts["id"]),
        product_id=str(facts["product_id"]),
        rating=facts["rating"],
        language=detect(text, "en"),
        text=text,
        at=at(facts["date_created_gmt"]),
        author=unescape(facts["reviewer"]),
        verified=bool(facts["verified"]),
    )
