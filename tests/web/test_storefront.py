"""The storefront over real HTTP, with a shop whose every word is hostile."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import count

import httpx
import pytest

from bot.commerce.model import (
    Bilingual,
    Customer,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Product,
    Refund,
    RefundStatus,
    Review,
    Shop,
    Variant,
)
from bot.commerce.money import Money
from bot.errors import CustomerNotFound, ProductNotFound
from bot.mail.mailer import Letter
from bot.mail.outbox import KeptLetter
from bot.web.storefront import create_storefront
from bot.web.storefront.art import COLOURWAYS, drawing
from bot.web.storefront.markup import element
from knowledge_base.document import Document

SERVICE = "http://service.example"
EVIL = "<script>alert('x')</script>\"'"
WHEN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CATEGORIES = ("keyboards", "audio", "lighting", "kitchen", "bags", "shoes", "clothing", "gifts")
_names = count(1)


def usd(amount: int) -> Money:
    return Money(amount, "USD")


def both(text: str) -> Bilingual:
    return Bilingual(f"{text} en", f"{text} zh")


PRODUCT = Product(
    product_id="KB-1",
    category="keyboards",
    title=both(f"Hush {EVIL}"),
    description=both(EVIL),
    variants=(
        Variant("KB-1-B", {"colour": Bilingual("Black", "黑色")}, usd(7900), 3, compare_at=usd(9900)),
        Variant("KB-1-W", {"colour": Bilingual("White", "白色")}, usd(8500), 0),
    ),
    attributes={"material": both(EVIL)},
    image=f"https://img.example/{EVIL}",
)
MEI = Customer("C-1", f"Mei {EVIL}", "mei@example.com", None)
REFUND = Refund("RF-1", usd(7900), "Visa ending 4242", RefundStatus.PENDING, WHEN)
ORDER = Order(
    order_id="W1",
    customer_id="C-1",
    email="mei@example.com",
    phone=None,
    status=OrderStatus.CANCELLED,
    placed_at=WHEN,
    lines=(OrderLine("1", "KB-1-B", both(EVIL), 1, usd(7900)),),
    shipping_fee=usd(0),
    discount=usd(0),
    total=usd(7900),
    payment=Payment(PaymentMethod.CARD, "Visa ending 4242", PaymentStatus.REFUNDED),
    refunds=(REFUND,),
)


class HostileShop:
    """A shop in memory."""

    async def shop(self) -> Shop:
        categories = {key: both(key) for key in CATEGORIES}
        return Shop(both("Maple"), "USD", categories, {"material": both("Material")}, {})

    async def catalogue(self) -> Sequence[Product]:
        return [PRODUCT]

    async def product(self, product_id: str) -> Product:
        if product_id != PRODUCT.product_id:
            raise ProductNotFound(product_id)
        return PRODUCT

    async def customer(self, customer_id: str) -> Customer:
        if customer_id != MEI.customer_id:
            raise CustomerNotFound(customer_id)
        return MEI

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]:
        return [ORDER][:limit] if customer_id == MEI.customer_id else []

    async def reviews(self, product_id: str) -> Sequence[Review]:
        return [
            Review("R1", product_id, 2, "zh", EVIL, WHEN, author="王"),
            Review("R2", product_id, 5, "en", "Good", WHEN, title=EVIL, author="Tom", verified=True),
        ]


DOCUMENTS = [
    Document("returns", "Returns 2025", "en", "old", effective_to=date(2025, 12, 31), url="/help/returns"),
    Document(
        "returns", "Returns", "en", f"# Returns\n\n{EVIL}\n\n| a | b |\n| - | - |\n| 1 | 2 |", url="/help/returns"
    ),
    Document("wechat", "微信支付", "zh", "# 微信支付"),
]


async def letters() -> Sequence[KeptLetter]:
    return [KeptLetter(Letter("mei@example.com", f"Code {EVIL}", f"482913 {EVIL}"), WHEN)]


@asynccontextmanager
async def visiting(**headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser's cookie jar in front of a running storefront."""
    app = create_storefront(
        HostileShop(),
        SERVICE,
        lambda customer_id: f"signed:{customer_id}",
        customers=["C-1", "C-gone"],
        documents=DOCUMENTS,
        outbox=letters,
        name=f"storefront-{next(_names)}",
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
        assert server is not None
        await server.startup()  # type: ignore[no-untyped-call]  # sanic leaves it without types
        try:
            origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
            async with httpx.AsyncClient(base_url=origin, headers=headers) as client:
                yield client
        finally:
            assert server.server is not None
            server.server.close()
            await server.server.wait_closed()


@pytest.mark.parametrize(
    "path", ["/", "/categories/keyboards", "/products/KB-1", "/orders", "/outbox", "/help/returns"]
)
async def test_no_word_of_the_shop_becomes_markup(path: str) -> None:
    async with visiting() as shop:
        await shop.post("/sign-in", data={"customer": "C-1"})
        page = (await shop.get(path)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


async def test_a_product_page_names_its_product_to_the_widget_and_shows_price_and_stock() -> None:
    async with visiting() as shop:
        page = (await shop.get("/products/KB-1")).text
    assert f'<script src="{SERVICE}/widget.js" data-language="en" ' in page
    assert ' data-product-id="KB-1" async></script>' in page
    for shown in ("from $79.00", "<s>$99.00</s>", "Only 3 left", "Sold out", "3.5 of 5, from 2 reviews"):
        assert shown in page


async def test_the_reader_finds_reviews_of_the_own_language_first() -> None:
    async with visiting(**{"accept-language": "zh-CN,en;q=0.5"}) as shop:
        page = (await shop.get("/products/KB-1")).text
    assert '<html lang="zh-CN">' in page
    assert page.index('<li lang="zh">') < page.index('<li lang="en">')


async def test_only_a_demo_customer_can_be_signed_in_and_a_guest_has_no_identity() -> None:
    async with visiting() as shop:
        assert (await shop.get("/identity")).json() == {"identity": None}
        await shop.post("/sign-in", data={"customer": "C-7"})
        assert (await shop.get("/identity")).json() == {"identity": None}
        shop.cookies.set("customer", "C-7")
        assert (await shop.get("/identity")).json() == {"identity": None}
        shop.cookies.clear()
        await shop.post("/sign-in", data={"customer": "C-1"})
        assert (await shop.get("/identity")).json() == {"identity": "signed:C-1"}
        await shop.post("/sign-out")
        assert (await shop.get("/identity")).json() == {"identity": None}


async def test_a_customer_whom_the_shop_has_lost_is_a_guest() -> None:
    async with visiting() as shop:
        await shop.post("/sign-in", data={"customer": "C-gone"})
        assert (await shop.get("/identity")).json() == {"identity": None}


async def test_orders_show_status_and_refund_to_their_owner_alone() -> None:
    async with visiting() as shop:
        assert (await shop.get("/orders")).headers["location"] == "/sign-in"
        await shop.post("/sign-in", data={"customer": "C-1"})
        page = (await shop.get("/orders")).text
    assert "Cancelled" in page
    assert "Refund: $79.00 · Visa ending 4242 · on its way" in page


async def test_help_shows_the_edition_that_holds_today_or_the_other_language() -> None:
    async with visiting() as shop:
        assert "<td>1</td>" in (await shop.get("/help/returns")).text
        assert 'lang="zh-CN"><h1>微信支付' in (await shop.get("/help/wechat")).text
        contents = (await shop.get("/help")).text
        assert (await shop.get("/help/none")).status_code == 404
    assert "Returns 2025" not in contents


NEXT = [("/help", "/help"), ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/")]


@pytest.mark.parametrize(("path", "landed"), NEXT)
async def test_switching_the_language_leads_nowhere_but_back(path: str, landed: str) -> None:
    async with visiting() as shop:
        answer = await shop.get("/language/zh", params={"next": path})
        assert answer.headers["location"] == landed
        assert "帮助" in (await shop.get("/")).text
        await shop.get("/language/fr")
        assert "帮助" in (await shop.get("/")).text


async def test_an_unknown_page_or_product_is_told_kindly_and_everything_is_locked_down() -> None:
    async with visiting() as shop:
        for path in ("/nowhere", "/products/KB-9", "/categories/none"):
            answer = await shop.get(path)
            assert answer.status_code == 404
            assert "This page is not on our shelves." in answer.text
        policy = (await shop.get("/")).headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert f"frame-src {SERVICE};" in policy


async def test_every_shelf_has_a_drawing_and_no_file_beside_them_can_be_had() -> None:
    async with visiting() as shop:
        for category in CATEGORIES:
            answer = await shop.get(f"/images/{category}.svg", params={"colourway": "2"})
            assert answer.headers["content-type"] == "image/svg+xml"
            assert COLOURWAYS[2][0] in answer.text
            assert COLOURWAYS[0][0] not in answer.text
        assert (await shop.get("/images/..%2Flogo.svg")).status_code == 404
        assert (await shop.get("/images/gifts.svg?colourway=²")).status_code == 200
    assert drawing("../logo") is None


def test_markup_escapes_words_and_attributes_but_not_elements() -> None:
    made = element("a", element("b", "<1>"), None, ["x", ["&"]], href='"', data_id="1", hidden=True, class_=None)
    assert made == '<a href="&quot;" data-id="1" hidden><b>&lt;1&gt;</b>x&amp;</a>'
