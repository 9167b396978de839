"""What a shopper is looking for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.commerce.money import Money
from bot.errors import InvalidInput


@dataclass(frozen=True)
class Wish:
    """One wish about a property.

    `sort` says what `key` names: a trait or a material of the lexicon, or a unit with `value` as its number.
    """

    sort: str
    key: str
    value: str = ""
    avoid: bool = False
    beyond: str = ""
    """The product that this one is to surpass ("bigger")."""


@dataclass(frozen=True)
class Need:
    """A shopper's need; travels as JSON in the dialogue."""

    text: str = ""
    """The words that say what is wanted, for the encoder."""
    kinds: tuple[str, ...] = ()
    """What the thing is called, in the shop's words."""
    not_kinds: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    """Other words of the shop's that were said: uses, styles, features."""
    not_terms: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    colours: tuple[str, ...] = ()
    not_colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    gift: bool = False
    min_price: Money | None = None
    max_price: Money | None = None
    price_leaning: str = ""
    """"low" or "high" where no bound was named."""
    foreign_currency: str = ""
    """The currency that was named for a bound, when it is not the shop's."""
    cheaper_than: str = ""
    """A product whose price of the moment is to be undercut."""
    like_product: str = ""
    excluded: tuple[str, ...] = ()
    in_stock_only: bool = True

    @property
    def says_nothing(self) -> bool:
        """Were no words understood that narrow the shop?"""
        return not (
            self.kinds or self.categories or self.terms or self.wishes or self.colours or self.sizes
            or self.recipients or self.occasions or self.gift or self.like_product
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Only what is set."""
        blank = Need()
        return {name: value for name, value in asdict(self).items() if value != getattr(blank, name)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Need":
        """Raises `InvalidInput` on anything that `to_json` does not write."""
        known = {field.name for field in fields(cls)}
        if unknown := set(data) - known:
            raise InvalidInput(f"a need has no {', '.join(sorted(unknown))}; accepted: {', '.join(sorted(known))}")
        try:
            given = {name: _parsed(name, value) for name, value in data.items()}
            return replace(cls(), **given)
        except (TypeError, KeyError, ValueError) as error:
            raise InvalidInput(f"this is not a need: {error}") from error


def _parsed(name: str, value: Any) -> Any:
    if name == "wishes":
        return tuple(Wish(**wish) for wish in value)
    if name in {"min_price", "max_price"}:
        return None if value is None else Money(int(value["amount"]), str(value["currency"]))
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    if not isinstance(value, str | bool):
        raise ValueError(f"{name} cannot be {value!r}")
    return value
