"""What a shopper's words ask to be changed, for a person at the desk: whole, or with what is missing, never guessed."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from actions.desk_reading import DeskReading
from bot.assist.wants import Missing, Wanted
from bot.commerce.changes import (
    CancelLines,
    CancelOrder,
    Capability,
    ChangeAddress,
    ChangeItems,
    ExchangeItems,
    Picked,
    ReturnItems,
    Swap,
)
from bot.commerce.model import Address, OrderStatus
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import DialogueUnavailable, Why
from tests.shop_world import ALL_ALLOWED, World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    opened = await open_world(tmp_path, rules=ALL_ALLOWED)
    yield opened
    await opened.close()


async def wants(world: World, *said: str, customer: str = "C-1") -> list[Wanted]:
    reading = DeskReading(world.services, ScriptedDialogue())
    return list(await reading.wants(await world.talk(customer), said))


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("Please cancel order W10001", CancelOrder("W10001")),
        ("请取消订单W10001", CancelOrder("W10001")),
        ("Please cancel the keyboard from order W10001", CancelLines("W10001", (Picked("1", 1),))),
        ("I want to return both mugs of order W10003", ReturnItems("W10003", (Picked("2", 2),))),
        ("我要退掉订单W10003的一个马克杯", ReturnItems("W10003", (Picked("2", 1),))),
        ("I want a refund for both mugs of order W10003", ReturnItems("W10003", (Picked("2", 2),))),
        (
            "I'd like to exchange both mugs of order W10003 for blue ones",
            ExchangeItems("W10003", (Swap("2", 2, "KT-201-BLU"),)),
        ),
        (
            "I want to exchange both mugs in order W10001 for white ones",
            ChangeItems("W10001", (Swap("2", 2, "KT-201-WHT"),)),
        ),
        (
            "Please change the address of order W10001 to 5 Elm Street, Salem, OR 97301",
            ChangeAddress("W10001", Address("5 Elm Street", "Salem", "US", region="OR", postcode="97301")),
        ),
    ],
)
async def test_what_was_said_whole_can_be_proposed(world: World, said: str, change: object) -> None:
    (wanted,) = await wants(world, said)
    assert (wanted.change, wanted.missing, wanted.blocked) == (change, (), None)


@pytest.mark.parametrize(
    ("said", "kind", "order", "missing"),
    [
        ("I want to return one of the mugs", Capability.RETURN_ITEMS, "W10003", None),
        ("I want to exchange order W10003", Capability.EXCHANGE_ITEMS, "W10003", Missing.VARIANT),
        ("Please change the delivery address of W10001", Capability.CHANGE_ADDRESS, "W10001", Missing.ADDRESS),
        ("请修改订单W10001的收货地址", Capability.CHANGE_ADDRESS, "W10001", Missing.ADDRESS),
        ("I want to exchange something in order W10001", Capability.CHANGE_ITEMS, "W10001", Missing.LINES),
    ],
)
async def test_what_was_not_said_is_named_and_not_guessed(
    world: World, said: str, kind: Capability, order: str, missing: Missing | None
) -> None:
    (wanted,) = await wants(world, said)
    assert (wanted.kind, wanted.order_id) == (kind, order)
    assert (wanted.missing[0] if wanted.missing else None) is missing
    assert (wanted.change is None) == (missing is not None)


async def test_of_several_orders_that_would_do_none_is_picked(world: World) -> None:
    (wanted,) = await wants(world, "Please change the address of my order", customer="C-2")
    assert (wanted.order_id, wanted.missing) == ("", (Missing.ORDER,))


async def test_later_words_tell_what_was_missing(world: World) -> None:
    said = ["Please change the address of my order", "W20002", "5 Elm Street, Salem, OR 97301"]
    (wanted,) = await wants(world, *said[:2], customer="C-2")
    assert (wanted.order_id, wanted.missing) == ("W20002", (Missing.ADDRESS,))
    (wanted,) = await wants(world, *said, customer="C-2")
    assert isinstance(wanted.change, ChangeAddress)
    assert wanted.change.address.line1 == "5 Elm Street"


async def test_two_requests_of_one_message_are_two(world: World) -> None:
    said = "Please cancel order W10001. I also want to return both mugs of order W10003."
    assert [wanted.change for wanted in await wants(world, said)] == [
        CancelOrder("W10001"),
        ReturnItems("W10003", (Picked("2", 2),)),
    ]


async def test_what_the_rules_forbid_is_told_with_the_reason(world: World) -> None:
    (wanted,) = await wants(world, "Please cancel order W10002")
    assert (wanted.change, wanted.blocked) == (None, Why.STATUS)


@pytest.mark.parametrize(
    "said",
    [
        "hello", "thank you, that is kind", "how long do I have to return shoes?", "where is my refund?",
        "退款什么时候到账？", "cancel order W20002", "return W99999",
    ],
)  # fmt: skip
async def test_nothing_is_made_of_questions_small_talk_or_others_orders(world: World, said: str) -> None:
    assert await wants(world, said) == []


async def test_a_guest_who_has_proved_nothing_has_no_orders(world: World) -> None:
    reading = DeskReading(world.services, ScriptedDialogue())
    assert await reading.wants(await world.talk(), ["cancel order W30001"]) == []


class Away(ScriptedDialogue):
    """A dialogue manager that is not there."""

    async def understand(self, text: str) -> str:
        raise DialogueUnavailable("away")


class Understands(ScriptedDialogue):
    """One that takes everything for a cancelled order, and counts how often it is asked."""

    asked = 0

    async def understand(self, text: str) -> str:
        self.asked += 1
        return "cancel_order"


async def test_the_dialogues_understanding_is_used_once_for_each_piece_and_not_needed(world: World) -> None:
    talk = await world.talk("C-1")
    known = Understands()
    reading = DeskReading(world.services, known)
    for _ in range(2):
        (wanted,) = await reading.wants(talk, ["scrap W10001 for me"])
        assert wanted.change == CancelOrder("W10001")
    assert known.asked == 1
    (wanted,) = await DeskReading(world.services, Away()).wants(talk, ["please cancel W10001"])
    assert wanted.change == CancelOrder("W10001")
    await world.set_status("W10001", OrderStatus.SHIPPED)
    (wanted,) = await reading.wants(talk, ["scrap W10001 for me"])
    assert wanted.blocked is Why.STATUS, "the order is read anew each time"
