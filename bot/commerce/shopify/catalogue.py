"""Shopify's products as Shoptalk sees them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.commerce.files.shopify import html_to_text
from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.commerce.money import Money
from bot.commerce.remote.goods import Goods
from bot.commerce.remote.understood import understood
from bot.commerce.shopify.client import Facts, ShopifyClient
from bot.commerce.shopify.fields import MORE_VARIANTS, PRODUCT, PRODUCTS, SHOP
from bot.errors import ProductNotFound

_PLENTY: Final = 10_000  # what is in stock of goods that the shop does not count, or sells on without stock
_OTHER: Final = "Other"
_GID: Final = "gid://shopify/Product/"


class ShopifyCatalogue:
    """Reads products; they are known by the number in their address in Shopify's admin."""

    def __init__(self, client: ShopifyClient) -> None:
        self._client = client

    async def goods(self) -> Goods:
        """All that is for sale."""
        with understood("Shopify"):
            told = (await self._client.read(SHOP))["shop"]
            found = [facts for facts in await self._all() if facts["status"] == "ACTIVE"]
            products = [_product(facts, told["currencyCode"]) for facts in found]
            return Goods.of(_shop(told, products), products)

    async def _all(self) -> list[Facts]:
        found: list[Facts] = []
        page: Facts = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
        while page["pageInfo"]["hasNextPage"]:
            page = (await self._client.read(PRODUCTS, after=page["pageInfo"]["endCursor"]))["products"]
            found += [await self._whole(facts) for facts in page["nodes"]]
        return found

    async def product(self, product_id: str, currency: str) -> Product:
        """As it is now. Raises `ProductNotFound`."""
        if not product_id.isdecimal():
            raise ProductNotFound(product_id)
        with understood("Shopify"):
            found = (await self._client.read(PRODUCT, id=f"{_GID}{product_id}"))["product"]
            if found is None or found["status"] != "ACTIVE":
                raise ProductNotFound(product_id)
            return _product(await self._whole(found), currency)

    async def _whole(self, facts: Facts) -> Facts:
        """With the variants that its first page left out."""
        page, variants = facts["variants"], list(facts["variants"]["nodes"])
        while page["pageInfo"]["hasNextPage"]:
            more = await self._client.read(MORE_VARIANTS, id=facts["id"], after=page["pageInfo"]["endCursor"])
            page = more["product"]["variants"]
            variants += page["nodes"]
        return {**facts, "variants": {"nodes": variants}}


def both(words: str) -> Bilingual:
    """The shop's own language stands for both: Shopify's translations are a matter of its storefront."""
    return Bilingual(words, words)


def _shop(told: Facts, products: Sequence[Product]) -> Shop:
    named = {name: name for product in products for variant in product.variants for name in variant.options}
    return Shop(
        name=both(told["name"]),
        currency=told["currencyCode"],
        categories={product.category: both(product.category) for product in products},
        attributes={"vendor": Bilingual("Vendor", "品牌")},
        options={name: both(name) for name in named},
        support_email=told["contactEmail"] or None,
    )


def _product(facts: Facts, currency: str) -> Product:
    image = ((facts["featuredMedia"] or {}).get("preview") or {}).get("image") or {}
    return Product(
        product_id=facts["id"].removeprefix(_GID),
        category=facts["productType"] or _OTHER,
        title=both(facts["title"]),
        description=both(html_to_text(facts["descriptionHtml"])),
        variants=tuple(_variant(variant, currency) for variant in facts["variants"]["nodes"]),
        attributes={"vendor": both(facts["vendor"])} if facts["vendor"] else {},
        tags=tuple(both(tag) for tag in facts["tags"]),
        url=facts["onlineStoreUrl"],
        image=image.get("url"),
    )


def _variant(facts: Facts, currency: str) -> Variant:
    price = Money.parse(facts["price"], currency)
    before = Money.parse(facts["compareAtPrice"], currency) if facts["compareAtPrice"] else None
    return Variant(
        sku=facts["sku"] or sku_of(facts["id"]),
        options=_options(facts["selectedOptions"]),
        price=price,
        stock=_stock(facts),
        compare_at=before if before and before.amount > price.amount else None,
    )


def sku_of(variant_id: str) -> str:
    """For a variant to which the shop gave none."""
    return f"variant-{variant_id.rsplit('/', 1)[-1]}"


def _options(chosen: Sequence[Mapping[str, Any]]) -> dict[str, Bilingual]:
    """Shopify gives a product that comes in one form the option Title with the value Default Title."""
    return {
        option["name"]: both(option["value"])
        for option in chosen
        if (option["name"], option["value"]) != ("Title", "Default Title")
    }


def _stock(facts: Facts) -> int:
    """What can be sold: goods that are not counted, or sold on without stock, are for sale at none."""
    held = int(facts["sellableOnlineQuantity"])
    if held > 0:
        return held
    return _PLENTY if facts["availableForSale"] else 0
