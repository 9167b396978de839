"""What WooCommerce does for each change: one request each, with the key in it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from bot.commerce.changes import AddNote, CancelOrder, Capability, ChangeAddress, OrderChange, Settlement
from bot.commerce.model import PaymentMethod
from bot.commerce.money import Money, exponent
from bot.commerce.remote.line import Rejected
from bot.commerce.remote.marks import marked
from bot.commerce.remote.order_number import is_number, told_number
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import check_open
from bot.commerce.woocommerce.client import Facts, WooClient
from bot.commerce.woocommerce.customers import address_input
from bot.commerce.woocommerce.orders import CANCELLED_FIELD, NO_ORDERS, REASON_FIELD, Seen, seen, trace
from bot.errors import ChangeRefused, CommerceUnavailable, OrderNotFound, Why

CAPABILITIES: Final = frozenset({Capability.CANCEL_ORDER, Capability.CHANGE_ADDRESS, Capability.ADD_NOTE})
"""What WooCommerce lets be done in one request and be looked up afterwards."""
# As many as WooCommerce reckons with: by itself it would tell those that the shop shows, which may be fewer than the
# currency has.
DECIMALS: Final = 6
_PLAIN: Final = re.compile(r"[\w-]+", re.ASCII)
# The keys are the shop's, but may not write or may not refund.
_NOT_OURS: Final = frozenset({"401", "403", "woocommerce_rest_cannot_edit", "woocommerce_rest_cannot_create"})


def _now() -> datetime:
    return datetime.now(UTC)


class WooSteps:
    """`remote.writing.Steps`, and the reading of orders."""

    def __init__(self, client: WooClient, now: Callable[[], datetime] = _now) -> None:
        self._client, self._now = client, now

    async def seen(self, order_id: str, key: str = "") -> Seen:
        """Raises `OrderNotFound`, also when two orders bear the number: which is meant is not guessed."""
        number = told_number(order_id)
        with understood("WooCommerce"):
            found = [] if number is None else await self._numbered(number)
        if len(found) != 1:
            raise OrderNotFound(order_id)
        return await self.whole(found[0])

    async def whole(self, facts: Facts) -> Seen:
        """With its refunds, of which the order itself tells too little."""
        refunds: list[Facts] = []
        with understood("WooCommerce"):
            if facts["refunds"]:
                refunds += await self._client.all(f"/orders/{facts['id']}/refunds", dp=DECIMALS)
            return seen(facts, sorted(refunds, key=lambda refund: int(refund["id"])))

    async def _numbered(self, number: str) -> list[Facts]:
        """The number is the id unless a plugin gives others, which only a search finds."""
        found: dict[int, Facts] = {}
        if number.isdecimal() and len(number) < 19:
            facts = await self._client.get(f"/orders/{int(number)}", dp=DECIMALS)
            found = {facts["id"]: facts} if facts else {}
        if not any(is_number(number, str(facts["number"])) for facts in found.values()):
            searched = await self._client.get("/orders", search=number, per_page=20, dp=DECIMALS)
            found.update({facts["id"]: facts for facts in searched or []})
        return [
            facts
            for facts in found.values()
            if is_number(number, str(facts["number"])) and facts["status"] not in NO_ORDERS
        ]

    async def settlement(self, change: OrderChange, seen: Seen) -> Settlement:
        order = seen.order
        if change.kind not in CAPABILITIES:
            raise ChangeRefused(order.order_id, Why.UNSUPPORTED, change.kind.value)
        check_open(change, order)
        if not isinstance(change, CancelOrder):
            return Settlement(Money(0, order.total.currency))
        if order.refunds:
            raise ChangeRefused(order.order_id, Why.UNSUPPORTED, "a part was given back already")
        if seen.held.amount > 0:
            await self._check_provider(seen)
        at_once = order.payment.method is PaymentMethod.GIFT_CARD
        return Settlement(seen.held, None, order.payment.label, at_once)

    async def _check_provider(self, seen: Seen) -> None:
        """Whether what was paid can go back by itself: not with every payment provider."""
        method = str(seen.facts["payment_method"])
        gateway = await self._client.get(f"/payment_gateways/{method}") if _PLAIN.fullmatch(method) else None
        if "refunds" not in (gateway or {}).get("method_supports", ()):
            raise ChangeRefused(seen.order.order_id, Why.PAYMENT, f"{method} takes no refund by itself")

    async def send(self, change: OrderChange, seen: Seen, agreed: Settlement, key: str) -> None:
        try:
            match change:
                case CancelOrder() if seen.held.amount > 0:
                    await self._client.write("POST", f"/orders/{seen.id}/refunds", _refund(change, seen, key))
                case CancelOrder():
                    told = {REASON_FIELD: change.reason, CANCELLED_FIELD: self._now().isoformat()}
                    more = [{"key": name, "value": value} for name, value in told.items()]
                    await self._update(change, seen, key, more, status="cancelled")
                case ChangeAddress():
                    where = address_input(change.address, seen.facts["billing"], seen.facts["shipping"])
                    await self._update(change, seen, key, shipping=where)
                case AddNote():
                    await self._update(change, seen, key, customer_note=change.note)
                case _:
                    raise ChangeRefused(change.order_id, Why.UNSUPPORTED, change.kind.value)
        except Rejected as error:
            if error.code in _NOT_OURS:
                raise CommerceUnavailable(f"WooCommerce: {error}") from error
            raise ChangeRefused(change.order_id, _why(change), str(error)) from error

    async def _update(
        self, change: OrderChange, seen: Seen, key: str, more: list[dict[str, str]] | None = None, **fields: Any
    ) -> None:
        meta = [trace(key), *(more or [])]
        await self._client.write("PUT", f"/orders/{seen.id}", {**fields, "meta_data": meta})


def _why(change: OrderChange) -> Why:
    match change:
        case CancelOrder():
            return Why.PAYMENT
        case ChangeAddress():
            return Why.ADDRESS
        case _:
            return Why.UNSUPPORTED


def _refund(change: CancelOrder, seen: Seen, key: str) -> dict[str, Any]:
    """All of it goes back: WooCommerce then sets the order to refunded, and the goods back on the shelf.

    It refuses what is more than was not yet given back, so that even sent twice it is done once.
    """
    facts = seen.facts
    bought = [*facts["line_items"], *facts["shipping_lines"], *facts["fee_lines"]]
    return {
        "amount": f"{seen.held.decimal:.{exponent(seen.held.currency)}f}",
        "reason": marked(change.reason, key),
        "api_refund": True,
        "api_restock": True,
        "line_items": [_refunded(item) for item in bought],
    }


def _refunded(item: Facts) -> dict[str, Any]:
    taxes = [{"id": tax["id"], "refund_total": float(tax["total"])} for tax in item["taxes"] if tax["total"]]
    quantity = {"quantity": item["quantity"]} if "quantity" in item else {}
    # The numbers of the lines are for the shop's books; what moves is `amount`.
    return {"id": item["id"], **quantity, "refund_total": float(item["total"]), "refund_tax": taxes}
