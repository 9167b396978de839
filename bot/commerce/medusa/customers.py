"""A customer of Medusa's as Shoptalk sees them, and addresses both ways."""

from datetime import datetime
from typing import Any, Final

from bot.commerce.medusa.client import Facts
from bot.commerce.model import Address, Customer
from bot.commerce.remote.digest import versioned_customer

FIELDS: Final = "id,email,first_name,last_name,phone,has_account,created_at,*addresses,*groups"


def customer_of(facts: Facts) -> Customer:
    """Medusa tells neither a language nor, for other programs, ways to pay."""
    default = next((one for one in facts["addresses"] if one["is_default_shipping"]), None)
    names = (facts["first_name"], facts["last_name"])
    return versioned_customer(
        Customer(
            customer_id=facts["id"],
            name=" ".join(name for name in names if name),
            email=facts["email"] or None,
            phone=facts["phone"] or None,
            address=address_of(default),
            joined_at=datetime.fromisoformat(facts["created_at"]),
            tags=tuple(group["name"] for group in facts["groups"] or ()),
        )
    )


def address_of(facts: Facts | None) -> Address | None:
    if not facts or not facts["address_1"]:
        return None
    return Address(
        line1=facts["address_1"],
        line2=facts["address_2"] or "",
        city=facts["city"] or "",
        region=facts["province"] or "",
        postcode=facts["postal_code"] or "",
        country=(facts["country_code"] or "").upper(),
    )


def address_input(address: Address) -> dict[str, Any]:
    """As an order's address; Medusa keeps who receives it."""
    return {
        "address_1": address.line1,
        "address_2": address.line2,
        "city": address.city,
        "province": address.region,
        "postal_code": address.postcode,
        "country_code": address.country.casefold(),
    }
