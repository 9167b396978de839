"""Shoppers who say nothing more to what an agent has answered."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Status
from bot.conversation.tables import handoffs, messages
from bot.dialogue import parts
from bot.errors import HandoffNotFound
from bot.language import Language
from bot.orders.proposals import ProposalState
from bot.orders.tables import proposals
from bot.queueing.silence import Limits, Silence
from bot.queueing.standing import Standings
from tests.queueing.floor import Floor

CLOSE, GIVE_BACK = Limits(close=timedelta(minutes=30)), Limits(give_back=timedelta(hours=24))


@pytest.fixture(autouse=True)
async def now(floor: Floor) -> None:
    """What is said is timed by the real clock."""
    floor.clock.moment = datetime.now(UTC)


def silence(floor: Floor, limits: Limits) -> Silence:
    return Silence(floor.store, floor.bus, limits, floor.clock)


async def answered(floor: Floor, language: Language = "en") -> str:
    talk = await floor.ask(language=language)
    await floor.desk.answer(talk, "Ana", "Which colour?")
    return talk


async def speaks(floor: Floor, talk: str) -> None:
    async with floor.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        await held.say(Author.SHOPPER, [parts.text("Red.")])
        await held.save()


async def statuses(floor: Floor, *talks: str) -> list[Status]:
    return [(await floor.world.conversations.conversation(talk)).status for talk in talks]


async def told(floor: Floor, talk: str) -> list[str]:
    said = await floor.said(talk)
    return [str(part["text"]) for m in said if m.author is Author.SYSTEM for part in m.parts if "text" in part]


async def test_a_shopper_who_says_nothing_more_is_told_why_the_conversation_is_closed(floor: Floor) -> None:
    silent, speaking, waits = await answered(floor), await answered(floor), await floor.ask()
    await speaks(floor, speaking)
    floor.clock.forward(minutes=29)
    await silence(floor, CLOSE).look()
    assert await statuses(floor, silent) == [Status.ASSIGNED]
    floor.clock.forward(minutes=2)
    await asyncio.gather(*(silence(floor, CLOSE).look() for _ in range(3)))
    assert await statuses(floor, silent, speaking, waits) == [Status.CLOSED, Status.ASSIGNED, Status.QUEUED]
    with pytest.raises(HandoffNotFound):
        await floor.desk.handoff(silent)
    assert any("for 30 minutes" in words for words in await told(floor, silent))
    assert (await floor.world.audited(silent)).count("closed") == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "for 24 hours, so the assistant answers here again"),
        ("zh", "已有 24 小时没有回复，接下来由智能助手为您服务"),
    ],
)
async def test_the_assistant_has_a_silent_shopper_again_once_and_says_so(
    floor: Floor, language: Language, words: str
) -> None:
    silent, speaking = await answered(floor, language), await answered(floor, language)
    await speaks(floor, speaking)
    floor.clock.forward(hours=23.9)
    await silence(floor, GIVE_BACK).look()
    assert await statuses(floor, silent) == [Status.ASSIGNED]
    floor.clock.forward(hours=0.2)
    await asyncio.gather(*(silence(floor, GIVE_BACK).look() for _ in range(3)))
    assert await statuses(floor, silent, speaking) == [Status.BOT, Status.ASSIGNED]
    (said,) = await told(floor, silent)
    assert words in said
    assert (await floor.notice(silent))["status"] == "returned"
    assert (await floor.world.audited(silent)).count("returned") == 1


@pytest.mark.parametrize(
    ("state", "by"),
    [
        (ProposalState.AWAITING, None),
        (ProposalState.CLAIMED, None),
        (ProposalState.HALF_DONE, None),
        (ProposalState.OPEN, "ann"),
    ],
)
async def test_never_while_something_is_pending(floor: Floor, state: ProposalState, by: str | None) -> None:
    talk, outrun = await answered(floor), await answered(floor)
    proposed = {"order_id": "ML-1", "order_version": 1, "action": "cancel_order", "details": {}}
    rows = [(talk, state, by), (outrun, ProposalState.OPEN, None), (outrun, ProposalState.DONE, None)]
    async with floor.store.transaction() as connection:
        for n, (conversation, stands, proposed_by) in enumerate(rows):
            row = {**proposed, "id": f"p_{n}", "conversation_id": conversation, "created_at": floor.clock()}
            await connection.execute(proposals.insert().values(**row, state=stands.value, proposed_by=proposed_by))
    floor.clock.forward(days=3)
    for limits in (GIVE_BACK, CLOSE):
        await silence(floor, limits).look()
        assert await statuses(floor, talk) == [Status.ASSIGNED]
    assert await statuses(floor, outrun) == [Status.BOT], "what the bot proposed before nobody can say yes to any more"


async def test_who_is_answered_by_letter_is_not_given_back_since_the_link_would_end(floor: Floor) -> None:
    talk = await answered(floor)
    async with floor.store.transaction() as connection:
        await connection.execute(handoffs.update().values(contact="mei@example.com"))
    floor.clock.forward(days=3)
    await silence(floor, GIVE_BACK).look()
    assert await statuses(floor, talk) == [Status.ASSIGNED]
    await silence(floor, CLOSE).look()
    assert await statuses(floor, talk) == [Status.CLOSED], "that a link survives"


async def long_ago(floor: Floor, talk: str) -> None:
    """All that was said until now was said two days before."""
    async with floor.store.transaction() as connection:
        mine = update(messages).where(messages.c.conversation_id == talk)
        await connection.execute(mine.values(at=datetime.now(UTC) - timedelta(days=2)))


@pytest.mark.parametrize(("limits", "ends"), [(CLOSE, Status.CLOSED), (GIVE_BACK, Status.BOT)])
async def test_who_waited_for_us_is_not_taken_for_silent(floor: Floor, limits: Limits, ends: Status) -> None:
    waited, over = await answered(floor), await answered(floor)
    await floor.desk.put_back(waited, "Ana")
    for talk in (waited, over):
        await long_ago(floor, talk)
    await floor.desk.take(waited, "Bea")
    await floor.desk.take(over, "Bea", over=True)
    minutes = timedelta(minutes=10)
    standings = Standings(floor.store, answer_within=minutes, silent_after=minutes, now=floor.clock)
    floor.clock.moment = datetime.now(UTC) + timedelta(seconds=2)
    await silence(floor, limits).look()
    assert await statuses(floor, waited, over) == [Status.ASSIGNED, Status.ASSIGNED]
    assert {one.silent_since for one in (await standings.of()).values()} == {None}
    floor.clock.forward(minutes=11)
    since = (await floor.said(waited))[-1].at
    assert (await standings.of([waited]))[waited].silent_since == since, "it begins anew with whoever has it now"
    floor.clock.forward(hours=24)
    await silence(floor, limits).look()
    assert await statuses(floor, waited, over) == [ends, ends]


async def test_silence_begins_with_what_we_told_ourselves_of_a_change(floor: Floor) -> None:
    talk = await answered(floor)
    await long_ago(floor, talk)
    async with floor.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        await held.say(Author.SYSTEM, [parts.text("Your address was changed.")])
        await held.save()
    floor.clock.moment = datetime.now(UTC) + timedelta(minutes=29)
    await silence(floor, CLOSE).look()
    assert await statuses(floor, talk) == [Status.ASSIGNED]


async def test_the_desk_is_told_since_when_a_shopper_is_silent(floor: Floor) -> None:
    silent, speaking, waits = await answered(floor), await answered(floor), await floor.ask()
    await speaks(floor, speaking)
    minutes = timedelta(minutes=10)
    standings = Standings(floor.store, answer_within=minutes, silent_after=minutes, now=floor.clock)
    floor.clock.forward(minutes=9.9)
    assert {one.silent_since for one in (await standings.of()).values()} == {None}
    floor.clock.forward(minutes=0.2)
    found = await standings.of()
    since = (await floor.said(silent))[-1].at
    assert [found[talk].silent_since for talk in (silent, speaking, waits)] == [since, None, None]
    never = Standings(floor.store, answer_within=minutes, silent_after=None, now=floor.clock)
    assert {one.silent_since for one in (await never.of()).values()} == {None}
