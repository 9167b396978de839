"""Macros: named sequences of what an agent does by hand, which supervisors write and everybody at the desk runs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, delete, select
from sqlalchemy.exc import IntegrityError

from bot.assist.tables import canned_replies, macros
from bot.conversation.case_file import plain_tag
from bot.conversation.screening import screen
from bot.errors import InvalidInput, MacroNotFound, NameTaken
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database

CLOSE_REASONS: Final = ("solved", "no_answer", "duplicate", "spam", "other")
MOST_STEPS: Final = 12
_MOST_MACROS: Final = 200
_SHORTCUT: Final = re.compile(r"[\w-]{1,32}")
_LONGEST_NAME: Final = 80
_LONGEST_NOTE: Final = 2000
_LONGEST_TEAM: Final = 40


class StepKind(StrEnum):
    """What a step does; each is the same deed as by hand."""

    REPLY = "reply"  # says a ready-made reply, as the agent has edited it
    TAG = "tag"  # adds a tag
    NOTE = "note"  # writes a private note
    TEAM = "team"  # passes the conversation on to a team
    CLOSE = "close"  # closes it, with a reason
    RETURN = "return"  # gives it back to the assistant


ENDINGS: Final = frozenset({StepKind.TEAM, StepKind.CLOSE, StepKind.RETURN})
"""After these it is no longer the agent's."""


@dataclass(frozen=True)
class Step:
    """One of them; its value is the reply's id, the tag, the note, the team or the reason."""

    kind: StepKind
    value: str = ""

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind.value, "value": self.value}


@dataclass(frozen=True)
class Macro:
    """A sequence under a name, found by its shortcut."""

    id: str
    shortcut: str
    name: str
    steps: tuple[Step, ...]

    @property
    def version(self) -> str:
        """Names these very steps: what was shown is what is run."""
        return sha256(repr((self.id, self.steps)).encode()).hexdigest()[:16]

    @property
    def speaks(self) -> bool:
        return any(step.kind is StepKind.REPLY for step in self.steps)


class Macros:
    """Keeps them; every change is in the audit log with who made it."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database, self._audit = database, audit

    async def list(self) -> Sequence[Macro]:
        """By their shortcuts."""
        async with self._database.reading() as connection:
            return [_read(row) for row in await connection.execute(select(macros).order_by(macros.c.shortcut))]

    async def macro(self, macro_id: str) -> Macro:
        """Raises `MacroNotFound`."""
        async with self._database.reading() as connection:
            row = (await connection.execute(select(macros).where(macros.c.id == macro_id))).one_or_none()
        if row is None:
            raise MacroNotFound(macro_id)
        return _read(row)

    async def add(self, shortcut: str, name: str, steps: Sequence[Step], person: str) -> Macro:
        """Raises `InvalidInput` on what cannot be kept, and `NameTaken` on a shortcut that another has."""
        if len(await self.list()) >= _MOST_MACROS:
            raise InvalidInput(f"there are {_MOST_MACROS} macros; accepted: no more than these")
        return await self._keep(_checked(Macro(f"ma_{uuid4().hex}", shortcut, name, tuple(steps))), person, is_new=True)

    async def change(self, macro_id: str, shortcut: str, name: str, steps: Sequence[Step], person: str) -> Macro:
        """The same, of one that there is; raises `MacroNotFound`."""
        return await self._keep(_checked(Macro(macro_id, shortcut, name, tuple(steps))), person, is_new=False)

    async def remove(self, macro_id: str, person: str) -> None:
        """Raises `MacroNotFound`."""
        async with self._database.transaction() as connection:
            if not (await connection.execute(delete(macros).where(macros.c.id == macro_id))).rowcount:
                raise MacroNotFound(macro_id)
            await self._audit.write(_entry(person, f"removed {macro_id}"), connection)

    async def _keep(self, macro: Macro, person: str, *, is_new: bool) -> Macro:
        steps = [step.to_json() for step in macro.steps]
        values = {"id": macro.id, "shortcut": macro.shortcut, "name": macro.name, "steps": steps}
        stamped = {**values, "changed_by": person, "changed_at": datetime.now(UTC)}
        act = macros.insert() if is_new else macros.update().where(macros.c.id == macro.id)
        said = [step.value for step in macro.steps if step.kind is StepKind.REPLY]
        known = select(canned_replies.c.id).where(canned_replies.c.id.in_(said))
        try:
            async with self._database.transaction() as connection:
                if len((await connection.execute(known)).all()) < len(said):
                    raise InvalidInput("steps: the reply is not there; accepted is the id of a ready-made reply")
                if not (await connection.execute(act.values(**stamped))).rowcount:
                    raise MacroNotFound(macro.id)
                entry = _entry(person, f"{'added' if is_new else 'changed'} {macro.id}", {"steps": steps})
                await self._audit.write(entry, connection)
        except IntegrityError as error:
            raise NameTaken(f"shortcut: another macro has {macro.shortcut!r}; accepted is a new one") from error
        return macro


def _read(row: Row[Any]) -> Macro:
    steps = tuple(Step(StepKind(step["kind"]), step["value"]) for step in row.steps)
    return Macro(row.id, row.shortcut, row.name, steps)


def _checked(macro: Macro) -> Macro:
    shortcut = macro.shortcut.strip().lstrip("/").lower()
    if not _SHORTCUT.fullmatch(shortcut):
        raise InvalidInput("shortcut: accepted are 1 to 32 letters, digits, characters, - and _")
    name = " ".join(macro.name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidInput(f"name: accepted are 1 to {_LONGEST_NAME} printable characters")
    if not 1 <= len(macro.steps) <= MOST_STEPS:
        raise InvalidInput(f"steps: there are {len(macro.steps)}; accepted are 1 to {MOST_STEPS}")
    if sum(step.kind is StepKind.REPLY for step in macro.steps) > 1:
        raise InvalidInput("steps: there are several replies; accepted is one, which the agent edits")
    if any(step.kind in ENDINGS for step in macro.steps[:-1]):
        raise InvalidInput(
            "steps: team, close and return end the conversation for the agent; accepted as the last step"
        )
    steps = tuple(_checked_step(number, step) for number, step in enumerate(macro.steps, start=1))
    return Macro(macro.id, shortcut, name, steps)


def _checked_step(number: int, step: Step) -> Step:
    value = step.value.strip()
    match step.kind:
        case StepKind.REPLY:
            pass  # whether it is there is looked up when the macro is kept
        case StepKind.TAG:
            value = plain_tag(value)
        case StepKind.NOTE:
            value = screen(value, _LONGEST_NOTE)
        case StepKind.TEAM:
            value = " ".join(value.split())
            if not value or len(value) > _LONGEST_TEAM or not value.isprintable():
                raise InvalidInput(f"steps: {number}: accepted is a team's name of 1 to {_LONGEST_TEAM} characters")
        case StepKind.CLOSE:
            if value and value not in CLOSE_REASONS:
                raise InvalidInput(f"steps: {number}: accepted are no reason, {', '.join(CLOSE_REASONS)}")
        case StepKind.RETURN:
            value = ""
    return Step(step.kind, value)


def _entry(person: str, reason: str, after: dict[str, Any] | None = None) -> Entry:
    return Entry(AuditEvent.MACRO_CHANGED, None, f"staff:{person}", reason=reason, after=after)
