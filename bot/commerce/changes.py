"""What a customer may ask the shop to do, as values: the same for every system behind the port."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

from bot.commerce.claim_deeds import ClaimDeed
from bot.commerce.model import Address
from bot.commerce.money import Money
from bot.language import Language


class Capability(StrEnum):
    """What a back end can do beyond reading; also the name of each change."""

    CANCEL_ORDER = "cancel_order"  # call a whole order off before it is shipped, with its refund
    CANCEL_LINES = "cancel_lines"  # take lines, or part of their quantity, out of an order that is not shipped
    CHANGE_ADDRESS = "change_address"  # send an order that is not shipped elsewhere
    CHANGE_ITEMS = "change_items"  # another variant of the same product, before the order is packed
    CHANGE_PAYMENT = "change_payment"  # pay an order that is not shipped another way
    CHANGE_SHIPPING = "change_shipping"  # another delivery method for an order that is not shipped
    ADD_NOTE = "add_note"  # a word for whoever packs or delivers
    RETURN_ITEMS = "return_items"  # send delivered goods back for a refund
    EXCHANGE_ITEMS = "exchange_items"  # send delivered goods back for another variant of them
    REPORT_PROBLEM = "report_problem"  # damaged, missing or wrong goods, or a warranty claim
    CHANGE_CUSTOMER = "change_customer"  # a customer's default address, contact data or language
    ERASE_CUSTOMER = "erase_customer"  # a customer's record is forgotten, but for the orders that the law keeps


class Problem(StrEnum):
    """What is wrong with what came, or did not come."""

    DAMAGED = "damaged"  # broken on the way
    MISSING = "missing"  # paid for and not in the parcel
    WRONG = "wrong"  # something else came
    FAULTY = "faulty"  # does not work, or no longer does: a warranty claim


@dataclass(frozen=True)
class Picked:
    """A line of an order, or a part of its quantity."""

    line_id: str
    quantity: int


@dataclass(frozen=True)
class Swap:
    """A line of an order, or a part of its quantity, for another variant of the same product."""

    line_id: str
    quantity: int
    sku: str
    """The variant that is wanted."""


@dataclass(frozen=True)
class CancelOrder:
    """The whole order is called off; what was paid goes back to how it was paid."""

    order_id: str
    reason: str = ""
    kind: Literal[Capability.CANCEL_ORDER] = Capability.CANCEL_ORDER


@dataclass(frozen=True)
class CancelLines:
    """A part of an order is called off; a part that is all of it is a `CancelOrder`."""

    order_id: str
    lines: tuple[Picked, ...]
    reason: str = ""
    kind: Literal[Capability.CANCEL_LINES] = Capability.CANCEL_LINES


@dataclass(frozen=True)
class ChangeAddress:
    """The order goes to another address."""

    order_id: str
    address: Address
    kind: Literal[Capability.CHANGE_ADDRESS] = Capability.CHANGE_ADDRESS


@dataclass(frozen=True)
class ChangeItems:
    """Other variants are sent; the difference goes through `payment_id`, else through how the order was paid."""

    order_id: str
    swaps: tuple[Swap, ...]
    payment_id: str | None = None
    kind: Literal[Capability.CHANGE_ITEMS] = Capability.CHANGE_ITEMS


@dataclass(frozen=True)
class ChangePayment:
    """The order is paid another way; what was paid goes back.

    Its settlement is 0 for a paid order and names the new way: the same money goes back to the old way, which the order
    names, and is taken by the new one. For an order that nobody paid it is what the new way pays.
    """

    order_id: str
    payment_id: str
    kind: Literal[Capability.CHANGE_PAYMENT] = Capability.CHANGE_PAYMENT


@dataclass(frozen=True)
class ChangeShipping:
    """The order is sent another way; `option` is a code of `CommerceBackend.shipping_options`."""

    order_id: str
    option: str
    kind: Literal[Capability.CHANGE_SHIPPING] = Capability.CHANGE_SHIPPING


@dataclass(frozen=True)
class AddNote:
    """A word for whoever packs or delivers; it takes the place of an earlier one."""

    order_id: str
    note: str
    kind: Literal[Capability.ADD_NOTE] = Capability.ADD_NOTE


@dataclass(frozen=True)
class ReturnItems:
    """Goods go back for a refund through `payment_id`, else to how the order was paid."""

    order_id: str
    lines: tuple[Picked, ...]
    reason: str = ""
    payment_id: str | None = None
    kind: Literal[Capability.RETURN_ITEMS] = Capability.RETURN_ITEMS


@dataclass(frozen=True)
class ExchangeItems:
    """Goods go back for other variants; the difference is paid or given back through `payment_id`."""

    order_id: str
    swaps: tuple[Swap, ...]
    reason: str = ""
    payment_id: str | None = None
    kind: Literal[Capability.EXCHANGE_ITEMS] = Capability.EXCHANGE_ITEMS


@dataclass(frozen=True)
class ReportProblem:
    """Something is wrong with lines of a sent order; `attachments` are ids of stored pictures."""

    order_id: str
    lines: tuple[Picked, ...]
    problem: Problem
    words: str = ""
    attachments: tuple[str, ...] = ()
    kind: Literal[Capability.REPORT_PROBLEM] = Capability.REPORT_PROBLEM


@dataclass(frozen=True)
class ChangeCustomer:
    """A customer's own data; what is None stays as it is."""

    customer_id: str
    address: Address | None = None
    email: str | None = None
    phone: str | None = None
    language: Language | None = None
    kind: Literal[Capability.CHANGE_CUSTOMER] = Capability.CHANGE_CUSTOMER


@dataclass(frozen=True)
class EraseCustomer:
    """A customer's own data are forgotten; orders stay, with what an invoice must show, and a gift card's money.

    What Shoptalk itself holds is erased whatever the back end can do; without the capability a person of the shop sees
    to the rest.
    """

    customer_id: str
    kind: Literal[Capability.ERASE_CUSTOMER] = Capability.ERASE_CUSTOMER


OrderChange = (
    CancelOrder
    | CancelLines
    | ChangeAddress
    | ChangeItems
    | ChangePayment
    | ChangeShipping
    | AddNote
    | ReturnItems
    | ExchangeItems
    | ReportProblem
)
CustomerChange = ChangeCustomer | EraseCustomer
WithinOrder = OrderChange | ClaimDeed
"""What is written into an order: by its customer's word, or by a person of the shop."""
Change = WithinOrder | CustomerChange


def subject_id(change: Change) -> str:
    """The order's or the customer's id."""
    return change.customer_id if isinstance(change, CustomerChange) else change.order_id


@dataclass(frozen=True)
class Settlement:
    """The money that a change moves: `amount` goes back to the customer, or is paid by them when it is negative."""

    amount: Money
    payment_id: str | None = None
    label: str = ""
    """How it is paid or given back, as the customer knows it."""
    at_once: bool = False
    """Whether it moves the moment the change is made: a gift card's does, a bank's takes its days."""

    @property
    def refund(self) -> Money:
        return Money(max(0, self.amount.amount), self.amount.currency)

    @property
    def charge(self) -> Money:
        return Money(max(0, -self.amount.amount), self.amount.currency)


@dataclass(frozen=True)
class _Kept:
    """A change and the money that its customer agreed to, as a proposal keeps them."""

    change: Annotated[Change, Field(discriminator="kind")]
    settlement: Settlement | None = field(default=None)


_KEPT: Final = TypeAdapter(_Kept)


def to_json(change: Change, settlement: Settlement | None) -> dict[str, Any]:
    """As plain JSON values."""
    kept: dict[str, Any] = _KEPT.dump_python(_Kept(change, settlement), mode="json")
    return kept


def from_json(kept: Mapping[str, Any]) -> tuple[Change, Settlement | None]:
    """The inverse of `to_json`."""
    read = _KEPT.validate_python(dict(kept))
    return read.change, read.settlement
