"""Whatever shoppers, the bot and several agents do, in any order and again: the conversation is somebody's."""

import asyncio
import os
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.conversation.model import WITH_A_PERSON, Author, EventType, HandoffState, Status, TurnState
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.tables import conversations, handoffs, turns
from bot.conversation.turn import OpenTurn, Said
from bot.dialogue import parts
from bot.errors import HandoffNotFound, InvalidInput, NotAllowed
from bot.storage.database import Database

EXAMPLES = 500 if os.environ.get("RACES") == "full" else 60
LEASE = timedelta(seconds=60)
AGENTS, KEYS = ("ana", "bo"), ("k1", "k2", None)
_agent, _key = st.sampled_from(AGENTS), st.sampled_from(KEYS)
_ACTS = ("take", "take over", "put back", "return", "close")
_FROM_THE_BOT = ("take from the bot", "take and return")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(["hello", "yes", "never mind", "算了"]), _key),
        st.tuples(st.just("reply"), st.sampled_from(["words", "a person", "a write"]), st.none()),
        st.tuples(st.sampled_from(_ACTS), _agent, st.none()),
        st.tuples(st.sampled_from(_FROM_THE_BOT), _agent, st.none()),
        st.tuples(st.just("answer"), _agent, _key),
    ),
    max_size=25,
)
Step = tuple[str, str, str | None]


class Stores:
    """One database for all examples: each has a conversation of its own."""

    def __init__(self, url: str) -> None:
        self.database = Database.open(url)
        self.conversations = SqlConversationStore(self.database)
        self.turns = SqlTurnStore(self.database)
        self.handoffs = SqlHandoffStore(self.database)


@dataclass
class Play:
    """One conversation, and what is known of it from outside."""

    stores: Stores
    id: str
    given: deque[OpenTurn] = field(default_factory=deque)
    """Turns that the dialogue manager works on."""
    begun: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    """Messages whose write was told."""
    taken_in: dict[str, str] = field(default_factory=dict)
    """What each key of the shopper's was first taken in as."""
    answered: dict[tuple[str, str], str] = field(default_factory=dict)

    async def wrote(self, message_id: str) -> bool:
        await asyncio.sleep(0)
        return message_id in self.begun

    async def do(self, step: Step) -> None:
        what, who, key = step
        desk = self.stores.handoffs
        match what:
            case "say":
                await self.say(who, key)
            case "reply":
                await self.reply(who)
            case "answer":
                await self.answer(who, key)
            case "take":
                await desk.take(self.id, who)
            case "take over":
                await desk.take(self.id, who, over=True)
            case "take from the bot":
                await desk.take_from_bot(self.id, who)
            case "take and return":
                await desk.take_from_bot(self.id, who)
                await desk.return_to_bot(self.id, who)
            case "put back":
                await desk.put_back(self.id, who)
            case "return":
                await desk.return_to_bot(self.id, who)
            case "close":
                await desk.close(self.id, who)

    async def say(self, text: str, key: str | None) -> None:
        received = await self.stores.turns.receive(self.id, Said(text, idempotency_key=key), "p1", LEASE)
        if key is not None:
            assert self.taken_in.setdefault(key, received.message_id) == received.message_id, "taken in once"
        if received.turn is not None:
            self.given.append(received.turn)

    async def reply(self, kind: str) -> None:
        """The dialogue manager comes to the end of a turn; the next is claimed."""
        if not self.given:
            return
        turn = self.given.popleft()
        said = [parts.text("done" if kind == "a write" else "words")]
        if kind == "a person":
            said.append(parts.handoff("queued"))
        if kind == "a write":
            self.begun.add(turn.turn.message_id)
        ended = await self.stores.turns.finish(turn, said, self.wrote)
        assert ended is not None
        if kind == "a write":
            assert [part["text"] for part in ended.reply.parts if part["kind"] == "text"] == ["done"]
            self.told.append(turn.turn.message_id)
        if (following := await self.stores.turns.claim(self.id, "p1", LEASE, self.wrote)) is not None:
            self.given.append(following)

    async def answer(self, agent: str, key: str | None) -> None:
        spoken = await self.stores.handoffs.answer(self.id, agent, [parts.text("here")], key)
        assert spoken.message is not None
        if key is not None:
            assert self.answered.setdefault((agent, key), spoken.message.id) == spoken.message.id, "said once"

    # What holds at every moment

    async def check(self) -> None:
        await self.check_owner()
        await self.check_turns()
        await self.check_talk()

    async def check_owner(self) -> None:
        conversation = await self.stores.conversations.conversation(self.id)
        query = select(handoffs).where(handoffs.c.conversation_id == self.id, handoffs.c.state != "ended")
        async with self.stores.database.reading() as connection:
            asked = (await connection.execute(query)).all()
        assert len(asked) == (conversation.status in WITH_A_PERSON), "one open handoff just where a person has it"
        for handoff in asked:
            is_assigned = conversation.status is Status.ASSIGNED
            assert (handoff.agent is not None) == is_assigned
            assert handoff.state == (HandoffState.TAKEN if is_assigned else HandoffState.WAITING).value

    async def check_turns(self) -> None:
        counted = select(turns.c.state, func.count()).where(turns.c.conversation_id == self.id).group_by(turns.c.state)
        about = select(conversations.c.status, conversations.c.open_turns).where(conversations.c.id == self.id)
        async with self.stores.database.reading() as connection:
            count = {row[0]: row[1] for row in await connection.execute(counted)}
            status, open_turns = (await connection.execute(about)).one()
        count.pop(TurnState.REPLIED.value, None)
        assert open_turns == sum(count.values())
        if Status(status) in WITH_A_PERSON:
            assert set(count) <= {TurnState.OVERTAKEN.value}, "nothing waits for the bot"
        elif count:
            assert self.given, "what is open is in somebody's hands"

    async def check_talk(self) -> None:
        events = await self.stores.conversations.events_after(self.id, 0)
        assert [event.id for event in events] == list(range(1, len(events) + 1)), "in order and without a gap"
        status = Status.BOT
        for n, event in enumerate(events):
            if event.type is EventType.CONVERSATION_UPDATED:
                status = Status(event.payload["status"])
            elif event.payload["author"] == Author.BOT.value and status in WITH_A_PERSON:
                # The welcome back is told in one transaction with the change itself.
                assert events[n + 1].payload.get("status") == Status.BOT.value
        said = [event.payload for event in events if event.type is EventType.MESSAGE_ADDED]
        done = [one for one in said if any(part.get("text") == "done" for part in one["parts"])]
        assert len(done) == len(self.told), "each write's end is told once"


@pytest.fixture
def stores(migrated_store: Path, tmp_path: Path) -> Iterator[tuple[Stores, asyncio.Runner]]:
    path = tmp_path / "shoptalk.db"
    shutil.copy(migrated_store, path)
    with asyncio.Runner() as runner:
        opened = Stores(f"sqlite+aiosqlite:///{path}")
        yield opened, runner
        runner.run(opened.database.close())


@pytest.mark.race
def test_a_conversation_is_always_somebodys_and_nothing_is_said_twice(stores: tuple[Stores, asyncio.Runner]) -> None:
    opened, runner = stores

    async def play(steps: list[Step]) -> None:
        talk = Play(opened, (await opened.conversations.begin("en", {})).id)
        for step in steps:
            # Refused, or the key came with another text: nothing has changed, which is checked like all else.
            with suppress(NotAllowed, HandoffNotFound, InvalidInput):
                await talk.do(step)
            await talk.check()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(STEPS)
    def holds(steps: list[Step]) -> None:
        runner.run(play(steps))

    holds()
