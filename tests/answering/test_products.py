"""Questions of fact on the demo shop's products, read from its live database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import update

from bot.answering.products import Found, ProductAnswer, ProductAnswers
from bot.commerce.finder import ProductFinder
from bot.commerce.sql.shop import SqlShop
from bot.commerce.sql.tables import variants
from bot.language import Language
from bot.storage.database import Database
from tests.demo_shelf import demo_shelf
from tests.library import carried_encoder

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(folder: Path) -> AsyncIterator[SqlShop]:
    async with demo_shelf(folder) as opened:
        yield opened


@pytest.fixture
def answers(shop: SqlShop) -> ProductAnswers:
    return ProductAnswers(shop, ProductFinder(shop, carried_encoder()), carried_encoder())


async def ask(answers: ProductAnswers, text: str, language: Language = "en", *focus: str) -> ProductAnswer:
    answer = await answers.answer(text, language, focus)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("language", "text", "focus", "said"),
    [
        ("en", "how much is the Hush 75", (), ["$79.00 (Black, White)", "$85.00 (Sage green)"]),
        ("en", "is the Hush 75 in stock in white", (), ["(White) is in stock", "only 3 left"]),
        ("en", "do you have the hush 75 in sage green", (), ["(Sage green) is sold out"]),
        ("en", "what colours does it come in", ("KB-101",), ["Black, White (sold out: Sage green)"]),
        ("en", "does it come in navy", ("KB-101",), ["does not come in navy", "Black, White"]),
        ("en", "is it available in purple", ("KB-101",), ["does not come in purple"]),
        ("en", "what is it made of", ("KB-101",), ["material: Aluminium and PBT"]),
        ("en", "how loud is it", ("KB-101",), ["38"]),
        ("en", "is it wireless", ("KB-101",), ["Hush 75", "wireless: yes"]),
        ("en", "is it waterproof", ("SH-603",), ["water resistance: yes"]),
        ("en", "will the wooden wrist rest fit my Hush 75 quiet keyboard", (), ["Yes", "Rest wooden wrist rest"]),
        ("en", "what does the wrist rest work with", ("KB-190",), ["Hush 75", "Stillwater Pro", "Clatter 87"]),
        ("en", "can it pair with three devices", ("KB-101",), ["“It connects", "three devices.”"]),
        ("en", "is the Hush 75 hot swappable", (), ["“The switches are hot-swappable"]),
        ("zh", "静语75多少钱", (), ["US$79.00（黑色、白色）", "US$85.00（鼠尾草绿）"]),
        ("zh", "白色有货吗", ("KB-101",), ["（白色）有货", "仅剩3件"]),
        ("zh", "有什么颜色", ("KB-101",), ["黑色、白色（缺货：鼠尾草绿）"]),
        ("zh", "有紫色的吗", ("KB-101",), ["没有紫色"]),
        ("zh", "这个防水吗", ("SH-603",), ["防水：是"]),
        ("zh", "可以机洗吗", ("CL-701",), ["30度羊毛程序"]),
        ("zh", "能配静语75静音键盘吗", ("KB-190",), ["可以", "静语75静音键盘"]),
        ("zh", "多少钱，有货吗", ("KB-102",), ["US$45.00", "有货：灰色、白色", "缺货：粉色"]),
    ],
)
async def test_the_data_answer(
    answers: ProductAnswers, language: Language, text: str, focus: tuple[str, ...], said: list[str]
) -> None:
    answer = await ask(answers, text, language, *focus)
    assert answer.found is Found.ANSWERED
    assert all(part in answer.text for part in said), answer.text
    assert len(answer.products) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "does it have a hood"), ("en", "is it vegan"), ("zh", "有没有密码锁"), ("zh", "能连电视么")],
)
async def test_what_the_data_do_not_hold_is_not_said(answers: ProductAnswers, language: Language, text: str) -> None:
    answer = await ask(answers, text, language, "KB-101")
    assert answer.found is Found.NOT_SAID
    assert ("does not say" if language == "en" else "没有写明") in answer.text


async def test_a_named_product_counts_before_the_one_in_focus(answers: ProductAnswers) -> None:
    answer = await ask(answers, "how much is the Murmur Slim keyboard", "en", "KB-101")
    assert answer.products[0].product_id == "KB-102"


async def test_a_word_for_a_property_names_no_other_product(answers: ProductAnswers) -> None:
    assert (await ask(answers, "is it wireless", "en", "KB-101")).products[0].product_id == "KB-101"


async def test_a_kind_of_product_asks_which_is_meant(answers: ProductAnswers) -> None:
    answer = await ask(answers, "how much is the keyboard")
    assert answer.found is Found.WHICH
    assert len(answer.products) > 1
    assert {product.category for product in answer.products} == {"keyboards"}


async def test_several_products_in_focus_ask_which_is_meant(answers: ProductAnswers) -> None:
    answer = await ask(answers, "how much is it", "en", "KB-101", "KB-102")
    assert (answer.found, len(answer.products)) == (Found.WHICH, 2)


async def test_no_product_at_all_is_none(answers: ProductAnswers) -> None:
    assert await answers.answer("price?", "en", ()) is None


async def test_a_product_that_was_taken_out_of_the_shop_is_passed_over(answers: ProductAnswers) -> None:
    assert await answers.answer("how much is it", "en", ("GONE-1",)) is None


async def test_price_and_stock_are_read_anew_for_every_question(answers: ProductAnswers, folder: Path) -> None:
    database = Database.open(f"sqlite+aiosqlite:///{folder}/shop.db")
    mouse = variants.c.product_id == "KB-102"
    before = await ask(answers, "how much is it and is it in stock", "en", "KB-102")
    try:
        async with database.transaction() as connection:
            await connection.execute(update(variants).where(mouse).values(price=3900, compare_at=4500, stock=0))
        after = await ask(answers, "how much is it and is it in stock", "en", "KB-102")
        on_sale = await ask(answers, "打折吗", "zh", "KB-102")
    finally:
        await database.close()
    assert "$45.00" in before.text
    assert "is in stock" in before.text
    assert "$39.00 instead of $45.00" in after.text
    assert "sold out" in after.text
    assert "正在降价：US$39.00，原价US$45.00" in on_sale.text
