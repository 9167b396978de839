"""Ways to pay in the talk: wished for in order, refused honestly, and never asked for where only one is left."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commerce.changes import Capability
from bot.commerce.model import OrderStatus
from bot.commerce.rules import Edition, RefundTo, Rule, RuleBook
from tests.actions.talk import kinds, mei, words
from tests.shop_world import ALL_ALLOWED, World, open_world

_ONLY_BACK = RuleBook(
    (
        Edition(
            {
                **ALL_ALLOWED.editions[0].rules,
                Capability.RETURN_ITEMS: Rule(frozenset({OrderStatus.DELIVERED}), refund_to=RefundTo.ORIGINAL),
            }
        ),
    )
)

VISA = {"en": "Visa ending 4242", "zh": "尾号 4242 的 Visa 卡"}
GIFT = {"en": "Gift card ending 0042", "zh": "尾号 0042 的礼品卡"}


@pytest_asyncio.fixture
async def strict(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    """A shop that gives money back only to how an order was paid."""
    world = await open_world(tmp_path_factory.mktemp("strict"), rules=_ONLY_BACK)
    yield world
    await world.close()


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("paying"), rules=ALL_ALLOWED)
    yield world
    await world.close()


def card(parts: list[dict[str, object]]) -> str:
    assert parts[-1]["kind"] == "confirmation", parts
    return str(parts[-1]["changes"])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "return both mugs from W10003, to my gift card if possible, otherwise to the visa"),
        ("zh", "W10003里的两个马克杯都退，最好退到礼品卡，不行就退Visa卡"),
        ("zh", "W10003里的两个马克杯都退，最好退到尾号0042的礼品卡，不行就退到尾号4242的卡"),
    ],
)
async def test_the_first_way_that_is_allowed_is_taken(shop: World, strict: World, language: str, said: str) -> None:
    allowed = await (await mei(shop, language)).form(said, "return_items")
    assert GIFT[language] in card(allowed)
    refused = await (await mei(strict, language)).form(said, "return_items")
    assert VISA[language] in card(refused)
    assert GIFT[language] in words(refused)


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "return both mugs from W10003 and refund it to my gift card", "By the shop's rules"),
        ("zh", "W10003里的两个马克杯都退，退到礼品卡", "按店铺规定"),
    ],
)
async def test_a_way_that_is_not_allowed_is_told_with_those_that_are(
    strict: World, language: str, said: str, told: str
) -> None:
    talk = await mei(strict, language)
    reply = await talk.form(said, "return_items")
    assert told in words(reply)
    assert VISA[language] in words(reply)
    assert VISA[language] in card(reply)
    assert talk.asked == "decision"


@pytest.mark.parametrize(
    ("language", "said", "which", "difference", "claimed"),
    [
        (
            "en", "return both mugs from W10003", "the card ending 4242",
            "$36.00 back to Visa ending 4242", "$36.00 goes back to Visa ending 4242",
        ),
        (
            "zh", "W10003里的两个马克杯都退", "退到尾号4242的卡",
            "退回 US$36.00 至尾号 4242 的 Visa 卡", "将退还 US$36.00 至尾号 4242 的 Visa 卡",
        ),
    ],
)  # fmt: skip
async def test_a_way_is_chosen_shown_before_the_yes_and_told_after_it(
    shop: World, language: str, said: str, which: str, difference: str, claimed: str
) -> None:
    talk = await mei(shop, language)
    asked = await talk.form(said, "return_items")
    between = {"en": ": $", "zh": "：US$"}[language]
    assert [item["title"] for item in asked[-1]["items"][:2]] == [
        f"{VISA[language]}{between}36.00",
        f"{GIFT[language]}{between}36.00",
    ]
    assert difference in card(await talk.form(which, "inform"))
    done = await talk.form({"en": "yes", "zh": "确认"}[language], "affirm")
    assert claimed in words(done)
    order = await shop.commerce.order("W10003")
    assert order.claims[-1].method == "Visa ending 4242", "what the shop keeps stays as it is"


async def test_a_way_that_the_shop_does_not_keep_is_told_so(shop: World) -> None:
    talk = await mei(shop)
    reply = await talk.form("return both mugs from W10003, refund to PayPal", "return_items")
    assert "no such way to pay of yours on file (PayPal)" in words(reply)
    assert talk.asked == "payment"


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "cancel W10001 and refund it to my gift card", "only go back to how it was paid: Visa ending 4242"),
        ("zh", "取消W10001，退到礼品卡", "只能退回原支付方式：尾号 4242 的 Visa 卡"),
    ],
)
async def test_a_cancelled_order_is_paid_back_as_it_was_paid(shop: World, language: str, said: str, told: str) -> None:
    reply = await (await mei(shop, language)).form(said, "cancel_order")
    assert told in words(reply)
    assert VISA[language] in card(reply)


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "can you split the payment over two cards?", "I can't split it"),
        ("zh", "可以用两张卡分开付吗？", "无法拆分"),
    ],
)
async def test_a_split_payment_is_refused_honestly(shop: World, language: str, said: str, told: str) -> None:
    talk = await mei(shop, language)
    reply = await talk.form(said, "change_payment")
    assert told in words(reply)
    assert "confirmation" not in kinds(reply)
