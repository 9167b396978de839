"""Running a macro: its steps one after the other, once for each key, until one fails."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.assist.holes import must_be_whole
from bot.assist.macros import Macro, Macros, Step, StepKind
from bot.assist.tables import macro_runs
from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus, desk_news
from bot.conversation.case_file import CaseFiles, write_note
from bot.conversation.desk import Desk
from bot.conversation.model import HandoffState, Status
from bot.conversation.screening import screen
from bot.conversation.store import ConversationStore
from bot.conversation.transfers import Transfers
from bot.errors import HandoffTaken, InvalidInput, MacroUnfinished, NotAllowed, NotFound, ShoptalkError, Unavailable
from bot.storage.audit import AuditEvent, note
from bot.storage.database import Database
from bot.storage.upsert import insert_into

_HELD: Final = timedelta(seconds=15)
"""After which a run that nobody ends is taken up by whoever asks again under its key."""
_KEPT: Final = timedelta(days=7)
_LOOK: Final = 0.1
_LONGEST_TEXT: Final = 10_000


class StepState(StrEnum):
    """What became of a step."""

    DONE = "done"  # it is so
    FAILED = "failed"  # it was refused, and the steps after it were not tried
    LEFT = "left"  # it was not tried


@dataclass(frozen=True)
class Outcome:
    """A step, what became of it, and why where it failed."""

    step: Step
    state: StepState = StepState.LEFT
    kind: str = ""
    """The name of the error."""
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        return {**self.step.to_json(), "state": self.state.value, "error": self.kind, "detail": self.detail}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Outcome":
        step = Step(StepKind(kept["kind"]), kept["value"])
        return cls(step, StepState(kept["state"]), kept["error"], kept["detail"])


@dataclass(frozen=True)
class MacroRooms:
    """What macros do their steps with."""

    database: Database
    bus: MessageBus
    conversations: ConversationStore
    desk: Desk
    files: CaseFiles
    transfers: Transfers


@dataclass(frozen=True)
class Asked:
    """Who wants a macro run, where, and with which words in place of its reply."""

    conversation_id: str
    person: str
    text: str
    key: str
    seen: str | None = None
    """The newest message that they have seen: with what the shopper has said since it is not ended."""

    @property
    def run_id(self) -> str:
        said = "\0".join((self.conversation_id, self.person, self.key))
        return f"mr_{sha256(said.encode()).hexdigest()[:32]}"


class MacroRunner:
    """Each step is the same guarded deed as by hand, in a transaction of its own."""

    def __init__(self, rooms: MacroRooms, macros: Macros) -> None:
        self._rooms, self._macros = rooms, macros

    async def run(self, macro_id: str, version: str, asked: Asked) -> Sequence[Outcome]:
        """What became of each step; under the same key again the same, and nothing is done twice.

        Raises `MacroNotFound`, `HandoffNotFound`, `HandoffTaken` where it is a colleague's, and `InvalidInput` on words
        that cannot be said or a macro that is no longer what was shown; then nothing was done. Raises `Unavailable`
        when the store went away: the same key again goes on where it was left.
        """
        before = await self._seen(asked.run_id)
        if before is None:
            macro = await self._checked(macro_id, version, asked)
            before = await self._begin(macro, asked)
        if before is None:
            return await self._go_on(asked, again=False)
        return await self._wait_for(asked, before)

    async def _checked(self, macro_id: str, version: str, asked: Asked) -> Macro:
        macro = await self._macros.macro(macro_id)
        if macro.version != version:
            raise InvalidInput("version: the macro was changed meanwhile; accepted is the one that it has now")
        if macro.speaks:
            must_be_whole(screen(asked.text, _LONGEST_TEXT))
        handoff = await self._rooms.desk.handoff(asked.conversation_id)
        if handoff.agent not in (None, asked.person):
            raise HandoffTaken(handoff.id, handoff.agent or "")
        return macro

    async def _seen(self, run_id: str) -> "_Run | None":
        async with self._rooms.database.reading() as connection:
            row = (await connection.execute(select(macro_runs).where(macro_runs.c.id == run_id))).one_or_none()
        return None if row is None else _Run([Outcome.read(one) for one in row.outcomes], row.is_over)

    async def _begin(self, macro: Macro, asked: Asked) -> "_Run | None":
        """None where the run is ours; else as another request has begun it."""
        now = datetime.now(UTC)
        row = {
            "id": asked.run_id,
            "conversation_id": asked.conversation_id,
            "outcomes": [Outcome(step).to_json() for step in macro.steps],
            "is_over": False,
            "held_until": now + _HELD,
            "at": now,
        }
        async with self._rooms.database.transaction() as connection:
            await connection.execute(delete(macro_runs).where(macro_runs.c.at < now - _KEPT))
            added = insert_into(connection, macro_runs).values(**row).on_conflict_do_nothing()
            is_ours = (await connection.execute(added)).rowcount > 0
        return None if is_ours else await self._seen(asked.run_id)

    async def _wait_for(self, asked: Asked, before: "_Run") -> Sequence[Outcome]:
        """As it ended, also when another request is at it; one that was left is taken up."""
        for _ in range(int(_HELD.total_seconds() / _LOOK) + 10):
            if before.is_over:
                return before.outcomes
            if await self._take_up(asked.run_id):
                return await self._go_on(asked, again=True)
            await asyncio.sleep(_LOOK)
            before = await self._seen(asked.run_id) or before
        raise MacroUnfinished(asked.conversation_id)

    async def _take_up(self, run_id: str) -> bool:
        now = datetime.now(UTC)
        left = (macro_runs.c.id == run_id) & macro_runs.c.is_over.is_(False) & (macro_runs.c.held_until < now)
        async with self._rooms.database.transaction() as connection:
            taken = await connection.execute(update(macro_runs).where(left).values(held_until=now + _HELD))
        return taken.rowcount > 0

    async def _go_on(self, asked: Asked, *, again: bool) -> Sequence[Outcome]:
        run = await self._seen(asked.run_id)
        assert run is not None
        outcomes = list(run.outcomes)
        first = next((number for number, one in enumerate(outcomes) if one.state is StepState.LEFT), len(outcomes))
        if first == len(outcomes):
            await self._write_down(asked, outcomes, is_over=True)
        for number in range(first, len(outcomes)):
            step = outcomes[number].step
            try:
                # What a process that died was at may be done, and not be written down.
                if not (again and number == first and await self._is_so(step, asked)):
                    await self._do(step, asked, number)
                outcomes[number] = replace(outcomes[number], state=StepState.DONE)
            except Unavailable:
                await self._leave(asked.run_id)
                raise
            except (InvalidInput, NotFound, NotAllowed) as error:
                outcomes[number] = Outcome(step, StepState.FAILED, type(error).__name__, _detail(error))
            is_over = number == len(outcomes) - 1 or outcomes[number].state is StepState.FAILED
            await self._write_down(asked, outcomes, is_over=is_over)
            if is_over:
                break
        return outcomes

    async def _do(self, step: Step, asked: Asked, number: int) -> None:
        talk, me = asked.conversation_id, asked.person
        match step.kind:
            case StepKind.REPLY:
                # Under the same key other words may come than those that were looked at before it began.
                must_be_whole(asked.text)
                await self._rooms.desk.answer(talk, me, asked.text, f"{asked.run_id}-{number}")
            case StepKind.TAG:
                await self._rooms.files.tag(talk, step.value, me)
            case StepKind.NOTE:
                await self._note(step, asked, number)
            case StepKind.TEAM:
                await self._rooms.transfers.to_team(talk, me, step.value)
            case StepKind.CLOSE:
                await self._rooms.desk.close(talk, me, step.value or None, seen=asked.seen)
            case StepKind.RETURN:
                await self._rooms.desk.return_to_bot(talk, me, seen=asked.seen)

    async def _note(self, step: Step, asked: Asked, number: int) -> None:
        """In one transaction with that it was written, since a note that is written twice stands there twice."""
        async with self._rooms.database.transaction() as connection:
            await write_note(connection, asked.conversation_id, asked.person, step.value)
            mine = macro_runs.c.id == asked.run_id
            outcomes = await connection.scalar(select(macro_runs.c.outcomes).where(mine))
            assert outcomes is not None
            outcomes[number]["state"] = StepState.DONE.value
            await connection.execute(update(macro_runs).where(mine).values(outcomes=outcomes))
        await announce(self._rooms.bus, [desk_news(asked.conversation_id)])

    async def _is_so(self, step: Step, asked: Asked) -> bool:
        """Whether the conversation is already where an ending step would bring it."""
        status = (await self._rooms.conversations.conversation(asked.conversation_id)).status
        match step.kind:
            case StepKind.CLOSE:
                return status is Status.CLOSED
            case StepKind.RETURN:
                return status is Status.BOT
            case StepKind.TEAM:
                handoff = await self._rooms.desk.handoff_in(asked.conversation_id)
                if handoff is None or handoff.state is not HandoffState.WAITING:
                    return False
                return (handoff.team or "").casefold() == step.value.casefold()
        return False

    async def _write_down(self, asked: Asked, outcomes: Sequence[Outcome], *, is_over: bool) -> None:
        kept = [one.to_json() for one in outcomes]
        row = {"outcomes": kept, "is_over": is_over, "held_until": datetime.now(UTC) + _HELD}
        async with self._rooms.database.transaction() as connection:
            await connection.execute(update(macro_runs).where(macro_runs.c.id == asked.run_id).values(**row))
            if is_over:
                await _audit(connection, asked, outcomes)

    async def _leave(self, run_id: str) -> None:
        """Whoever asks again need not wait, where the store can still be told."""
        try:
            async with self._rooms.database.transaction() as connection:
                mine = update(macro_runs).where(macro_runs.c.id == run_id)
                await connection.execute(mine.values(held_until=datetime.now(UTC) - _HELD))
        except Unavailable:
            return


@dataclass(frozen=True)
class _Run:
    """How far a run has come."""

    outcomes: Sequence[Outcome]
    is_over: bool


async def _audit(connection: AsyncConnection, asked: Asked, outcomes: Sequence[Outcome]) -> None:
    """What was done and what not; no word of what was said."""
    steps = [f"{one.step.kind.value} {one.state.value}" for one in outcomes]
    await note(connection, AuditEvent.MACRO_RUN, asked.conversation_id, asked.person, reason=", ".join(steps))


def _detail(error: ShoptalkError) -> str:
    return str(error) if isinstance(error, InvalidInput) else ""
