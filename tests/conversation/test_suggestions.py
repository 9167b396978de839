"""What may be asked here and now: true of the page, the customer and the shop, or left out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commerce.model import Bilingual, OrderStatus, Review
from bot.commerce.sql import imported
from bot.conversation.suggestions import Suggestions
from tests.shop_world import World, an_order, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    orders = [
        an_order("W90001", OrderStatus.DELIVERED),
        an_order("W90002", OrderStatus.PROCESSING, customer_id="C-2"),
        an_order("W90003", OrderStatus.SHIPPED, customer_id="C-2"),
    ]
    opened = await open_world(tmp_path, orders=orders)
    yield opened
    await opened.close()


async def test_anywhere_our_own_questions_are_offered_in_both_languages(world: World) -> None:
    suggestions = Suggestions(world.commerce)
    assert await suggestions.of("en", {}, None) == [
        "Where is my order?", "How do returns work?", "Help me find a gift", "How long does delivery take?",
    ]  # fmt: skip
    assert (await suggestions.of("zh", {}, None))[0] == "我的订单到哪里了？"


async def test_the_shops_own_list_goes_before_ours(world: World) -> None:
    own = [Bilingual("Do you gift-wrap?", "可以包装成礼物吗？")]
    assert await Suggestions(world.commerce, own).of("zh", {}, None) == ["可以包装成礼物吗？"]


async def test_a_product_page_asks_about_that_product(world: World) -> None:
    page = {"url": "https://shop.example/p/1", "product_id": "KB-101"}
    asked = await Suggestions(world.commerce).of("en", page, None)
    assert asked[:2] == ["Is the Hush 75 quiet keyboard in stock?", "How do returns work?"]
    review = Review("R1", "KB-101", 5, "en", "So quiet.", datetime(2026, 1, 1, tzinfo=UTC))
    async with world.shop_database.transaction() as connection:
        await imported.write_reviews(connection, [review], [])
    asked = await Suggestions(world.commerce).of("zh", page, None)
    assert asked[:2] == ["静语75静音键盘有货吗？", "静语75静音键盘大家评价怎么样？"]


async def test_a_product_that_is_not_sold_is_not_spoken_of(world: World) -> None:
    asked = await Suggestions(world.commerce).of("en", {"product_id": "KB-999"}, None)
    assert asked[0] == "Where is my order?"
    assert "KB-999" not in str(asked)


async def test_a_customer_is_offered_their_own_order_that_is_on_its_way(world: World) -> None:
    suggestions = Suggestions(world.commerce)
    asked = await suggestions.of("en", {"url": "https://shop.example/account/orders"}, "C-2")
    assert asked[0] == "Where is order W90003?", "the shipped one goes before the one that is packed"
    assert "Where is my order?" not in asked
    assert "W90003" not in str(await suggestions.of("en", {}, "C-1")), "another's is never named"
    assert (await suggestions.of("en", {}, "C-3"))[0] == "Where is my order?"
    on_product = await suggestions.of("zh", {"product_id": "KB-101"}, "C-2")
    assert on_product[0] == "静语75静音键盘有货吗？"
    assert "订单W90003到哪了？" in on_product


@pytest.mark.parametrize("url", ["https://shop.example/cart", "https://shop.example/zh/checkout/?step=2"])
async def test_in_the_cart_delivery_and_returns_are_asked_for(world: World, url: str) -> None:
    asked = await Suggestions(world.commerce).of("en", {"url": url}, None)
    assert asked[:3] == ["How long does delivery take?", "How much does delivery cost?", "How do returns work?"]
    assert len(asked) == len(set(asked)) == 4
