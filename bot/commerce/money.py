"""Money: a whole number of minor units with its currency, never a float."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Self

from bot.errors import InvalidInput
from bot.language import Language

# ISO 4217 exponents that are not 2.
_EXPONENTS: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3, "JOD": 3}
_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "JP¥", "CAD": "CA$", "AUD": "A$", "SGD": "S$"}


@dataclass(frozen=True, order=False)
class Money:
    """`amount` minor units of `currency` (ISO 4217)."""

    amount: int
    currency: str

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Reads a decimal string ("79.00"); refuses more digits than the currency has."""
        try:
            minor = Decimal(text).scaleb(exponent(currency))
        except InvalidOperation as error:
            raise InvalidInput(f"{text!r} is not an amount; accepted: a decimal string such as 79.00") from error
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise InvalidInput(f"{text!r} has more decimals than {currency} has; accepted: {exponent(currency)}")
        return cls(int(minor), currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount * times, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot reckon {self.currency} with {other.currency}")
        return other.amount

    def spoken(self, language: Language) -> str:
        """As it is said to a customer: $79.00, or US$79.00 in Chinese, where a bare $ is ambiguous."""
        number = f"{abs(self.decimal):,.{exponent(self.currency)}f}"
        symbol = _SYMBOLS.get(self.currency, f"{self.currency} ")
        prefix = f"US{symbol}" if language == "zh" and self.currency == "USD" else symbol
        return f"{'-' if self.amount < 0 else ''}{prefix}{number}"


def exponent(currency: str) -> int:
    """How many decimals the currency has."""
    return _EXPONENTS.get(currency, 2)
