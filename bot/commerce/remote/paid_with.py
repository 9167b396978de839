"""Ways to pay, told by the names that shops and payment providers give them."""

import re
from typing import Final

from bot.commerce.model import PaymentMethod

_METHODS: Final = (
    ("paypal", PaymentMethod.PAYPAL),
    ("ppcp", PaymentMethod.PAYPAL),
    ("gift", PaymentMethod.GIFT_CARD),
    ("alipay", PaymentMethod.ALIPAY),
    ("wechat", PaymentMethod.WECHAT_PAY),
    ("cash", PaymentMethod.CASH_ON_DELIVERY),
    ("delivery", PaymentMethod.CASH_ON_DELIVERY),
    ("transfer", PaymentMethod.BANK_TRANSFER),
    ("bank", PaymentMethod.BANK_TRANSFER),
    ("bacs", PaymentMethod.BANK_TRANSFER),
    ("cheque", PaymentMethod.BANK_TRANSFER),
    ("invoice", PaymentMethod.BANK_TRANSFER),
    ("prepay", PaymentMethod.BANK_TRANSFER),
)


def method_of(name: str) -> PaymentMethod:
    """What is none of ours is most often a card by way of its provider; customers are told the shop's own name."""
    folded = name.casefold()
    if "cod" in re.split(r"[^a-z]+", folded):
        return PaymentMethod.CASH_ON_DELIVERY
    return next((method for word, method in _METHODS if word in folded), PaymentMethod.CARD)
