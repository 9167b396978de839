"""Passing a conversation on: to a colleague, or to a team, with a word for them."""

from sqlalchemy import column, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus
from bot.conversation.case_file import write_note
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Handoff, HandoffState, Status
from bot.dialogue import parts as reply_parts
from bot.errors import HandoffNotFound, HandoffTaken, InvalidInput
from bot.storage.audit import AuditEvent
from bot.storage.database import Database

# Of the people's room above this one, only which teams there are.
_teams = table("teams", column("name"), column("key"))


class Transfers:
    """Each is one transaction with the note and with what the shopper is told."""

    def __init__(self, database: Database, bus: MessageBus) -> None:
        self._database, self._bus = database, bus

    async def to_colleague(self, conversation_id: str, by: str, colleague: str, note: str | None = None) -> None:
        """`colleague` has it from now on. Raises `HandoffNotFound`, and `HandoffTaken` where it is another's."""
        async with self._database.transaction() as connection:
            held, before = await _mine(await LockedConversation.take(connection, conversation_id), by)
            if held.status is not Status.ASSIGNED:
                held.move_to(Status.ASSIGNED)
            given = None if colleague == by else "passed"
            # Who is passed on still waits, until the colleague takes or answers it.
            taken_at = before.taken_at or (held.now if given is None else None)
            taken = {"state": HandoffState.TAKEN.value, "agent": colleague, "team": None, "given": given}
            await held.change_handoff(**taken, taken_at=taken_at)
            after = {"agent": await held.actor(colleague)}
            await held.note(AuditEvent.TRANSFERRED, by, after=after)
            await held.say(Author.SYSTEM, [reply_parts.handoff("transferred", agent=await held.shown_name(colleague))])
            if note:
                await write_note(connection, conversation_id, by, note)
            await held.save()
        await announce(self._bus, held.events)

    async def to_team(self, conversation_id: str, by: str, team: str, note: str | None = None) -> None:
        """It waits again, at the place that its time gives it, for whoever of the team takes it first.

        Raises `InvalidInput` where there is no such team.
        """
        async with self._database.transaction() as connection:
            team = await _known(connection, team)
            held, before = await _mine(await LockedConversation.take(connection, conversation_id), by)
            await held.queue_again(before, team=team)
            await held.note(AuditEvent.TRANSFERRED, by, after={"team": team})
            await held.say(Author.SYSTEM, [reply_parts.handoff("transferred")])
            if note:
                await write_note(connection, conversation_id, by, note)
            await held.save()
        await announce(self._bus, held.events)


async def _known(connection: AsyncConnection, team: str) -> str:
    """Its own name; it stays until the transaction ends."""
    named = select(_teams.c.name).where(_teams.c.key == " ".join(team.split()).casefold())
    name = await connection.scalar(named.with_for_update(read=True))
    if name is None:
        known = await connection.scalars(select(_teams.c.name).order_by(_teams.c.key))
        accepted = ", ".join(known) or "a colleague, until an admin has made a team"
        raise InvalidInput(f"there is no team {team}; accepted: {accepted}")
    return str(name)


async def _mine(held: LockedConversation, by: str) -> tuple[LockedConversation, Handoff]:
    before = await held.open_handoff()
    if before is None:
        raise HandoffNotFound(held.id)
    if before.agent not in (None, by):
        raise HandoffTaken(before.id, before.agent or "")
    return held, before
