"""What a shop wants of the widget on its pages, beside its looks."""

from dataclasses import dataclass
from enum import StrEnum

from bot.commerce.model import Bilingual


@dataclass(frozen=True)
class Nudge:
    """A word that the widget says by itself, when everything in its rule holds."""

    id: str
    text: Bilingual
    """`{order_id}` is filled where the rule is about a late order."""
    ask: Bilingual | None = None
    """What the shopper says with one press."""
    seconds: int = 0
    """So long on the page."""
    pages: tuple[str, ...] = ()
    """Beginnings of paths; empty for any page."""
    cart: bool = False
    """Goods lie in the cart, as the shop's page says."""
    late_order: bool = False
    """An order of the customer who is signed in should have come by now."""


class ShownWhen(StrEnum):
    """When the shop asks before the talk."""

    ALWAYS = "always"  # before the first message
    CLOSED = "closed"  # the same, while nobody of the shop is there
    PERSON = "person"  # once a person is waited for


class FieldName(StrEnum):
    """What may be asked."""

    NAME = "name"
    EMAIL = "email"
    TOPIC = "topic"
    ORDER_NUMBER = "order_number"
    CONSENT = "consent"  # agreeing to the shop's own words


@dataclass(frozen=True)
class AskedFirst:
    """One thing that is asked before the talk."""

    name: FieldName
    required: bool = False
    options: tuple[Bilingual, ...] = ()
    """The topics."""
    text: Bilingual | None = None
    """What is agreed to."""
    link: str = ""
    """Where more of it is to be read."""


@dataclass(frozen=True)
class PreChat:
    """What is asked before the talk."""

    show: ShownWhen
    fields: tuple[AskedFirst, ...]
    may_skip: bool = False
    intro: Bilingual | None = None


@dataclass(frozen=True)
class WidgetWishes:
    """Empty for a shop that wants nothing of its own."""

    suggestions: tuple[Bilingual, ...] = ()
    """Questions to begin with, where the page and the customer bring none."""
    nudges: tuple[Nudge, ...] = ()
    """The first whose rule holds is shown first."""
    pre_chat: PreChat | None = None
