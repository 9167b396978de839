"""The fields of an address as they are found in a text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """The fields that were found; empty strings for what was not."""

    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.line1 or self.city or self.postcode)
