"""What the widget may say by itself, by the shop's rules and of true data alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Bilingual, Order, OrderStatus
from bot.commerce.widget import Nudge
from bot.errors import NotFound, Unavailable
from bot.language import Language

_ORDERS_LOOKED_AT: Final = 10


@dataclass(frozen=True)
class Due:
    """A word that may be said after so many seconds on the page."""

    id: str
    seconds: int
    text: str
    ask: str | None


def _now() -> datetime:
    return datetime.now(UTC)


class Proactive:
    """Tells which of the shop's rules hold here and now, but for the time on the page, which the widget measures."""

    def __init__(
        self, commerce: CommerceBackend, nudges: Sequence[Nudge] = (), now: Callable[[], datetime] = _now
    ) -> None:
        self._commerce, self._nudges, self._now = commerce, nudges, now

    @property
    def is_wanted(self) -> bool:
        """Whether the shop has any rule."""
        return bool(self._nudges)

    async def due(
        self, language: Language, page: Mapping[str, str], cart: int, customer_id: str | None
    ) -> Sequence[Due]:
        """In the shop's order. `customer_id` is the verified customer, `cart` how many goods lie in the cart."""
        path = urlsplit(page.get("url", "")).path or "/"
        here = [nudge for nudge in self._nudges if _fits(nudge, path, cart)]
        is_asked = customer_id is not None and any(nudge.late_order for nudge in here)
        late = await self._late_order(customer_id) if customer_id is not None and is_asked else None
        return [_due(nudge, language, late) for nudge in here if late is not None or not nudge.late_order]

    async def _late_order(self, customer_id: str) -> Order | None:
        """The newest order that should have come by now; nobody is told so when the shop does not answer."""
        try:
            orders = await self._commerce.orders_of(customer_id, _ORDERS_LOOKED_AT)
        except (NotFound, Unavailable):
            return None
        return next((order for order in orders if self._is_late(order)), None)

    def _is_late(self, order: Order) -> bool:
        if order.status is not OrderStatus.SHIPPED:
            return False
        awaited = [parcel.eta for parcel in order.shipments if parcel.eta and parcel.delivered_at is None]
        return any(eta < self._now() for eta in awaited)


def _fits(nudge: Nudge, path: str, cart: int) -> bool:
    return (not nudge.pages or path.startswith(nudge.pages)) and (not nudge.cart or cart > 0)


def _due(nudge: Nudge, language: Language, late: Order | None) -> Due:
    def say(text: Bilingual) -> str:
        return text.in_language(language).replace("{order_id}", late.order_id if late else "")

    return Due(nudge.id, nudge.seconds, say(nudge.text), None if nudge.ask is None else say(nudge.ask))
