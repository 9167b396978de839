"""The addresses that a shopper has already: the profile's, those of other orders, and what one was before a change."""

from collections.abc import Mapping
from typing import Final

from actions.facts.delivery import BEFORE, DEFAULT_ADDRESS
from actions.order_services import OrderServices
from bot.commerce.model import Address, Customer, Order

_MOST_LOOKED_AT: Final = 20


async def own_addresses(
    services: OrderServices, conversation_id: str, customer: Customer | None, subject: Order | Customer
) -> Mapping[str, Address]:
    """By name: `default`, `order W1` for an order's own, `before` for what the subject's own was at first."""
    own_id = subject.order_id if isinstance(subject, Order) else subject.customer_id
    orders = await services.access.own_orders(conversation_id, _MOST_LOOKED_AT)
    known = {f"order {order.order_id}": order.address for order in orders if order.address and order.order_id != own_id}
    if customer and customer.address and isinstance(subject, Order):
        known = {DEFAULT_ADDRESS: customer.address, **known}
    before = await services.writes.address_before(conversation_id, own_id)
    return {**known, BEFORE: before} if before else known
