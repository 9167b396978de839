"""What is kept of a Chatwoot's conversations, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chatwoot.links import Links, key_of, reached
from bot.chatwoot.news import Place, Standing
from bot.conversation.model import Status
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.turn import Said
from bot.dialogue.parts import Choice, choices, text
from bot.errors import ProposalNotFound
from bot.orders.proposals import Proposal, Proposals, ProposalState
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from tests.either_store import database

__all__ = ["database"]

LEASE = timedelta(seconds=30)


@pytest.fixture
def links(database: Database) -> Links:
    return Links(database)


@pytest.fixture
async def begun(database: Database) -> list[str]:
    store = SqlConversationStore(database)
    return [(await store.begin("en", {})).id for _ in range(3)]


def place() -> Place:
    return Place(chatwoot_id=7, standing=Standing.PENDING, at=100.0, channel="Channel::Sms")


async def test_whoever_ties_first_stays(links: Links, begun: list[str]) -> None:
    tied = await asyncio.gather(*(links.tie(place(), conversation_id) for conversation_id in begun))
    assert len({link.conversation_id for link in tied}) == 1
    assert await links.of(7) == tied[0]
    assert await links.of(8) is None


async def test_an_older_word_does_not_stand_against_a_newer(links: Links, begun: list[str]) -> None:
    await links.tie(place(), begun[0])
    assert await links.note(7, Standing.OPEN, 200.0)
    assert not await links.note(7, Standing.PENDING, 150.0)
    link = await links.of(7)
    assert link is not None
    assert link.standing is Standing.OPEN


async def test_one_process_at_a_time_tells(links: Links, begun: list[str]) -> None:
    await links.tie(place(), begun[0])
    held = await asyncio.gather(*(links.hold(7, owner, LEASE) for owner in ("a", "b", "c")))
    assert sum(one is not None for one in held) == 1
    winner = "abc"[next(i for i, one in enumerate(held) if one is not None)]
    await links.let_go(7, winner)
    assert await links.hold(7, "d", timedelta(seconds=-1)) is not None
    assert await links.hold(7, "e", LEASE) is not None, "a lease that ran out holds nobody up"


async def test_what_was_told_is_kept(links: Links, begun: list[str]) -> None:
    link = await links.tie(place(), begun[0])
    await links.pass_on(link, 4, Status.QUEUED)
    told = await links.of(7)
    assert told is not None
    assert (told.passed_on, told.status) == (4, Status.QUEUED)


async def test_a_message_is_on_its_way_until_it_arrived(links: Links) -> None:
    assert await links.expect("m_1") is None
    on_its_way = await links.expect("m_1")
    assert on_its_way is not None
    assert on_its_way.chatwoot_id is None
    await links.never_sent("m_1")
    assert await links.expect("m_1") is None
    await links.arrived("m_1", 9)
    await links.never_sent("m_1")
    arrived = await links.expect("m_1")
    assert arrived is not None
    assert arrived.chatwoot_id == 9


async def test_a_word_that_is_kept_once_changes_nothing_of_who_has_the_conversation(
    links: Links, database: Database, begun: list[str]
) -> None:
    store = SqlConversationStore(database)
    for _ in range(2):
        await links.keep_word(begun[0], "m_1", [text("Goodbye.")])
    assert [(m.id, m.author.value) for m in await store.history(begun[0])] == [("m_1", "agent")]
    assert (await store.conversation(begun[0])).status is Status.BOT


async def test_of_many_that_wait_none_is_always_left(
    links: Links, database: Database, monkeypatch: pytest.MonkeyPatch, begun: list[str]
) -> None:
    monkeypatch.setattr("bot.chatwoot.links._MOST", 1)
    for number, conversation_id in enumerate(begun):
        await links.tie(replace(place(), chatwoot_id=number), conversation_id)
        await links.keep_word(conversation_id, f"m_{number}", [text("Hello.")])
    assert {(await links.waiting())[0] for _ in range(60)} == {0, 1, 2}


async def test_a_word_is_to_what_stood_in_chatwoot_before_it(
    links: Links, database: Database, begun: list[str]
) -> None:
    await links.tie(place(), begun[0])
    turns = SqlTurnStore(database)

    async def written(key: str, conversation_id: str = begun[0]) -> str:
        said = Said(text="yes", idempotency_key=key)
        return (await turns.receive(conversation_id, said, "p", LEASE)).message_id

    async def stands(said: str) -> bool:
        async with database.reading() as connection:
            return await reached(connection, "m_shown", said)

    before, after = await written(key_of(40, None)), await written(key_of(50, None))
    picked = await written(key_of(45, "ch_1"))
    elsewhere = await written(key_of(40, None), begun[1])
    assert not await stands(after), "Chatwoot was never told"
    await links.expect("m_shown")
    assert not await stands(after), "whether it arrived is not known"
    await links.arrived("m_shown", 45)
    assert [await stands(said) for said in (before, after, picked, elsewhere)] == [False, True, True, True]
    await links.expect("m_shown 1")
    await links.arrived("m_shown 1", 55)
    assert not await stands(after), "half of it came later"


async def test_a_yes_that_was_written_before_the_question_came_to_chatwoot_begins_nothing(
    links: Links, database: Database, begun: list[str]
) -> None:
    await links.tie(place(), begun[0])
    turns, proposals = SqlTurnStore(database), Proposals(database, AuditLog(database), reached=reached)
    wish = await turns.receive(begun[0], Said(text="cancel it"), "p", LEASE)
    assert wish.turn is not None
    wanted = Proposal("", begun[0], "cancel_order", "W1", 1, ProposalState.OPEN)
    shown = await proposals.open(wanted, "guest")
    asked = choices([Choice("Yes", "/affirm", shown.id)])
    await turns.finish(wish.turn, [asked], proposals.begun_by)
    early = await turns.receive(begun[0], Said(text="yes", idempotency_key=key_of(9, None)), "p", LEASE)
    await links.expect(wish.turn.turn.reply_id)
    await links.arrived(wish.turn.turn.reply_id, 10)
    late = await turns.receive(begun[0], Said(text="yes", idempotency_key=key_of(11, None)), "p", LEASE)
    for word in (proposals.claim, proposals.decline):
        with pytest.raises(ProposalNotFound):
            await word(begun[0], early.message_id, "guest")
    assert (await proposals.claim(begun[0], late.message_id, "guest")).proposal.state is ProposalState.CLAIMED
