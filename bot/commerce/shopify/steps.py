"""What Shopify does for each change: one mutation each, and for a cancellation the wait for its job."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.commerce.changes import AddNote, CancelLines, CancelOrder, Capability, ChangeAddress, OrderChange, Settlement
from bot.commerce.model import PaymentMethod
from bot.commerce.money import Money
from bot.commerce.remote.marks import marked, trace_name
from bot.commerce.remote.order_number import is_number, told_number
from bot.commerce.remote.understood import understood
from bot.commerce.remote.writing import check_open
from bot.commerce.shopify.client import Facts, ShopifyClient
from bot.commerce.shopify.customers import address_input
from bot.commerce.shopify.fields import (
    BRIEF,
    CANCEL_ORDER,
    CANCELLED,
    CREATE_REFUND,
    JOB,
    MORE_LINES,
    NAMESPACE,
    ORDER_BY_ID,
    ORDERS_BY_NAME,
    SUGGESTED_REFUND,
    UPDATE_ORDER,
)
from bot.commerce.shopify.note import with_note
from bot.commerce.shopify.orders import Seen, seen
from bot.commerce.shopify.refunds import (
    Suggested,
    asked_lines,
    check_lines,
    idempotency_key,
    refund_input,
    suggested,
)
from bot.errors import ChangeRefused, CommerceUnavailable, OrderNotFound, OutcomeUnknown, ProposalVoid, Why

CAPABILITIES: Final = frozenset(
    {Capability.CANCEL_ORDER, Capability.CANCEL_LINES, Capability.CHANGE_ADDRESS, Capability.ADD_NOTE}
)
"""What Shopify lets be done once and be looked up afterwards."""
_LOOKS: Final = 20
_LONGEST_NOTE: Final = 255  # that Shopify takes
_NO_KEY: Final = "none"


class ShopifySteps:
    """`remote.writing.Steps`, and the reading of orders."""

    def __init__(
        self,
        client: ShopifyClient,
        *,
        poll_seconds: float = 0.5,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._client, self._poll, self._sleep = client, poll_seconds, sleep

    async def seen(self, order_id: str, key: str = "") -> Seen:
        """Raises `OrderNotFound`, also when two orders bear the number: which is meant is not guessed."""
        number = told_number(order_id)
        if number is None:
            raise OrderNotFound(order_id)
        answer = await self._client.read(ORDERS_BY_NAME, search=_by_name(number))
        with understood("Shopify"):
            found = [facts["id"] for facts in answer["orders"]["nodes"] if is_number(number, facts["name"])]
        seen = await self._by_id(found[0], key) if len(found) == 1 else None
        if seen is None:
            raise OrderNotFound(order_id)
        return seen

    async def listed(self, facts: Facts) -> Seen:
        """One of a list of `fields.BRIEF` orders; what did not fit into that is read whole."""
        with understood("Shopify"):
            is_cut = (
                len(facts["fulfillments"]) >= BRIEF.parcels
                or len(facts["refunds"]) >= BRIEF.refunds
                or len(facts["transactions"]) >= BRIEF.payments
                or any(parcel["fulfillmentLineItems"]["pageInfo"]["hasNextPage"] for parcel in facts["fulfillments"])
            )
            whole = await self._by_id(facts["id"], "") if is_cut else None
        return whole or await self._with_lines(facts)

    async def _by_id(self, id_: str, key: str) -> Seen | None:
        facts = (await self._client.read(ORDER_BY_ID, id=id_, trace=_trace(key)))["order"]
        return await self._with_lines(facts) if facts else None

    async def _with_lines(self, facts: Facts) -> Seen:
        """With the lines that its first page left out."""
        with understood("Shopify"):
            page, lines = facts["lineItems"], list(facts["lineItems"]["nodes"])
            while page["pageInfo"]["hasNextPage"]:
                more = await self._client.read(MORE_LINES, id=facts["id"], after=page["pageInfo"]["endCursor"])
                page = more["order"]["lineItems"]
                lines += page["nodes"]
            return seen({**facts, "lineItems": {"nodes": lines}})

    async def settlement(self, change: OrderChange, seen: Seen) -> Settlement:
        order = seen.order
        if change.kind not in CAPABILITIES:
            raise ChangeRefused(order.order_id, Why.UNSUPPORTED, change.kind.value)
        check_open(change, order)
        nothing = Money(0, order.total.currency)
        at_once = order.payment.method is PaymentMethod.GIFT_CARD
        if isinstance(change, CancelLines):
            refund = await self._suggested(change, seen)
            return Settlement(refund.amount, None, order.payment.label, at_once)
        if not isinstance(change, CancelOrder):
            return Settlement(nothing)
        return Settlement(seen.held if seen.held.amount > 0 else nothing, None, order.payment.label, at_once)

    async def _suggested(self, change: CancelLines, seen: Seen) -> Suggested:
        check_lines(change, seen.order)
        with understood("Shopify"):
            order = (await self._client.read(SUGGESTED_REFUND, id=seen.id, lines=asked_lines(change)))["order"]
            refund = suggested(order["suggestedRefund"], seen)
            if not refund.is_exact:
                raise ChangeRefused(change.order_id, Why.PAYMENT, "its payments cannot bear the whole refund")
            return refund

    async def send(self, change: OrderChange, seen: Seen, agreed: Settlement, key: str) -> None:
        match change:
            case CancelLines():
                await self._take_out(change, seen, agreed, key)
            case CancelOrder():
                await self._cancel(change, seen, key)
            case ChangeAddress():
                address = address_input(change.address, seen.facts["shippingAddress"])
                await self._update(change, seen, key, shippingAddress=address)
            case AddNote():
                await self._update(change, seen, key, note=with_note(seen.facts["note"] or "", change.note))
            case _:
                raise ChangeRefused(change.order_id, Why.UNSUPPORTED, change.kind.value)

    async def _take_out(self, change: CancelLines, seen: Seen, agreed: Settlement, key: str) -> None:
        refund = await self._suggested(change, seen)
        if refund.amount != agreed.amount:
            raise ProposalVoid(f"the money of order {change.order_id} is no longer as agreed")
        asked = refund_input(change, seen, refund, key)
        answer = await self._client.write(CREATE_REFUND, input=asked, key=idempotency_key(key))
        if errors := answer["refundCreate"]["userErrors"]:
            raise ChangeRefused(change.order_id, Why.PAYMENT, _told(errors))

    async def _update(self, change: OrderChange, seen: Seen, key: str, **fields: Any) -> None:
        """The key is written in the same mutation."""
        trace = {
            "namespace": NAMESPACE,
            "key": _trace(key),
            "type": "single_line_text_field",
            "value": change.kind.value,
        }
        answer = await self._client.write(UPDATE_ORDER, input={"id": seen.id, "metafields": [trace], **fields})
        if errors := answer["orderUpdate"]["userErrors"]:
            why = Why.ADDRESS if isinstance(change, ChangeAddress) else Why.UNSUPPORTED
            raise ChangeRefused(change.order_id, why, _told(errors))

    async def _cancel(self, change: CancelOrder, seen: Seen, key: str) -> None:
        """Traced first, since Shopify cancels in a job of its own, of whose end we may not hear."""
        try:
            await self._update(change, seen, key)
        except OutcomeUnknown as error:
            raise CommerceUnavailable(f"Shopify: {change.order_id}: not begun, {error}") from error
        try:
            answer = await self._client.write(
                CANCEL_ORDER, orderId=seen.id, staffNote=marked(change.reason, key, _LONGEST_NOTE)
            )
        except OutcomeUnknown:
            await self._await_job(change, seen.id, None)
            return
        if errors := answer["orderCancel"]["orderCancelUserErrors"]:
            raise ChangeRefused(change.order_id, Why.STATUS, _told(errors))
        job = answer["orderCancel"]["job"]
        await self._await_job(change, seen.id, job["id"] if job else None)

    async def _await_job(self, change: CancelOrder, order_id: str, job_id: str | None) -> None:
        """Returns when the order is cancelled. Raises `ChangeRefused` when the job ended and it is not."""
        for _ in range(_LOOKS):
            try:
                # The job first: once it is done, the order that is read afterwards is as the job left it.
                job = (await self._client.read(JOB, id=job_id))["job"] if job_id else None
                now = (await self._client.read(CANCELLED, id=order_id))["order"]
            except CommerceUnavailable as error:
                raise OutcomeUnknown(f"cancel {change.order_id}: {error}") from error
            is_over = job is None or job["done"]
            if is_over and now and now["cancelledAt"]:
                return
            if job and is_over:
                raise ChangeRefused(change.order_id, Why.STATUS, "Shopify ended its job without cancelling")
            await self._sleep(self._poll)
        raise OutcomeUnknown(f"cancel {change.order_id}: Shopify has not ended it")


def _by_name(number: str) -> str:
    """With and without the prefix that Shopify gives names unless the shop has another."""
    return f'name:"{number}" OR name:"#{number}"'


def _trace(key: str) -> str:
    return trace_name(key) if key else _NO_KEY


def _told(errors: list[Any]) -> str:
    return "; ".join(str(error["message"]) for error in errors)[:300]
