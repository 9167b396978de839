"""What a shopper has said of a change so far: it names what is asked for and grants nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from bot.commerce.changes import Picked, Problem, Swap
from bot.commerce.model import Address
from bot.language import Language

_MOST_HEARD: Final = 8
_LONGEST_HEARD: Final = 600
_MOST_PICTURES: Final = 10


@dataclass(frozen=True)
class Draft:
    """Facts of a change as far as they are known; every id in it is looked up again before it is used."""

    heard: tuple[str, ...] = ()
    """What was said before the order was known: read as soon as it is."""
    things: tuple[str, ...] = ()
    """Goods that were named, whether or not they are in the order."""
    absent: str = ""
    """What was asked for by its name and is not found in the order, as long as nothing else is picked."""
    picked: tuple[Picked, ...] = ()
    whole: bool = False
    """Whether all of the order was named."""
    lines_known: bool = False
    """Whether the lines were found among several orders, so that what was heard says no more of them."""
    unclear: tuple[tuple[str, ...], ...] = ()
    """Lines that words may have meant: one of each is still to be picked."""
    uncounted: tuple[str, ...] = ()
    """Picked lines of several of which it was not said how many."""
    swaps: tuple[Swap, ...] = ()
    """Picked lines of which it is known what is to come instead."""
    wished: tuple["Wished", ...] = ()
    """What was said of picked lines that it did not settle."""
    meanwhile: str = ""
    """What was said of variants before it was known of which lines."""
    listed: tuple[str, ...] = ()
    """A line and the variants of its product that were asked to be told."""
    otherwise: str = ""
    """What is to be done when the change cannot be made, as it was said."""
    reason: str | None = None
    wish: str = ""
    """What is wanted for goods that go back, where it is not the money."""
    problem: Problem | None = None
    words: str = ""
    """What the shopper wrote of a problem."""
    attachments: tuple[str, ...] = ()
    """Pictures that show it."""
    payment_id: str | None = None
    ways: tuple[str, ...] = ()
    """Ways to pay that were wished for, in the order in which they are to be tried: ids, or the name of a method."""
    address: Address | None = None
    place: str = ""
    """Words of an address of which something is still missing."""
    missing: tuple[str, ...] = ()
    """The fields that it lacks."""
    places: tuple[str, ...] = ()
    """Own addresses, by their names, that words may have meant."""
    note: str | None = None
    option: str | None = None
    field: str | None = None
    """What of the account is to be changed."""
    email: str | None = None
    phone: str | None = None
    language: Language | None = None
    erase: bool = False
    """Whether the account and all that is kept of the shopper are to be deleted."""

    def of_goods(self, other: "Draft") -> "Draft":
        """The same, of the goods that another draft is of."""
        return replace(self, picked=other.picked, whole=other.whole, uncounted=other.uncounted)

    @classmethod
    def read(cls, kept: Any) -> "Draft":
        """From a slot; a slot that holds something else counts as empty."""
        try:
            return _KEPT.validate_python(kept) if isinstance(kept, Mapping) else cls()
        except ValidationError:
            return cls()

    def to_json(self) -> dict[str, Any] | None:
        """As plain JSON values; None when nothing is known."""
        if self == Draft():
            return None
        kept: dict[str, Any] = _KEPT.dump_python(self, mode="json", exclude_defaults=True)
        return kept

    def hearing(self, words: str) -> "Draft":
        """With words that cannot be read before the order is known."""
        said = words.strip()[:_LONGEST_HEARD]
        return replace(self, heard=(*self.heard, said)[-_MOST_HEARD:]) if said else self

    def like(self, other: "Draft") -> "Draft":
        """With what was said for the same wish on another order, where nothing is known here."""
        return replace(
            self,
            reason=self.reason or other.reason,
            address=self.address or other.address,
            note=self.note or other.note,
            option=self.option or other.option,
        )

    def showing(self, pictures: Iterable[str]) -> "Draft":
        """With pictures that came since."""
        return replace(self, attachments=tuple(dict.fromkeys((*self.attachments, *pictures)))[:_MOST_PICTURES])

    def wish_for(self, line_id: str) -> "Wished | None":
        return next((wished for wished in self.wished if wished.line_id == line_id), None)

    def swap(self, line_id: str) -> Swap | None:
        return next((swap for swap in self.swaps if swap.line_id == line_id), None)

    @property
    def unswapped(self) -> Picked | None:
        """The first picked line of which it is not known what is to come instead."""
        return next((part for part in self.picked if self.swap(part.line_id) is None), None)


@dataclass(frozen=True)
class Wished:
    """What was said of the variant that is to come instead of a line, as long as it is not settled."""

    line_id: str
    words: str
    fitting: tuple[str, ...] = ()
    """Variants that these words leave to choose from, what comes nearest first."""
    gone: tuple[str, ...] = ()
    """Variants that were wanted and are sold out."""
    unmet: bool = False
    """Whether nothing that can be had is quite what was wanted."""
    only: str = ""
    """The one variant that is all that was said, where the rest cannot stay as it was bought."""
    is_had: bool = False
    """Whether what was bought is already what was wanted: the cheapest, the biggest."""
    otherwise: str = ""
    """What is to be done when it cannot be had, as it was said."""
    is_again: bool = False
    """Whether the very same was wanted once more, which an exchange is not for."""
    is_left: bool = False
    """Whether it was said since that this one is to stay."""


_KEPT: Final = TypeAdapter(Draft)
