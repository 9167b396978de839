"""The bot's turn and somebody who takes the conversation from it, against each other at every moment."""

import asyncio
import logging
import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.model import Author, Event, EventType, HandoffState, Message, Origin, Status
from bot.conversation.stream import ReplyStream
from bot.conversation.tables import conversations, handoffs, turns
from bot.dialogue import parts
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import NotAllowed
from bot.orders.proposals import Proposal, Proposals, ProposalState
from bot.storage.audit import AuditEvent, AuditLog
from bot.storage.migrate import migrate
from tests.conversation.house import House, KnownWrites, house, words
from tests.servers import PostgresServer

_log = logging.getLogger(__name__)
ROUNDS = 1000 if os.environ.get("RACES") == "full" else 120
AT_ONCE = 8
LONG_LEASE = timedelta(seconds=30)


class RealWrites(KnownWrites):
    """As the room of the orders keeps them."""

    proposals: Proposals

    async def begun_by(self, message_id: str) -> bool:
        return await self.proposals.begun_by(message_id)


class Moment(StrEnum):
    """How far the turn is when Ana comes, give or take a pause."""

    RECEIVED = "received"
    STREAMS = "streams"
    CLAIMED = "claimed"
    WRITTEN = "written"
    TOLD = "told"
    OVER = "over"


class Face:
    """What one of the two screens hears, from the beginning."""

    def __init__(self, home: House, conversation_id: str) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Condition()
        self._listening = asyncio.create_task(self._follow(home, conversation_id))

    @property
    def stored(self) -> list[Event]:
        return [event for event in self.events if event.id is not None]

    async def until(self, event_id: int) -> None:
        async with asyncio.timeout(30), self._news:
            await self._news.wait_for(lambda: bool(self.stored) and self.stored[-1].id == event_id)

    async def close(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def _follow(self, home: House, conversation_id: str) -> None:
        async for event in home.feed.follow(conversation_id, 0):
            async with self._news:
                self.events.append(event)
                self._news.notify_all()


@dataclass
class Race:
    """One conversation in which a shopper says yes, the bot writes, and Ana comes."""

    home: House
    proposals: Proposals
    dice: random.Random
    id: str
    written: list[str] = field(default_factory=list)
    """What the shop's system would have seen of writes."""

    def __post_init__(self) -> None:
        self._reached = {moment: asyncio.Event() for moment in Moment}
        self._comes = self.dice.choice(list(Moment))

    async def reach(self, moment: Moment) -> None:
        self._reached[moment].set()
        await self.pause()

    async def pause(self) -> None:
        """From not at all to longer than a transaction takes."""
        for _ in range(self.dice.randrange(4)):
            await asyncio.sleep(0)
        if self.dice.random() < 0.5:
            await asyncio.sleep(self.dice.random() * 0.01)

    async def answer(self, turn: Turn) -> Sequence[Part]:
        """What the dialogue does in a turn: it shows the write; it streams, takes the yes, writes, tells."""
        if turn.text == "cancel it":
            proposal = Proposal("", self.id, "cancel_order", f"W-{self.id}", 1, ProposalState.OPEN)
            shown = await self.proposals.open(proposal, "guest")
            return [parts.choices([parts.Choice("Yes", "/affirm", shown.id)])]
        stream = ReplyStream(self.home.bus, turn.conversation_id, turn.reply_id)
        if turn.text != "yes":
            await stream.sentence(f"re {turn.text}")
            await self.pause()
            return [parts.text(f"re {turn.text}")]
        await stream.sentence("One ")
        await self.reach(Moment.STREAMS)
        try:
            claim = await self.proposals.claim(turn.conversation_id, turn.message_id, "guest")
        except NotAllowed:
            return [parts.text("nothing was written")]
        await self.reach(Moment.CLAIMED)
        self.written.append(claim.proposal.id)
        await stream.sentence("moment.")
        await self.reach(Moment.WRITTEN)
        await self.proposals.finish(claim.proposal, ProposalState.DONE, AuditEvent.WRITTEN, "guest")
        await self.reach(Moment.TOLD)
        return [parts.text("it is written"), parts.choices([parts.Choice("More", "/more")])]

    async def shopper(self) -> None:
        wish = await self.home.intake.receive(self.id, text="cancel it")
        await self.home.intake.reply_to(self.id, wish, 60)
        first = await self.home.intake.receive(self.id, text="yes")
        await self.reach(Moment.RECEIVED)
        second = await self.home.intake.receive(self.id, text="and?")
        for message_id in (first, second):
            await self.home.intake.reply_to(self.id, message_id, 60)
        await self.reach(Moment.OVER)

    async def agent(self) -> None:
        await self._reached[self._comes].wait()
        await self.pause()
        await self.home.desk.take_from_bot(self.id, "Ana")
        # Whatever the bot had not come to, it does not come to any more.
        await self.pause()
        await self.home.desk.answer(self.id, "Ana", "Ana here.", "k")

    async def run(self) -> str:
        """Returns how it went."""
        faces = [Face(self.home, self.id), Face(self.home, self.id)]
        await asyncio.gather(self.shopper(), self.agent())
        last = (await self.home.store.last_event_ids([self.id]))[self.id]
        for face in faces:
            await face.until(last)
            await face.close()
        await self.check_state()
        await self.check_faces(faces)
        return await self.check_words()

    async def check_state(self) -> None:
        async with self.home.database.reading() as connection:
            about = (await connection.execute(select(conversations).where(conversations.c.id == self.id))).one()
            asked = (await connection.execute(select(handoffs).where(handoffs.c.conversation_id == self.id))).all()
            open_turns = select(turns).where(turns.c.conversation_id == self.id, turns.c.state != "replied")
            assert (await connection.execute(open_turns)).all() == [], "no turn stays open"
        assert (about.status, about.open_turns) == (Status.ASSIGNED.value, 0)
        [handoff] = asked
        assert (handoff.state, handoff.origin) == (HandoffState.TAKEN.value, Origin.TAKEN.value)
        assert handoff.agent == "Ana"

    async def check_faces(self, faces: Sequence[Face]) -> None:
        stored = await self.home.store.events_after(self.id, 0)
        for face in faces:
            assert face.stored == list(stored), "both faces agree"
            told = next(n for n, event in enumerate(face.events) if event.payload.get("status") == "assigned")
            after = {event.type for event in face.events[told:]}
            assert not after & {EventType.MESSAGE_STARTED, EventType.MESSAGE_DELTA}, "no half word after it was told"
        assert await self.home.bus.streamed_so_far(self.id) == []

    async def check_words(self) -> str:
        history = await self.home.store.history(self.id)
        taken = next(n for n, message in enumerate(history) if _announces(message))
        assert all(message.author is not Author.BOT for message in history[taken:]), (
            "no bot word after the announcement"
        )
        tells = [message.author for message in history if words(message.parts) == "it is written"]
        assert len(self.written) <= 1
        assert len(tells) == len(self.written), "the write's end is told once, and no other is"
        if tells:
            return f"told by {tells[0].value}"
        refused = [message for message in history if words(message.parts) == "nothing was written"]
        assert not refused, "the bot says nothing of a taking"
        return "nothing begun"


def _announces(message: Message) -> bool:
    return any(part["kind"] == "handoff" and part["status"] == "assigned" for part in message.parts)


@pytest.mark.race
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_no_word_of_the_bots_comes_after_a_person_and_no_write_is_lost(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/store.db"
    if kind == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    await migrate(url)
    races: dict[str, Race] = {}

    async def answer(turn: Turn) -> Sequence[Part]:
        return await races[turn.conversation_id].answer(turn)

    writes = RealWrites()
    async with house(url, ScriptedDialogue(answer), writes=writes, lease=LONG_LEASE, patience_seconds=60) as home:
        writes.proposals = Proposals(home.database, AuditLog(home.database))
        ends: Counter[str] = Counter()
        for first in range(0, ROUNDS, AT_ONCE):
            batch = [
                Race(home, writes.proposals, random.Random(seed), (await home.begin()).id)
                for seed in range(first, min(first + AT_ONCE, ROUNDS))
            ]
            races.update((race.id, race) for race in batch)
            ends.update(await asyncio.gather(*(race.run() for race in batch)))
    _log.info("%d races: %s", ends.total(), dict(ends))
    assert ends.total() == ROUNDS
    assert set(ends) == {"told by bot", "told by system", "nothing begun"}, "every kind of end was met"
