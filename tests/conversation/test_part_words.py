"""Every kind of part in plain words, in both languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.commerce.model import (
    Bilingual,
    Claim,
    ClaimKind,
    ClaimStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Refund,
    RefundStatus,
    Shipment,
)
from bot.commerce.money import Money
from bot.conversation.part_words import PartWords
from bot.dialogue import parts
from bot.dialogue.parts import Change, Choice, Citation, Evidence, Part
from bot.language import Language

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
YES, NO = Choice("Yes", "/yes"), Choice("No", "/no")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _order() -> Order:
    price, nothing = Money(7900, "USD"), Money(0, "USD")
    line = OrderLine("1", "KB-101-BLK", Bilingual("Hush 75 keyboard", "静语75键盘"), 2, price)
    return Order(
        "W1", "C-1", "mei@example.com", None, OrderStatus.SHIPPED, AT, (line,), nothing, nothing, price * 2,
        Payment(PaymentMethod.CARD, "Visa ending 4242", PaymentStatus.PAID),
        shipments=(Shipment("UPS", "1Z999", eta=AT),),
        refunds=(Refund("r1", price, "Visa ending 4242", RefundStatus.PENDING, AT),),
        claims=(Claim("X1", ClaimKind.RETURN, ClaimStatus.REQUESTED, (), AT),),
    )  # fmt: skip


def test_an_order_is_told_line_by_line_in_the_days_of_the_shops_calendar() -> None:
    placed = "Placed on {}".format
    assert PartWords("en", UTC, SHANGHAI).lines(parts.order(_order(), "en"))[1] == placed("2026-11-23")
    assert PartWords("en", SHANGHAI, UTC).lines(parts.order(_order(), "en"))[1] == placed("2026-11-22")
    assert PartWords("en", SHANGHAI).lines(parts.order(_order(), "en")) == [
        "Order W1: shipped",
        "Placed on 2026-11-23",
        "2 × Hush 75 keyboard: $79.00",
        "Total: $158.00",
        "Shipment: UPS 1Z999",
        "Expected 2026-11-23",
        "Refund: $79.00, Visa ending 4242 (on its way)",
        "Return X1: asked for",
    ]
    told = PartWords("zh", SHANGHAI).lines(parts.order(_order(), "zh"))
    assert told[:3] == ["订单 W1：已发货", "下单日期：2026-11-23", "2 × 静语75键盘: US$79.00"]
    assert told[-2] == "退款：US$79.00，尾号 4242 的 Visa 卡（退款中）"
    # Of a talk in one language that is read in the other.
    assert PartWords("zh", SHANGHAI).lines(parts.order(_order(), "en"))[-2] == told[-2]
    assert PartWords("en", SHANGHAI).lines(parts.order(_order(), "zh"))[-2].startswith("Refund: $79.00, Visa ending")
    assert PartWords("en", UTC).lines(parts.masked_order(_order())) == ["Order W1: shipped"]


@pytest.mark.parametrize(
    ("part", "language", "lines"),
    [
        (parts.text("**Yes**, it is.\n- one"), "en", ["Yes, it is.", "- one"]),
        (
            parts.answer("30 days [1]", [Citation(1, "r", "Returns", "30 days", "/help/returns")]),
            "zh",
            ["30 days [1]", "[1] 来源: Returns"],
        ),
        (
            parts.answer("30 days [1]", [Citation(1, "r", "Returns", "30 days", "https://shop.example/returns")]),
            "en",
            ["30 days [1]", "[1] Source: Returns – https://shop.example/returns"],
        ),
        (parts.image("at_1", 10, 10), "zh", ["[图片]"]),
        (parts.file("at_2", "退货.pdf", "application/pdf", 1_240_000), "zh", ["[文件：退货.pdf，1.2 MB]"]),
        (parts.file("at_3", "Label.pdf", "application/pdf", 90), "en", ["[File: Label.pdf, 1 KB]"]),
        (
            parts.confirmation("Cancel **W1**?", [Change("Status", "paid", "cancelled")], YES, NO),
            "en",
            ["To be confirmed: Cancel W1?", "– Status: paid → cancelled"],
        ),
        (parts.handoff("queued", position=2), "zh", ["已进入人工客服队列。"]),
        (parts.choices([Choice("Blue", "/b")]), "en", ["– Blue"]),
        (
            parts.insight("Loud?", "3 of 4 say no", [Evidence("so quiet", "R1")]),
            "en",
            ["Loud?", "3 of 4 say no", "“so quiet” (R1)"],
        ),
        (
            parts.insight(
                "对比", "", [], {"columns": ["", "台灯", "夹灯"], "rows": [["价格", "US$59.00", "US$69.00"]]}
            ),
            "zh",
            ["对比", "– 价格：台灯 US$59.00；夹灯 US$69.00"],
        ),
        (
            parts.insight("Loud?", "", [], {"columns": ["Stars", "Reviews"], "rows": [["5", "3"], ["4", "1"]]}),
            "en",
            ["Loud?", "– Stars 5: Reviews 3", "– Stars 4: Reviews 1"],
        ),
        ({"kind": "hologram", "text": "words of a kind to come"}, "en", ["words of a kind to come"]),
        ({"kind": "smell"}, "en", []),
    ],
)
def test_each_kind_has_its_words(part: Part, language: Language, lines: list[str]) -> None:
    assert PartWords(language, UTC).lines(part) == lines


def test_moments_carry_their_zone() -> None:
    assert PartWords("en", SHANGHAI).moment(AT) == "2026-11-23 07:30 UTC+08:00"
    assert PartWords("en", ZoneInfo("America/St_Johns")).moment(AT) == "2026-11-22 20:00 UTC-03:30"
