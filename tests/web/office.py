"""A shop whose people sit at the desk, over real HTTP, and their browsers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from sanic import Sanic

from bot.attachments.store import AttachmentStore
from bot.commerce.widget import AskedFirst, FieldName, PreChat, ShownWhen
from bot.conversation.case_file import CaseFiles
from bot.conversation.desk import Desk
from bot.conversation.desk_feed import DeskFeed
from bot.conversation.directory import CustomerDirectory
from bot.conversation.feed import EventFeed
from bot.conversation.feedback import Feedback
from bot.conversation.ids import new_id
from bot.conversation.introduction import Introductions
from bot.conversation.locked import LockedConversation
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.model import Author, Status
from bot.conversation.service_levels import Limits as ServiceLimits
from bot.conversation.signs import Signs
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.sql_talks import SqlTalkStore
from bot.conversation.tables import handoffs
from bot.conversation.transfers import Transfers
from bot.dialogue import parts
from bot.orders.limits import Limits
from bot.people.accounts import Accounts
from bot.people.figures import DeskFigures
from bot.people.model import Role
from bot.people.presence import Presence
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.people.teams import Teams
from bot.queueing.standing import Standings
from bot.queueing.undelivered import Undelivered
from bot.storage.tries import TryCounter
from bot.web.address import ClientAddress
from bot.web.audit import AuditRoutes
from bot.web.desk import DeskRooms, DeskRoutes
from bot.web.desk_attachments import AttachmentRooms, DeskAttachmentRoutes
from bot.web.desk_events import DeskEventRoutes
from bot.web.desk_files import FileRooms, FileRoutes
from bot.web.desk_letters import LetterRoutes
from bot.web.desk_signs import DeskSignRoutes
from bot.web.desk_talks import TalkRooms, TalkRoutes
from bot.web.desk_told import DeskToldRoutes
from bot.web.errors import add_error_handlers
from bot.web.figures import FigureRooms, FigureRoutes
from bot.web.listen import Listener
from bot.web.people import PeopleRoutes
from bot.web.presence import PresenceRoutes
from bot.web.signed_in import SignedIn
from bot.web.teams import TeamRooms, TeamRoutes
from tests.people.conftest import ANNS, quick_passwords
from tests.shop_world import World, open_world

DESK = "/api/v1/desk"
ASKED_FIRST = PreChat(ShownWhen.ALWAYS, (AskedFirst(FieldName.NAME), AskedFirst(FieldName.EMAIL)))
"""What the shop asks before the talk."""
_names = count(1)


@dataclass
class Seat:
    """A signed-in browser."""

    client: httpx.AsyncClient
    csrf: str

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"{DESK}{path}")

    async def post(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> httpx.Response:
        sent = {"X-Shoptalk-CSRF": self.csrf, **headers}
        return await self.client.post(f"{DESK}{path}", json=body or {}, headers=sent)


@dataclass
class Office:
    """A shop whose desk is open."""

    world: World
    desk: Desk
    accounts: Accounts
    teams: Teams
    attachments: AttachmentStore
    bus: MemoryBus
    url: str

    async def seat(self, name: str, role: Role) -> Seat:
        login = f"{name}@shop.example"
        invitation = await self.accounts.add(login, name.title(), role, "staff:test")
        await self.accounts.take_up(invitation, ANNS)
        return await self.sign_in(login)

    async def sign_in(self, login: str) -> Seat:
        """In a browser of its own."""
        client = httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=20)
        answer = await client.post("/api/v1/people/sign-in", json={"login": login, "password": ANNS})
        return Seat(client, answer.json()["csrf"])

    async def waiting(self, words: str = "a person please", customer: str | None = None) -> str:
        """A conversation that waits for a person."""
        talk = await self.world.talk(customer) if customer else (await self.world.conversations.begin("en", {})).id
        async with self.world.store.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            await held.say(Author.SHOPPER, [parts.text(words)])
            held.move_to(Status.QUEUED)
            row = {"id": new_id("h"), "conversation_id": talk, "state": "waiting", "reason": words}
            await connection.execute(handoffs.insert().values(**row, asked_at=held.now))
            await held.save()
        return talk


@asynccontextmanager
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    """A shop with two rooms of routes: its people's and the desk's."""
    world = await open_world(tmp_path, merchant=Limits(approve_above=Decimal("100")))
    bus, store, passwords = MemoryBus(), world.store, quick_passwords()
    feed = EventFeed(world.conversations, bus, look_seconds=0.1)
    await feed.start()
    desk = Desk(SqlHandoffStore(store), bus)
    attachments = AttachmentStore(store, tmp_path / "attachments", largest_bytes=1_000_000, most=3)
    accounts = Accounts(store, passwords, world.audit)
    tries = TryCounter(store, {"login": 9, "account": 90, "sign_in": 90}, timedelta(minutes=15), b"key")
    sign_in = SignIn(store, passwords, SecondFactor(b"k" * 32), tries, world.audit)
    teams = Teams(store, bus)
    signed_in = SignedIn(sign_in, b"csrf", https=False)
    standings = Standings(store, answer_within=timedelta(seconds=90), silent_after=timedelta(minutes=10))
    shop = world.commerce, world.approvals, accounts, standings, teams
    rooms = DeskRooms(desk, world.conversations, feed, attachments, *shop)
    app: Sanic[Any, Any] = Sanic(f"desk-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(PeopleRoutes(accounts, sign_in, signed_in, ClientAddress([]), "setup").blueprint())
    app.blueprint(DeskRoutes(rooms, signed_in).blueprint())
    introductions = Introductions(store, world.commerce.shop, ASKED_FIRST)
    app.blueprint(DeskToldRoutes(introductions, Feedback(store), world.conversations, signed_in).blueprint())
    app.blueprint(DeskEventRoutes(DeskFeed(world.conversations, bus, 0.05), signed_in).blueprint())
    app.blueprint(PresenceRoutes(Presence(store), desk, signed_in).blueprint())
    app.blueprint(TeamRoutes(TeamRooms(teams, Presence(store)), signed_in).blueprint())
    files = FileRooms(CaseFiles(store, bus), Transfers(store, bus), world.conversations, accounts)
    app.blueprint(FileRoutes(files, signed_in).blueprint())
    signs = Signs(store, bus)
    app.blueprint(DeskSignRoutes(signs, bus, desk, world.conversations, signed_in).blueprint())
    talks = SqlTalkStore(store)
    directory = CustomerDirectory(talks, world.commerce)
    app.blueprint(TalkRoutes(TalkRooms(talks, world.conversations, directory, accounts, teams), signed_in).blueprint())
    limits = ServiceLimits(timedelta(minutes=30), timedelta(hours=8))
    figures = FigureRooms(DeskFigures(store), Feedback(store), accounts, world.commerce, limits, world.audit)
    app.blueprint(FigureRoutes(figures, signed_in).blueprint())
    app.blueprint(AuditRoutes(world.audit, world.commerce, signed_in).blueprint())
    app.blueprint(LetterRoutes(Undelivered(store, bus), signed_in).blueprint())
    given = AttachmentRooms(desk, world.conversations, attachments)
    app.blueprint(DeskAttachmentRoutes(given, signed_in).blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    yield Office(world, desk, accounts, teams, attachments, bus, f"http://127.0.0.1:{listener.port}")
    await listener.close(grace_seconds=0.2)
    await feed.stop()
    await world.close()
