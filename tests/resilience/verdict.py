"""What the store holds in the end, and whether it is what everybody said and saw."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Row, select

from bot.conversation.tables import conversations, events, handoffs, messages, turns
from bot.storage.database import Database
from tests.resilience.people import Crowd, Shopper

_QUIET_SECONDS: Final = 240.0
"""Longer than the bot may try to answer one message."""
_LEASE_SECONDS: Final = 5.0


@dataclass
class Kept:
    """One conversation as it is stored."""

    row: Row[Any]
    messages: list[Row[Any]] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    """Numbers of the events that are no messages."""
    handoffs: list[Row[Any]] = field(default_factory=list)
    open_turns: list[Row[Any]] = field(default_factory=list)

    @property
    def message_ids(self) -> list[str]:
        return [message.id for message in self.messages]

    @property
    def event_ids(self) -> list[int]:
        return sorted([*self.told, *(message.event for message in self.messages)])

    def said_by(self, author: str) -> list[tuple[str, str]]:
        """(id, text) in the order of the conversation."""
        return [(one.id, _text(one.parts)) for one in self.messages if one.author == author]

    @property
    def announced(self) -> int:
        """How often the shopper was told that a person comes."""
        waiting = {"queued", "left_message"}
        return sum(
            any(part["kind"] == "handoff" and part.get("status") in waiting for part in message.parts)
            for message in self.messages
            if message.author == "bot"
        )

    @property
    def orphaned(self) -> str:
        """Why nobody owns it; empty when somebody does."""
        status, open_ones = self.row.status, [one for one in self.handoffs if one.state != "ended"]
        if status in {"queued", "assigned"} and len(open_ones) != 1:
            return f"{status} with {len(open_ones)} open handoffs"
        if status == "queued" and (open_ones[0].state, open_ones[0].agent) != ("waiting", None):
            return f"queued, and its handoff is {open_ones[0].state} by {open_ones[0].agent}"
        if status == "assigned" and (open_ones[0].state != "taken" or not open_ones[0].agent):
            return f"assigned, and its handoff is {open_ones[0].state} by {open_ones[0].agent}"
        if status in {"bot", "closed"} and open_ones:
            return f"{status} with an open handoff"
        if self.open_turns or self.row.open_turns:
            return f"{status} with {len(self.open_turns)} open turns, counted as {self.row.open_turns}"
        return ""


def _text(parts: Sequence[dict[str, Any]]) -> str:
    return "".join(part["text"] for part in parts if part["kind"] == "text")


async def read(database: Database) -> dict[str, Kept]:
    async with database.reading() as connection:
        kept = {row.id: Kept(row) for row in await connection.execute(select(conversations))}
        for row in await connection.execute(select(messages).order_by(messages.c.event)):
            kept[row.conversation_id].messages.append(row)
        for row in await connection.execute(select(events.c.conversation_id, events.c.event)):
            kept[row.conversation_id].told.append(row.event)
        for row in await connection.execute(select(handoffs)):
            kept[row.conversation_id].handoffs.append(row)
        for row in await connection.execute(select(turns).where(turns.c.state != "replied")):
            kept[row.conversation_id].open_turns.append(row)
    return kept


async def until_quiet(database: Database, crowd: Crowd) -> dict[str, Kept]:
    """How things stand once nothing is open and every face has shown what is stored; or after a while, as they are.

    On the way no open turn may lie unheld for longer than a lease: the second value.
    """
    begun = time.monotonic()
    while True:
        kept = await read(database)
        shown = all(one.shown.ids == kept[one.conversation_id].event_ids for one in crowd.shoppers)
        if (shown and not any(one.orphaned for one in kept.values())) or time.monotonic() - begun > _QUIET_SECONDS:
            return kept
        await asyncio.sleep(0.5)


def troubles(kept: dict[str, Kept], crowd: Crowd) -> list[str]:
    """Everything that is not as it must be."""
    found: list[str] = []
    for shopper in crowd.shoppers:
        found += [
            f"{shopper.conversation_id}: {trouble}" for trouble in _of(kept[shopper.conversation_id], shopper, crowd)
        ]
    for agent in crowd.agents:
        for conversation_id, shown in agent.seen:
            stored = kept[conversation_id]
            if shown.ids != stored.event_ids[: len(shown.ids)]:
                found.append(f"{conversation_id}: {agent.name} was shown {shown.ids} of {stored.event_ids}")
            if shown.message_ids != stored.message_ids[: len(shown.message_ids)]:
                found.append(f"{conversation_id}: {agent.name} was shown other messages than are stored")
    return found


def _of(stored: Kept, shopper: Shopper, crowd: Crowd) -> list[str]:
    found: list[str] = []
    if stored.said_by("shopper") != shopper.sent:
        found.append(f"sent {shopper.sent}, stored {stored.said_by('shopper')}")
    found += _answers(stored, crowd)
    if stored.event_ids != list(range(1, stored.row.last_event + 1)):
        found.append(f"events {stored.event_ids} up to {stored.row.last_event}")
    if shopper.shown.ids != stored.event_ids:
        found.append(f"stored {stored.event_ids}, shown {shopper.shown.ids}")
    if shopper.shown.message_ids != stored.message_ids:
        found.append("other messages were shown than are stored")
    if stored.orphaned:
        found.append(stored.orphaned)
    if stored.announced != len(stored.handoffs):
        found.append(f"{stored.announced} times told of a person, {len(stored.handoffs)} handoffs")
    if not shopper.wants_person and len(stored.said_by("bot")) != len(shopper.sent):
        found.append(f"{len(shopper.sent)} messages, {len(stored.said_by('bot'))} replies")
    return found


def _answers(stored: Kept, crowd: Crowd) -> list[str]:
    by_agent: defaultdict[str, list[str]] = defaultdict(list)
    for _, text in stored.said_by("agent"):
        by_agent[text.partition(" ")[0]].append(text)
    found = []
    for name, (certain, doubtful) in crowd.answers_of(stored.row.id).items():
        there = by_agent.pop(name, [])
        if [text for text in there if text not in doubtful] != certain or len(set(there)) != len(there):
            found.append(f"{name} said {certain} (and perhaps {doubtful}), stored {there}")
    return [*found, *(f"nobody said {texts}" for texts in by_agent.values())]
