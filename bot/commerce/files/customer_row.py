"""A customer as `customers.jsonl` has them."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.commerce.files.fields import Amount, Email, Id, Line, Moment, Phone, Row, once
from bot.commerce.model import Address, Customer, PaymentMethod, StoredPayment
from bot.language import Language


class AddressRow(Row):
    line1: Line
    line2: Line = ""
    city: Line
    region: Line = ""
    postcode: Line = ""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]

    def address(self) -> Address:
        return Address(**self.model_dump())


class StoredPaymentRow(Row):
    payment_id: Id
    method: PaymentMethod
    label: Line = ""
    balance: Amount | None = None

    @model_validator(mode="after")
    def _a_card_holds_something(self) -> Self:
        if self.method is PaymentMethod.GIFT_CARD and self.balance is None:
            raise ValueError('balance is missing; a gift card wants what it still holds, such as "20.00"')
        if self.method is not PaymentMethod.GIFT_CARD and self.balance is not None:
            raise ValueError(f"balance is a gift card's; {self.method.value} holds nothing itself")
        return self

    def payment(self) -> StoredPayment:
        return StoredPayment(self.payment_id, self.method, self.label or self.method.value, self.balance)


class CustomerRow(Row):
    customer_id: Id
    name: Line = ""
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    address: AddressRow | None = None
    joined_at: Moment | None = None
    tags: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    payments: Annotated[tuple[StoredPaymentRow, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.email and not self.phone:
            raise ValueError("email and phone are both missing; at least one of them is wanted")
        return self

    @model_validator(mode="after")
    def _ways_to_pay_differ(self) -> Self:
        once("payment_id", [payment.payment_id for payment in self.payments])
        return self

    def noun(self) -> Customer:
        return Customer(
            customer_id=self.customer_id,
            name=self.name,
            email=self.email,
            phone=self.phone,
            language=self.language,
            address=self.address.address() if self.address else None,
            joined_at=self.joined_at,
            tags=self.tags,
            payments=tuple(row.payment() for row in self.payments),
        )
