"""A customer of WooCommerce's as Shoptalk sees them, and addresses both ways."""

from typing import Any

from bot.commerce.model import Address, Customer
from bot.commerce.remote.digest import versioned_customer
from bot.commerce.woocommerce.client import Facts
from bot.commerce.woocommerce.times import at


def customer_of(facts: Facts) -> Customer:
    """WooCommerce keeps neither a language nor, for other programs, ways to pay."""
    billing, shipping = facts["billing"], facts["shipping"]
    names = (facts["first_name"] or billing["first_name"], facts["last_name"] or billing["last_name"])
    return versioned_customer(
        Customer(
            customer_id=str(facts["id"]),
            name=" ".join(name for name in names if name),
            email=facts["email"] or None,
            phone=billing["phone"] or None,
            address=address_of(shipping) or address_of(billing),
            joined_at=at(facts["date_created_gmt"]) if facts["date_created_gmt"] else None,
        )
    )


def address_of(facts: Facts) -> Address | None:
    if not facts["address_1"]:
        return None
    return Address(
        line1=facts["address_1"],
        line2=facts["address_2"],
        city=facts["city"],
        region=facts["state"],
        postcode=facts["postcode"],
        country=facts["country"],
    )


def address_input(address: Address, billing: Facts, shipping: Facts) -> dict[str, Any]:
    """As an order's `shipping`; who receives it stays, and is the buyer where nobody else was named."""
    names = {} if shipping["first_name"] or shipping["last_name"] else {n: billing[n] for n in _NAMES}
    return {
        **names,
        "address_1": address.line1,
        "address_2": address.line2,
        "city": address.city,
        "state": address.region,
        "postcode": address.postcode,
        "country": address.country,
    }


_NAMES = ("first_name", "last_name")
