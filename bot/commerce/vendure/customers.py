"""A customer of Vendure's as Shoptalk sees them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commerce.model import Address, Customer
from bot.commerce.vendure.fields import moment


def customer_of(facts: Mapping[str, Any]) -> Customer:
    """Reads an answer to `fields.CUSTOMER`; Vendure keeps neither a language nor ways to pay."""
    return Customer(
        customer_id=str(facts["id"]),
        name=f"{facts['firstName']} {facts['lastName']}".strip(),
        email=facts["emailAddress"] or None,
        phone=facts["phoneNumber"] or None,
        address=_address(facts["addresses"] or []),
        joined_at=moment(facts["createdAt"]),
        tags=tuple(group["name"] for group in facts["groups"]),
    )


def _address(addresses: Sequence[Mapping[str, Any]]) -> Address | None:
    default = next((address for address in addresses if address["defaultShippingAddress"]), None)
    if default is None:
        return None
    return Address(
        line1=default["streetLine1"],
        line2=default["streetLine2"] or "",
        city=default["city"] or "",
        region=default["province"] or "",
        postcode=default["postalCode"] or "",
        country=default["country"]["code"],
    )
