"""What the variables of a ready-made reply stand for in a conversation, from data alone: absent where there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.assist import words
from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Order
from bot.conversation.hours import OpeningHours
from bot.conversation.model import Conversation
from bot.errors import CustomerNotFound, OrderNotFound
from bot.orders.access import OrderAccess


@dataclass(frozen=True)
class Filled:
    """The values, in the shopper's language, and the orders one of which they are of."""

    values: Mapping[str, str]
    orders: Sequence[str]
    order: str | None


class Variables:
    """Fills variables; only of orders that the conversation may see."""

    def __init__(self, commerce: CommerceBackend, access: OrderAccess) -> None:
        self._commerce, self._access = commerce, access

    async def of(self, about: Conversation, agent: str, order_id: str | None = None) -> Filled:
        """For a chosen order, or the only one; raises `OrderNotFound` on one that is none of theirs."""
        orders = await self._access.own_orders(about.id)
        chosen = next((order for order in orders if order.order_id == order_id), None)
        if order_id is not None and chosen is None:
            raise OrderNotFound(order_id)
        if chosen is None and len(orders) == 1:
            (chosen,) = orders
        shop = await self._commerce.shop()
        found = {
            "agent": agent,
            "shop": shop.name.in_language(about.language),
            "customer": await self._customer(about),
            "hours": OpeningHours(shop.hours).describe(about.language) if shop.hours else "",
            **(_of_order(chosen, about) if chosen else {}),
        }
        values = {name: value for name, value in found.items() if value}
        return Filled(values, [order.order_id for order in orders], chosen.order_id if chosen else None)

    async def _customer(self, about: Conversation) -> str:
        if about.customer_id is None:
            return ""
        try:
            return (await self._commerce.customer(about.customer_id)).name
        except CustomerNotFound:
            return ""


def _of_order(order: Order, about: Conversation) -> dict[str, str]:
    parcels = [f"{parcel.carrier} {parcel.tracking}".strip() for parcel in order.shipments if parcel.tracking]
    return {
        "order": order.order_id,
        "status": words.status(order.status, about.language),
        "tracking": ("、" if about.language == "zh" else ", ").join(parcels),
    }
