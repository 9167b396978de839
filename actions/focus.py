"""Which products "it" and "these" mean."""

from collections.abc import Iterable

from rasa_sdk.events import SlotSet

from actions.base import Context, Events
from bot.commerce.pointing import points_at, points_past


def in_focus(context: Context) -> tuple[str, ...]:
    """Ids of the products last spoken of, or the one whose page is open when that was opened since."""
    page = context.page.get("product_id")
    held = context.slots.get("focus") or {}
    spoken_of, page_then = tuple(held.get("products") or ()), held.get("page")
    if page and (page != page_then or len(spoken_of) != 1):
        return (page,)
    return spoken_of


def meant(context: Context) -> tuple[str, ...]:
    """The product that the words point at among those shown ("the second one"), else what is in focus."""
    pointed = points_at(context.text, listed(context))
    return (pointed,) if pointed else in_focus(context)


def points_at_none(context: Context) -> bool:
    """Whether the words point at one more than were shown."""
    return points_past(context.text, listed(context))


def listed(context: Context) -> tuple[str, ...]:
    """Ids of the products last shown beside one another, in the order in which the shopper sees them."""
    return tuple(context.slots.get("shown") or ()) or in_focus(context)


def focus_on(context: Context, product_ids: Iterable[str]) -> Events:
    """Remembers what is spoken of, and on which page it was."""
    return [SlotSet("focus", {"products": list(product_ids), "page": context.page.get("product_id")})]


def one(product_ids: tuple[str, ...]) -> str:
    """The product, if just one is meant; else empty."""
    return product_ids[0] if len(product_ids) == 1 else ""
