"""A shop floor for tests: people at the desk, shoppers who wait, and the looks that the service takes at them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.conversation.desk import Desk
from bot.conversation.ids import new_id
from bot.conversation.locked import LockedConversation
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Author, Message, Status
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.tables import handoffs
from bot.dialogue import parts
from bot.language import Language
from bot.people.accounts import Accounts
from bot.people.model import Availability, Role, Session, Topic
from bot.people.presence import Presence
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.storage.database import Database
from bot.storage.tries import TryCounter
from tests.people.conftest import ANNS, HERE, quick_passwords
from tests.shop_world import Clock, World, furnish, prepare


@dataclass
class Floor:
    """`clock` is moved by the test alone; what the conversation room writes down it reads from the real one."""

    url: str
    """Of the store, for another process that opens it."""
    world: World
    clock: Clock
    bus: MemoryBus
    presence: Presence
    accounts: Accounts
    sign_in: SignIn
    desk: Desk
    sessions: dict[str, Session] = field(default_factory=dict)

    @property
    def store(self) -> Database:
        return self.world.store

    async def seat(
        self,
        name: str,
        availability: Availability = Availability.ONLINE,
        *,
        languages: tuple[Language, ...] = (),
        topics: tuple[Topic, ...] = (),
    ) -> str:
        """Somebody who sits down at the desk; their id."""
        login = f"{name}@shop.example"
        invitation = await self.accounts.add(login, name.title(), Role.AGENT, "staff:test")
        await self.accounts.take_up(invitation, ANNS)
        await self.accounts.change(login, "staff:test", languages=languages, topics=topics)
        session, _ = await self.sign_in.begin(login, ANNS, "", HERE, "a browser")
        self.sessions[name] = session
        await self.presence.beat(session, availability)
        return session.person.id

    async def beat(self, *names: str) -> None:
        for name in names:
            await self.presence.beat(self.sessions[name])

    async def ask(
        self,
        words: str = "a person please",
        *,
        language: Language = "en",
        topic: Topic | None = None,
        upset: bool = False,
        customer: str | None = None,
        ago: timedelta = timedelta(),
        standing: str = "queued",
    ) -> str:
        """A shopper who waits for a person since then; the conversation's id."""
        talk = (await self.world.conversations.begin(language, {})).id
        if customer:
            await self.world.conversations.bind_customer(talk, customer)
        async with self.store.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            held.now = self.clock() - ago
            await held.say(Author.SHOPPER, [parts.text(words)])
            held.move_to(Status.QUEUED)
            row = {"id": new_id("h"), "conversation_id": talk, "state": "waiting", "reason": words}
            about = {"topic": topic and topic.value, "upset": upset, "asked_at": held.now}
            await connection.execute(handoffs.insert().values(**row, **about))
            await held.say(Author.BOT, [parts.text("A person will reply here."), parts.handoff(standing)])
            await held.save()
        return talk

    async def waited(self, minutes: float, *, at: datetime, topic: Topic | None = None) -> None:
        """Somebody who was taken after so many minutes, and is gone."""
        talk = (await self.world.conversations.begin("en", {})).id
        row = {"id": new_id("h"), "conversation_id": talk, "state": "ended", "reason": "before"}
        about = {"topic": topic and topic.value, "asked_at": at, "taken_at": at + timedelta(minutes=minutes)}
        async with self.store.transaction() as connection:
            await connection.execute(handoffs.insert().values(**row, **about))

    async def notice(self, talk: str) -> parts.Part:
        """Where the shopper reads that they stand."""
        said = await self.world.conversations.history(talk)
        return next(part for message in reversed(said) for part in message.parts if part["kind"] == "handoff")

    async def said(self, talk: str) -> list[Message]:
        return list(await self.world.conversations.history(talk))


@asynccontextmanager
async def open_floor(store_url: str, folder: Path) -> AsyncIterator[Floor]:
    store, shop = await prepare(store_url, f"sqlite+aiosqlite:///{folder / 'shop.db'}")
    world, bus, passwords = furnish(store, shop, folder=folder), MemoryBus(), quick_passwords()
    clock = world.clock
    accounts = Accounts(store, passwords, world.audit, clock)
    tries = TryCounter(store, {"login": 99, "account": 99, "sign_in": 99}, timedelta(minutes=15), b"key", clock)
    sign_in = SignIn(store, passwords, SecondFactor(b"k" * 32, clock), tries, world.audit, now=clock)
    desk = Desk(SqlHandoffStore(store), bus)
    yield Floor(store_url, world, clock, bus, Presence(store, clock), accounts, sign_in, desk)
    await world.close()
