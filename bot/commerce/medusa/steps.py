"""What Medusa does for each change: one request each, but for a cancellation, which is unpacked first."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from bot.commerce.changes import (
    AddNote,
    CancelOrder,
    Capability,
    ChangeAddress,
    OrderChange,
    ReturnItems,
    Settlement,
)
from bot.commerce.medusa.catalogue import MedusaCatalogue
from bot.commerce.medusa.client import CONFLICT, NOT_OURS, Facts, MedusaClient
from bot.commerce.medusa.customers import address_input
from bot.commerce.medusa.orders import FIELDS, Seen, numbers_of, seen
from bot.commerce.medusa.returns import gone_of, worth
from bot.commerce.medusa.traces import NOTE_FIELD, Trace, no_trace
from bot.commerce.model import OrderStatus, PaymentMethod
from bot.commerce.money import Money
from bot.commerce.remote.line import Rejected
from bot.commerce.remote.marks import marked
from bot.commerce.remote.order_number import is_number, told_number
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import check_open
from bot.commerce.rules import touched
from bot.errors import ChangeRefused, CommerceUnavailable, OrderNotFound, OutcomeUnknown, Why

CAPABILITIES: Final = frozenset(
    {Capability.CANCEL_ORDER, Capability.CHANGE_ADDRESS, Capability.ADD_NOTE, Capability.RETURN_ITEMS}
)
"""What Medusa lets be done once, whole, and be looked up afterwards."""
_ARRIVED: Final = frozenset({OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.EXCHANGING})
_SEARCHED: Final = 200
_WHY: Final = {
    Capability.CANCEL_ORDER: Why.STATUS,
    Capability.CHANGE_ADDRESS: Why.ADDRESS,
    Capability.RETURN_ITEMS: Why.QUANTITY,
}


def _now() -> datetime:
    return datetime.now(UTC)


class MedusaSteps:
    """`remote.writing.Steps`, and the reading of orders."""

    def __init__(self, client: MedusaClient, catalogue: MedusaCatalogue, now: Callable[[], datetime] = _now) -> None:
        self._client, self._catalogue, self._now = client, catalogue, now

    async def seen(self, order_id: str, key: str = "") -> Seen:
        """Raises `OrderNotFound`, also when two orders bear the number: which is meant is not guessed."""
        number = told_number(order_id)
        found = [] if number is None else await self._numbered(number)
        told = await self._client.get("/admin/orders", id=found[0], fields=FIELDS) if len(found) == 1 else None
        if not told or not told["orders"]:
            raise OrderNotFound(order_id)
        return await self.whole(told["orders"][0])

    async def whole(self, facts: Facts) -> Seen:
        """One of a list of orders with `FIELDS`."""
        texts = (await self._catalogue.terms()).texts
        with understood("Medusa"):
            return seen(facts, texts)

    async def _numbered(self, number: str) -> list[str]:
        """Medusa only searches, for a part of a number and in names, addresses and mail addresses too."""
        with understood("Medusa"):
            asked = {"q": number, "fields": "id,display_id,custom_display_id,is_draft_order", "limit": _SEARCHED}
            found = await self._client.all("/admin/orders", "orders", **asked)
            return [
                facts["id"]
                for facts in found
                if any(is_number(number, told) for told in numbers_of(facts)) and not facts["is_draft_order"]
            ]

    async def settlement(self, change: OrderChange, seen: Seen) -> Settlement:
        order = seen.order
        if change.kind not in CAPABILITIES:
            raise ChangeRefused(order.order_id, Why.UNSUPPORTED, change.kind.value)
        if isinstance(change, ReturnItems):
            return await self._returned(change, seen)
        check_open(change, order)
        nothing = Money(0, order.total.currency)
        match change:
            case CancelOrder() if seen.facts["status"] == "completed":
                raise ChangeRefused(order.order_id, Why.UNSUPPORTED, "the shop has completed it")
            case CancelOrder():
                at_once = order.payment.method is PaymentMethod.GIFT_CARD
                return Settlement(seen.held if seen.held.amount > 0 else nothing, None, order.payment.label, at_once)
            case ChangeAddress() if seen.packed:
                # The parcel has an address of its own by now.
                raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)
            case ChangeAddress() if order.address and change.address.country != order.address.country:
                raise ChangeRefused(order.order_id, Why.ADDRESS, change.address.country)
            case _:
                return Settlement(nothing)

    async def _returned(self, change: ReturnItems, seen: Seen) -> Settlement:
        order = seen.order
        if order.status not in _ARRIVED:
            raise ChangeRefused(order.order_id, Why.STATUS, order.status.value)
        if change.payment_id is not None:
            raise ChangeRefused(order.order_id, Why.PAYMENT, change.payment_id)
        _check_quantities(change, seen)
        await self._way_back(seen)
        code, items = order.total.currency, {item["id"]: item for item in seen.facts["items"]}
        parts = (
            worth(items[part.line_id], gone_of(order.claims, part.line_id), part.quantity, code)
            for part in change.lines
        )
        back = sum(parts, Money(0, code))
        return Settlement(Money(min(back.amount, _left(seen)), code), None, order.payment.label)

    async def _way_back(self, seen: Seen) -> dict[str, str]:
        """A way for goods to come back that costs nothing; what it costs otherwise would be Medusa's to reckon."""
        found = await self._client.all("/admin/shipping-options", "shipping_options", fields=WAY_FIELDS)
        code = seen.facts["currency_code"]
        with understood("Medusa"):
            ways = [way for way in found if _is_back(way) and _is_free(way, code)]
            place = next((way for way in ways if _location(way)), None)
        if place is None:
            raise ChangeRefused(seen.order.order_id, Why.UNSUPPORTED, "the shop has no free way back for goods")
        return {"option_id": place["id"], "location_id": _location(place)}

    async def send(self, change: OrderChange, seen: Seen, agreed: Settlement, key: str) -> None:
        try:
            match change:
                case CancelOrder():
                    await self._cancel(change, seen, key)
                case ChangeAddress():
                    await self._update(change, seen, key, {}, shipping_address=address_input(change.address))
                case AddNote():
                    await self._update(change, seen, key, {NOTE_FIELD: change.note})
                case ReturnItems():
                    await self._return(change, seen, key)
                case _:
                    raise ChangeRefused(change.order_id, Why.UNSUPPORTED, change.kind.value)
        except Rejected as error:
            if error.code in NOT_OURS or error.code == CONFLICT:
                raise CommerceUnavailable(f"Medusa: {error}") from error
            raise ChangeRefused(change.order_id, _WHY.get(change.kind, Why.UNSUPPORTED), str(error)) from error

    async def _update(self, change: OrderChange, seen: Seen, key: str, more: dict[str, str], **fields: Any) -> None:
        """The key is written in the same request."""
        trace = Trace(key, change.kind, self._now())
        await self._client.write(_at(seen), {"metadata": {**trace.as_metadata(), **more}, **fields})

    async def _cancel(self, change: CancelOrder, seen: Seen, key: str) -> None:
        """Traced first, since Medusa changes nothing of an order that is called off."""
        if key not in seen.traces:
            trace = Trace(key, change.kind, self._now(), change.reason, tuple(seen.packed))
            try:
                await self._client.write(_at(seen), {"metadata": trace.as_metadata()})
            except OutcomeUnknown as error:
                raise CommerceUnavailable(f"Medusa: {change.order_id}: not begun, {error}") from error
        try:
            for parcel in seen.packed:
                await self._client.write(f"{_at(seen)}/fulfillments/{parcel}/cancel", {})
            await self._client.write(f"{_at(seen)}/cancel", {})
        except Rejected:
            await self._client.write(_at(seen), {"metadata": no_trace(key)})
            raise

    async def _return(self, change: ReturnItems, seen: Seen, key: str) -> None:
        """As a storefront asks for it, which Medusa makes in one step; the staff's own way takes four."""
        way = await self._way_back(seen)
        note = marked(change.reason, key)
        items = [{"id": part.line_id, "quantity": part.quantity, "note": note} for part in change.lines]
        body = {
            "order_id": seen.id, "items": items, "location_id": way["location_id"],
            "return_shipping": {"option_id": way["option_id"], "price": 0},
        }  # fmt: skip
        await self._client.write("/store/returns", body)


WAY_FIELDS: Final = "id,price_type,*rules,*prices,*prices.price_rules,*service_zone.fulfillment_set.location"


def _at(seen: Seen) -> str:
    return f"/admin/orders/{seen.id}"


def _is_back(way: Facts) -> bool:
    return any(rule["attribute"] == "is_return" and rule["value"] in ("true", True) for rule in way["rules"] or ())


def _is_free(way: Facts, code: str) -> bool:
    prices = [price for price in way["prices"] or () if price["currency_code"] == code]
    return way["price_type"] == "flat" and bool(prices) and all(Decimal(price["amount"]) == 0 for price in prices)


def _location(way: Facts) -> str:
    set_ = (way["service_zone"] or {}).get("fulfillment_set") or {}
    return str((set_.get("location") or {}).get("id") or "")


def _left(seen: Seen) -> int:
    """What may still be given back: what was paid, less what is promised for other returns."""
    promised = sum(
        claim.amount.amount for claim in seen.order.claims if claim.amount and claim.status in ("requested", "received")
    )
    return max(0, seen.held.amount - promised)


def _check_quantities(change: ReturnItems, seen: Seen) -> None:
    order, parts = seen.order, touched(change)
    if not parts or len({part.line_id for part in parts}) != len(parts):
        raise ChangeRefused(order.order_id, Why.QUANTITY, "no line is named, or one twice")
    for part in parts:
        line = order.line(part.line_id)
        left = line.quantity - gone_of(order.claims, part.line_id) if line else 0
        if not 1 <= part.quantity <= left:
            raise ChangeRefused(order.order_id, Why.QUANTITY, f"line {part.line_id}: {part.quantity} of {left}")
