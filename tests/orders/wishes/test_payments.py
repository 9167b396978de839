"""Which way to pay people mean, as they name it."""

import pytest

from bot.commerce.model import Payment, PaymentMethod, PaymentStatus, StoredPayment
from bot.commerce.money import Money
from bot.orders.wishes.payments import PaymentMeant, payment_meant, payments_meant

VISA = StoredPayment("visa", PaymentMethod.CARD, "Visa ending 4242")
MASTERCARD = StoredPayment("mc", PaymentMethod.CARD, "Mastercard ending 9212")
PAYPAL = StoredPayment("pp", PaymentMethod.PAYPAL, "PayPal")
GIFT = StoredPayment("gift", PaymentMethod.GIFT_CARD, "Gift card", Money(5000, "USD"))
WECHAT = StoredPayment("wx", PaymentMethod.WECHAT_PAY, "WeChat Pay")
STORED = (VISA, MASTERCARD, PAYPAL, GIFT, WECHAT)
PAID = Payment(PaymentMethod.CARD, "Visa ending 4242", PaymentStatus.PAID, "visa")
PAID_BY_PAYPAL = Payment(PaymentMethod.PAYPAL, "PayPal", PaymentStatus.PAID, "pp")

ENGLISH = [
    ("PayPal", "pp"),
    ("paypal please", "pp"),
    ("use my pay pal account", "pp"),
    ("put it on paypall", "pp"),
    ("refund it to PayPal", "pp"),
    ("my gift card", "gift"),
    ("to the giftcard", "gift"),
    ("I'd rather have it on a gift card", "gift"),
    ("store credit is fine", "gift"),
    ("the gift certificate", "gift"),
    ("the card ending 4242", "visa"),
    ("card ending in 9212", "mc"),
    ("4242", "visa"),
    ("the one that ends with 9212", "mc"),
    ("visa", "visa"),
    ("my Visa card", "visa"),
    ("the mastercard", "mc"),
    ("Master Card", "mc"),
    ("my other card", "mc"),
    ("a different credit card", "mc"),
    ("wechat pay", "wx"),
    ("WeChat", "wx"),
    ("same way I paid", "visa"),
    ("back to the original payment method", "visa"),
    ("the original method", "visa"),
    ("how I paid", "visa"),
    ("the same card", "visa"),
    ("the card I used for this order", "visa"),
    ("whatever I paid with", "visa"),
    ("the payment method used for the order", "visa"),
    ("not the card, my gift card", "gift"),
    ("to paypal instead of the card", "pp"),
    ("not paypal, use the mastercard", "mc"),
]
CHINESE = [
    ("礼品卡", "gift"),
    ("禮品卡", "gift"),
    ("退回原來的卡", "visa"),
    ("退到礼品卡吧", "gift"),
    ("用我的礼品卡付", "gift"),
    ("购物卡", "gift"),
    ("微信", "wx"),
    ("退到微信", "wx"),
    ("微信支付", "wx"),
    ("贝宝", "pp"),
    ("paypal账户", "pp"),
    ("退回PayPal", "pp"),
    ("原路退回", "visa"),
    ("退到原来的支付方式", "visa"),
    ("怎么付的就怎么退", "visa"),
    ("原支付方式", "visa"),
    ("退回原来的卡", "visa"),
    ("付款的那张卡", "visa"),
    ("尾号4242的卡", "visa"),
    ("尾号9212", "mc"),
    ("尾号 9212 的万事达卡", "mc"),
    ("尾号 4242 的 Visa 卡：US$29.05", "visa"),
    ("退到尾号为4242的那张卡", "visa"),
    ("用万事达卡付", "mc"),
    ("万事达卡", "mc"),
    ("另一张卡", "mc"),
    ("不要退到卡里，退礼品卡", "gift"),
    ("别用微信，用paypal", "pp"),
    ("换成礼品卡支付", "gift"),
]
NOTHING = [
    "hello",
    "yes",
    "the lamp",
    "how long does the refund take?",
    "I want my money back",
    "size 10",
    "in 2024",
    "no thanks",
    "discard it",
    "postcard frame",
    "你好",
    "好的",
    "台灯",
    "退款要多久",
    "我要退款",
    "不用了",
    "卡在路上了",
    "什么时候到账",
]


def meant(words: str, paid: Payment = PAID) -> PaymentMeant:
    return payment_meant(words, STORED, paid)


@pytest.mark.parametrize(("words", "payment_id"), [*ENGLISH, *CHINESE])
def test_the_way_to_pay_that_is_meant_is_found(words: str, payment_id: str) -> None:
    found = meant(words)
    assert found.payment
    assert found.payment.payment_id == payment_id


@pytest.mark.parametrize(
    "words", ["credit card", "my card", "to the card please", "debit card", "信用卡", "退到卡里", "银行卡"]
)
def test_several_cards_are_left_to_be_asked(words: str) -> None:
    found = meant(words)
    assert (found.payment, found.candidates, found.method) == (None, (VISA, MASTERCARD), PaymentMethod.CARD)


@pytest.mark.parametrize(
    ("words", "payment_id"),
    [
        ("the gift card ending EYMJ", "a"),
        ("尾号EYMJ的礼品卡", "a"),
        ("用尾号 7wck 的礼品卡付", "b"),
        ("the card ending 1258", "c"),
        ("退到尾号1258的卡", "c"),
        ("支付宝", "d"),
        ("退到Alipay", "d"),
    ],
)
def test_a_label_is_known_by_its_end_in_whichever_language_the_shop_wrote_it(words: str, payment_id: str) -> None:
    stored = (
        StoredPayment("a", PaymentMethod.GIFT_CARD, "Gift card ending EYMJ"),
        StoredPayment("b", PaymentMethod.GIFT_CARD, "礼品卡（尾号 7WCK）"),
        StoredPayment("c", PaymentMethod.CARD, "尾号 1258 的万事达卡"),
        StoredPayment("d", PaymentMethod.ALIPAY, "支付宝"),
    )
    found = payment_meant(words, stored, PAID).payment
    assert found
    assert found.payment_id == payment_id


@pytest.mark.parametrize("words", NOTHING)
def test_what_names_no_way_to_pay_means_none(words: str) -> None:
    assert not meant(words)


@pytest.mark.parametrize(
    ("words", "method"),
    [
        ("alipay", PaymentMethod.ALIPAY),
        ("支付宝", PaymentMethod.ALIPAY),
        ("bank transfer", PaymentMethod.BANK_TRANSFER),
        ("货到付款", PaymentMethod.CASH_ON_DELIVERY),
    ],
)
def test_a_kind_that_is_not_stored_is_named_and_not_replaced(words: str, method: PaymentMethod) -> None:
    assert meant(words) == PaymentMeant(method=method)


def test_another_way_than_the_one_used_is_asked_for_when_several_are_left() -> None:
    assert payment_meant("another payment method", (VISA, PAYPAL), PAID).payment == PAYPAL
    assert set(meant("a different way").candidates) == {MASTERCARD, PAYPAL, GIFT, WECHAT}


def test_it_is_told_that_the_original_way_is_meant() -> None:
    assert meant("visa").original
    assert not meant("paypal").original
    guest = payment_meant("the way I paid", (), Payment(PaymentMethod.CARD, "Visa ending 1", PaymentStatus.PAID))
    assert (guest.payment, guest.original, guest.method) == (None, True, PaymentMethod.CARD)


def test_the_other_card_is_the_one_that_was_not_used() -> None:
    assert payment_meant("my other card", (VISA, MASTERCARD), PAID_BY_PAYPAL).candidates == (VISA, MASTERCARD)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("PayPal if possible, otherwise my gift card", ["pp", "gift"]),
        ("I'd prefer PayPal; if that isn't possible, the mastercard", ["pp", "mc"]),
        ("gift card or WeChat", ["gift", "wx"]),
        ("the card ending 9212", ["mc"]),
        ("最好退到礼品卡，不行就退PayPal", ["gift", "pp"]),
        ("微信或者礼品卡都行", ["wx", "gift"]),
        ("return the mug please", []),
        ("the camera with the SD card", []),
        ("带内存卡的那个", []),
    ],
)
def test_ways_come_in_the_order_of_preference(words: str, ids: list[str]) -> None:
    assert [m.payment.payment_id for m in payments_meant(words, STORED, PAID) if m.payment] == ids
