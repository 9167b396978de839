"""Who has an account, and what they may do."""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.ids import new_id
from bot.errors import InvalidInput, InvitationRejected, LastAdmin, PersonNotFound
from bot.language import Language
from bot.people.model import Availability, Person, Role, Skills, Topic
from bot.people.passwords import Passwords
from bot.people.tables import invitations, people, sessions
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database

INVITATION_LASTS: Final = timedelta(hours=48)
NO_FACTOR: Final[Mapping[str, Any]] = {"factor": None, "factor_step": -1, "spares": []}
UNPROVED: Final[Mapping[str, Any]] = {"password": None, "subject": None, **NO_FACTOR}
"""The columns of an account with which nobody can sign in."""
_ADMINS: Final = (
    select(people.c.id)
    .where(
        people.c.role == Role.ADMIN.value,
        people.c.is_active,
        people.c.password.is_not(None) | people.c.subject.is_not(None),
    )
    .order_by(people.c.id)
)
"""Who can sign in and do everything."""
_LONGEST_LOGIN: Final = 320
_LONGEST_NAME: Final = 96


def now_utc() -> datetime:
    return datetime.now(UTC)


class Accounts:
    """Adds and changes accounts; every change is audited with who made it (`by`, such as `staff:ann@shop.example`).

    A person is named by login; an unknown one raises `PersonNotFound`. Nobody is ever given a password: each chooses
    their own with an invitation, good once.
    """

    def __init__(
        self, database: Database, passwords: Passwords, audit: AuditLog, now: Callable[[], datetime] = now_utc
    ) -> None:
        self._database, self._passwords, self._audit, self._now = database, passwords, audit, now

    async def add(self, login: str, name: str, role: Role, by: str) -> str:
        """Adds somebody and returns their invitation; raises `InvalidInput`, also where the login is taken."""
        login, name = read_login(login), _name(name)
        person_id = new_id("pe")
        values = {"id": person_id, "login": login, "name": name, "role": role.value, "is_active": True}
        try:
            async with self._database.transaction() as connection:
                await connection.execute(people.insert().values(**values, **UNPROVED, created_at=self._now()))
                await self._write(connection, by, login, {}, {"login": login, "name": name, "role": role.value})
                return await self._invite(connection, person_id)
        except IntegrityError as error:
            raise InvalidInput(f"{login} has an account already; accepted: another e-mail address") from error

    async def list(self) -> Sequence[Person]:
        """By login."""
        async with self._database.reading() as connection:
            return [person_of(row) for row in await connection.execute(select(people).order_by(people.c.login))]

    async def person(self, login: str) -> Person:
        async with self._database.reading() as connection:
            return person_of(await _row(connection, login))

    async def is_empty(self) -> bool:
        """Whether no admin can sign in yet."""
        async with self._database.reading() as connection:
            return (await connection.execute(_ADMINS)).first() is None

    async def invite(self, login: str, by: str, *, even_the_last: bool = False) -> str:
        """A new invitation, for a new password: the old one is good no longer, nor is any session or second factor.

        Raises `LastAdmin` where no admin could sign in until it is taken up; `even_the_last` is for whoever has the
        machine, and with it another invitation at any time.
        """
        async with self._database.transaction() as connection:
            admins = await _lock_admins(connection)
            person = person_of(await _row(connection, login))
            if not person.is_active:
                raise InvalidInput(f"{person.login} is inactive; accepted: an account that is made active first")
            await _unset(connection, person.id)
            if admins and not even_the_last:
                await _must_leave_an_admin(connection, person.login)
            await self._write(connection, by, person.login, {}, {"invited": True})
            return await self._invite(connection, person.id)

    async def take_up(self, invitation: str, password: str) -> Person:
        """Sets the password that an invited person chose; raises `InvitationRejected`, `InvalidInput`."""
        async with self._database.reading() as connection:
            row = await self._invited(connection, invitation)
        digest = await self._passwords.digest(password, row.login)
        async with self._database.transaction() as connection:
            row = await self._invited(connection, invitation)
            spent = await connection.execute(delete(invitations).where(invitations.c.person_id == row.id))
            if not spent.rowcount:
                raise InvitationRejected("the invitation was used this very moment; accepted: a new one")
            await connection.execute(update(people).where(people.c.id == row.id).values(password=digest))
            await self._write(connection, actor(row.login), row.login, {}, {"password": "chosen"})
            return person_of(await _row(connection, row.login))

    async def make_first(self, login: str, name: str, password: str) -> Person:
        """The first admin, also of somebody who was invited and has not come; raises `InvitationRejected` once one can
        sign in, and `InvalidInput` where the login is that of somebody else who can."""
        login, name = read_login(login), _name(name)
        digest = await self._passwords.digest(password, login)
        values = {**UNPROVED, "name": name, "role": Role.ADMIN.value, "is_active": True, "password": digest}
        async with self._database.transaction() as connection:
            if await _lock_admins(connection):
                raise InvitationRejected("there is an admin already; accepted: an invitation of theirs")
            row = (await connection.execute(_of_login(login).with_for_update())).one_or_none()
            if row is None:
                added = {"id": new_id("pe"), "login": login, "created_at": self._now()}
                await connection.execute(people.insert().values(**added, **values))
            elif row.password is None and row.subject is None:
                await connection.execute(delete(invitations).where(invitations.c.person_id == row.id))
                await connection.execute(update(people).where(people.c.id == row.id).values(**values))
            else:
                raise InvalidInput(f"{login} has an account already; accepted: another e-mail address")
            await self._write(connection, actor(login), login, {}, {"login": login, "role": Role.ADMIN.value})
            return person_of(await _row(connection, login))

    async def change(
        self,
        login: str,
        by: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        is_active: bool | None = None,
        languages: Sequence[Language] | None = None,
        topics: Sequence[Topic] | None = None,
    ) -> Person:
        """Changes what is given; raises `LastAdmin` where nobody would be left who can.

        Somebody who is made inactive is signed out everywhere, and an invitation of theirs is good no longer. No
        `languages` or `topics` at all means every one.
        """
        given = {
            "name": name and _name(name),
            "role": role and role.value,
            "is_active": is_active,
            "languages": None if languages is None else sorted(set(languages)),
            "topics": None if topics is None else sorted({topic.value for topic in topics}),
        }
        values = {field: value for field, value in given.items() if value is not None}
        if not values:
            raise InvalidInput(
                "nothing to change; accepted: a name, a role, languages, topics, or whether the account is active"
            )
        async with self._database.transaction() as connection:
            admins = await _lock_admins(connection)
            row = await _row(connection, login)
            before = {field: getattr(row, field) for field in values}
            await connection.execute(update(people).where(people.c.id == row.id).values(**values))
            if admins:
                await _must_leave_an_admin(connection, row.login)
            if is_active is False:
                await _sign_out(connection, row.id)
                await connection.execute(delete(invitations).where(invitations.c.person_id == row.id))
            await self._write(connection, by, row.login, before, values)
            return person_of(await _row(connection, login))

    async def reset_factor(self, login: str, by: str) -> Person:
        """For somebody who lost their app and the spare codes: the password alone opens the account again.

        Every browser is signed out. Raises `InvalidInput` where there is no second factor.
        """
        async with self._database.transaction() as connection:
            person = person_of(await _row(connection, login))
            if not person.has_second_factor:
                raise InvalidInput(f"{person.login} has no second factor; accepted: somebody who has one")
            await connection.execute(update(people).where(people.c.id == person.id).values(**NO_FACTOR))
            await _sign_out(connection, person.id)
            await self._write(connection, by, person.login, {"second_factor": True}, {"second_factor": False})
            return person_of(await _row(connection, login))

    async def _invite(self, connection: AsyncConnection, person_id: str) -> str:
        token = secrets.token_urlsafe(32)
        await connection.execute(delete(invitations).where(invitations.c.person_id == person_id))
        expires_at = self._now() + INVITATION_LASTS
        row = {"person_id": person_id, "digest": token_digest(token), "expires_at": expires_at}
        await connection.execute(invitations.insert().values(**row))
        return token

    async def _invited(self, connection: AsyncConnection, invitation: str) -> Row[Any]:
        joined = select(people).join(invitations, invitations.c.person_id == people.c.id)
        good = (invitations.c.digest == token_digest(invitation), invitations.c.expires_at > self._now())
        row = (await connection.execute(joined.where(*good, people.c.is_active))).one_or_none()
        if row is None:
            raise InvitationRejected("the invitation was used, has expired or is none of ours; accepted: a new one")
        return row

    async def _write(
        self, connection: AsyncConnection, by: str, login: str, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        entry = Entry(AuditEvent.ACCOUNT_CHANGED, None, by, reason=login, before=before or None, after=after)
        await self._audit.write(entry, connection)


def actor(login: str) -> str:
    """As the audit log names a person."""
    return f"staff:{login}"[:160]


def token_digest(token: str) -> str:
    """How a random token is kept."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def read_login(login: str) -> str:
    """An e-mail address in small letters; raises `InvalidInput`."""
    read = login.strip().casefold()
    name, _, host = read.partition("@")
    if not name or "." not in host.strip(".") or any(c.isspace() for c in read) or len(read) > _LONGEST_LOGIN:
        raise InvalidInput("the login is no e-mail address; accepted: somebody@shop.example")
    return read


def person_of(row: Any) -> Person:
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        is_active=row.is_active,
        has_password=row.password is not None,
        has_provider=row.subject is not None,
        has_second_factor=row.factor is not None and row.factor_step >= 0,
        availability=Availability(row.availability),
        skills=Skills(tuple(row.languages or ()), tuple(map(Topic, row.topics or ()))),
    )


def _name(name: str) -> str:
    read = " ".join(name.split())
    if not 1 <= len(read) <= _LONGEST_NAME or not read.isprintable():
        raise InvalidInput(f"the name shoppers see has 1 to {_LONGEST_NAME} printable characters")
    return read


def _of_login(login: str) -> Select[Any]:
    return select(people).where(people.c.login == login)


async def _row(connection: AsyncConnection, login: str) -> Row[Any]:
    row = (await connection.execute(_of_login(login.strip().casefold()))).one_or_none()
    if row is None:
        raise PersonNotFound(login)
    return row


async def _unset(connection: AsyncConnection, person_id: str) -> None:
    await connection.execute(update(people).where(people.c.id == person_id).values(**UNPROVED))
    await _sign_out(connection, person_id)


async def _sign_out(connection: AsyncConnection, person_id: str) -> None:
    await connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


async def _lock_admins(connection: AsyncConnection) -> Sequence[str]:
    """Held, so that two who send each other away at once do not both succeed."""
    return (await connection.scalars(_ADMINS.with_for_update())).all()


async def _must_leave_an_admin(connection: AsyncConnection, login: str) -> None:
    """After a change by which `login` may be none any more."""
    if not await _lock_admins(connection):
        raise LastAdmin(f"{login} is the last admin who can sign in; accepted: another one first")
