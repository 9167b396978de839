"""Signing in and out, and who is signed in."""

import hmac
import re
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

from sqlalchemy import ColumnElement, Row, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.ids import new_id
from bot.errors import CodeWanted, InvalidInput, NotSignedIn, SessionIdle, SignInRefused, TooManyTries
from bot.people.accounts import NO_FACTOR, actor, now_utc, person_of, token_digest
from bot.people.model import Person, Session
from bot.people.passwords import Passwords
from bot.people.second_factor import SecondFactor, new_spares, spare_digest
from bot.people.tables import people, sessions
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.refusals import Refusals
from bot.storage.tries import TryCounter

_SEEN_EVERY: Final = timedelta(minutes=1)
"""While somebody works, it is written down this often, and ten times while they may be idle where that is sooner."""
_LONGEST_BROWSER: Final = 200
_SIGNED_IN: Final = select(
    people,
    sessions.c.id.label("session_id"),
    sessions.c.begun_at,
    sessions.c.seen_at,
    sessions.c.expires_at,
    sessions.c.address,
    sessions.c.browser,
).join(sessions, sessions.c.person_id == people.c.id)
# Written once: building a statement takes longer than running it, and every request of the desk asks.
_BY_DIGEST: Final = _SIGNED_IN.where(sessions.c.digest == bindparam("digest"))
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_REFUSED: Final = "the login, the password or the code is wrong"


@dataclass(frozen=True)
class Lifetimes:
    """How long a session lasts: at most, and while its person does nothing."""

    longest: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)


@dataclass(frozen=True)
class SetUp:
    """What a person's app needs, as a picture or typed, and the spare codes: shown once, each good once."""

    address: str
    secret: str
    spares: Sequence[str]


class SignIn:
    """Takes a login, a password and, where a second factor is set up, a code.

    What was wrong is never told apart, nor by how long the answer takes. Wrong tries are counted by account and by
    address; over a limit, `TooManyTries`.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        factor: SecondFactor,
        tries: TryCounter,
        audit: AuditLog,
        *,
        lifetimes: Lifetimes | None = None,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._passwords, self._factor = database, passwords, factor
        self._tries, self._audit, self._now = tries, audit, now
        self._lifetimes = lifetimes or Lifetimes()
        self._refusals = Refusals(database, now=now)

    async def begin(
        self, login: str, password: str, code: str, address: str, browser: str, *, instead_of: str = ""
    ) -> tuple[Session, str]:
        """A new session and its token, which is kept nowhere; the one that the browser had before (`instead_of`, its
        token) ends. Raises `SignInRefused`, `CodeWanted`, `TooManyTries`."""
        login = login.strip().casefold()
        begun = await self._begin_try(login, address)
        async with self._database.reading() as connection:
            row = (await connection.execute(select(people).where(people.c.login == login))).one_or_none()
        fits = await self._passwords.fits(password, row.password if row is not None else None)
        if row is None or not fits or not row.is_active:
            await self._refuse(login, address)
        person = person_of(row)
        if person.has_second_factor and not code:
            # Not a wrong try: the password was right.
            await self._tries.forget(begun)
            raise CodeWanted("the code of your authenticator app, or a spare code, is wanted")
        if person.has_second_factor and not await self._takes_code(person.id, code):
            await self._refuse(login, address)
        await self._tries.forget(begun)
        digest = await self._strengthen(row, password)
        same = (people.c.password == digest, people.c.factor.is_not_distinct_from(row.factor))
        return await self.open(person, address, browser, instead_of=instead_of, while_=same)

    async def who(self, token: str) -> Session:
        """Whose session a token is; being asked for is not being used. Raises `NotSignedIn`, `SessionIdle`."""
        now = self._now()
        async with self._database.reading() as connection:
            found = await connection.execute(_BY_DIGEST, {"digest": token_digest(token)})
            row = found.one_or_none()
        if row is None or not row.is_active:
            raise NotSignedIn("you are not signed in, or no longer; sign in")
        if not self._lasts(row, now):
            is_idle = row.seen_at + self._lifetimes.idle < row.expires_at
            raise (SessionIdle if is_idle else NotSignedIn)("your session has ended; sign in again")
        return _session(row)

    async def use(self, session: Session, ago: timedelta) -> None:
        """The person did something in the session's browser, so long ago."""
        now = self._now()
        used_at, every = now - ago, min(_SEEN_EVERY, self._lifetimes.idle / 10)
        if used_at <= session.seen_at or now - session.seen_at <= every:
            return
        # Of two tabs, the one in which nothing was done lately takes nothing back.
        own = (sessions.c.id == session.id, sessions.c.seen_at < used_at)
        async with self._database.transaction() as connection:
            await connection.execute(update(sessions).where(*own).values(seen_at=used_at))

    async def lasting(self, session_ids: Collection[str]) -> Mapping[str, Session]:
        """Those of the sessions that have not ended; being looked for is not being used."""
        now = self._now()
        known = _SIGNED_IN.where(sessions.c.id.in_(session_ids), people.c.is_active)
        async with self._database.reading() as connection:
            return {row.session_id: _session(row) for row in await connection.execute(known) if self._lasts(row, now)}

    async def end(self, session: Session) -> None:
        """Signs out of one browser."""
        async with self._database.transaction() as connection:
            await connection.execute(delete(sessions).where(sessions.c.id == session.id))
            await self._write(connection, AuditEvent.SIGNED_OUT, session.person.login)

    async def sessions_of(self, person: Person) -> Sequence[Session]:
        """Where somebody is signed in, the newest first."""
        now = self._now()
        own = _SIGNED_IN.where(sessions.c.person_id == person.id).order_by(sessions.c.begun_at.desc())
        async with self._database.reading() as connection:
            return [_session(row) for row in await connection.execute(own) if self._lasts(row, now)]

    async def revoke(self, person: Person, session_id: str) -> None:
        """Ends one of somebody's sessions, if it is theirs."""
        own = (sessions.c.id == session_id, sessions.c.person_id == person.id)
        async with self._database.transaction() as connection:
            if (await connection.execute(delete(sessions).where(*own))).rowcount:
                await self._write(connection, AuditEvent.SIGNED_OUT, person.login, f"session {session_id}")

    async def change_password(self, session: Session, old: str, new: str) -> None:
        """Every other browser is signed out. Raises `SignInRefused` on a wrong old one, `InvalidInput`."""
        login = session.person.login
        await self._prove(session, old)
        digest = await self._passwords.digest(new, login)
        async with self._database.transaction() as connection:
            await connection.execute(update(people).where(people.c.login == login).values(password=digest))
            await _end_others(connection, session)
            await self._write(connection, AuditEvent.ACCOUNT_CHANGED, login, "password changed")

    async def set_up_factor(self, session: Session, password: str) -> SetUp:
        """A new secret and spare codes; nothing is asked of the person until a first code has confirmed them.

        The password is asked for, so that a browser left open gives nobody the account for good. Raises
        `SignInRefused` on a wrong one, `InvalidInput` where a second factor is set up already.
        """
        person = session.person
        await self._prove(session, password)
        kept, spares = self._factor.new_secret(), new_spares()
        digests = [spare_digest(code, person.id) for code in spares]
        values = {"factor": kept, "factor_step": -1, "spares": digests}
        # One that another window has just confirmed is not swept away.
        unconfirmed = (people.c.id == person.id, people.c.factor_step < 0)
        async with self._database.transaction() as connection:
            if not (await connection.execute(update(people).where(*unconfirmed).values(**values))).rowcount:
                raise InvalidInput("a second factor is set up already; remove it first")
        return SetUp(self._factor.address(kept, person.login), self._factor.secret(kept), spares)

    async def confirm_factor(self, session: Session, code: str) -> None:
        """From now on a code is wanted; every other browser is signed out. Raises `SignInRefused` on a wrong one."""
        if session.person.has_second_factor:
            raise InvalidInput("a second factor is set up already; remove it first")
        async with self._coded(session, code, spares=False) as connection:
            await _end_others(connection, session)
            await self._write(connection, AuditEvent.ACCOUNT_CHANGED, session.person.login, "second factor set up")

    async def remove_factor(self, session: Session, code: str) -> None:
        """Raises `SignInRefused` on a wrong code."""
        person = session.person
        async with self._coded(session, code) as connection:
            await connection.execute(update(people).where(people.c.id == person.id).values(**NO_FACTOR))
            await self._write(connection, AuditEvent.ACCOUNT_CHANGED, person.login, "second factor removed")

    async def _prove(self, session: Session, password: str) -> None:
        """Whether it is still the person who is signed in; wrong tries count as those at the door do."""
        login, begun = session.person.login, await self._begin_try(session.person.login, session.address)
        async with self._database.reading() as connection:
            kept = await connection.scalar(select(people.c.password).where(people.c.login == login))
        if not await self._passwords.fits(password, kept):
            await self._refuse(login, session.address)
        await self._tries.forget(begun)

    @asynccontextmanager
    async def _coded(self, session: Session, code: str, *, spares: bool = True) -> AsyncIterator[AsyncConnection]:
        """One transaction, for what a code is wanted for and which uses it up; raises `SignInRefused`."""
        person = session.person
        begun = await self._begin_try(person.login, session.address)
        async with self._database.transaction() as connection:
            is_good = await self._use_code(connection, person.id, code, spares=spares)
            if is_good:
                yield connection
        if not is_good:
            await self._note_refusal(person.login, f"code, from {session.address}")
            raise SignInRefused("the code does not fit; accepted: the six digits that your app shows now")
        await self._tries.forget(begun)

    async def _begin_try(self, login: str, address: str) -> tuple[int, ...]:
        try:
            return await self._tries.begin({"login": f"{login} {address}", "account": login, "sign_in": address})
        except TooManyTries:
            await self._note_refusal(login, f"too many tries from {address}", again=address)
            raise

    async def _refuse(self, login: str, address: str) -> NoReturn:
        await self._note_refusal(login, f"from {address}")
        raise SignInRefused(_REFUSED)

    async def _takes_code(self, person_id: str, code: str) -> bool:
        async with self._database.transaction() as connection:
            return await self._use_code(connection, person_id, code)

    async def _use_code(self, connection: AsyncConnection, person_id: str, code: str, *, spares: bool = True) -> bool:
        """Whether a code is good; it is so once, however many come at once."""
        row = (await connection.execute(select(people).where(people.c.id == person_id).with_for_update())).one()
        values = self._spent(row, code, spares=spares)
        if values is None:
            return False
        await connection.execute(update(people).where(people.c.id == person_id).values(**values))
        return True

    def _spent(self, row: Row[Any], code: str, *, spares: bool) -> dict[str, Any] | None:
        """What is kept once a code is used, or None where it is not good."""
        if row.factor is None:
            return None
        step = self._factor.step(row.factor, code, row.factor_step)
        if step is not None:
            return {"factor_step": step}
        digest = spare_digest(code, row.id)
        if not spares or not any(hmac.compare_digest(digest, kept) for kept in row.spares):
            return None
        return {"spares": [kept for kept in row.spares if kept != digest]}

    async def _strengthen(self, row: Row[Any], password: str) -> str:
        """The digest that is kept from now on: what was made with less work than is usual by now is made anew, while
        the password is at hand."""
        if not self._passwords.is_weak(row.password):
            return str(row.password)
        digest = await self._passwords.digest(password, row.login)
        async with self._database.transaction() as connection:
            same = (people.c.id == row.id, people.c.password == row.password)
            await connection.execute(update(people).where(*same).values(password=digest))
        return digest

    async def open(
        self,
        person: Person,
        address: str,
        browser: str,
        *,
        instead_of: str = "",
        while_: Sequence[ColumnElement[bool]] = (),
    ) -> tuple[Session, str]:
        """A session for somebody whose proof has been seen, `while_` what it was held against is so.

        Looking takes its time: whoever was signed out everywhere meanwhile does not come in behind that. Raises
        `SignInRefused`.
        """
        now, token = self._now(), secrets.token_urlsafe(32)
        session = Session(new_id("se"), person, now, now, address, browser[:_LONGEST_BROWSER])
        row = {
            "id": session.id,
            "person_id": person.id,
            "digest": token_digest(token),
            "begun_at": now,
            "seen_at": now,
            "expires_at": now + self._lifetimes.longest,
            "address": address,
            "browser": session.browser,
        }
        still = select(people.c.id).where(people.c.id == person.id, people.c.is_active, *while_).with_for_update()
        async with self._database.transaction() as connection:
            is_so = await connection.scalar(still) is not None
            if is_so:
                old = or_(sessions.c.expires_at <= now, sessions.c.digest == token_digest(instead_of))
                await connection.execute(delete(sessions).where(old))
                await connection.execute(sessions.insert().values(**row))
                await self._write(connection, AuditEvent.SIGNED_IN, person.login, f"from {address}")
        if not is_so:
            await self._refuse(person.login, address)
        return session, token

    def _lasts(self, row: Row[Any], now: datetime) -> bool:
        return bool(now < row.expires_at and now - row.seen_at < self._lifetimes.idle)

    async def _note_refusal(self, login: str, reason: str, *, again: str | None = None) -> None:
        """What one address is refused `again` and again has one line a while, and their number."""
        # A password that was typed into the wrong field must not stand in a log that forgets nothing.
        login = login if _ADDRESS.fullmatch(login) else "no address"
        entry = Entry(AuditEvent.SIGN_IN_REFUSED, None, actor(login), reason=reason)
        await self._refusals.note(entry, again)

    async def _write(self, connection: AsyncConnection, event: AuditEvent, login: str, reason: str = "") -> None:
        await self._audit.write(Entry(event, None, actor(login), reason=reason), connection)


async def _end_others(connection: AsyncConnection, session: Session) -> None:
    """Signs the person out of every browser but this."""
    others = (sessions.c.person_id == session.person.id, sessions.c.id != session.id)
    await connection.execute(delete(sessions).where(*others))


def _session(row: Row[Any]) -> Session:
    return Session(row.session_id, person_of(row), row.begun_at, row.seen_at, row.address, row.browser)
