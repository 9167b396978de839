"""The teams of a shop: names to which conversations are passed on, and who is in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Row, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.announcing import announce
from bot.conversation.bus import MessageBus, desk_news
from bot.conversation.case_file import write_own_note
from bot.conversation.ids import new_id
from bot.conversation.locked import LockedConversation
from bot.conversation.model import HandoffState
from bot.conversation.tables import handoffs
from bot.errors import InvalidInput, NameTaken
from bot.people.model import Role
from bot.people.tables import people, team_members, teams
from bot.storage.audit import AuditEvent, Entry, write
from bot.storage.database import Database
from bot.storage.upsert import insert_into

LONGEST_TEAM: Final = 40
_ANSWER: Final = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
_DISSOLVED: Final = (
    "The team “{name}” was removed: this conversation is everybody's. 团队“{name}”已删除，此对话由所有人接待。"
)


@dataclass(frozen=True)
class Member:
    """Somebody in a team."""

    id: str
    login: str
    name: str


@dataclass(frozen=True)
class Team:
    """A name, and its members by theirs."""

    id: str
    name: str
    members: tuple[Member, ...]


class Teams:
    """Makes and changes teams; every change is audited with who made it (`by`, such as `staff:ann@shop.example`).

    A team is named by its name, whatever the case of its letters, or its id; an unknown one raises `InvalidInput`. A
    conversation keeps the name of the team to which it was passed on, so that a new name is given to all of them.
    """

    def __init__(self, database: Database, bus: MessageBus) -> None:
        self._database, self._bus = database, bus

    async def list(self) -> Sequence[Team]:
        """By name."""
        inside = team_members.join(people, people.c.id == team_members.c.person_id)
        held = select(team_members.c.team_id, people.c.id, people.c.login, people.c.name).select_from(inside)
        async with self._database.reading() as connection:
            made = (await connection.execute(select(teams).order_by(teams.c.key))).all()
            members = (await connection.execute(held.order_by(people.c.name, people.c.login))).all()
        return [_team(row, [one for one in members if one.team_id == row.id]) for row in made]

    async def of(self, person_id: str) -> frozenset[str]:
        """The names of the teams that somebody is in."""
        own = select(teams.c.name).join(team_members, team_members.c.team_id == teams.c.id)
        async with self._database.reading() as connection:
            return frozenset(await connection.scalars(own.where(team_members.c.person_id == person_id)))

    async def make(self, name: str, by: str) -> None:
        """Raises `InvalidInput` on a bad name, also one that a team has already."""
        name = read_team(name)
        row = {"id": new_id("tm"), "name": name, "key": name.casefold(), "made_at": datetime.now(UTC)}
        try:
            async with self._database.transaction() as connection:
                await connection.execute(teams.insert().values(**row))
                await _note(connection, by, name, {}, {"name": name})
        except IntegrityError as error:
            raise _taken(name) from error

    async def rename(self, team: str, name: str, by: str) -> None:
        """Its conversations, ended ones too, are its own under the new name as well."""
        name = read_team(name)
        try:
            async with self._database.transaction() as connection:
                row = await _locked(connection, team)
                if row.name == name:
                    return
                own = update(teams).where(teams.c.id == row.id)
                await connection.execute(own.values(name=name, key=name.casefold()))
                await connection.execute(update(handoffs).where(handoffs.c.team == row.name).values(team=name))
                open_ones = await _open_of(connection, name)
                await _note(connection, by, name, {"name": row.name}, {"name": name})
        except IntegrityError as error:
            raise _taken(name) from error
        await announce(self._bus, [desk_news(*open_ones)])

    async def join(self, team: str, login: str, by: str) -> None:
        """Somebody who is in it already is no error. Raises `InvalidInput` for who answers nobody."""
        async with self._database.transaction() as connection:
            row, person = await _locked(connection, team), await _person(connection, login)
            if Role(person.role) not in _ANSWER:
                raise InvalidInput(f"{person.login} is a merchant; accepted: somebody who answers at the desk")
            member = {"team_id": row.id, "person_id": person.id}
            fresh = insert_into(connection, team_members).values(**member).on_conflict_do_nothing()
            if (await connection.execute(fresh)).rowcount:
                await _note(connection, by, row.name, {}, {"member": person.login})

    async def leave(self, team: str, login: str, by: str) -> None:
        """Somebody who is not in it is no error."""
        async with self._database.transaction() as connection:
            row, person = await _locked(connection, team), await _person(connection, login)
            own = (team_members.c.team_id == row.id) & (team_members.c.person_id == person.id)
            if (await connection.execute(delete(team_members).where(own))).rowcount:
                await _note(connection, by, row.name, {"member": person.login}, {})

    async def empty(self, team: str, by: str) -> None:
        """Everybody leaves it."""
        async with self._database.transaction() as connection:
            row = await _locked(connection, team)
            await _empty(connection, row, by)

    async def remove(self, team: str, by: str) -> int:
        """Its open conversations are everybody's from now on, which their notes say; returns how many they are."""
        async with self._database.transaction() as connection:
            row = await _locked(connection, team)
            moved = [one for one in await _open_of(connection, row.name) if await _free(connection, one, row.name, by)]
            await _empty(connection, row, by)
            await connection.execute(delete(teams).where(teams.c.id == row.id))
            await _note(connection, by, row.name, {"name": row.name}, {"conversations": len(moved)})
        await announce(self._bus, [desk_news(*moved)])
        return len(moved)


def read_team(name: str) -> str:
    """Raises `InvalidInput` on what is no name of a team."""
    read = " ".join(name.split())
    if not 1 <= len(read) <= LONGEST_TEAM or not read.isprintable():
        raise InvalidInput(f"the name of a team: accepted are 1 to {LONGEST_TEAM} printable characters")
    return read


def _team(row: Row[Any], members: Sequence[Row[Any]]) -> Team:
    return Team(row.id, row.name, tuple(Member(one.id, one.login, one.name) for one in members))


def _taken(name: str) -> NameTaken:
    return NameTaken(f"there is a team {name} already; accepted: another name")


async def _locked(connection: AsyncConnection, team: str) -> Row[Any]:
    """Before any of its conversations is: whoever passes one on to it locks in the same order."""
    key = " ".join(team.split()).casefold()
    query = select(teams).where((teams.c.key == key) | (teams.c.id == team)).with_for_update()
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        known = await connection.scalars(select(teams.c.name).order_by(teams.c.key))
        accepted = ", ".join(known) or "one that is made first"
        raise InvalidInput(f"there is no team {team[:LONGEST_TEAM]}; accepted: {accepted}")
    return row


async def _person(connection: AsyncConnection, login: str) -> Row[Any]:
    row = (await connection.execute(select(people).where(people.c.login == login.strip().casefold()))).one_or_none()
    if row is None:
        raise InvalidInput(f"{login[:320]} has no account; accepted: the e-mail address of somebody who has")
    return row


async def _empty(connection: AsyncConnection, row: Row[Any], by: str) -> None:
    inside = select(people.c.login).join(team_members, team_members.c.person_id == people.c.id)
    gone = (await connection.scalars(inside.where(team_members.c.team_id == row.id).order_by(people.c.login))).all()
    await connection.execute(delete(team_members).where(team_members.c.team_id == row.id))
    if gone:
        await _note(connection, by, row.name, {"members": list(gone)}, {"members": []})


async def _open_of(connection: AsyncConnection, name: str) -> Sequence[str]:
    is_open = handoffs.c.state != HandoffState.ENDED.value
    found = select(handoffs.c.conversation_id).where(handoffs.c.team == name, is_open)
    # Always in the same order, so that two who lock several do not wait for each other.
    return (await connection.scalars(found.order_by(handoffs.c.conversation_id))).all()


async def _free(connection: AsyncConnection, conversation_id: str, name: str, by: str) -> bool:
    """Whether it was still the team's when it was had."""
    held = await LockedConversation.take(connection, conversation_id)
    has = await held.open_handoff()
    if has is None or has.team != name:
        return False
    await held.change_handoff(team=None)
    await write_own_note(connection, conversation_id, _DISSOLVED.format(name=name))
    entry = Entry(AuditEvent.TRANSFERRED, conversation_id, by, before={"team": name}, after={"team": None})
    await write(connection, entry)
    await held.save()
    return True


async def _note(connection: AsyncConnection, by: str, name: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    entry = Entry(AuditEvent.TEAM_CHANGED, None, by, reason=name, before=before or None, after=after or None)
    await write(connection, entry)
