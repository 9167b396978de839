"""Turns in a SQL database."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Update, and_, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation import filling, offered, rows, withdrawal
from bot.conversation.apology import is_apology
from bot.conversation.attached import attached
from bot.conversation.coming_back import come_back
from bot.conversation.contact import also_sent, email_in
from bot.conversation.ids import new_id
from bot.conversation.issuing import IssuedChoice, issue
from bot.conversation.locked import LockedConversation
from bot.conversation.model import (
    LONGEST_REASON,
    WITH_A_PERSON,
    Author,
    HandoffState,
    Message,
    Origin,
    Status,
    TurnState,
)
from bot.conversation.store import Wrote
from bot.conversation.tables import choices, conversations, handoffs, introductions, messages, turns
from bot.conversation.turn import Ended, OpenTurn, Received, Reply, Said
from bot.dialogue import parts as reply_parts
from bot.dialogue.forms import Values
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Part
from bot.errors import ChoiceExpired, InvalidInput, MessageNotFound
from bot.language import detect
from bot.storage.database import Database

_OPEN = turns.c.state != TurnState.REPLIED.value
_PICTURES_ONLY = "/attach"
_WHOSE = {withdrawal.COMMAND: Status.QUEUED, offered.YES: Status.ASSIGNED, offered.NO: Status.ASSIGNED}
"""Where a choice is open; every other one with the bot alone."""
_FOR_THE_DESK = {"origin", "reason", "topic", "upset"}
_ENDED = {"state": TurnState.REPLIED.value, "lease_until": None}
_UNCLAIMED = {"command": None, "lease_owner": None, "lease_until": None}
# Written once: building a statement takes longer than running it.
_OPEN_TURN = insert(turns)
_ONE = update(turns).where(turns.c.message_id == bindparam("id")).values(**_ENDED)
_END = _ONE.where(turns.c.state.in_([TurnState.RECEIVED.value, TurnState.SENT.value]))
_END_LATE = _ONE.where(turns.c.state == TurnState.OVERTAKEN.value)
_SAME_KEY = select(turns.c.message_id, turns.c.state, turns.c.digest).where(
    turns.c.conversation_id == bindparam("conversation_id"), turns.c.idempotency_key == bindparam("key")
)


class SqlTurnStore:
    """A `TurnStore` on SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def receive(self, conversation_id: str, said: Said, owner: str, lease: timedelta) -> Received:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            if (earlier := await _received_before(connection, held.id, said)) is not None:
                return Received(earlier.message_id, repeated=True, waits=earlier.state != TurnState.REPLIED.value)
            received = await _Receiving(connection, held, said).receive(owner, lease)
            await held.save()
        return received

    async def claim(self, conversation_id: str, owner: str, lease: timedelta, wrote: Wrote) -> OpenTurn | None:
        known: dict[str, bool] = {}
        while True:
            try:
                return await self._claim(conversation_id, owner, lease, known)
            except _WroteWanted as asked:
                known[asked.message_id] = await wrote(asked.message_id)

    async def _claim(
        self, conversation_id: str, owner: str, lease: timedelta, known: Mapping[str, bool]
    ) -> OpenTurn | None:
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, conversation_id)
            claimed = await _Claiming(connection, held, known).claim(owner, lease)
            await held.save()
        return claimed

    async def renew(self, message_id: str, owner: str, lease: timedelta) -> bool:
        mine = _turn(message_id).where(turns.c.lease_owner == owner, _OPEN)
        async with self._database.transaction() as connection:
            renewed = await connection.execute(mine.values(lease_until=datetime.now(UTC) + lease))
        return renewed.rowcount == 1

    async def unheld(self) -> Sequence[str]:
        now = datetime.now(UTC)
        held = and_(turns.c.lease_until.is_not(None), turns.c.lease_until > now)
        query = select(turns.c.conversation_id).where(_OPEN).group_by(turns.c.conversation_id)
        in_hands = select(turns.c.conversation_id).where(_OPEN, held)
        async with self._database.reading() as connection:
            return list(await connection.scalars(query.where(turns.c.conversation_id.not_in(in_hands))))

    async def finish(
        self, open_turn: OpenTurn, parts: Sequence[Part], wrote: Wrote, *, replaces_stream: bool = False
    ) -> Ended | None:
        try:
            return await self._finish(open_turn, parts, None, replaces_stream)
        except _WroteWanted as asked:
            outcome = parts if await wrote(asked.message_id) else ()
            return await self._finish(open_turn, parts, outcome, replaces_stream)

    async def _finish(
        self, open_turn: OpenTurn, parts: Sequence[Part], outcome: Sequence[Part] | None, replaces_stream: bool
    ) -> Ended | None:
        """`outcome` is what is told of it when it is late; without it raises `_WroteWanted` then."""
        turn = open_turn.turn
        async with self._database.transaction() as connection:
            held = await LockedConversation.take(connection, turn.conversation_id)
            is_late = held.status is not Status.BOT
            if (await connection.execute(_END, {"id": turn.message_id})).rowcount != 1:
                is_late = (await connection.execute(_END_LATE, {"id": turn.message_id})).rowcount == 1
                if not is_late:
                    return None
            await held.count_ended_turn()
            if is_late and outcome is None:
                raise _WroteWanted(turn.message_id)
            if is_late:
                return await _end_late(held, turn, outcome or ())
            is_told = not is_apology(parts)
            if open_turn.fresh_start and is_told:
                held.begin_afresh(False)
            held.count_apologies(0 if is_told else held.apologies + 1)
            shown = await _say(connection, held, turn, parts, replaces_stream)
            await held.save()
        return Ended(Reply(turn.message_id, shown, held.status), held.events, more=held.open_turns > 0)

    async def reply(self, conversation_id: str, message_id: str) -> Reply | None:
        mine = and_(turns.c.message_id == message_id, turns.c.conversation_id == conversation_id)
        columns = (turns.c.state, messages.c.parts, conversations.c.status)
        joined = turns.join(conversations, conversations.c.id == turns.c.conversation_id)
        query = select(*columns).select_from(joined.outerjoin(messages, messages.c.id == turns.c.reply_id)).where(mine)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise MessageNotFound(message_id)
        if row.state != TurnState.REPLIED.value:
            return None
        return Reply(message_id, tuple(row.parts or ()), Status(row.status))

    async def proposal_of(self, choice_id: str) -> str | None:
        async with self._database.reading() as connection:
            return await connection.scalar(select(choices.c.proposal_id).where(choices.c.id == choice_id))


class _WroteWanted(Exception):
    """It must be known whether a message began a write: asked outside of the transaction, which is begun anew then.

    Whoever holds a conversation and waits for another connection keeps those waiting who have all the others.
    """

    def __init__(self, message_id: str) -> None:
        self.message_id = message_id
        super().__init__(message_id)


class _Claiming:
    """The oldest open turn of a conversation that is held, for whoever will take it to its end."""

    def __init__(self, connection: AsyncConnection, held: LockedConversation, wrote: Mapping[str, bool]) -> None:
        self._connection, self._held, self._wrote = connection, held, wrote

    async def claim(self, owner: str, lease: timedelta) -> OpenTurn | None:
        held = self._held
        await held.recount_turns()
        while (oldest := await _oldest_open(self._connection, held.id)) is not None:
            if _in_hands(oldest, held.now):
                return None
            is_late = held.status is not Status.BOT or oldest.state == TurnState.OVERTAKEN.value
            if is_late and oldest.message_id not in self._wrote:
                raise _WroteWanted(oldest.message_id)
            if is_late and not self._wrote[oldest.message_id]:
                await self._connection.execute(_turn(oldest.message_id).values(**_ENDED))
                await held.count_ended_turn()
                continue
            state = TurnState.OVERTAKEN if is_late else TurnState.SENT
            leased = {"lease_owner": owner, "lease_until": held.now + lease, "state": state.value}
            await self._connection.execute(_turn(oldest.message_id).values(**leased))
            resumed = oldest.state != TurnState.RECEIVED.value
            # A begun write goes to its end in the dialogue that it was begun in.
            return OpenTurn(_as_turn(oldest, held), resumed=resumed, fresh_start=held.fresh_start and not is_late)
        return None


class _Receiving:
    """One message being stored in a conversation that is held."""

    def __init__(self, connection: AsyncConnection, held: LockedConversation, said: Said) -> None:
        self._connection, self._held, self._said = connection, held, said

    async def receive(self, owner: str, lease: timedelta) -> Received:
        held, said = self._held, self._said
        held.heard_from(said.address)
        if said.by_link:
            await come_back(held, said)
        if held.status is Status.CLOSED:
            held.move_to(Status.BOT)
        choice = await self._use_choice(said.choice_id) if said.choice_id else None
        text = choice.title if choice else said.text or ""
        if choice is None:
            held.language = detect(text, held.language)
        message = await held.say(Author.SHOPPER, _shown(text, said))
        if choice is not None and choice.command in offered.ANSWERS:
            return await self._decide(message, choice)
        if self._goes_on_without_a_person(text, choice):
            await held.end_handoff()
            held.move_to(Status.BOT)
            await held.say(Author.BOT, [reply_parts.text(withdrawal.withdrawn(held.language))])
        if held.status in WITH_A_PERSON:
            return await self._tell_person(message, text, choice)
        return await self._open_turn(message, text, choice, owner, lease)

    def _goes_on_without_a_person(self, text: str, choice: IssuedChoice | None) -> bool:
        waits = self._held.status is Status.QUEUED and not self._said.by_link
        return waits and choice is None and withdrawal.is_withdrawn_by_going_on(text)

    async def _open_turn(
        self, message: Message, text: str, choice: IssuedChoice | None, owner: str, lease: timedelta
    ) -> Received:
        held = self._held
        first = held.open_turns == 0
        held.count_turns(held.open_turns + 1)
        leased = {"lease_owner": owner, "lease_until": held.now + lease} if first else {}
        state = TurnState.SENT if first else TurnState.RECEIVED
        command = choice.command if choice else _command(text, self._said)
        reply_id = await self._add_turn(message, state, command=command, **leased)
        if not first:
            return Received(message.id, held.events, waits=True)
        page = (held.conversation.page, held.conversation.audience)
        pictures = tuple(picture.id for picture in self._said.attachments)
        about = (command, page[1], dict(page[0]), pictures, held.apologies)
        turn = Turn(held.id, message.id, reply_id, text, held.language, *about)
        return Received(message.id, held.events, OpenTurn(turn, fresh_start=held.fresh_start), waits=True)

    async def _decide(self, message: Message, choice: IssuedChoice) -> Received:
        """The turn keeps which word it was, so that it is not lost with this process."""
        assert choice.proposal_id is not None
        command = offered.command_of(choice.command, choice.proposal_id)
        await self._add_turn(message, TurnState.REPLIED, command=command)
        decided = offered.Decided(message.id, choice.proposal_id, choice.command == offered.YES)
        return Received(message.id, self._held.events, decided=decided)

    async def _tell_person(self, message: Message, text: str, choice: IssuedChoice | None) -> Received:
        """The bot says nothing, except to a shopper who waits no longer."""
        held = self._held
        reply_id = await self._add_turn(message, TurnState.REPLIED)
        if self._said.by_link:
            # Neither sends the talk back to the bot nor changes where answers go.
            return Received(message.id, held.events)
        if choice or (held.status is Status.QUEUED and withdrawal.is_withdrawal(text)):
            await held.end_handoff()
            held.move_to(Status.BOT)
            welcome = [reply_parts.text(withdrawal.welcome_back(held.language))]
            await held.say(Author.BOT, welcome, message_id=reply_id)
        elif (email := email_in(text)) and email != await held.last_contact():
            await held.change_handoff(contact=email)
            await held.say(Author.SYSTEM, [reply_parts.text(also_sent(email, held.language))])
        return Received(message.id, held.events)

    async def _use_choice(self, choice_id: str) -> IssuedChoice:
        """Raises `ChoiceExpired`; the other answers to the same proposal are used up with it."""
        held = self._held
        query = select(choices).where(choices.c.id == choice_id, choices.c.conversation_id == held.id)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None or row.used_at is not None:
            raise ChoiceExpired("this choice was used before or never offered here: choose from the newest message")
        choice = IssuedChoice(row.id, row.title, row.command, row.proposal_id)
        filling.check_way(choice, self._said.filled)
        if held.status is not _WHOSE.get(choice.command, Status.BOT) or self._said.proposal_closed:
            raise ChoiceExpired("this choice is no longer open: the conversation has gone on since")
        if self._said.filled is not None:
            choice = await self._fill(choice, self._said.filled, row.message_id)
        same = choices.c.id == choice_id
        if choice.proposal_id is not None:
            same = and_(choices.c.conversation_id == held.id, choices.c.proposal_id == choice.proposal_id)
        await self._connection.execute(update(choices).where(same).values(used_at=held.now))
        return choice

    async def _fill(self, choice: IssuedChoice, values: Values, message_id: str) -> IssuedChoice:
        held = self._held
        of_this = select(messages).where(messages.c.conversation_id == held.id)
        since = select(messages.c.event).where(messages.c.id == message_id).scalar_subquery()
        rows_ = await self._connection.execute(of_this.where(messages.c.event >= since).order_by(messages.c.event))
        asked, *later = map(rows.message, rows_)
        return filling.fill(choice, values, asked, later)

    async def _add_turn(self, message: Message, state: TurnState, **values: Any) -> str:
        reply_id = new_id("m")
        row = {
            "message_id": message.id,
            "conversation_id": self._held.id,
            "reply_id": reply_id,
            "state": state.value,
            "idempotency_key": self._said.idempotency_key,
            "digest": _digest(self._said),
        }
        await self._connection.execute(_OPEN_TURN, {**_UNCLAIMED, **row, **values})
        return reply_id


async def _received_before(connection: AsyncConnection, conversation_id: str, said: Said) -> Row[Any] | None:
    if said.idempotency_key is None:
        return None
    same = {"conversation_id": conversation_id, "key": said.idempotency_key}
    earlier = (await connection.execute(_SAME_KEY, same)).one_or_none()
    if earlier is not None and earlier.digest != _digest(said):
        raise InvalidInput("this Idempotency-Key came before with another body: a new message wants a new key")
    return earlier


def _digest(said: Said) -> str:
    body = f"text:{said.text}" if said.choice_id is None else f"choice:{said.choice_id}"
    if said.filled is not None:
        body = f"form:{said.choice_id} {json.dumps(said.filled, sort_keys=True)}"
    body += "".join(f" picture:{picture.id}" for picture in said.attachments)
    return hashlib.sha256(body.encode()).hexdigest()


async def _oldest_open(connection: AsyncConnection, conversation_id: str) -> Row[Any] | None:
    joined = turns.join(messages, messages.c.id == turns.c.message_id)
    query = select(turns, messages.c.parts, messages.c.language).select_from(joined)
    query = query.where(turns.c.conversation_id == conversation_id, _OPEN).order_by(messages.c.event).limit(1)
    return (await connection.execute(query)).one_or_none()


def _in_hands(turn: Row[Any], now: datetime) -> bool:
    return turn.lease_until is not None and turn.lease_until > now


def _as_turn(row: Row[Any], held: LockedConversation) -> Turn:
    conversation = held.conversation
    return Turn(
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        reply_id=row.reply_id,
        text=next((part["text"] for part in row.parts if part["kind"] == "text"), ""),
        language=row.language,
        command=row.command,
        audience=conversation.audience,
        page=dict(conversation.page),
        attachments=tuple(part["attachment_id"] for part in row.parts if part["kind"] == "image"),
        apologies=held.apologies,
    )


def _shown(text: str, said: Said) -> list[Part]:
    words = [reply_parts.text(text)] if text else []
    return words + attached(said.attachments)


def _command(text: str, said: Said) -> str | None:
    """Pictures without words have nothing that could be understood."""
    return _PICTURES_ONLY if said.attachments and not text else None


def _turn(message_id: str) -> Update:
    return update(turns).where(turns.c.message_id == message_id)


async def _end_all(connection: AsyncConnection, held: LockedConversation) -> None:
    ended = update(turns).where(turns.c.conversation_id == held.id, _OPEN)
    await connection.execute(ended.values(**_ENDED))
    held.count_turns(0)


async def _end_late(held: LockedConversation, turn: Turn, outcome: Sequence[Part]) -> Ended:
    told = _told_of_write(outcome)
    if told:
        await held.say(Author.SYSTEM, told, message_id=turn.reply_id, language=turn.language)
    await held.save()
    return Ended(Reply(turn.message_id, tuple(told), held.status), held.events, dropped=not told)


def _told_of_write(outcome: Sequence[Part]) -> list[Part]:
    """A write's end, without what the bot would have gone on with."""
    told = [part for part in outcome if part["kind"] in {"text", "order"}]
    shown = next((n for n, part in enumerate(told, 1) if part["kind"] == "order"), len(told))
    return told[:shown]


async def _say(
    connection: AsyncConnection, held: LockedConversation, turn: Turn, parts: Sequence[Part], replaces_stream: bool
) -> tuple[Part, ...]:
    asked = next((part for part in parts if _asks_for_person(part)), None)
    if asked is not None:
        parts = [await _placed(connection, asked) if part is asked else part for part in parts]
        parts = [*parts, reply_parts.choices([withdrawal.choice(turn.language)])]
        await _open_handoff(connection, held, turn, asked)
    shown, issued = issue(parts)
    message = await held.say(
        Author.BOT, shown, message_id=turn.reply_id, language=turn.language, replaces_stream=replaces_stream
    )
    await held.issue(message, issued)
    if asked is not None and (contact := await held.last_contact()) is not None:
        await held.say(Author.SYSTEM, [reply_parts.text(also_sent(contact, turn.language))])
    return message.parts


def _asks_for_person(part: Part) -> bool:
    return part["kind"] == "handoff" and part["status"] in {"queued", "left_message"}


async def _placed(connection: AsyncConnection, part: Part) -> Part:
    """A place in the queue, for one who waits here; without what is for the desk alone."""
    part = {name: value for name, value in part.items() if name not in _FOR_THE_DESK}
    if part["status"] != "queued" or "position" in part:
        return part
    waiting = select(func.count()).select_from(handoffs).where(handoffs.c.state == HandoffState.WAITING.value)
    return {**part, "position": (await connection.scalar(waiting) or 0) + 1}


async def _introduced(connection: AsyncConnection, conversation_id: str) -> str | None:
    """The address that was given before the talk, where the shop asked for one."""
    said = select(introductions.c.email).where(introductions.c.conversation_id == conversation_id)
    email: str | None = await connection.scalar(said)
    return email


async def _open_handoff(connection: AsyncConnection, held: LockedConversation, turn: Turn, asked: Part) -> None:
    held.move_to(Status.QUEUED)
    await held.open_handoff_with(
        state=HandoffState.WAITING.value,
        origin=Origin(asked.get("origin", Origin.ASKED)).value,
        reason=(asked.get("reason") or turn.text)[:LONGEST_REASON],
        contact=email_in(turn.text) or await _introduced(connection, held.id),
        topic=asked.get("topic"),
        upset=bool(asked.get("upset")),
    )
    # Whatever was typed meanwhile is for the person.
    await _end_all(connection, held)
