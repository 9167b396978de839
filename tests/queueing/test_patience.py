"""A wait without an end in sight, and hours that end meanwhile."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.conversation.model import Author, HandoffState
from bot.conversation.tables import handoffs
from bot.queueing.patience import Patience
from bot.queueing.places import Places
from bot.queueing.tables import queue_entries
from bot.queueing.waits import MeasuredHolds
from bot.storage.upsert import upsert
from tests.queueing.floor import Floor
from tests.shop_world import TODAY


def patience(floor: Floor, wait: float = 15) -> Patience:
    return Patience(floor.store, floor.bus, floor.world.commerce, timedelta(minutes=wait), floor.clock)


async def told(floor: Floor, talk: str) -> list[str]:
    said = await floor.said(talk)
    return [str(part["text"]) for m in said if m.author is Author.SYSTEM for part in m.parts if "text" in part]


@pytest.mark.parametrize(
    ("language", "told_once"),
    [("en", "longer than it should. .* Leave your e-mail address"), ("zh", "比预期的要长.*留下您的邮箱地址")],
)
async def test_a_long_wait_is_told_once_and_the_request_stays(floor: Floor, language: str, told_once: str) -> None:
    talk = await floor.ask(language="zh" if language == "zh" else "en")
    holds = MeasuredHolds(floor.store, least=4, days=28)
    places = Places(floor.store, floor.bus, floor.presence, floor.world.commerce, holds, floor.clock)
    floor.clock.forward(minutes=14.9)
    await patience(floor).look()
    await places.look()
    assert await told(floor, talk) == []
    floor.clock.forward(minutes=0.1)
    await asyncio.gather(*(patience(floor).look() for _ in range(3)))
    await patience(floor).look()
    (words,) = await told(floor, talk)
    assert re.search(told_once, words)
    assert (await floor.notice(talk))["status"] == "left_message"
    await places.look()
    standing = [part for m in await floor.said(talk) for part in m.parts if part["kind"] == "handoff"]
    assert not any("position" in part for part in standing), "no place is told where nobody need wait"
    assert (await floor.desk.handoff(talk)).state is HandoffState.WAITING


async def test_whoever_left_an_address_is_not_asked_for_one(floor: Floor) -> None:
    talk = await floor.ask()
    async with floor.store.transaction() as connection:
        await connection.execute(handoffs.update().values(contact="mei@example.com"))
    floor.clock.forward(minutes=16)
    await patience(floor).look()
    (words,) = await told(floor, talk)
    assert words.endswith("The answer is also sent to mei@example.com.")


async def test_the_end_of_the_hours_is_told_to_those_who_still_wait_and_to_nobody_who_knew(floor: Floor) -> None:
    waits, knew = await floor.ask(), await floor.ask(standing="left_message")
    floor.clock.moment = TODAY.replace(hour=1) + timedelta(days=1)  # six in the evening in Los Angeles
    for _ in range(2):
        await patience(floor, wait=9999).look()
    (words,) = await told(floor, waits)
    assert words.startswith("Our hours have ended for now.")
    assert await told(floor, knew) == []


async def test_a_wait_is_counted_anew_from_when_somebody_let_it_pass(floor: Floor) -> None:
    talk = await floor.ask(ago=timedelta(minutes=20))
    async with floor.store.transaction() as connection:
        passed = {"passed_by": "ana", "passed_at": floor.clock()}
        await upsert(connection, queue_entries, {"handoff_id": (await floor.desk.handoff(talk)).id}, passed)
    await patience(floor).look()
    assert await told(floor, talk) == []
    floor.clock.forward(minutes=15)
    await patience(floor).look()
    (words,) = await told(floor, talk)
    assert "longer than it should" in words
