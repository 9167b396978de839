"""An order as `orders.jsonl` has it; its sums must add up."""

from collections import Counter
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from bot.commerce.files.customer_row import AddressRow
from bot.commerce.files.fields import (
    Amount,
    Difference,
    Email,
    Id,
    Key,
    Line,
    Moment,
    Note,
    Phone,
    Row,
    Sku,
    Text,
    WholeNumber,
    once,
    terms,
)
from bot.commerce.model import (
    Charge,
    Claim,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Refund,
    RefundStatus,
    Shipment,
    StatusChange,
)
from bot.commerce.money import Money


def _without_hash(order_id: str) -> str:
    bare = order_id.lstrip("#＃")
    if not bare:
        raise ValueError(f"{order_id!r} is not an order number")
    return bare


def _at_least_one(quantity: int) -> int:
    if quantity < 1:
        raise ValueError("0 is not accepted; accepted: a whole number from 1")
    return quantity


class LineRow(Row):
    line_id: Id
    sku: Sku
    title: Text
    quantity: Annotated[WholeNumber, AfterValidator(_at_least_one)]
    unit_price: Amount

    def line(self) -> OrderLine:
        return OrderLine(self.line_id, self.sku, self.title, self.quantity, self.unit_price)


class PaymentRow(Row):
    method: PaymentMethod
    label: Line = ""
    status: PaymentStatus
    payment_id: Id | None = None

    def payment(self) -> Payment:
        return Payment(self.method, self.label or self.method.value, self.status, self.payment_id)


class ShipmentRow(Row):
    carrier: Line
    tracking: Line = ""
    """Empty when the carrier gives none, as couriers of a town do."""
    shipped_at: Moment | None = None
    eta: Moment | None = None
    delivered_at: Moment | None = None
    line_ids: tuple[Id, ...] = ()

    def shipment(self) -> Shipment:
        return Shipment(self.carrier, self.tracking, self.shipped_at, self.eta, self.delivered_at, self.line_ids)


class RefundRow(Row):
    refund_id: Id
    amount: Amount
    method: Line
    status: RefundStatus
    at: Moment

    def refund(self) -> Refund:
        return Refund(self.refund_id, self.amount, self.method, self.status, self.at)


class ChargeRow(Row):
    charge_id: Id
    amount: Amount
    method: Line
    at: Moment

    def charge(self) -> Charge:
        return Charge(self.charge_id, self.amount, self.method, self.at)


class ClaimLineRow(Row):
    line_id: Id
    quantity: Annotated[WholeNumber, AfterValidator(_at_least_one)]
    sku: Sku | None = None

    def line(self) -> ClaimLine:
        return ClaimLine(self.line_id, self.quantity, self.sku)


class ClaimRow(Row):
    claim_id: Id
    kind: ClaimKind
    status: ClaimStatus
    lines: Annotated[tuple[ClaimLineRow, ...], Field(min_length=1)]
    at: Moment
    reason: Note = ""
    amount: Difference | None = None
    method: Line = ""
    payment_id: Id | None = None
    attachments: tuple[Id, ...] = ()

    def claim(self) -> Claim:
        return Claim(
            claim_id=self.claim_id,
            kind=self.kind,
            status=self.status,
            lines=tuple(row.line() for row in self.lines),
            at=self.at,
            reason=self.reason,
            amount=self.amount,
            method=self.method,
            payment_id=self.payment_id,
            attachments=self.attachments,
        )


class StatusChangeRow(Row):
    at: Moment
    status: OrderStatus


class OrderRow(Row):
    order_id: Annotated[Id, AfterValidator(_without_hash)]
    customer_id: Id | None = None
    email: Email | None = None
    phone: Phone | None = None
    status: OrderStatus
    placed_at: Moment
    lines: Annotated[list[LineRow], Field(min_length=1)]
    shipping_fee: Amount | None = None
    discount: Amount | None = None
    total: Amount
    payment: PaymentRow
    address: AddressRow | None = None
    shipments: tuple[ShipmentRow, ...] = ()
    refunds: tuple[RefundRow, ...] = ()
    history: list[StatusChangeRow] | None = None
    charges: tuple[ChargeRow, ...] = ()
    claims: tuple[ClaimRow, ...] = ()
    note: Note = ""
    shipping_option: Key | None = None
    items_changed: bool = False
    cancel_reason: Note = ""

    @model_validator(mode="before")
    @classmethod
    def _number_lines(cls, values: Any) -> Any:
        """A line without an id goes by its position."""
        lines = values.get("lines") if isinstance(values, dict) else None
        if not isinstance(lines, list):
            return values
        numbered = [
            {"line_id": str(number), **line} if isinstance(line, dict) else line
            for number, line in enumerate(lines, start=1)
        ]
        return {**values, "lines": numbered}

    @model_validator(mode="after")
    def _belongs_to_somebody(self) -> Self:
        if not (self.customer_id or self.email or self.phone):
            raise ValueError("customer_id is missing, so a guest's email or phone is wanted")
        return self

    @model_validator(mode="after")
    def _adds_up(self, info: ValidationInfo) -> Self:
        order = self._noun(terms(info).currency)
        lines = sum(line.total.amount for line in order.lines)
        due = Money(lines + order.shipping_fee.amount - order.discount.amount, order.total.currency)
        if due.amount < 0:
            raise ValueError(f"discount {order.discount.decimal} is more than lines and shipping together")
        if due != order.total:
            raise ValueError(f"total is {order.total.decimal}, but lines plus shipping less discount are {due.decimal}")
        if (repaid := sum(refund.amount.amount for refund in order.refunds)) > order.total.amount:
            raise ValueError(f"refunds come to {Money(repaid, order.total.currency).decimal}, which is more than total")
        if (charged := sum(charge.amount.amount for charge in order.charges)) > order.total.amount:
            raise ValueError(
                f"charges come to {Money(charged, order.total.currency).decimal}, which is more than total"
            )
        return self

    @model_validator(mode="after")
    def _ids_fit(self) -> Self:
        lines = [line.line_id for line in self.lines]
        once("line_id", lines)
        once("refund_id", [refund.refund_id for refund in self.refunds])
        once("charge_id", [charge.charge_id for charge in self.charges])
        once("claim_id", [claim.claim_id for claim in self.claims])
        sent = {line_id for shipment in self.shipments for line_id in shipment.line_ids}
        if strange := sorted(sent - set(lines)):
            raise ValueError(f"a shipment holds line {strange[0]!r}; this order has {', '.join(lines)}")
        claimed = {part.line_id for claim in self.claims for part in claim.lines}
        if strange := sorted(claimed - set(lines)):
            raise ValueError(f"a claim names line {strange[0]!r}; this order has {', '.join(lines)}")
        return self

    @model_validator(mode="after")
    def _claims_fit(self) -> Self:
        claimed: Counter[str] = Counter()
        for claim in self.claims:
            if claim.kind is not ClaimKind.PROBLEM and claim.status is not ClaimStatus.REFUSED:
                claimed.update({part.line_id: part.quantity for part in claim.lines})
        for line in self.lines:
            if claimed[line.line_id] > line.quantity:
                raise ValueError(
                    f"claims name {claimed[line.line_id]} of line {line.line_id!r}, which has {line.quantity}"
                )
        return self

    def noun(self) -> Order:
        return self._noun(self.total.currency)

    def _noun(self, currency: str) -> Order:
        nothing = Money(0, currency)
        return Order(
            order_id=self.order_id,
            customer_id=self.customer_id,
            email=self.email,
            phone=self.phone,
            status=self.status,
            placed_at=self.placed_at,
            lines=tuple(row.line() for row in self.lines),
            shipping_fee=self.shipping_fee or nothing,
            discount=self.discount or nothing,
            total=self.total,
            payment=self.payment.payment(),
            address=self.address.address() if self.address else None,
            shipments=tuple(row.shipment() for row in self.shipments),
            refunds=tuple(row.refund() for row in self.refunds),
            history=self._history(),
            charges=tuple(row.charge() for row in self.charges),
            claims=tuple(row.claim() for row in self.claims),
            note=self.note,
            shipping_option=self.shipping_option,
            items_changed=self.items_changed,
            cancel_reason=self.cancel_reason,
        )

    def _history(self) -> tuple[StatusChange, ...]:
        """As given, else what the other times tell."""
        if self.history is not None:
            return tuple(StatusChange(row.at, row.status) for row in self.history)
        sent = [row.shipped_at for row in self.shipments if row.shipped_at]
        arrived = [row.delivered_at for row in self.shipments if row.delivered_at]
        changes = [StatusChange(self.placed_at, OrderStatus.PENDING)]
        if sent:
            changes.append(StatusChange(min(sent), OrderStatus.SHIPPED))
        if arrived and len(arrived) == len(self.shipments):
            changes.append(StatusChange(max(arrived), OrderStatus.DELIVERED))
        return tuple(changes)
