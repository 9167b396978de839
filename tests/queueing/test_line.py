"""Who comes first, and what each is told of it as it changes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.model import EventType
from bot.people.model import Availability, Topic
from bot.queueing.places import Places
from bot.queueing.rules import Urgency
from bot.queueing.triage import Triage
from bot.queueing.waits import MeasuredHolds
from tests.queueing.floor import Floor
from tests.queueing.test_rules import RULES


def places(floor: Floor, least: int = 4) -> Places:
    holds = MeasuredHolds(floor.store, least=least, days=28)
    return Places(floor.store, floor.bus, floor.presence, floor.world.commerce, holds, floor.clock)


def triage(floor: Floor, rules: str = RULES) -> Triage:
    return Triage(floor.store, floor.world.commerce, Urgency.read(rules), floor.clock)


async def order(floor: Floor) -> list[str]:
    return [handoff.reason for handoff in await floor.desk.list()]


async def test_without_rules_whoever_asked_first_comes_first(floor: Floor) -> None:
    for minutes, name in ((1, "third"), (9, "first"), (5, "second")):
        await floor.ask(name, ago=timedelta(minutes=minutes))
    await triage(floor, "").look()
    assert await order(floor) == ["first", "second", "third"]


async def test_the_shops_rules_bring_some_forward_and_a_long_wait_the_others(floor: Floor) -> None:
    await floor.ask("plain", ago=timedelta(minutes=3))
    await floor.ask("order", topic=Topic.ORDERS, ago=timedelta(minutes=2))
    await floor.ask("upset", upset=True, ago=timedelta(minutes=1))
    await triage(floor).look()
    assert await order(floor) == ["order", "upset", "plain"]
    floor.clock.forward(minutes=7.5)
    for _ in range(2):
        await asyncio.gather(*(triage(floor).look() for _ in range(3)))
    # Ten for its topic, three and seven for its wait; five; seven.
    assert [handoff.priority for handoff in await floor.desk.list()] == [13, 7, 5]
    assert await order(floor) == ["order", "plain", "upset"]


async def test_a_shop_that_does_not_answer_keeps_nobody_out_of_the_queue(floor: Floor) -> None:
    talk = await floor.ask("who is it", customer="C-unknown")
    await triage(floor).look()
    assert (await floor.desk.handoff(talk)).priority == 0


async def test_a_place_is_told_anew_as_it_changes_in_the_same_notice(floor: Floor) -> None:
    first, second = await floor.ask(ago=timedelta(minutes=2)), await floor.ask(ago=timedelta(minutes=1))
    look = places(floor).look
    await look()
    assert [(await floor.notice(talk))["position"] for talk in (first, second)] == [1, 2]
    said, newest = await floor.said(second), (await floor.world.conversations.last_event_ids([second]))[second]
    await floor.desk.take(first, "ana")
    await look()
    assert (await floor.notice(second))["position"] == 1
    assert [message.id for message in await floor.said(second)] == [message.id for message in said], "no new message"
    (event,) = await floor.world.conversations.events_after(second, newest)
    assert (event.type, event.payload["id"], event.id) == (EventType.MESSAGE_CHANGED, said[-1].id, newest + 1)
    assert event.payload["parts"][-1]["position"] == 1
    await look()
    assert len(await floor.world.conversations.events_after(second, newest)) == 1, "nothing changed, nothing is told"


async def test_several_processes_tell_a_change_once(floor: Floor) -> None:
    talk = await floor.ask()
    before = (await floor.world.conversations.last_event_ids([talk]))[talk]
    await asyncio.gather(*(places(floor).look() for _ in range(4)))
    events = await floor.world.conversations.events_after(talk, before)
    assert [event.payload["parts"][-1]["position"] for event in events] == [1]


async def test_a_message_that_was_left_has_no_place(floor: Floor) -> None:
    talk = await floor.ask(standing="left_message")
    before = await floor.said(talk)
    await places(floor).look()
    assert await floor.said(talk) == before


async def test_nobody_free_is_said_and_taken_back_by_who_is_there_with_the_skill(floor: Floor) -> None:
    talk = await floor.ask(language="zh", topic=Topic.RETURNS)
    look = places(floor).look
    await look()
    assert "is_free" not in await floor.notice(talk), "a shop that does not use our desk answers elsewhere"
    await floor.seat("eve", languages=("en",))
    await floor.seat("bea", Availability.BUSY)
    await floor.seat("ola", topics=(Topic.ORDERS,))
    await look()
    assert (await floor.notice(talk))["is_free"] is False
    await floor.seat("mei", languages=("zh",), topics=(Topic.RETURNS,))
    await look()
    assert (await floor.notice(talk))["is_free"] is True
    floor.clock.forward(seconds=46)
    await look()
    assert (await floor.notice(talk))["is_free"] is False


async def test_a_wait_is_told_where_it_was_measured_and_somebody_is_there(floor: Floor) -> None:
    for minutes in (5.5, 6, 7, 9):
        await floor.waited(minutes, at=floor.clock() - timedelta(days=7, hours=1), topic=Topic.ORDERS)
    asked, other = await floor.ask(topic=Topic.ORDERS), await floor.ask(topic=Topic.ACCOUNT)
    await floor.seat("ann")
    await places(floor).look()
    assert (await floor.notice(asked))["wait"] == [5, 10]
    assert "wait" not in await floor.notice(other), "of such requests nothing is known"
    floor.clock.forward(seconds=50)
    await places(floor).look()
    assert "wait" not in await floor.notice(asked), "nobody is there"


@pytest.mark.parametrize(
    "at",
    [
        # A Sunday, when the shop is closed; another part of the day; longer ago than is compared.
        datetime(2026, 6, 14, 18, 0, tzinfo=UTC),
        datetime(2026, 6, 16, 23, 0, tzinfo=UTC),
        datetime(2026, 4, 15, 18, 0, tzinfo=UTC),
    ],
)
async def test_waits_that_do_not_compare_tell_nothing(floor: Floor, at: datetime) -> None:
    for minutes in (5, 6, 7, 9):
        await floor.waited(minutes, at=at)
    talk = await floor.ask()
    await floor.seat("ann")
    await places(floor).look()
    assert "wait" not in await floor.notice(talk)
