"""A customer of Shopify's as Shoptalk sees them, and addresses both ways."""

from datetime import datetime
from typing import Any

from bot.commerce.model import Address, Customer
from bot.commerce.remote.digest import versioned_customer
from bot.commerce.shopify.client import Facts
from bot.language import Language


def customer_of(facts: Facts) -> Customer:
    """Reads an answer to `fields.CUSTOMER`; Shopify tells no app the ways to pay that it keeps."""
    names = (facts["firstName"], facts["lastName"])
    return versioned_customer(
        Customer(
            customer_id=str(facts["legacyResourceId"]),
            name=" ".join(name for name in names if name),
            email=(facts["defaultEmailAddress"] or {}).get("emailAddress") or None,
            phone=(facts["defaultPhoneNumber"] or {}).get("phoneNumber") or None,
            language=_language(facts["locale"] or ""),
            address=address_of(facts["defaultAddress"]),
            joined_at=datetime.fromisoformat(facts["createdAt"]),
            tags=tuple(facts["tags"]),
        )
    )


def address_of(facts: Facts | None) -> Address | None:
    if not facts or not facts["address1"]:
        return None
    return Address(
        line1=facts["address1"],
        line2=facts["address2"] or "",
        city=facts["city"] or "",
        region=facts["provinceCode"] or "",
        postcode=facts["zip"] or "",
        country=facts["countryCodeV2"] or "",
    )


def address_input(address: Address, before: Facts | None) -> dict[str, Any]:
    """As `MailingAddressInput`; who receives it stays as it was, since Shopify overwrites the whole."""
    kept = {name: (before or {}).get(name) for name in ("firstName", "lastName", "company", "phone")}
    return {
        **{name: value for name, value in kept.items() if value},
        "address1": address.line1,
        "address2": address.line2,
        "city": address.city,
        "provinceCode": address.region or None,
        "zip": address.postcode,
        "countryCode": address.country,
    }


def _language(locale: str) -> Language | None:
    spoken = locale.split("-")[0].casefold()
    return "zh" if spoken == "zh" else "en" if spoken == "en" else None
