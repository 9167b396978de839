"""Contacts as shoppers type them, against contacts as shops keep them."""

import pytest

from bot.commerce.model import Address, OrderStatus
from bot.orders.contact import Contact, ContactKind
from tests.shop_world import an_order


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("mei.lin@example.com", ContactKind.EMAIL, "mei.lin@example.com"),
        ("it's MEI.LIN@Example.COM.", ContactKind.EMAIL, "mei.lin@example.com"),
        ("邮箱是mei@example.com，谢谢", ContactKind.EMAIL, "mei@example.com"),
        ("ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", ContactKind.EMAIL, "mei@example.com"),
        ("+1 (202) 555-0143", ContactKind.PHONE, "12025550143"),
        ("手机13800138000", ContactKind.PHONE, "13800138000"),
        ("97201", ContactKind.POSTCODE, "97201"),
        ("sw1a 1aa", ContactKind.POSTCODE, "SW1A1AA"),
    ],
)
def test_a_contact_is_found_in_what_is_typed(typed: str, kind: ContactKind, value: str) -> None:
    assert Contact.parse(typed) == Contact(kind, value)


@pytest.mark.parametrize("typed", ["", "hello there", "12", "not an address @ all", "我的订单呢"])
def test_what_is_no_contact_is_not_taken_for_one(typed: str) -> None:
    assert Contact.parse(typed) is None


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("+1-202-555-0143", "202 555 0143"),
        ("+1-202-555-0143", "+12025550143"),
        ("+49 30 1234567", "030 1234567"),
        ("+86 138 0013 8000", "13800138000"),
    ],
)
def test_a_phone_number_proves_itself_without_its_country_code(stored: str, typed: str) -> None:
    contact = Contact.parse(typed)
    assert contact is not None
    assert contact.proves(an_order("W1", OrderStatus.PENDING, phone=stored))


@pytest.mark.parametrize("typed", ["5550143", "2025550144", "92025550143555"])
def test_the_end_of_a_phone_number_or_another_proves_nothing(typed: str) -> None:
    contact = Contact.parse(typed)
    assert contact is not None
    assert not contact.proves(an_order("W1", OrderStatus.PENDING))


def test_an_order_without_the_contact_is_proved_by_none() -> None:
    bare = an_order("W1", OrderStatus.PENDING, email=None, phone=None, address=None)
    for typed in ("mei.lin@example.com", "+1-202-555-0143", "97201"):
        contact = Contact.parse(typed)
        assert contact is not None
        assert not contact.proves(bare)


def test_an_empty_postcode_is_proved_by_nothing() -> None:
    order = an_order("W1", OrderStatus.PENDING, address=Address("1 Main St", "Town", "US"))
    assert not Contact(ContactKind.POSTCODE, "").proves(order)
