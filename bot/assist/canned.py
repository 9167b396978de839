"""Ready-made replies that the shop's people share, with variables that the conversation fills."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.assist.tables import canned_replies
from bot.conversation.screening import screen
from bot.errors import CannedReplyNotFound, InvalidInput, NameTaken
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database

VARIABLES: Final = ("customer", "agent", "order", "status", "tracking", "shop", "hours")
"""What stands in braces in a reply and is filled when it is used."""
_SHORTCUT: Final = re.compile(r"[\w-]{1,32}")
_LONGEST: Final = 2000
_GAP: Final = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class CannedReply:
    """One reply, in one language or both; it is found by its shortcut."""

    id: str
    shortcut: str
    en: str = ""
    zh: str = ""


@dataclass(frozen=True)
class Plan:
    """What bringing replies in would do; its id names these changes of these replies and no others."""

    id: str
    added: tuple[CannedReply, ...] = ()
    changed: tuple[tuple[CannedReply, CannedReply], ...] = ()
    """As each is and as it would be."""
    same: int = 0
    """How many stand there already as they are in the file."""


class CannedReplies:
    """Keeps them; every change is in the audit log with who made it."""

    def __init__(self, database: Database, audit: AuditLog) -> None:
        self._database, self._audit = database, audit

    async def list(self) -> Sequence[CannedReply]:
        """By their shortcuts."""
        query = select(canned_replies).order_by(canned_replies.c.shortcut)
        async with self._database.reading() as connection:
            return [CannedReply(row.id, row.shortcut, row.en, row.zh) for row in await connection.execute(query)]

    async def export(self, format_: str, person: str) -> Sequence[CannedReply]:
        """All of them, to be taken out of the house as a file: who did so is in the log."""
        await self._audit.write(_entry(person, f"ready-made replies as {format_}", AuditEvent.EXPORTED))
        return await self.list()

    async def add(self, shortcut: str, en: str, zh: str, person: str) -> CannedReply:
        """Raises `InvalidInput` on what cannot be kept, and `NameTaken` on a shortcut that another has."""
        return await self._keep(checked(CannedReply(f"cr_{uuid4().hex}", shortcut, en, zh)), person, is_new=True)

    async def change(self, reply_id: str, shortcut: str, en: str, zh: str, person: str) -> CannedReply:
        """The same, of one that there is; raises `CannedReplyNotFound`."""
        return await self._keep(checked(CannedReply(reply_id, shortcut, en, zh)), person, is_new=False)

    async def remove(self, reply_id: str, person: str) -> None:
        """Raises `CannedReplyNotFound`."""
        async with self._database.transaction() as connection:
            gone = await connection.execute(delete(canned_replies).where(canned_replies.c.id == reply_id))
            if not gone.rowcount:
                raise CannedReplyNotFound(reply_id)
            await self._audit.write(_entry(person, f"removed {reply_id}"), connection)

    async def take_in(self, replies: Sequence[CannedReply], person: str, plan: str | None = None) -> Plan:
        """What keeping the replies of a file would add and change, by their shortcuts; kept only with its own `plan`.

        All of them or none: raises `InvalidInput` where the replies have changed since the plan was made.
        """
        async with self._database.transaction() as connection:
            # What is planned is what is kept: two at once must not both find a shortcut free.
            found = await connection.execute(select(canned_replies).with_for_update())
            before = {row.shortcut: CannedReply(row.id, row.shortcut, row.en, row.zh) for row in found}
            made = _plan(replies, before)
            if plan is None:
                return made
            if plan != made.id:
                raise InvalidInput(
                    "plan: the replies or the file have changed since it was made; accepted is a new one"
                )
            for reply in (*made.added, *(after for _, after in made.changed)):
                await self._write(connection, reply, person, is_new=reply.shortcut not in before)
        return made

    async def _write(self, connection: AsyncConnection, reply: CannedReply, person: str, *, is_new: bool) -> None:
        values = {**vars(reply), "changed_by": person, "changed_at": datetime.now(UTC)}
        mine = canned_replies.c.id == reply.id
        act = canned_replies.insert() if is_new else canned_replies.update().where(mine)
        if not (await connection.execute(act.values(**values))).rowcount:
            raise CannedReplyNotFound(reply.id)
        await self._audit.write(_entry(person, f"{'added' if is_new else 'changed'} {reply.id}"), connection)

    async def _keep(self, reply: CannedReply, person: str, *, is_new: bool) -> CannedReply:
        try:
            async with self._database.transaction() as connection:
                await self._write(connection, reply, person, is_new=is_new)
        except IntegrityError as error:
            raise NameTaken(f"shortcut: another reply has {reply.shortcut!r}; accepted is a new one") from error
        return reply


def checked(reply: CannedReply) -> CannedReply:
    """The reply as it is kept; raises `InvalidInput` and `CardNumberRefused`."""
    shortcut = reply.shortcut.strip().lstrip("/").lower()
    if not _SHORTCUT.fullmatch(shortcut):
        raise InvalidInput("shortcut: accepted are 1 to 32 letters, digits, characters, - and _")
    en, zh = _text(reply.en), _text(reply.zh)
    if not en and not zh:
        raise InvalidInput("a reply wants a text; accepted is one in English (en), in Chinese (zh) or both")
    return CannedReply(reply.id, shortcut, en, zh)


def _plan(replies: Sequence[CannedReply], before: Mapping[str, CannedReply]) -> Plan:
    added = [replace(reply, id=f"cr_{uuid4().hex}") for reply in replies if reply.shortcut not in before]
    old = [(before[reply.shortcut], reply) for reply in replies if reply.shortcut in before]
    changed = [(was, replace(reply, id=was.id)) for was, reply in old if replace(reply, id=was.id) != was]
    told = repr(([(one.shortcut, one.en, one.zh) for one in added], changed))
    id_ = f"pl_{sha256(told.encode()).hexdigest()[:24]}"
    return Plan(id_, tuple(added), tuple(changed), len(old) - len(changed))


def _text(text: str) -> str:
    if not text.strip():
        return ""
    unknown = sorted({gap for gap in _GAP.findall(text) if gap not in VARIABLES})
    if unknown:
        accepted = ", ".join(f"{{{name}}}" for name in VARIABLES)
        raise InvalidInput(f"unknown variable(s) {', '.join(unknown)}; accepted: {accepted}")
    return screen(text, _LONGEST)


def _entry(person: str, reason: str, event: AuditEvent = AuditEvent.CANNED_CHANGED) -> Entry:
    return Entry(event, None, f"staff:{person}", reason=reason)
