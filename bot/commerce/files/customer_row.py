"""A customer as `customers.jsonl` has them."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.commerce.files.fields import Email, Id, Line, Moment, Phone, Row
from bot.commerce.model import Address, Customer
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


class CustomerRow(Row):
    customer_id: Id
    name: Line = ""
    email: Email | None = None
    phone: Phone | None = None
    language: Language | None = None
    address: AddressRow | None = None
    joined_at: Moment | None = None
    tags: Annotated[tuple[Line, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.email and not self.phone:
            raise ValueError("email and phone are both missing; at least one of them is wanted")
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
        )
