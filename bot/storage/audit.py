"""The append-only log of every proof, proposal, decision and write: who, what, why, before, after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    Text,
    column,
    func,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.tables import UtcDateTime, metadata

# Append-only: the migrations add triggers that refuse DELETE and every UPDATE but one that only empties a line.
audit_log = Table(
    "audit_log",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("conversation_id", String(40)),
    Column("actor", String(160), nullable=False),
    Column("event", String(48), nullable=False),
    Column("order_id", String(64)),
    Column("proposal_id", String(40)),
    Column("reason", Text, nullable=False, default=""),
    Column("before", JSON),
    Column("after", JSON),
)

# Of the people's room above this one, only what tells by whom a thing was done.
_people = table("people", column("id"), column("login"))
_LONGEST_ACTOR = 160
COMMAND_LINE = "the command line"
"""By whom what is done there without a name is done."""


class AuditEvent(StrEnum):
    """What was done."""

    PROOF_GIVEN = "proof_given"  # a guest showed that an order is theirs
    PROOF_REFUSED = "proof_refused"  # a wrong contact or code, or a try over the limit
    FOUND_AGAIN = "found_again"  # a signed-in customer has their conversation on another device too
    ACCESS_REFUSED = "access_refused"  # somebody who is signed in asked for an order that is none of theirs
    CHOICE_REFUSED = "choice_refused"  # a choice or key that was used, forged or taken from elsewhere
    CODE_SENT = "code_sent"  # a one-time code went to the stored e-mail address
    TRANSCRIPT_SENT = "transcript_sent"  # a shopper had the conversation sent to an address of their own
    PROPOSED = "proposed"  # a write was shown and awaits a yes
    VOIDED = "voided"  # a proposal was outrun
    DECLINED = "declined"  # the shopper said no
    CONFIRMED = "confirmed"  # the shopper said yes, the write begins
    WRITTEN = "written"  # the write was seen in the shop's data
    REFUSED = "refused"  # the shop's rule or data forbade the write
    UNKNOWN = "unknown"  # the write's end was not seen
    AWAITS = "awaits"  # the shopper said yes, a merchant's limit asks for a person
    APPROVED = "approved"  # a person of the shop said yes, the write begins
    TURNED_DOWN = "turned_down"  # a person of the shop said no
    SIGNED_IN = "signed_in"  # a person of the shop
    SIGNED_OUT = "signed_out"  # the same, or one of their browsers from another
    SIGN_IN_REFUSED = "sign_in_refused"  # a wrong login, password or code, or too many of them
    ACCOUNT_CHANGED = "account_changed"  # of a person of the shop: added, role, password, second factor
    TAKEN = "taken"  # a person of the shop has a conversation from now on
    TAKEN_OVER = "taken_over"  # the same, from a colleague
    OFFERED = "offered"  # given by Shoptalk to somebody who is there and has not answered yet
    REQUEUED = "requeued"  # taken back by Shoptalk: whoever had it did not answer, or is gone
    PUT_BACK = "put_back"  # it waits for a person again
    TRANSFERRED = "transferred"  # given to a colleague or a team
    RETURNED = "returned"  # the bot has it back
    CLOSED = "closed"  # it is over
    CANNED_CHANGED = "canned_changed"  # a ready-made reply of the desk was added, changed or removed
    MACRO_CHANGED = "macro_changed"  # the same, of a macro
    MACRO_RUN = "macro_run"  # somebody ran one: what of it was done, and what not
    NOTED = "noted"  # somebody wrote a private note
    TAGGED = "tagged"  # a tag was set
    UNTAGGED = "untagged"  # a tag was taken away
    TRANSLATED = "translated"  # a language model was given words of a conversation or a draft to translate
    TEAM_CHANGED = "team_changed"  # a team was made, renamed or removed, or somebody came into it or left it
    EXPORTED = "exported"  # somebody took a table of what is kept here away as a file
    LETTER_RETRIED = "letter_retried"  # somebody had a letter tried again that could not be delivered
    DEED_BEGUN = "deed_begun"  # a person of the shop acts on a return, exchange or problem: the write begins
    CLAIM_TAKEN = "claim_taken"  # a person of the shop sees to a return, an exchange or a problem
    CLAIM_LEFT = "claim_left"  # and no longer
    NOT_WRITTEN = "not_written"  # looked up after its end was not seen: nothing was written
    HALF_WRITTEN = "half_written"  # looked up: a part shows and the rest does not come; a person of the shop is asked
    SEEN_TO = "seen_to"  # a person of the shop has ended what was half written, outside of Shoptalk


@dataclass(frozen=True)
class Entry:
    """One line of the log; `actor` is `customer:<id>`, `guest`, `staff:<name>` or `shoptalk` itself."""

    event: AuditEvent
    conversation_id: str | None
    actor: str
    order_id: str | None = None
    proposal_id: str | None = None
    reason: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """Which lines are looked for; what is None is not asked for. From `since` to before `until`."""

    actor: str | None = None
    conversation_id: str | None = None
    event: AuditEvent | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        kept, asked = audit_log.c, list[ColumnElement[bool]]()
        if self.actor is not None:
            asked.append(kept.actor == self.actor)
        if self.conversation_id is not None:
            asked.append(kept.conversation_id == self.conversation_id)
        if self.event is not None:
            asked.append(kept.event == self.event.value)
        if self.since is not None:
            asked.append(kept.at >= self.since)
        if self.until is not None:
            asked.append(kept.at < self.until)
        return asked


@dataclass(frozen=True)
class Check:
    """What a look at the whole log found."""

    lines: int
    is_guarded: bool
    """The database refuses to change or remove a line: its triggers stand."""
    missing: int | None
    """Numbers without a line, where the database gives them without gaps."""
    changes: int
    """Changes of shop data that were made."""
    unbacked: Sequence[str]
    """Proposals that were written without the yes of a shopper or of a person of the shop."""

    @property
    def is_well(self) -> bool:
        return self.is_guarded and not self.missing and not self.unbacked


_ON_SQLITE = frozenset({"audit_log_refuses_UPDATE", "audit_log_refuses_DELETE"})
_SQLITE_GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'"
_ON_POSTGRESQL = frozenset({"audit_log_refuses_changes", "audit_log_refuses_removal"})
_POSTGRESQL_GUARDS = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_log'::regclass AND NOT tgisinternal AND tgenabled <> 'D'"
)


class AuditLog:
    """Writes lines and reads them; the database itself refuses to change or delete one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, entry: Entry, connection: AsyncConnection | None = None) -> None:
        """Writes a line, in the caller's transaction when one is given."""
        if connection is None:
            async with self._database.transaction() as own:
                return await self.write(entry, own)
        await write(connection, entry)

    async def entries(self, *, order_id: str | None = None, conversation_id: str | None = None) -> Sequence[Entry]:
        """The oldest first."""
        query = select(audit_log).order_by(audit_log.c.id)
        if order_id is not None:
            query = query.where(audit_log.c.order_id == order_id)
        if conversation_id is not None:
            query = query.where(audit_log.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [_entry(dict(row)) for row in rows]

    async def page(self, wanted: Wanted, *, before: int | None = None, most: int = 50) -> Sequence[tuple[int, Entry]]:
        """Lines with their numbers, the newest first; `before` a number goes on from there."""
        query = select(audit_log).where(*wanted.conditions()).order_by(audit_log.c.id.desc()).limit(most)
        if before is not None:
            query = query.where(audit_log.c.id < before)
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings().all()
        return [(row["id"], _entry(dict(row))) for row in found]

    async def check(self) -> Check:
        """Whether the log can be relied on, as far as the database tells."""
        words = (AuditEvent.CONFIRMED, AuditEvent.APPROVED, AuditEvent.DEED_BEGUN)
        word = audit_log.c.event.in_([event.value for event in words])
        backed = select(audit_log.c.proposal_id).where(word, audit_log.c.proposal_id.is_not(None))
        written = select(audit_log.c.proposal_id).where(audit_log.c.event == AuditEvent.WRITTEN.value).distinct()
        unbacked = written.where(audit_log.c.proposal_id.not_in(backed)).order_by(audit_log.c.proposal_id)
        reach = select(func.count(), func.max(audit_log.c.id) - func.min(audit_log.c.id) + 1)
        async with self._database.reading() as connection:
            lines, numbers = (await connection.execute(reach)).one()
            changes = await connection.scalar(select(func.count()).select_from(written.subquery())) or 0
            alone = (await connection.scalars(unbacked)).all()
            is_sqlite = connection.dialect.name == "sqlite"
            guards = set((await connection.scalars(text(_SQLITE_GUARDS if is_sqlite else _POSTGRESQL_GUARDS))).all())
        is_guarded = guards >= (_ON_SQLITE if is_sqlite else _ON_POSTGRESQL)
        # A number that PostgreSQL gave to what was rolled back is not given again: a gap there proves nothing.
        missing = (numbers or 0) - lines if is_sqlite else None
        return Check(lines, is_guarded, missing, changes, tuple(alone))


def _entry(row: dict[str, Any]) -> Entry:
    del row["id"]
    return Entry(**{**row, "event": AuditEvent(row["event"])})


async def note(
    connection: AsyncConnection,
    event: AuditEvent,
    conversation_id: str | None,
    by: str | None,
    *,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Writes down, in the transaction that does it, what somebody at the desk did.

    `by` is a person's id, or a name that was given on the command line; None is Shoptalk itself.
    """
    entry = Entry(event, conversation_id, await actor_of(connection, by), reason=reason, before=before, after=after)
    await write(connection, entry)


async def write(connection: AsyncConnection, entry: Entry) -> None:
    values = {**vars(entry), "event": entry.event.value, "at": entry.at or datetime.now(UTC)}
    await connection.execute(audit_log.insert().values(**values))


async def actor_of(connection: AsyncConnection, by: str | None) -> str:
    """As the log names who did something."""
    if by is None:
        return "shoptalk"
    login = await connection.scalar(select(_people.c.login).where(_people.c.id == by))
    return f"staff:{login or by}"[:_LONGEST_ACTOR]
