"""Signing in with the word of an OpenID provider."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.ids import new_id
from bot.errors import InvalidInput, SignInRefused
from bot.people.accounts import UNPROVED, actor, now_utc, person_of, read_login, token_digest
from bot.people.model import Person, Role, Session
from bot.people.oidc import OidcProvider, Secrets, Vouched
from bot.people.sign_in import SignIn
from bot.people.tables import invitations, people, provider_sign_ins
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.refusals import Refusals
from bot.storage.tries import TryCounter

_PATIENCE: Final = timedelta(minutes=10)
_LONGEST_NAME: Final = 96


@dataclass(frozen=True)
class Begun:
    """Where the browser is sent, and what it keeps until it comes back."""

    address: str
    state: str


class ProviderSignIn:
    """The provider says whose e-mail address it is; whether it opens an account is ours to say.

    Accepted is somebody whom an admin gave an account, or somebody of one of `domains`, who gets one with `role`. The
    first time ties the account to the provider's own name for the person: an address that the provider later gives to
    somebody else opens it no longer.
    """

    def __init__(
        self,
        database: Database,
        provider: OidcProvider,
        sign_in: SignIn,
        tries: TryCounter,
        audit: AuditLog,
        *,
        domains: Sequence[str] = (),
        role: Role = Role.AGENT,
        now: Callable[[], datetime] = now_utc,
    ) -> None:
        self._database, self._provider, self._sign_in = database, provider, sign_in
        self._tries, self._audit, self._role, self._now = tries, audit, role, now
        self._refusals = Refusals(database, now=now)
        self._domains = frozenset(domain.casefold().lstrip("@") for domain in domains)

    async def close(self) -> None:
        await self._provider.close()

    async def begin(self, address: str, language: str) -> Begun:
        """Raises `TooManyTries`, `ProviderUnavailable`."""
        # Only what comes to nothing counts.
        await self._tries.forget(await self._tries.begin({"provider": address}))
        made = Secrets(*(secrets.token_urlsafe(32) for _ in range(3)))
        sent_to = await self._provider.address(made)
        row = {
            "state": token_digest(made.state),
            "nonce": made.nonce,
            "verifier": made.verifier,
            "language": language,
            "expires_at": self._now() + _PATIENCE,
        }
        async with self._database.transaction() as connection:
            await connection.execute(delete(provider_sign_ins).where(provider_sign_ins.c.expires_at <= self._now()))
            await connection.execute(provider_sign_ins.insert().values(**row))
        return Begun(sent_to, made.state)

    async def language(self, state: str) -> str:
        """In which the sign-in was begun; empty where there is none such."""
        query = select(provider_sign_ins.c.language).where(provider_sign_ins.c.state == token_digest(state))
        async with self._database.reading() as connection:
            return await connection.scalar(query) or ""

    async def end(
        self, state: str, code: str, issuer: str | None, address: str, browser: str, *, instead_of: str = ""
    ) -> tuple[Session, str]:
        """A session and its token; a sign-in ends once.

        Raises `SignInRefused`, `TooManyTries`, `ProviderUnavailable`.
        """
        begun = await self._tries.begin({"provider": address})
        try:
            kept = await self._spend(state)
            if issuer is not None and issuer != self._provider.client.issuer:
                raise SignInRefused("the answer is another provider's")
            vouched = await self._provider.vouched(code, Secrets(state, kept.nonce, kept.verifier))
            person = await self._account(vouched)
        except SignInRefused as refusal:
            entry = Entry(
                AuditEvent.SIGN_IN_REFUSED, None, "staff:by the provider", reason=f"{refusal}, from {address}"
            )
            await self._refusals.note(entry)
            raise
        await self._tries.forget(begun)
        return await self._sign_in.open(person, address, browser, instead_of=instead_of)

    async def _spend(self, state: str) -> Row[Any]:
        own = provider_sign_ins.c.state == token_digest(state)
        async with self._database.transaction() as connection:
            row = (await connection.execute(select(provider_sign_ins).where(own).with_for_update())).one_or_none()
            spent = await connection.execute(delete(provider_sign_ins).where(own))
            if row is None or not spent.rowcount or row.expires_at <= self._now():
                raise SignInRefused("the sign-in was ended before, or was never begun")
            return row

    async def _account(self, vouched: Vouched) -> Person:
        try:
            login = read_login(vouched.email)
        except InvalidInput as error:
            raise SignInRefused("the provider's e-mail address is none") from error
        if login != vouched.email:  # logins are kept as if "ß" were "ss": it is not shown which of the two it is
            raise SignInRefused("the provider's e-mail address might be another's")
        async with self._database.transaction() as connection:
            is_own = or_(people.c.login == login, people.c.subject == self._subject(vouched))
            found = (await connection.execute(select(people).where(is_own).with_for_update())).all()
            row = next((one for one in found if one.login == login), None)
            if row is None and not found and login.partition("@")[2] in self._domains:
                row = await self._add(connection, login, vouched)
            if row is None or not row.is_active:
                raise SignInRefused(f"{login} has no account that is active")
            if row.subject not in (None, self._subject(vouched)) or len(found) > 1:
                raise SignInRefused(f"{login} is somebody else at the provider by now")
            return await self._tied(connection, row, vouched)

    async def _add(self, connection: AsyncConnection, login: str, vouched: Vouched) -> Row[Any]:
        seen = "".join(c if c.isprintable() else " " for c in vouched.name)
        name = " ".join(seen.split())[:_LONGEST_NAME].strip()
        values = {"id": new_id("pe"), "login": login, "name": name or login.partition("@")[0][:_LONGEST_NAME]}
        row = {**UNPROVED, **values, "role": self._role.value, "is_active": True, "created_at": self._now()}
        await connection.execute(people.insert().values(**row))
        after = {"login": login, "name": values["name"], "role": self._role.value, "by": "the provider's word"}
        await self._write(connection, login, after)
        return (await connection.execute(select(people).where(people.c.id == values["id"]))).one()

    async def _tied(self, connection: AsyncConnection, row: Row[Any], vouched: Vouched) -> Person:
        """An invitation is not wanted any more, and must not lie about."""
        if row.subject is None:
            tied = update(people).where(people.c.id == row.id).values(subject=self._subject(vouched))
            await connection.execute(tied)
            await connection.execute(delete(invitations).where(invitations.c.person_id == row.id))
            await self._write(connection, row.login, {"signs_in_with": self._provider.client.issuer})
        return person_of((await connection.execute(select(people).where(people.c.id == row.id))).one())

    async def _write(self, connection: AsyncConnection, login: str, after: dict[str, Any]) -> None:
        entry = Entry(AuditEvent.ACCOUNT_CHANGED, None, actor(login), reason=login, after=after)
        await self._audit.write(entry, connection)

    def _subject(self, vouched: Vouched) -> str:
        """A provider's name for somebody is its own; another provider may use the same for another."""
        return token_digest(f"{self._provider.client.issuer} {vouched.subject}")
