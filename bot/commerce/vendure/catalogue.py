"""Vendure's products as Shoptalk sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.files.shopify import html_to_text
from bot.commerce.model import Bilingual, Product, Variant
from bot.commerce.money import Money
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.goods import Goods
from bot.commerce.vendure.client import VendureClient
from bot.commerce.vendure.fields import PRODUCT, PRODUCTS, TERMS, text_of
from bot.commerce.vendure.terms import Terms, terms_of
from bot.errors import ProductNotFound

Facts = Mapping[str, Any]

_PAGE: Final = 100
_PLENTY: Final = 10_000  # what is in stock of goods that the shop does not count
_ELSEWHERE: Final = "other"
_OTHER: Final = Bilingual("Other", "其他")
_TAGS: Final = ("tag", "tags")


class VendureCatalogue:
    """Reads products; they are known by their id in Vendure."""

    def __init__(self, client: VendureClient, fresh_seconds: float) -> None:
        self._client = client
        self._terms = Fresh(self._read_terms, fresh_seconds)

    async def close(self) -> None:
        """Ends what is being read."""
        await self._terms.close()

    async def goods(self) -> Goods:
        """All that is for sale."""
        terms = await self.terms()
        found: list[Facts] = []
        while True:
            page = (await self._client.read(PRODUCTS, take=_PAGE, skip=len(found))).data["products"]
            found += page["items"]
            if not page["items"] or len(found) >= page["totalItems"]:
                return _goods(found, terms)

    async def terms(self) -> Terms:
        """What products and orders are read by; asked for as rarely as the products."""
        return await self._terms.get()

    async def product(self, product_id: str) -> Product:
        """As it is now. Raises `ProductNotFound`."""
        terms = await self.terms()
        # Without an id Vendure would find it an ill-formed question.
        found = (await self._client.read(PRODUCT, id=product_id)).data["product"] if product_id.strip() else None
        if found is None or not any(variant["enabled"] for variant in found["variants"] if found["enabled"]):
            raise ProductNotFound(product_id)
        return _product(found, terms)

    async def _read_terms(self) -> Terms:
        return terms_of((await self._client.read(TERMS)).data)


def _goods(found: Sequence[Facts], terms: Terms) -> Goods:
    facets = [v["facet"] for facts in found for v in facts["facetValues"] if v["facet"]["code"] not in _TAGS]
    groups = [option["group"] for facts in found for variant in facts["variants"] for option in variant["options"]]
    shop = replace(
        ShopFolder().shop,  # Vendure knows no name by which customers know the shop
        currency=terms.currency,
        categories=dict(_category(facts) for facts in found),
        attributes={f["code"]: text_of(f["translations"], fallback=f["code"]) for f in facets},
        options={_option_key(group): _name(group) for group in groups},
    )
    return Goods.of(shop, [_product(facts, terms) for facts in found if any(v["enabled"] for v in facts["variants"])])


def _product(facts: Facts, terms: Terms) -> Product:
    values = facts["facetValues"]
    described = text_of(facts["translations"], "description")
    return Product(
        product_id=str(facts["id"]),
        category=_category(facts)[0],
        title=text_of(facts["translations"], fallback=facts["slug"]),
        description=Bilingual(html_to_text(described.en), html_to_text(described.zh)),
        variants=tuple(_variant(variant, terms) for variant in facts["variants"] if variant["enabled"]),
        attributes=_attributes([value for value in values if value["facet"]["code"] not in _TAGS]),
        tags=tuple(_name(value) for value in values if value["facet"]["code"] in _TAGS),
        image=facts["featuredAsset"]["preview"] if facts["featuredAsset"] else None,
    )


def _category(facts: Facts) -> tuple[str, Bilingual]:
    """The first public collection, since Shoptalk's products have one category."""
    public = [collection for collection in facts["collections"] if not collection["isPrivate"]]
    return (public[0]["slug"], text_of(public[0]["translations"])) if public else (_ELSEWHERE, _OTHER)


def _attributes(values: Sequence[Facts]) -> dict[str, Bilingual]:
    """A facet with its values; several are told as a list."""
    told: dict[str, Bilingual] = {}
    for value in values:
        key, name = value["facet"]["code"], _name(value)
        before = told.get(key)
        told[key] = Bilingual(f"{before.en}, {name.en}", f"{before.zh}、{name.zh}") if before else name
    return told


def _variant(facts: Facts, terms: Terms) -> Variant:
    return Variant(
        sku=facts["sku"],
        options={_option_key(option["group"]): _name(option) for option in facts["options"]},
        price=Money(facts["priceWithTax"], terms.currency),
        stock=_stock(facts, terms),
    )


def _stock(facts: Facts, terms: Terms) -> int:
    """What can be sold: neither what others ordered already nor what the shop keeps back."""
    tracked = facts["trackInventory"]
    if tracked == "FALSE" or (tracked == "INHERIT" and not terms.counts_stock):
        return _PLENTY
    kept: int = terms.out_of_stock_at if facts["useGlobalOutOfStockThreshold"] else facts["outOfStockThreshold"]
    held: int = sum(level["stockOnHand"] - level["stockAllocated"] for level in facts["stockLevels"])
    return max(0, held - kept)


def _option_key(group: Facts) -> str:
    """Vendure's groups belong to one product each (`trail-shoe-size`): their names say what is alike."""
    name = text_of(group["translations"], fallback=group["code"]).en
    return name.casefold().replace(" ", "_")


def _name(facts: Facts) -> Bilingual:
    return text_of(facts["translations"], fallback=facts["code"])
