"""Which way to pay a shopper's words mean, among those that the shop keeps for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.commerce.model import Payment, PaymentMethod, StoredPayment
from bot.commerce.payment_names import PaymentName
from bot.commerce.thing_words import plain
from bot.orders.wishes.phrases import expression, patterns
from bot.orders.wishes.wish import wishes_of

_ORIGINAL: Final = expression(
    r"\boriginal (?:payment|form|method|card|way|account)|\b(?:same|way|how|what(?:ever)?|method|card"
    r"|account) (?:\w+ ){0,3}(?:i|it was|we) (?:\w+ )?(?:paid|used|payed)\b"
    r"|\bhow i paid\b|\bsame (?:payment|method|way|card|account|one)\b|\bback to (?:where|how) (?:it|i)\b"
    r"|\b(?:paid|pay(?:ed)?) with (?:originally|before|initially)\b"
    r"|\bused (?:for|on) (?:the|this|that|my) (?:order|purchase)\b|原路|原来的(?:支付|付款|卡|方式|账户)"
    r"|原(?:支付|付款)|怎么付的|付款的(?:那|方式|账户|卡)|支付时|下单时用的|哪里付的|原卡|同一[张个]|跟付款一样|原方式"
)
_ANOTHER: Final = expression(
    r"\b(?:other|another|different)\b(?: \w+)? ?(?:card|payment|method|way|one|account)?|另一?[张个]|别的|其他"
)
_ALTERNATIVES: Final = expression(r"\bor\b|>|\bthen\b|或者?|其次|再不行")
_LAST_DIGITS: Final = expression(r"(?<!\d)(\d{4})(?!\d)")
_LAST_NAMED: Final = expression(r"(?:\bending(?: in| with)?|尾号|[后末]四位)[为是:]?\s*([a-z0-9]{2,8})\b")
_NOT: Final = expression(
    r"(?:\bnot|\bexcept|\bbut not|\binstead of|\brather than|不要|别|不用|不是)\s*(?:to |on |the |my |用|退到?)*$"
)


@dataclass(frozen=True)
class PaymentMeant:
    """The stored way to pay that is meant; else the ones among which to ask."""

    payment: StoredPayment | None = None
    candidates: tuple[StoredPayment, ...] = ()
    original: bool = False
    """Whether "the same way I paid" was said, or what is meant is how the order was paid."""
    method: PaymentMethod | None = None
    """The kind that was named, also when the shopper has none of it stored."""

    def __bool__(self) -> bool:
        return self.payment is not None or bool(self.candidates) or self.original or self.method is not None


def payment_meant(words: str, payments: Sequence[StoredPayment], original: Payment) -> PaymentMeant:
    """`payments` are the customer's, `original` is how the order was paid."""
    text = plain(words)
    by_digits = _by_digits(text, payments)
    if by_digits:
        return _of(by_digits, original)
    if _ORIGINAL.search(text):
        stored = [p for p in payments if p.payment_id == original.payment_id]
        return PaymentMeant(stored[0] if stored else None, original=True, method=original.method)
    method = _method(text)
    if method is None:
        return _another(payments, original) if _ANOTHER.search(text) else PaymentMeant()
    fitting = [p for p in payments if p.method is method]
    branded = [p for p in fitting if _brand(text) and _brand(text) == _brand(plain(p.label))]
    if _brand(text) and any(_brand(plain(p.label)) for p in fitting):
        fitting = branded
    if len(fitting) > 1 and _ANOTHER.search(text):
        fitting = [p for p in fitting if p.payment_id != original.payment_id]
    if not fitting:
        return PaymentMeant(method=method, original=original.method is method)
    return _of(fitting, original, method)


def payments_meant(words: str, payments: Sequence[StoredPayment], original: Payment) -> tuple[PaymentMeant, ...]:
    """The ways in the order in which they are to be tried: "PayPal if possible, else my card"."""
    pieces = (piece for wish in wishes_of(words) for piece in _ALTERNATIVES.split(wish.words))
    meant = (payment_meant(piece, payments, original) for piece in pieces)
    return tuple(dict.fromkeys(way for way in meant if way))


def _of(fitting: Sequence[StoredPayment], original: Payment, method: PaymentMethod | None = None) -> PaymentMeant:
    if len(fitting) > 1:
        return PaymentMeant(candidates=tuple(fitting), method=method or fitting[0].method)
    (one,) = fitting
    return PaymentMeant(one, original=one.payment_id == original.payment_id, method=one.method)


def _another(payments: Sequence[StoredPayment], original: Payment) -> PaymentMeant:
    others = [p for p in payments if p.payment_id != original.payment_id]
    return _of(others, original) if others else PaymentMeant()


def _by_digits(text: str, payments: Sequence[StoredPayment]) -> list[StoredPayment]:
    said = [*_LAST_DIGITS.findall(text), *_LAST_NAMED.findall(text)]
    return [p for p in payments if _last(p.label) in said]


def _last(label: str) -> str:
    """The digits or letters at the end of its number, as far as the label tells them."""
    name = PaymentName.read(label)
    return plain(name.last) if name else plain(label).rstrip()[-4:]


def _method(text: str) -> PaymentMethod | None:
    """The first that is named and not refused: "not the card, my gift card"."""
    for name, pattern in patterns("payments").items():
        for match in pattern.finditer(text):
            if not _NOT.search(text[: match.start()]):
                return PaymentMethod(name)
    return None


def _brand(text: str) -> str | None:
    return next((brand for brand, pattern in patterns("brands").items() if pattern.search(text)), None)
