"""The append-only log of every proof, proposal, decision and write: who, what, why, before, after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Integer, String, Table, Text, column, select, table
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
