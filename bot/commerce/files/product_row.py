"""A product as `products.jsonl` has it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.commerce.files.fields import (
    Amount,
    AttributeValue,
    Id,
    Key,
    Row,
    Sku,
    Tags,
    Text,
    WebAddress,
    WholeNumber,
)
from bot.commerce.model import Bilingual, Product, Variant


class VariantRow(Row):
    sku: Sku
    options: dict[Key, Text] = Field(default_factory=dict)
    price: Amount
    compare_at: Amount | None = None
    stock: WholeNumber

    @model_validator(mode="after")
    def _was_dearer(self) -> Self:
        if self.compare_at is not None and self.compare_at.amount <= self.price.amount:
            raise ValueError("compare_at is the price before it was lowered, so it must be more than price")
        return self

    def variant(self) -> Variant:
        return Variant(self.sku, self.options, self.price, self.stock, self.compare_at)


class ProductRow(Row):
    product_id: Id
    category: Annotated[str, Field(min_length=1, max_length=120)]
    title: Text
    description: Text = Bilingual("", "")
    attributes: dict[Key, AttributeValue] = Field(default_factory=dict)
    tags: Tags = ()
    compatible_with: tuple[Id, ...] = ()
    url: WebAddress | None = None
    image: WebAddress | None = None
    variants: Annotated[list[VariantRow], Field(min_length=1)]

    def noun(self) -> Product:
        return Product(
            product_id=self.product_id,
            category=self.category,
            title=self.title,
            description=self.description,
            variants=tuple(row.variant() for row in self.variants),
            attributes=self.attributes,
            tags=self.tags,
            compatible_with=self.compatible_with,
            url=self.url,
            image=self.image,
        )
