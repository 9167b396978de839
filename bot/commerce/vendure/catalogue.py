"""Vendure's products as Shoptalk sees them, read whole and held for a while."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.commerce.files.shopify import html_to_text
from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.commerce.money import Money
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


@dataclass(frozen=True)
class Held:
    """The whole catalogue at one moment."""

    products: tuple[Product, ...]
    categories: Mapping[str, Bilingual]
    attributes: Mapping[str, Bilingual]
    options: Mapping[str, Bilingual]
    terms: Terms
    revision: str
    until: float

    def shop(self, told: Shop) -> Shop:
        """The shop under the names that its own folder gives, and Vendure's for what the folder does not name."""
        return replace(
            told,
            currency=self.terms.currency,
            categories={**self.categories, **told.categories},
            attributes={**self.attributes, **told.attributes},
            options={**self.options, **told.options},
        )


class VendureCatalogue:
    """Read whole when it is older than `fresh_seconds`, by one asker for all who ask meanwhile."""

    def __init__(
        self, client: VendureClient, fresh_seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client, self._fresh, self._clock = client, fresh_seconds, clock
        self._reading, self._asking = asyncio.Lock(), asyncio.Lock()
        self._held: Held | None = None
        self._held_terms: tuple[Terms, float] | None = None
        self._forgotten = 0

    async def held(self) -> Held:
        """The catalogue as it was at most `fresh_seconds` ago."""
        async with self._reading:
            if self._held is None or self._clock() >= self._held.until:
                forgotten = self._forgotten
                read = await self._read()
                if forgotten != self._forgotten:  # stock moved while pages were read: good for this asker only
                    return read
                self._held = read
            return self._held

    async def terms(self) -> Terms:
        """What products and orders are read by; asked for as rarely as the products."""
        async with self._asking:
            if self._held_terms is None or self._clock() >= self._held_terms[1]:
                until = self._clock() + self._fresh
                self._held_terms = terms_of((await self._client.read(TERMS)).data), until
            return self._held_terms[0]

    def forget(self) -> None:
        """The next who asks reads anew: stock moved."""
        self._held = None
        self._forgotten += 1

    async def product(self, product_id: str) -> Product:
        """As it is now. Raises `ProductNotFound`."""
        terms = await self.terms()
        # Without an id Vendure would find it an ill-formed question.
        found = (await self._client.read(PRODUCT, id=product_id)).data["product"] if product_id.strip() else None
        if found is None or not any(variant["enabled"] for variant in found["variants"] if found["enabled"]):
            raise ProductNotFound(product_id)
        return _product(found, terms)

    async def _read(self) -> Held:
        begun = self._clock()
        terms = await self.terms()
        found: list[Facts] = []
        while True:
            page = (await self._client.read(PRODUCTS, take=_PAGE, skip=len(found))).data["products"]
            found += page["items"]
            if not page["items"] or len(found) >= page["totalItems"]:
                return _held(found, terms, begun + self._fresh)


def _held(found: Sequence[Facts], terms: Terms, until: float) -> Held:
    products = tuple(_product(facts, terms) for facts in found if any(v["enabled"] for v in facts["variants"]))
    categories = dict(_category(facts) for facts in found)
    facets = [v["facet"] for facts in found for v in facts["facetValues"] if v["facet"]["code"] not in _TAGS]
    groups = [option["group"] for facts in found for variant in facts["variants"] for option in variant["options"]]
    return Held(
        products=products,
        categories=categories,
        attributes={
            f["code"]: text_of(f["translations"], fallback=f["code"]) for f in facets if f["code"] not in _TAGS
        },
        options={_option_key(group): _name(group) for group in groups},
        terms=terms,
        revision=_revision(products, categories),
        until=until,
    )


def _revision(products: Sequence[Product], categories: Mapping[str, Bilingual]) -> str:
    """Of everything but stock and price."""
    nothing = Money(0, "")
    still = [
        replace(p, variants=tuple(replace(v, price=nothing, compare_at=None, stock=0) for v in p.variants))
        for p in products
    ]
    return hashlib.sha256(repr((still, sorted(categories.items(), key=lambda item: item[0]))).encode()).hexdigest()[:16]


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
