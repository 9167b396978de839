"""Accounts on a real database, with passwords that are quick to make."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.people.accounts import Accounts
from bot.people.model import Person, Role
from bot.people.passwords import Passwords
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.storage.audit import AuditLog, Entry
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.storage.tries import TryCounter
from tests.servers import PostgresServer
from tests.shop_world import Clock

ANN, ANNS = "ann@shop.example", "a long enough password"
HERE = "203.0.113.7"


@dataclass
class Staff:
    """The people of a shop, and the time."""

    database: Database
    accounts: Accounts
    sign_in: SignIn
    clock: Clock

    async def add(self, login: str = ANN, role: Role = Role.AGENT, password: str = ANNS) -> Person:
        invitation = await self.accounts.add(login, "Ann", role, "staff:test")
        return await self.accounts.take_up(invitation, password)

    async def enter(self, login: str = ANN, password: str = ANNS, code: str = "", address: str = HERE) -> str:
        _, token = await self.sign_in.begin(login, password, code, address, "a browser")
        return token

    async def log(self) -> list[Entry]:
        return list(await AuditLog(self.database).entries())


def quick_passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/store.db"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
async def staff(url: str) -> AsyncIterator[Staff]:
    await migrate(url)
    database, clock, passwords = Database.open(url), Clock(), quick_passwords()
    audit = AuditLog(database)
    limits = {"login": 3, "account": 6, "sign_in": 8}
    tries = TryCounter(database, limits, timedelta(minutes=15), b"key", clock)
    sign_in = SignIn(database, passwords, SecondFactor(b"k" * 32, clock), tries, audit, now=clock)
    yield Staff(database, Accounts(database, passwords, audit, clock), sign_in, clock)
    await database.close()
