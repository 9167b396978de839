"""What a shop's own folder tells of it when another system keeps its goods and orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from bot.commerce.files.fields import Terms
from bot.commerce.files.shop_file import Kind, ShopFile, kind_of
from bot.commerce.files.shop_yaml import ShopRow, read_shop
from bot.commerce.files.text_file import read_text
from bot.commerce.model import Review, Shop
from bot.errors import InvalidInput


@dataclass(frozen=True)
class ShopFolder:
    """`shop.yml` and the reviews of a folder; everything else in it is passed over."""

    shop: Shop = field(default_factory=lambda: ShopRow().shop())
    reviews: Mapping[str, Sequence[Review]] = field(default_factory=dict)
    """Of each product, the newest first."""
    is_named: bool = False
    """Whether there is a `shop.yml`, which always names the shop."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Blocking. Raises `ImportRejected`; a folder without these files, or none at all, tells nothing."""
        files = {kind: path for path in _files(folder) if (kind := _kind(path))}
        yml, listed = files.get(Kind.SHOP), files.get(Kind.REVIEWS)
        row = read_shop(yml.name, read_text(yml)) if yml else ShopRow()
        terms = Terms(row.currency, datetime.now(UTC) if row.demo else None)
        return cls(row.shop(), _reviews(listed, terms) if listed else {}, is_named=yml is not None)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _kind(path: Path) -> Kind | None:
    try:
        return kind_of(path)
    except InvalidInput:
        return None


def _reviews(file: Path, terms: Terms) -> dict[str, Sequence[Review]]:
    found: dict[str, list[Review]] = defaultdict(list)
    for row in ShopFile.read(file, terms).rows:
        if isinstance(row.noun, Review):
            found[row.noun.product_id].append(row.noun)
    return {id_: sorted(reviews, key=lambda review: review.at, reverse=True) for id_, reviews in found.items()}
