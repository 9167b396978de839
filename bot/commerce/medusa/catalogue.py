"""Medusa's products as a storefront sees them: what is published in its channel, at the prices of its region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.commerce.files.shopify import html_to_text
from bot.commerce.medusa.amounts import money
from bot.commerce.medusa.client import Facts, MedusaClient, is_id
from bot.commerce.medusa.texts import Texts, read_texts
from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.commerce.remote.fresh import Fresh
from bot.commerce.remote.goods import Goods
from bot.commerce.remote.understood import understood
from bot.errors import CommerceUnavailable, ProductNotFound

FIELDS: Final = (
    "id,title,description,handle,thumbnail,material,*categories,*tags,*options,*variants,*variants.options,"
    "*variants.calculated_price,+variants.inventory_quantity"
)
_PLENTY: Final = 10_000  # what is in stock of goods that the shop does not count, or sells on without stock
_ELSEWHERE: Final = "other"
_OTHER: Final = Bilingual("Other", "其他")
_MATERIAL: Final = {"material": Bilingual("Material", "材质")}
_ONE_FORM: Final = ("Default option", "Default option value")


@dataclass(frozen=True)
class Terms:
    """What all products and orders are read by."""

    name: str
    region: str
    country: str
    """The region's country, where it has only one: prices then include its taxes."""
    currency: str
    texts: Texts


class MedusaCatalogue:
    """Reads products; they are known by Medusa's ids."""

    def __init__(self, client: MedusaClient, fresh_seconds: float) -> None:
        self._client = client
        self._terms = Fresh(self._read_terms, fresh_seconds)

    async def close(self) -> None:
        await self._terms.close()

    async def terms(self) -> Terms:
        """As they were a moment ago."""
        return await self._terms.get()

    async def goods(self) -> Goods:
        """All that is for sale."""
        terms = await self.terms()
        with understood("Medusa"):
            found = await self._client.all("/store/products", "products", order="id", **_asked(terms))
            sold = [facts for facts in found if _variants(facts)]
            return Goods.of(_shop(terms, sold), [_product(facts, terms) for facts in sold])

    async def product(self, product_id: str) -> Product:
        """As it is now. Raises `ProductNotFound`."""
        if not is_id(product_id):
            raise ProductNotFound(product_id)
        terms = await self.terms()
        with understood("Medusa"):
            told = await self._client.get(f"/store/products/{product_id}", **_asked(terms))
            if told is None or not _variants(told["product"]):
                raise ProductNotFound(product_id)
            return _product(told["product"], terms)

    async def _read_terms(self) -> Terms:
        with understood("Medusa"):
            (store, *_) = (await self._client.get("/admin/stores"))["stores"]
            regions = await self._client.all("/admin/regions", "regions", fields="id,currency_code,*countries")
            region = _region(store, regions)
            countries = [country["iso_2"] for country in region["countries"]]
            locales = [locale["locale_code"] for locale in store.get("supported_locales") or ()]
            texts = await read_texts(self._client, locales)
            country = countries[0] if len(countries) == 1 else ""
            return Terms(store["name"], region["id"], country, region["currency_code"].upper(), texts)


def _region(store: Facts, regions: Sequence[Facts]) -> Facts:
    """The one that the shop calls its default, else its only one: another would tell prices of another country."""
    chosen = [region for region in regions if region["id"] == store["default_region_id"]] or list(regions)
    if len(chosen) != 1:
        raise CommerceUnavailable("Medusa: its store has several regions and no default region, or none at all")
    return chosen[0]


def _asked(terms: Terms) -> dict[str, Any]:
    country = {"country_code": terms.country} if terms.country else {}
    return {"fields": FIELDS, "region_id": terms.region, **country}


def _shop(terms: Terms, found: Sequence[Facts]) -> Shop:
    options = [option for facts in found for option in facts["options"]]
    return Shop(
        name=Bilingual(terms.name, terms.name),
        currency=terms.currency,
        categories=dict(_category(facts, terms.texts) for facts in found),
        attributes=_MATERIAL,
        options={_key(option["title"]): terms.texts.of(option, "title") for option in options},
    )


def _product(facts: Facts, terms: Terms) -> Product:
    texts = terms.texts
    described = texts.of(facts, "description")
    return Product(
        product_id=facts["id"],
        category=_category(facts, texts)[0],
        title=texts.of(facts, "title"),
        description=Bilingual(html_to_text(described.en), html_to_text(described.zh)),
        variants=tuple(_variant(variant, facts["options"], terms) for variant in _variants(facts)),
        attributes={"material": texts.of(facts, "material")} if facts["material"] else {},
        tags=tuple(texts.of(tag, "value") for tag in facts["tags"] or ()),
        image=facts["thumbnail"],
    )


def _category(facts: Facts, texts: Texts) -> tuple[str, Bilingual]:
    """The first that the storefront shows, since Shoptalk's products have one category."""
    shown = [one for one in facts["categories"] or () if one["is_active"] and not one["is_internal"]]
    return (shown[0]["handle"], texts.of(shown[0], "name")) if shown else (_ELSEWHERE, _OTHER)


def _variants(facts: Facts) -> Sequence[Facts]:
    """Those that have a price here, in the shop's own order."""
    priced = [one for one in facts["variants"] if (one["calculated_price"] or {}).get("calculated_amount") is not None]
    return sorted(priced, key=lambda one: (one["variant_rank"] or 0, one["id"]))


def _variant(facts: Facts, options: Sequence[Facts], terms: Terms) -> Variant:
    told = facts["calculated_price"]
    price = money(_with_tax(told, "calculated_amount"), told["currency_code"])
    before = money(_with_tax(told, "original_amount"), told["currency_code"])
    return Variant(
        sku=sku_of(facts["sku"], facts["id"]),
        options=_options(facts, {option["id"]: option for option in options}, terms.texts),
        price=price,
        stock=_stock(facts),
        compare_at=before if before.amount > price.amount else None,
    )


def _with_tax(told: Facts, name: str) -> Any:
    return told[name] if told.get(f"{name}_with_tax") is None else told[f"{name}_with_tax"]


def sku_of(sku: str | None, variant_id: str | None) -> str:
    """A variant's own, or its id where the shop gave none."""
    return sku or variant_id or ""


def _options(facts: Facts, titles: Mapping[str, Facts], texts: Texts) -> dict[str, Bilingual]:
    """Medusa gives a product that comes in one form an option of its own."""
    chosen = [(titles[value["option_id"]], value) for value in facts["options"] if value["option_id"] in titles]
    return {
        _key(option["title"]): texts.of(value, "value")
        for option, value in chosen
        if (option["title"], value["value"]) != _ONE_FORM
    }


def _key(title: str) -> str:
    return title.casefold().replace(" ", "_")


def _stock(facts: Facts) -> int:
    """What can be sold: goods that are not counted, or sold on without stock, are for sale at none."""
    held = int(facts["inventory_quantity"] or 0) if facts["manage_inventory"] else _PLENTY
    return max(held, _PLENTY if facts["allow_backorder"] and held <= 0 else 0)
