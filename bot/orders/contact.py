"""An e-mail address, phone number or postcode as a shopper types it, made comparable with the shop's."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot.commerce.model import Order


class ContactKind(StrEnum):
    """What somebody gave to prove that an order is theirs."""

    EMAIL = "email"  # an e-mail address
    PHONE = "phone"  # a phone number
    POSTCODE = "postcode"  # the delivery address's postcode: too weak for more than a masked status


# Chinese is written without spaces, so an address may stand right behind other words.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?[\d][\d\s().-]{5,20}\d")
_SHORTEST_PHONE = 7
_NATIONAL_DIGITS = 9  # how many last digits must agree when one side was written without its country code


@dataclass(frozen=True)
class Contact:
    """A contact in its comparable form."""

    kind: ContactKind
    value: str

    @classmethod
    def parse(cls, text: str) -> "Contact | None":
        """Finds an e-mail address, else a phone number, else takes a short text for a postcode; None if neither."""
        text = unicodedata.normalize("NFKC", text).strip()
        if email := _EMAIL.search(text):
            return cls(ContactKind.EMAIL, email.group().rstrip(".").casefold())
        if (phone := _PHONE.search(text)) and len(digits := re.sub(r"\D", "", phone.group())) >= _SHORTEST_PHONE:
            return cls(ContactKind.PHONE, digits)
        postcode = re.sub(r"[\s-]", "", text).upper()
        if re.fullmatch(r"[A-Z0-9]{3,10}", postcode) and any(c.isdigit() for c in postcode):
            return cls(ContactKind.POSTCODE, postcode)
        return None

    def proves(self, order: Order) -> bool:
        """Whether the order carries this contact."""
        match self.kind:
            case ContactKind.EMAIL:
                return order.email is not None and order.email.strip().casefold() == self.value
            case ContactKind.PHONE:
                return order.phone is not None and _same_phone(re.sub(r"\D", "", order.phone), self.value)
            case ContactKind.POSTCODE:
                address = order.address
                return address is not None and re.sub(r"[\s-]", "", address.postcode).upper() == self.value != ""


def _same_phone(stored: str, given: str) -> bool:
    """Equal digits, or one is the other with its country code (or a trunk zero) left out."""
    stored, given = stored.lstrip("0"), given.lstrip("0")
    shorter, longer = sorted((stored, given), key=len)
    return stored == given or (
        len(shorter) >= _NATIONAL_DIGITS and longer.endswith(shorter) and len(longer) - len(shorter) <= 3
    )
