"""The bot's turn at one app process against the taking at another: nothing is said after a person, no write is lost."""

import asyncio
import json
import logging
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from bot.commerce.sql.tables import orders
from bot.conversation.model import Author, Event, EventType, HandoffState, Message, Origin, Status
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.tables import conversations, handoffs, turns
from bot.storage.database import Database
from tests.bench.cancelling import Shopper
from tests.resilience.calling import Caller
from tests.resilience.pair import Pair
from tests.servers import PostgresServer

# The first start of a checkout builds the index and trains the dialogue model.
pytestmark = [pytest.mark.timeout(3600), pytest.mark.race]

_log = logging.getLogger(__name__)
ROUNDS: Final = 1000 if os.environ.get("RACES") == "full" else 60
AT_ONCE: Final = 4
_QUIET_SECONDS: Final = 240.0
_HALF_WORDS: Final = {EventType.MESSAGE_STARTED, EventType.MESSAGE_DELTA}


@dataclass
class Face:
    """What a screen hears over the stream of its own process, from the beginning."""

    heard: list[tuple[int | None, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def stored(self) -> list[int]:
        return [event_id for event_id, _, _ in self.heard if event_id is not None]

    async def watch(self, events: AsyncIterator[tuple[int | None, str, str]]) -> None:
        async for event_id, kind, data in events:
            self.heard.append((event_id, kind, json.loads(data)))

    def half_words_after_the_taking(self) -> set[str]:
        told = next(n for n, (_, _, data) in enumerate(self.heard) if data.get("status") == Status.ASSIGNED.value)
        return {kind for _, kind, _ in self.heard[told:]} & _HALF_WORDS


@dataclass
class Kept:
    """What the two databases hold."""

    store: Database
    shop: Database

    async def history(self, conversation_id: str) -> Sequence[Message]:
        return await SqlConversationStore(self.store).history(conversation_id)

    async def events(self, conversation_id: str) -> Sequence[Event]:
        return await SqlConversationStore(self.store).events_after(conversation_id, 0)

    async def is_cancelled(self, order_id: str) -> bool:
        async with self.shop.reading() as connection:
            return await connection.scalar(select(orders.c.status).where(orders.c.order_id == order_id)) == "cancelled"

    async def open_turns(self, conversation_id: str) -> int:
        query = select(turns.c.state).where(turns.c.conversation_id == conversation_id, turns.c.state != "replied")
        async with self.store.reading() as connection:
            return len((await connection.execute(query)).all())

    async def check_owner(self, conversation_id: str) -> None:
        async with self.store.reading() as connection:
            about = (await connection.execute(select(conversations).where(conversations.c.id == conversation_id))).one()
            asked = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
            [handoff] = (await connection.execute(asked)).all()
        assert (about.status, about.open_turns) == (Status.ASSIGNED.value, 0)
        assert (handoff.state, handoff.origin) == (HandoffState.TAKEN.value, Origin.TAKEN.value)


@dataclass
class Race:
    """A shopper says yes to a cancellation at one process, and Ana comes at the other."""

    pair: Pair
    kept: Kept
    shopper: Shopper
    dice: random.Random
    id: str = ""
    _turn_seconds: float = 0.0
    """What a turn takes on this machine at this time, from having asked to being answered."""

    async def run(self) -> str:
        """Returns how it went."""
        begun = await self.pair.anybody.post("begin", "/api/v1/conversations", self._who())
        self.id = begun.json()["conversation_id"]
        own = Caller(
            self.pair.anybody.client, self.pair.anybody.ledger, {"Authorization": f"Bearer {begun.json()['token']}"}
        )
        talk, desk = f"/api/v1/conversations/{self.id}", f"/api/v1/desk/conversations/{self.id}"
        faces = Face(), Face()
        watching = [
            asyncio.create_task(faces[0].watch(own.events(f"{talk}/events"))),
            asyncio.create_task(faces[1].watch(self.pair.ana.events(f"{desk}/events"))),
        ]
        try:
            await self._ask(own, talk)
            await asyncio.gather(self._say_yes(own, talk), self._take(desk))
            await self._until_quiet(faces)
            for face in faces:
                assert face.stored == [event.id for event in await self.kept.events(self.id)], "both faces have it all"
                assert face.half_words_after_the_taking() == set(), "no half word after it was told"
        finally:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
        await self.kept.check_owner(self.id)
        end = await self._check_words()
        await self.pair.ana.post("close", f"{desk}/close", {})
        return end

    def _who(self) -> dict[str, str]:
        return {"language": "en", "identity": self.pair.talks.place.identity(self.shopper.customer_id)}

    async def _ask(self, own: Caller, talk: str) -> None:
        started = time.monotonic()
        words = {"text": f"I want to cancel order {self.shopper.order_id}"}
        answer = await own.post("ask", f"{talk}/messages?wait=true", words, f"{self.id} ask")
        assert any(part["kind"] == "confirmation" for part in answer.json()["replies"]), answer.text
        self._turn_seconds = time.monotonic() - started

    async def _say_yes(self, own: Caller, talk: str) -> None:
        for words in ("yes", "How long do I have to return shoes?"):
            answer = await own.post("say", f"{talk}/messages", {"text": words}, f"{self.id} {words}")
            assert answer.status_code == 202, answer.text

    async def _take(self, desk: str) -> None:
        # From before the turn to after both, early more often than late.
        await asyncio.sleep(self.dice.random() ** 2 * 2.5 * self._turn_seconds)
        taken = await self.pair.ana.post("take", f"{desk}/take?from_bot=true", {})
        assert taken.status_code == 200, taken.text
        said = await self.pair.ana.post("answer", f"{desk}/messages", {"text": "Ana here."}, f"{self.id} Ana")
        assert said.status_code == 201, said.text

    async def _until_quiet(self, faces: tuple[Face, Face]) -> None:
        end = time.monotonic() + _QUIET_SECONDS
        while time.monotonic() < end:
            # The turns first: what the last of them says is stored as it ends.
            is_over = await self.kept.open_turns(self.id) == 0
            stored = [event.id for event in await self.kept.events(self.id)]
            if is_over and all(face.stored == stored for face in faces):
                return
            await asyncio.sleep(0.1)

    async def _check_words(self) -> str:
        history = await self.kept.history(self.id)
        taken = next(n for n, message in enumerate(history) if _announces(message))
        after = [message for message in history[taken:] if message.author is Author.BOT]
        assert after == [], "no bot word after the announcement"
        assert [message.author for message in history].count(Author.AGENT) == 1, "Ana's word is there once"
        told = [message.author for message in history if _tells(message, self.shopper.order_id)]
        is_cancelled = await self.kept.is_cancelled(self.shopper.order_id)
        assert len(told) == is_cancelled, f"cancelled: {is_cancelled}, told by {told}"
        return f"told by {told[0].value}" if told else "nothing begun"


def _announces(message: Message) -> bool:
    return any(part["kind"] == "handoff" and part["status"] == "assigned" for part in message.parts)


def _tells(message: Message, order_id: str) -> bool:
    """Whether it shows the order as cancelled."""
    shown = [part for part in message.parts if part["kind"] == "order" and part["order_id"] == order_id]
    return any(part["status"] == "cancelled" for part in shown)


async def test_a_person_who_comes_at_another_process_ends_the_bots_words_and_loses_no_write(
    postgres: PostgresServer, redis_url: str, tmp_path: Path
) -> None:
    store_url, commerce_url = postgres.new_database(), postgres.new_database()
    kept = Kept(Database.open(store_url), Database.open(commerce_url))
    ends: Counter[str] = Counter()
    async with Pair.open(tmp_path, store_url, commerce_url, redis_url, shoppers=ROUNDS) as pair:
        for first in range(0, ROUNDS, AT_ONCE):
            batch = enumerate(pair.shoppers[first : first + AT_ONCE], first)
            races = [Race(pair, kept, shopper, random.Random(seed)) for seed, shopper in batch]
            ends.update(await asyncio.gather(*(race.run() for race in races)))
    await kept.store.close()
    await kept.shop.close()
    _log.info("%d races over two processes: %s", ends.total(), dict(ends))
    assert ends.total() == ROUNDS
    assert set(ends) == {"told by bot", "told by system", "nothing begun"}, "every kind of end was met"
