"""Reading products: price and stock anew each time, their text once for each revision of the catalogue."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.commerce.sql.rows import bilinguals, product_of, shop_of, variant_of
from bot.commerce.sql.tables import THE_SHOP, products, shop, variants
from bot.errors import ProductNotFound

_LIVE = select(variants.c.sku, variants.c.product_id, variants.c.price, variants.c.compare_at, variants.c.stock)


@dataclass(frozen=True)
class _Text:
    """What of the catalogue changes only with its revision."""

    revision: str
    shop: Shop
    products: Mapping[str, Product]  # without their variants
    options: Mapping[str, Mapping[str, Bilingual]]  # of each SKU


@dataclass(frozen=True)
class _Whole:
    """All products, and what was read to make them."""

    text: _Text
    live: Sequence[Row[Any]]
    products: Sequence[Product]


class Catalogue:
    """The products as they are now. Long texts are not fetched and parsed again while the revision stands."""

    def __init__(self) -> None:
        self._text: _Text | None = None
        self._whole: _Whole | None = None

    async def revision(self, connection: AsyncConnection) -> str:
        query = select(shop.c.catalogue_revision).where(shop.c.id == THE_SHOP)
        return (await connection.execute(query)).scalar_one_or_none() or ""

    async def shop(self, connection: AsyncConnection) -> Shop:
        """The shop; categories, attributes and options that products use and nobody named go by their keys."""
        return (await self._read(connection)).shop

    async def products(self, connection: AsyncConnection) -> list[Product]:
        """All of them, in the order of their import."""
        text = await self._read(connection)
        live = (await connection.execute(_LIVE.order_by(variants.c.product_id, variants.c.position))).all()
        whole = self._whole
        # One turn asks for them several times; made anew, they would cost more than all else that it reads.
        if whole is None or whole.text is not text or whole.live != live:
            whole = self._whole = _Whole(text, live, _products(text, live))
        return list(whole.products)

    async def product(self, connection: AsyncConnection, product_id: str) -> Product:
        """Raises `ProductNotFound`."""
        text = await self._read(connection)
        if product_id not in text.products:
            raise ProductNotFound(product_id)
        query = _LIVE.where(variants.c.product_id == product_id).order_by(variants.c.position)
        live = [variant_of(row, text.options[row.sku], text.shop.currency) for row in await connection.execute(query)]
        return replace(text.products[product_id], variants=tuple(live))

    async def _read(self, connection: AsyncConnection) -> _Text:
        revision = await self.revision(connection)
        text = self._text
        if text is None or text.revision != revision:
            text = self._text = await _read_text(connection, revision)
        return text


def _products(text: _Text, live: Sequence[Row[Any]]) -> list[Product]:
    by_product: dict[str, list[Variant]] = defaultdict(list)
    for row in live:
        by_product[row.product_id].append(variant_of(row, text.options[row.sku], text.shop.currency))
    return [replace(product, variants=tuple(by_product[id_])) for id_, product in text.products.items()]


async def _read_text(connection: AsyncConnection, revision: str) -> _Text:
    found = await connection.execute(select(products).order_by(products.c.position, products.c.product_id))
    by_id = {row.product_id: product_of(row, ()) for row in found}
    skus = await connection.execute(select(variants.c.sku, variants.c.options))
    options = {row.sku: bilinguals(row.options) for row in skus}
    row = (await connection.execute(select(shop).where(shop.c.id == THE_SHOP))).one_or_none()
    named = shop_of(row) if row is not None else UNNAMED_SHOP
    complete = replace(
        named,
        categories=_named({product.category for product in by_id.values()}, named.categories),
        attributes=_named({key for product in by_id.values() for key in product.attributes}, named.attributes),
        options=_named({key for of_sku in options.values() for key in of_sku}, named.options),
    )
    return _Text(revision, complete, by_id, options)


def _named(used: set[str], names: Mapping[str, Bilingual]) -> dict[str, Bilingual]:
    return {**names, **{key: Bilingual(key, key) for key in sorted(used - names.keys())}}


UNNAMED_SHOP = Shop(Bilingual("Shop", "商店"), "USD", {}, {}, {})
"""Until a `shop.yml` is imported."""
