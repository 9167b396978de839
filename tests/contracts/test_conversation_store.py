"""What every conversation store does, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.model import EventType, HandoffState, Status
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.store import ConversationStore, HandoffStore, TurnStore
from bot.conversation.tables import conversations
from bot.conversation.turn import OpenTurn, Said
from bot.dialogue import parts
from bot.dialogue.parts import Choice, Part
from bot.errors import (
    ChoiceExpired,
    ConversationNotFound,
    CustomerConflict,
    HandoffNotFound,
    InvalidInput,
    MessageNotFound,
    StoreUnavailable,
)
from bot.storage.database import Database
from tests.either_store import database

__all__ = ["database"]

LEASE = timedelta(seconds=30)


@dataclass
class Stores:
    """The three ports over one database."""

    database: Database
    conversations: ConversationStore
    turns: TurnStore
    handoffs: HandoffStore

    async def say(self, conversation_id: str, text: str, key: str | None = None, owner: str = "p1") -> OpenTurn:
        received = await self.turns.receive(conversation_id, Said(text, idempotency_key=key), owner, LEASE)
        assert received.turn is not None
        return received.turn

    async def count_open_turns(self, conversation_id: str, counted: int) -> None:
        """As a version of ours that counted wrongly left it."""
        async with self.database.transaction() as connection:
            mine = conversations.c.id == conversation_id
            await connection.execute(conversations.update().where(mine).values(open_turns=counted))

    async def exchange(self, conversation_id: str, text: str, reply: Sequence[Part]) -> tuple[Part, ...]:
        turn = await self.say(conversation_id, text)
        ended = await self.turns.finish(turn, reply, _never)
        assert ended is not None
        return ended.reply.parts


async def _never(_message_id: str) -> bool:
    return False


@pytest.fixture
def stores(database: Database) -> Stores:
    return Stores(database, SqlConversationStore(database), SqlTurnStore(database), SqlHandoffStore(database))


async def test_a_conversation_is_read_back_as_it_was_begun(stores: Stores) -> None:
    begun = await stores.conversations.begin("zh", {"url": "https://shop.example/a", "product_id": "KB-1"})
    assert await stores.conversations.conversation(begun.id) == begun
    assert begun.created_at.tzinfo is not None


async def test_unknown_ids_are_named(stores: Stores) -> None:
    with pytest.raises(ConversationNotFound, match="c_x"):
        await stores.conversations.conversation("c_x")
    with pytest.raises(ConversationNotFound):
        await stores.conversations.bind_customer("c_x", "C-1")
    with pytest.raises(ConversationNotFound):
        await stores.turns.receive("c_x", Said("hi"), "p1", LEASE)
    with pytest.raises(HandoffNotFound):
        await stores.handoffs.handoff("h_x")
    begun = await stores.conversations.begin("en", {})
    with pytest.raises(MessageNotFound):
        await stores.conversations.history(begun.id, after="m_x")
    with pytest.raises(MessageNotFound):
        await stores.turns.reply(begun.id, "m_x")


async def test_a_customer_is_bound_once_and_for_good(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    outcomes = await asyncio.gather(
        *(stores.conversations.bind_customer(begun.id, f"C-{n % 2}") for n in range(8)), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes].count(CustomerConflict) == 4
    assert (await stores.conversations.conversation(begun.id)).customer_id in {"C-0", "C-1"}


async def test_a_customers_newest_open_conversation_is_found_and_nobody_elses(stores: Stores) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)

    async def conversation_of(customer: str | None, *, says: bool = True, audience: str = "shopper") -> str:
        begun = await stores.conversations.begin("en", {}, audience)
        if customer is not None:
            await stores.conversations.bind_customer(begun.id, customer)
        if says:
            await stores.exchange(begun.id, "hi", [parts.text("hello")])
        return begun.id

    async def found(customer: str, since: datetime = began) -> str | None:
        newest = await stores.conversations.newest_open(customer, since)
        return None if newest is None else newest.id

    assert await found("C-1") is None
    older, newer = await conversation_of("C-1"), await conversation_of("C-1")
    await conversation_of("C-1", says=False)
    await conversation_of("C-1", audience="merchant")
    await conversation_of("C-2")
    await conversation_of(None)
    assert await found("C-1") == newer
    asked = await stores.exchange(newer, "a person", [parts.handoff("queued")])
    assert asked
    assert await found("C-1") == newer
    await stores.handoffs.close(newer, None)
    assert await found("C-1") == older
    assert await found("C-1", since=datetime.now(UTC)) is None
    assert await found("C-3") is None


async def test_the_address_of_the_newest_message_is_kept(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    for address in ("192.0.2.1", "192.0.2.7"):
        await stores.turns.receive(begun.id, Said("hi", address=address), "p1", LEASE)
    assert await stores.conversations.last_address(begun.id) == "192.0.2.7"


async def test_history_and_events_tell_the_same_story(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    await stores.exchange(begun.id, "hello", [parts.text("hi")])
    await stores.exchange(begun.id, "你好", [parts.text("您好")])
    history = await stores.conversations.history(begun.id)
    events = await stores.conversations.events_after(begun.id, 0)
    assert [event.id for event in events] == [1, 2, 3, 4, 5]
    assert [e.payload for e in events if e.type is EventType.MESSAGE_ADDED] == [m.to_json() for m in history]
    assert await stores.conversations.history(begun.id, after=history[1].id) == history[2:]
    assert [event.id for event in await stores.conversations.events_after(begun.id, 3)] == [4, 5]
    assert await stores.conversations.last_event_ids([begun.id, "c_x"]) == {begun.id: 5}


async def test_side_by_side_messages_are_numbered_without_a_gap(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    await asyncio.gather(*(stores.turns.receive(begun.id, Said(f"m{n}"), f"p{n}", LEASE) for n in range(12)))
    events = await stores.conversations.events_after(begun.id, 0)
    assert [event.id for event in events] == list(range(1, 13))


async def test_one_of_many_receivers_has_the_turn_in_hands(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    received = await asyncio.gather(*(stores.turns.receive(begun.id, Said(f"m{n}"), f"p{n}", LEASE) for n in range(6)))
    assert sum(one.turn is not None for one in received) == 1
    assert all(one.waits for one in received)


async def test_an_idempotency_key_is_good_for_one_body(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    same = [stores.turns.receive(begun.id, Said("hi", idempotency_key="k"), "p1", LEASE) for _ in range(6)]
    received = await asyncio.gather(*same)
    assert len({one.message_id for one in received}) == 1
    assert [one.repeated for one in received].count(False) == 1
    with pytest.raises(InvalidInput):
        await stores.turns.receive(begun.id, Said(choice_id="ch_1", idempotency_key="k"), "p1", LEASE)


async def test_a_turn_is_claimed_by_one_and_only_when_its_lease_ran_out(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    received = await stores.turns.receive(begun.id, Said("hi"), "p1", LEASE)
    assert await stores.turns.claim(begun.id, "p2", LEASE, _never) is None
    assert list(await stores.turns.unheld()) == []
    assert await stores.turns.renew(received.message_id, "p1", timedelta(seconds=-1)), "as time would"
    assert list(await stores.turns.unheld()) == [begun.id]
    claims = await asyncio.gather(*(stores.turns.claim(begun.id, f"p{n}", LEASE, _never) for n in range(4)))
    [claimed] = [claim for claim in claims if claim is not None]
    assert claimed.resumed
    assert claimed.turn.text == "hi"


async def test_a_lease_is_renewed_by_its_owner_alone(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    turn = (await stores.say(begun.id, "hi")).turn
    assert await stores.turns.renew(turn.message_id, "p1", LEASE)
    assert not await stores.turns.renew(turn.message_id, "p2", LEASE)


async def test_a_turn_ends_once(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    turn = await stores.say(begun.id, "hi")
    ends = await asyncio.gather(*(stores.turns.finish(turn, [parts.text("re")], _never) for _ in range(4)))
    assert sum(end is not None for end in ends) == 1
    assert len(await stores.conversations.history(begun.id)) == 2
    reply = await stores.turns.reply(begun.id, turn.turn.message_id)
    assert reply is not None
    assert (reply.parts, reply.status) == ((parts.text("re"),), Status.BOT)


async def test_the_oldest_open_turn_comes_first(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    first = await stores.say(begun.id, "1")
    for text in ("2", "3"):
        assert (await stores.turns.receive(begun.id, Said(text), "p1", LEASE)).turn is None
    await stores.turns.finish(first, [parts.text("re")], _never)
    claimed = await stores.turns.claim(begun.id, "p1", LEASE, _never)
    assert claimed is not None
    assert (claimed.turn.text, claimed.resumed) == ("2", False)


async def test_a_message_is_answered_after_a_turn_that_was_overtaken_twice(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    overtaken = await stores.say(begun.id, "hi")
    await stores.handoffs.take_from_bot(begun.id, "Ana")
    await stores.handoffs.return_to_bot(begun.id, "Ana")
    await stores.handoffs.take_from_bot(begun.id, "Ana")
    ended = await stores.turns.finish(overtaken, [parts.text("re")], _never)
    assert ended is not None
    assert ended.dropped
    await stores.handoffs.return_to_bot(begun.id, "Ana")
    assert (await stores.say(begun.id, "and now?")).turn.text == "and now?"


async def test_turns_that_were_counted_too_low_are_answered_all_the_same(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    await stores.count_open_turns(begun.id, -1)
    first = await stores.say(begun.id, "1")
    assert (await stores.turns.receive(begun.id, Said("2"), "p1", LEASE)).turn is None
    await stores.count_open_turns(begun.id, 0)
    assert await stores.turns.finish(first, [parts.text("re")], _never) is not None
    await stores.count_open_turns(begun.id, 0)
    assert list(await stores.turns.unheld()) == [begun.id]
    second = await stores.turns.claim(begun.id, "p1", LEASE, _never)
    assert second is not None
    ended = await stores.turns.finish(second, [parts.text("re")], _never)
    assert ended is not None
    assert not ended.more
    assert (await stores.say(begun.id, "3")).turn.text == "3", "and from then on they are counted right"


async def test_an_overtaken_turn_that_was_not_counted_hides_no_other(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    overtaken = await stores.say(begun.id, "hi")
    await stores.handoffs.take_from_bot(begun.id, "Ana")
    await stores.count_open_turns(begun.id, 0)
    assert await stores.turns.finish(overtaken, [parts.text("re")], _never) is not None
    await stores.handoffs.return_to_bot(begun.id, "Ana")
    assert (await stores.say(begun.id, "and now?")).turn.text == "and now?"


async def test_a_choice_is_issued_used_once_and_never_shown_with_its_command(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    [shown] = await stores.exchange(begun.id, "hi", [parts.choices([Choice("Track", "/track", "pr_1")])])
    [item] = shown["items"]
    assert item.keys() == {"id", "title"}
    assert await stores.turns.proposal_of(item["id"]) == "pr_1"
    picks = [stores.turns.receive(begun.id, Said(choice_id=item["id"]), "p1", LEASE) for _ in range(4)]
    outcomes = await asyncio.gather(*picks, return_exceptions=True)
    [turn] = [outcome.turn for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert turn is not None
    assert (turn.turn.text, turn.turn.command) == ("Track", "/track")
    assert sum(isinstance(outcome, ChoiceExpired) for outcome in outcomes) == 3


async def test_a_handoff_changes_the_status_with_the_reply(stores: Stores) -> None:
    begun = await stores.conversations.begin("en", {})
    asked = "a person please, me@example.com"
    shown = await stores.exchange(begun.id, asked, [parts.text("ok"), parts.handoff("left_message", hours="Mon")])
    assert [part["kind"] for part in shown] == ["text", "handoff", "choices"]
    assert (await stores.conversations.conversation(begun.id)).status is Status.QUEUED
    handoff = await stores.handoffs.handoff(begun.id)
    assert (handoff.state, handoff.contact, handoff.reason) == (HandoffState.WAITING, "me@example.com", asked)
    spoken = await stores.handoffs.answer(handoff.id, "Ana", [parts.text("hello")])
    assert spoken.conversation.status is Status.ASSIGNED
    assert (await stores.handoffs.handoff(handoff.id)).state is HandoffState.TAKEN
    await stores.handoffs.return_to_bot(handoff.id)
    assert await stores.handoffs.open_handoffs() == []
    turn = await stores.say(begun.id, "hi again")
    assert turn.fresh_start
    await stores.turns.finish(turn, [parts.text("re")], _never)
    assert not (await stores.say(begun.id, "and again")).fresh_start


async def test_a_signed_identity_is_good_once(stores: Stores) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=5)
    uses = await asyncio.gather(*(stores.conversations.use_identity("jti-1", soon) for _ in range(5)))
    assert sorted(uses) == [False] * 4 + [True]
    assert await stores.conversations.use_identity("jti-2", datetime.now(UTC) - timedelta(seconds=1))
    assert await stores.conversations.use_identity("jti-2", soon), "an expired one is forgotten"


async def test_a_store_that_is_away_is_named(tmp_path: Path) -> None:
    database = Database.open("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnavailable):
        await SqlConversationStore(database).ping()
    await database.close()
