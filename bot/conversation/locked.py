"""A conversation held for the length of a transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Self

from sqlalchemy import Row, Update, bindparam, column, func, insert, select, table, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation import rows
from bot.conversation.ids import new_id
from bot.conversation.issuing import IssuedChoice
from bot.conversation.model import (
    ALLOWED_CHANGES,
    Author,
    Conversation,
    Event,
    EventType,
    Handoff,
    HandoffState,
    Message,
    Status,
    TurnState,
)
from bot.conversation.tables import choices, conversations, events, handoffs, messages, turns
from bot.dialogue.parts import Part
from bot.errors import ConversationNotFound, MessageNotFound, SaidMeanwhile, StatusChangeRefused
from bot.language import Language
from bot.mail.tables import letters
from bot.storage.audit import AuditEvent, actor_of, note
from bot.storage.tables import UtcDateTime
from bot.storage.upsert import upsert

# Written once: building a statement takes longer than running it.
_TAKE = select(conversations).where(conversations.c.id == bindparam("conversation_id")).with_for_update()
_SAVE = update(conversations).where(conversations.c.id == bindparam("conversation_id"))
_SAY, _TELL = insert(messages), insert(events)
_MESSAGE = select(messages).where(
    messages.c.id == bindparam("message_id"), messages.c.conversation_id == bindparam("conversation_id")
)
_OPEN_HANDOFF = select(handoffs).where(
    handoffs.c.conversation_id == bindparam("conversation_id"), handoffs.c.state != "ended"
)
_COUNT = select(func.count()).where(
    turns.c.conversation_id == bindparam("conversation_id"), turns.c.state != TurnState.REPLIED.value
)
# Of the people's room above this one, only what shoppers may know of them.
_people = table("people", column("id"), column("name"))
# Of the queue's room, also above, what it looks at when somebody waits again.
_entries = table(
    "queue_entries",
    column("handoff_id"),
    column("position"),
    column("timed_out_at"),
    column("passed_by"),
    column("passed_at", UtcDateTime),
)


class LockedConversation:
    """Nobody else writes to this conversation before the transaction ends; `save` must be its last act."""

    def __init__(self, connection: AsyncConnection, row: Row[Any]) -> None:
        self._connection, self._row = connection, row
        self.now = datetime.now(UTC)
        self.id: str = row.id
        self.status = Status(row.status)
        self.language: Language = row.language
        self.fresh_start: bool = row.fresh_start
        self.open_turns: int = row.open_turns
        self.apologies: int = row.apologies
        self._last_event: int = row.last_event
        self._changes: dict[str, Any] = {}
        self.events: list[Event] = []

    @classmethod
    async def take(cls, connection: AsyncConnection, conversation_id: str) -> Self:
        """Raises `ConversationNotFound`."""
        row = (await connection.execute(_TAKE, {"conversation_id": conversation_id})).one_or_none()
        if row is None:
            raise ConversationNotFound(conversation_id)
        held = cls(connection, row)
        if held.open_turns < 0:  # as a version of ours left it that counted wrongly
            await held.recount_turns()
        return held

    @property
    def conversation(self) -> Conversation:
        """As it stands now, with what has changed in this transaction."""
        before = rows.conversation(self._row)
        return Conversation(**{**vars(before), "status": self.status, "language": self.language})

    def move_to(self, status: Status) -> None:
        """Raises `StatusChangeRefused`."""
        if status not in ALLOWED_CHANGES[self.status]:
            raise StatusChangeRefused(f"conversation {self.id} is {self.status.value}: it cannot become {status.value}")
        self.status = status
        if status is Status.BOT:
            self.begin_afresh(True)
            self.count_apologies(0)

    def begin_afresh(self, wanted: bool) -> None:
        """Whether the dialogue manager is to forget its task before the next turn."""
        self.fresh_start = wanted
        self._changes["fresh_start"] = wanted

    def count_turns(self, open_turns: int) -> None:
        """How many turns have no reply now."""
        if open_turns != self.open_turns:
            self.open_turns = open_turns
            self._changes["open_turns"] = open_turns

    async def count_ended_turn(self) -> None:
        """One more has its reply now."""
        if self.open_turns > 0:
            self.count_turns(self.open_turns - 1)
        else:  # it had not been counted
            await self.recount_turns()

    async def recount_turns(self) -> None:
        self.count_turns(await self._connection.scalar(_COUNT, {"conversation_id": self.id}) or 0)

    def count_apologies(self, apologies: int) -> None:
        """To how many messages in a row, up to now, no answer could be had."""
        if apologies != self.apologies:
            self.apologies = apologies
            self._changes["apologies"] = apologies

    async def overtake_turns(self) -> None:
        """What the dialogue manager has not been given is the person's; what it works on comes too late."""
        mine = update(turns).where(turns.c.conversation_id == self.id)
        await self._connection.execute(
            mine.where(turns.c.state == TurnState.RECEIVED.value).values(state=TurnState.REPLIED.value)
        )
        late = mine.where(turns.c.state == TurnState.SENT.value).values(state=TurnState.OVERTAKEN.value)
        await self._connection.execute(late)
        # Also those that somebody has overtaken before.
        await self.recount_turns()

    def heard_from(self, address: str) -> None:
        if address != self._row.last_address:
            self._changes["last_address"] = address

    async def say(
        self,
        author: Author,
        parts: Sequence[Part],
        *,
        message_id: str | None = None,
        language: Language | None = None,
        replaces_stream: bool = False,
    ) -> Message:
        """Adds a message."""
        message = Message(message_id or new_id("m"), self.id, author, self.now, tuple(parts), language or self.language)
        event_id = self._next_event()
        row = {**vars(message), "author": author.value, "parts": list(parts)}
        await self._connection.execute(_SAY, {**row, "event": event_id, "replaces_stream": replaces_stream})
        kind = EventType.MESSAGE_REPLACED if replaces_stream else EventType.MESSAGE_ADDED
        self.events.append(Event(self.id, kind, message.to_json(), event_id))
        return message

    async def note(
        self,
        event: AuditEvent,
        by: str | None,
        *,
        reason: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        """Writes an act at the desk into the audit log; `by` as `bot.storage.audit.note` takes it."""
        await note(self._connection, event, self.id, by, reason=reason, before=before, after=after)

    async def actor(self, by: str | None) -> str:
        """As the audit log names somebody."""
        return await actor_of(self._connection, by)

    async def shown_name(self, agent: str) -> str:
        """The name by which shoppers know a person of the shop; one from the command line goes by what it was given."""
        name = await self._connection.scalar(select(_people.c.name).where(_people.c.id == agent))
        return name or agent

    async def last_words(self, author: Author) -> str:
        """What somebody wrote last; empty when that had no words."""
        said = select(messages.c.parts).where(messages.c.conversation_id == self.id, messages.c.author == author.value)
        found = await self._connection.scalar(said.order_by(messages.c.event.desc()).limit(1))
        return next((part["text"] for part in found or () if part["kind"] == "text"), "")

    async def open_handoff_with(self, **values: Any) -> None:
        """Adds the handoff that is open from now on."""
        row = {"id": new_id("h"), "conversation_id": self.id, "asked_at": self.now, **values}
        await self._connection.execute(insert(handoffs).values(**row))

    async def issue(self, message: Message, issued: Sequence[IssuedChoice]) -> None:
        """Keeps what the choices of a message stand for."""
        if issued:
            of_message = {"conversation_id": self.id, "message_id": message.id, "used_at": None}
            rows_ = [{**vars(choice), **of_message} for choice in issued]
            await self._connection.execute(choices.insert(), rows_)

    async def message(self, message_id: str) -> Message | None:
        """One of this conversation's."""
        named = {"message_id": message_id, "conversation_id": self.id}
        row = (await self._connection.execute(_MESSAGE, named)).one_or_none()
        return None if row is None else rows.message(row)

    async def must_be_seen(self, newest: str) -> None:
        """Raises `SaidMeanwhile` where the shopper has said something after a message, and `MessageNotFound`."""
        named = select(messages.c.event).where(messages.c.id == newest, messages.c.conversation_id == self.id)
        event = await self._connection.scalar(named)
        if event is None:
            raise MessageNotFound(newest)
        by_shopper = messages.c.conversation_id == self.id, messages.c.author == Author.SHOPPER.value
        later = select(messages.c.id).where(*by_shopper, messages.c.event > event).limit(1)
        if await self._connection.scalar(later) is not None:
            raise SaidMeanwhile(self.id)

    async def last_contact(self) -> str | None:
        """Where the shopper wanted to be answered last."""
        newest = select(handoffs.c.contact).where(handoffs.c.conversation_id == self.id)
        found: str | None = await self._connection.scalar(newest.order_by(handoffs.c.asked_at.desc()).limit(1))
        return found

    async def asked_at(self) -> datetime:
        """When a person was asked for last."""
        newest = select(handoffs.c.asked_at).where(handoffs.c.conversation_id == self.id)
        found: datetime | None = await self._connection.scalar(newest.order_by(handoffs.c.asked_at.desc()).limit(1))
        return found or self.now

    async def write_to(self, contact: str, message: Message) -> None:
        """Has a message of this conversation sent by mail as well, once this transaction is over."""
        row = {"message_id": message.id, "conversation_id": self.id, "to": contact, "tries": 0}
        await self._connection.execute(insert(letters).values(**row, at=self.now, due_at=self.now))

    async def change_message(self, message: Message, parts: Sequence[Part]) -> None:
        """Has a message of this conversation say something else from now on, at its old place."""
        changed = replace(message, parts=tuple(parts))
        await self._connection.execute(update(messages).where(messages.c.id == message.id).values(parts=list(parts)))
        await self._tell(EventType.MESSAGE_CHANGED, changed.to_json())

    async def open_handoff(self) -> Handoff | None:
        row = (await self._connection.execute(_OPEN_HANDOFF, {"conversation_id": self.id})).one_or_none()
        return None if row is None else rows.handoff(row)

    async def end_handoff(self) -> None:
        await self._connection.execute(self._of_open_handoff().values(state="ended", ended_at=self.now))

    async def change_handoff(self, **values: str | datetime | None) -> None:
        await self._connection.execute(self._of_open_handoff().values(**values))

    async def queue_again(self, has: Handoff, *, at: datetime | None = None, **values: str) -> None:
        """Back into the queue, at the place that its time gives it; the shopper is to read that place anew.

        Whoever had it is passed over for a while, and a wait that had been too long begins anew.
        """
        if self.status is not Status.QUEUED:
            self.move_to(Status.QUEUED)
        await self.change_handoff(state=HandoffState.WAITING.value, agent=None, **values)
        kept: dict[str, Any] = {"position": None}
        if has.agent is not None:
            kept.update(passed_by=has.agent, passed_at=at or self.now, timed_out_at=None)
        await upsert(self._connection, _entries, {"handoff_id": has.id}, kept)

    def _of_open_handoff(self) -> Update:
        return update(handoffs).where(handoffs.c.conversation_id == self.id, handoffs.c.state != "ended")

    async def save(self) -> None:
        """Writes the conversation's own row, and tells of a changed status or language."""
        if self.status.value != self._row.status or self.language != self._row.language:
            await self._tell_update()
        if self.events:
            self._changes.update(last_event=self._last_event, last_at=self.now)
        if self._changes:
            await self._connection.execute(_SAVE, {**self._changes, "conversation_id": self.id})

    async def _tell_update(self) -> None:
        self._changes.update(status=self.status.value, language=self.language)
        payload = {"status": self.status.value, "language": self.language}
        await self._tell(EventType.CONVERSATION_UPDATED, payload)

    async def _tell(self, kind: EventType, payload: dict[str, Any]) -> None:
        event = Event(self.id, kind, payload, self._next_event())
        row = {"conversation_id": self.id, "event": event.id, "type": event.type.value, "payload": payload}
        await self._connection.execute(_TELL, {**row, "at": self.now})
        self.events.append(event)

    def _next_event(self) -> int:
        self._last_event += 1
        return self._last_event
