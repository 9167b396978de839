"""The running service: the two listeners, the dialogue manager beside them, and the demo storefront."""

import asyncio
import logging
import secrets
import signal
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import jwt

from bot.assist.canned import CannedReplies
from bot.assist.macro_runs import MacroRooms, MacroRunner
from bot.assist.macros import Macros
from bot.assist.offers import OfferRooms, Offers
from bot.assist.offers import Words as OfferWords
from bot.assist.rewording import Rewording
from bot.assist.suggestions import Suggestions
from bot.assist.translating import Translator
from bot.assist.translations import Translations
from bot.assist.variables import Variables
from bot.assist.wording import Wording
from bot.chatwoot.hearing import Hearing
from bot.chatwoot.relay import Relay
from bot.chatwoot.words import Words
from bot.commerce.backend import CommerceBackend
from bot.commerce.remote.shop import RemoteShop
from bot.conversation.desk_feed import DeskFeed
from bot.conversation.directory import CustomerDirectory
from bot.conversation.feed import EventFeed
from bot.conversation.intake import Intake
from bot.conversation.runner import TurnRunner
from bot.conversation.service_levels import Limits as ServiceLimits
from bot.dialogue.manager import DialogueManager
from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.server import RasaServer
from bot.errors import CommerceUnavailable
from bot.orders.recalling import Recollection
from bot.orders.reconciling import Reconciling
from bot.queueing.sweeping import Sweeping
from bot.services import ROOT, Minds, Rooms, open_minds, open_rooms
from bot.settings import CommerceSettings, Settings
from bot.web.accounts import AccountRoutes
from bot.web.address import ClientAddress
from bot.web.app import App, Routes, create_app, create_loopback
from bot.web.approvals import ApprovalRoutes
from bot.web.audit import AuditRoutes
from bot.web.chatwoot import ChatwootRoute
from bot.web.desk import DeskRooms, DeskRoutes
from bot.web.desk_assist import AssistRooms, AssistRoutes
from bot.web.desk_attachments import AttachmentRooms, DeskAttachmentRoutes
from bot.web.desk_canned import CannedRoutes
from bot.web.desk_canned_files import CannedFileRoutes
from bot.web.desk_claims import ClaimRoutes
from bot.web.desk_events import DeskEventRoutes
from bot.web.desk_files import FileRooms, FileRoutes
from bot.web.desk_letters import LetterRoutes
from bot.web.desk_macros import MacroRoutes
from bot.web.desk_offers import OfferRoutes
from bot.web.desk_signs import DeskSignRoutes
from bot.web.desk_talks import TalkRooms, TalkRoutes
from bot.web.desk_told import DeskToldRoutes
from bot.web.desk_wording import WordingRoutes
from bot.web.figures import FigureRooms, FigureRoutes
from bot.web.identity import ShopIdentity, ShopKey
from bot.web.listen import Listener, tls_context
from bot.web.news import ShopNews
from bot.web.oidc import OidcRoutes
from bot.web.operations import Metrics, Readiness
from bot.web.people import PeopleRoutes
from bot.web.presence import PresenceRoutes
from bot.web.shopper import Shopper
from bot.web.signed_in import SignedIn
from bot.web.storefront import create_storefront
from bot.web.teams import TeamRooms, TeamRoutes
from bot.web.tokens import SessionTokens
from knowledge_base.sources import read_documents

LOOPBACK: Final = "127.0.0.1"
_log = logging.getLogger(__name__)
_DEMO_KEY: Final = "demo-storefront"
_IDENTITY_MINUTES: Final = 5

BuildActions = Callable[[Rooms, Minds, DialogueManager], Sequence[Any]]
"""Builds the actions; handed in by the command line, which alone knows them."""

BuildWords = Callable[[Rooms, RasaDialogue], OfferWords]
"""Builds what speaks of changes at the desk: the actions' own words."""


async def serve(
    settings: Settings, build_actions: BuildActions, build_words: BuildWords, say: Callable[[str], None]
) -> None:
    """Serves until it is told to stop."""
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with running(settings, build_actions, build_words) as service:
        say(await service.greeting())
        await stopping.wait()
        say("Stopping.")


class Service:
    """What is running."""

    def __init__(self, settings: Settings, rooms: Rooms, rasa: RasaServer, setup: str) -> None:
        self._settings, self.rooms, self._rasa, self._setup = settings, rooms, rasa, setup

    async def wait_until_ready(self) -> None:
        """Until the whole house answers."""
        await self._rasa.wait_until_ready()

    async def greeting(self) -> str:
        """Where to go, once the whole house answers."""
        await self.wait_until_ready()
        lines = [f"Shoptalk serves at {self._settings.web.public_origin}"]
        if self._settings.shop.storefront:
            lines.append(f"The shop, with the widget on its pages: {storefront_origin(self._settings)}")
        if await self.rooms.accounts.is_empty():
            desk = f"{self._settings.web.public_origin}/desk#setup={self._setup}"
            lines.append(f"No admin can sign in yet. Make yours, the first admin's, here: {desk}")
        return "\n".join([*lines, "Ctrl-C stops it."])


def storefront_origin(settings: Settings) -> str:
    return f"http://{LOOPBACK}:{settings.shop.storefront_port}"


@asynccontextmanager
async def running(
    settings: Settings, build_actions: BuildActions, build_words: BuildWords | None = None
) -> AsyncIterator[Service]:
    """The service, from its stores up; everything is closed in the opposite order.

    Without `build_words` nothing is proposed at the desk.
    """
    async with AsyncExitStack() as closing:
        rooms = await closing.enter_async_context(open_rooms(settings))
        secret = secrets.token_urlsafe(32)
        rasa = _rasa_server(settings, secret)
        # Rasa loads its model while we load ours.
        await rasa.start()
        closing.push_async_callback(rasa.stop)
        minds = await closing.enter_async_context(open_minds(rooms, settings.models / "index"))
        dialogue = RasaDialogue.open(rasa.url, rasa.token, settings.rasa.timeout_seconds)
        closing.push_async_callback(dialogue.close)
        offers = _offers(rooms, build_words(rooms, dialogue)) if build_words else None
        house = _House(settings, rooms, minds, dialogue, closing, offers)
        await house.open_loopback(build_actions(rooms, minds, dialogue), secret)
        setup = secrets.token_urlsafe(24)
        await house.open_public(setup)
        if settings.shop.storefront:
            await house.open_storefront()
        yield Service(settings, rooms, rasa, setup)


class _House:
    """Opens the listeners one after the other, each to be closed with the house."""

    def __init__(
        self,
        settings: Settings,
        rooms: Rooms,
        minds: Minds,
        dialogue: RasaDialogue,
        closing: AsyncExitStack,
        offers: Offers | None,
    ) -> None:
        self._settings, self._rooms, self._minds, self._closing = settings, rooms, minds, closing
        self._dialogue, self._offers = dialogue, offers
        self._metrics = Metrics()
        checks = {
            "store": rooms.conversations.ping,
            "shop": rooms.commerce.ping,
            "bus": rooms.bus.ping,
            "dialogue": dialogue.ping,
        }
        self._readiness = Readiness(checks)

    async def open_loopback(self, actions: Sequence[Any], secret: str) -> None:
        desk_secret = self._settings.loopback.desk_secret
        desk = ApprovalRoutes(self._rooms.approvals, desk_secret.get_secret_value()) if desk_secret else None
        app = create_loopback(actions, secret, self._readiness, self._metrics, desk=desk)
        await self._listen(app, LOOPBACK, self._settings.loopback.port)

    async def open_public(self, setup: str) -> None:
        """`setup` opens the form of the first admin, and nothing else."""
        settings, rooms = self._settings, self._rooms
        runner = TurnRunner(
            rooms.turns,
            rooms.bus,
            self._dialogue,
            rooms.proposals,
            # An apology comes before a waiting request runs out of time.
            patience_seconds=max(1.0, settings.limits.turn_seconds - 2),
            observe=self._metrics.observe_turn,
            recall=Recollection(rooms.conversations, rooms.access),
        )
        feed = EventFeed(rooms.conversations, rooms.bus)
        if self._offers is not None:
            self._closing.push_async_callback(self._offers.stop)
        first = self._offers.resume if self._offers else None
        reconciling = Reconciling(rooms.writes, rooms.erasing, first=first)
        queue, mail = Sweeping(rooms.queue), Sweeping([rooms.courier.look])
        for part in (runner, feed, reconciling, queue, mail):
            await part.start()
            self._closing.push_async_callback(part.stop)
        intake = Intake(
            rooms.turns,
            rooms.bus,
            runner,
            rooms.proposals,
            rooms.attachments,
            longest_message=settings.limits.message_characters,
            on_refusal=rooms.write_refusal,
            decisions=self._offers,
        )
        shopper = Shopper(
            conversations=rooms.conversations,
            intake=intake,
            feed=feed,
            tokens=SessionTokens(_session_key(settings, rooms), timedelta(hours=settings.web.session_hours)),
            identity=ShopIdentity(
                _shop_keys(settings, rooms), settings.identity.issuer, settings.identity.audience, rooms.conversations
            ),
            links=rooms.links,
            introductions=rooms.introductions,
            attachments=rooms.attachments,
            feedback=rooms.feedback,
            transcripts=rooms.transcripts,
            suggestions=rooms.suggestions,
            signs=rooms.signs,
            proactive=rooms.proactive,
        )
        https = settings.web.public_origin.startswith("https://")
        signed_in = SignedIn(rooms.sign_in, rooms.keys.key("csrf"), https=https)
        app = create_app(
            shopper,
            self._readiness,
            self._metrics,
            web=settings.web,
            limits=settings.limits,
            origins=settings.shop.origins,
            widget=settings.widget,
            zone=await self._zone(),
            news=_news(settings.commerce, rooms.commerce),
            chatwoot=await self._chatwoot(intake),
            people=[routes.blueprint() for routes in self._people(setup, feed, signed_in)],
            signed_in=signed_in,
        )
        tls = tls_context(settings.web.tls_certificate, settings.web.tls_key)
        await self._listen(app, settings.web.host, settings.web.port, tls)

    async def _zone(self) -> str:
        """Where the shop's days are; nothing where its system cannot be asked now."""
        try:
            return (await self._rooms.commerce.shop()).zone.key
        except CommerceUnavailable as error:
            _log.warning("days are shown as browsers count them until the next start: %s", error)
            return ""

    def _people(self, setup: str, feed: EventFeed, signed_in: SignedIn) -> Sequence[Routes]:
        web, rooms = self._settings.web, self._rooms
        https = web.public_origin.startswith("https://")
        desk = DeskRooms(
            rooms.desk,
            rooms.conversations,
            feed,
            rooms.attachments,
            rooms.commerce,
            rooms.approvals,
            rooms.accounts,
            rooms.standings,
            rooms.teams,
        )
        addresses = ClientAddress(web.trusted_proxies)
        people = PeopleRoutes(rooms.accounts, rooms.sign_in, signed_in, addresses, setup)
        accounts = AccountRoutes(rooms.accounts, rooms.inviting, signed_in)
        live = DeskEventRoutes(DeskFeed(rooms.conversations, rooms.bus), signed_in)
        told = DeskToldRoutes(rooms.introductions, rooms.feedback, rooms.conversations, signed_in)
        presence = PresenceRoutes(rooms.presence, rooms.desk, signed_in)
        assist = AssistRoutes(self._assist(), signed_in)
        return (
            people,
            OidcRoutes(rooms.provider, signed_in, addresses, self._settings.people.oidc_name, https=https),
            accounts,
            DeskRoutes(desk, signed_in),
            told,
            live,
            presence,
            TeamRoutes(TeamRooms(rooms.teams, rooms.presence), signed_in),
            assist,
            LetterRoutes(rooms.undelivered, signed_in),
            *self._tools(signed_in),
            *self._offered(signed_in),
            ClaimRoutes(rooms.claims, rooms.claim_writes, rooms.commerce, rooms.accounts, signed_in),
            *self._figures(signed_in),
            *self._canned(signed_in),
            self._macros(signed_in),
            self._wording(signed_in),
        )

    def _wording(self, signed_in: SignedIn) -> WordingRoutes:
        rooms, model = self._rooms, self._minds.model
        translations = Translations(rooms.store, rooms.conversations, Translator(model))
        return WordingRoutes(translations, Rewording(model), rooms.conversations, rooms.audit, signed_in)

    def _macros(self, signed_in: SignedIn) -> MacroRoutes:
        rooms = self._rooms
        macros = Macros(rooms.store, rooms.audit)
        steps = MacroRooms(rooms.store, rooms.bus, rooms.conversations, rooms.desk, rooms.case_files, rooms.transfers)
        return MacroRoutes(macros, MacroRunner(steps, macros), rooms.conversations, signed_in)

    def _canned(self, signed_in: SignedIn) -> Sequence[Routes]:
        rooms = self._rooms
        replies = CannedReplies(rooms.store, rooms.audit)
        variables = Variables(rooms.commerce, rooms.access)
        files = CannedFileRoutes(replies, signed_in)
        return CannedRoutes(replies, variables, rooms.conversations, signed_in), files

    def _tools(self, signed_in: SignedIn) -> Sequence[Routes]:
        rooms = self._rooms
        directory = CustomerDirectory(rooms.talks, rooms.commerce)
        talks = TalkRooms(rooms.talks, rooms.conversations, directory, rooms.accounts, rooms.teams)
        signs = DeskSignRoutes(rooms.signs, rooms.bus, rooms.desk, rooms.conversations, signed_in)
        files = FileRooms(rooms.case_files, rooms.transfers, rooms.conversations, rooms.accounts)
        given = AttachmentRooms(rooms.desk, rooms.conversations, rooms.attachments)
        return TalkRoutes(talks, signed_in), signs, FileRoutes(files, signed_in), DeskAttachmentRoutes(given, signed_in)

    def _offered(self, signed_in: SignedIn) -> Sequence[Routes]:
        conversations = self._rooms.conversations
        return [] if self._offers is None else [OfferRoutes(self._offers, conversations, signed_in)]

    def _figures(self, signed_in: SignedIn) -> Sequence[Routes]:
        rooms, sla = self._rooms, self._settings.sla
        limits = ServiceLimits(
            None if sla.first_response_minutes is None else timedelta(minutes=sla.first_response_minutes),
            None if sla.resolution_hours is None else timedelta(hours=sla.resolution_hours),
        )
        found = FigureRooms(rooms.figures, rooms.feedback, rooms.accounts, rooms.commerce, limits, rooms.audit)
        return FigureRoutes(found, signed_in), AuditRoutes(rooms.audit, rooms.commerce, signed_in)

    def _assist(self) -> AssistRooms:
        rooms, minds = self._rooms, self._minds
        return AssistRooms(
            conversations=rooms.conversations,
            summaries=rooms.summaries,
            suggestions=Suggestions(rooms.conversations, minds.answerer, rooms.commerce),
            translator=Translator(minds.model),
            audit=rooms.audit,
            wording=Wording(minds.model, minds.grounding) if minds.model else None,
        )

    async def _chatwoot(self, intake: Intake) -> ChatwootRoute | None:
        """The bridge, going, to where a shop keeps the desk it has."""
        rooms, bridge = self._rooms, self._rooms.chatwoot
        if bridge is None:
            return None
        words = Words((await rooms.commerce.shop()).zone)
        relay = Relay(bridge.links, rooms.conversations, bridge.client, words)
        await relay.start()
        self._closing.push_async_callback(relay.stop)
        self._readiness.tell_beside("chatwoot", relay.state)
        hearing = Hearing(
            bridge.links,
            rooms.conversations,
            intake,
            rooms.desk,
            rooms.attachments,
            rooms.notices,
            bridge.client,
            relay,
            longest_message=self._settings.limits.message_characters,
        )
        given = self._settings.chatwoot
        return ChatwootRoute(given.secret.get_secret_value(), given.account, hearing.hear)

    async def open_storefront(self) -> None:
        """The demo's own shop: it signs identities with a key that only this installation knows."""
        settings, rooms = self._settings, self._rooms
        documents = settings.shop.folder / "documents"
        app = create_storefront(
            rooms.commerce,
            settings.web.public_origin,
            DemoIdentity(settings, rooms).sign,
            customers=await rooms.showcase_customers(),
            documents=await asyncio.to_thread(read_documents, documents) if documents.is_dir() else (),
            outbox=rooms.outbox.letters,
        )
        await self._listen(app, LOOPBACK, settings.shop.storefront_port)

    async def _listen(self, app: App, host: str, port: int, tls: ssl.SSLContext | None = None) -> None:
        listener = await Listener.open(app, host, port, tls)
        self._closing.push_async_callback(listener.close)


def _offers(rooms: Rooms, words: OfferWords) -> Offers:
    offering = OfferRooms(
        conversations=rooms.conversations,
        database=rooms.store,
        desk=rooms.desk,
        access=rooms.access,
        proposals=rooms.proposals,
        writes=rooms.writes,
        teller=rooms.teller,
        notices=rooms.notices,
        phrases=rooms.phrases,
        words=words,
    )
    return Offers(offering, agents_act=rooms.settings.writes.agents_act)


def _news(given: CommerceSettings, shop: CommerceBackend) -> ShopNews | None:
    """Webhooks are taken of a system that is not ours, once both know a secret."""
    secret = given.webhook_secret.get_secret_value()
    return ShopNews(given.system, secret, shop.hear) if secret and isinstance(shop, RemoteShop) else None


class DemoIdentity:
    """Signs in whoever the demo storefront says is signed in, as a shop's own server would."""

    def __init__(self, settings: Settings, rooms: Rooms) -> None:
        self._identity, self._key = settings.identity, rooms.keys.key(_DEMO_KEY)

    def sign(self, customer_id: str) -> str:
        claims = {
            "iss": self._identity.issuer,
            "aud": self._identity.audience,
            "sub": customer_id,
            "exp": datetime.now(UTC) + timedelta(minutes=_IDENTITY_MINUTES),
            "jti": uuid4().hex,
        }
        return jwt.encode(claims, self._key, "HS256", headers={"kid": _DEMO_KEY})


def _shop_keys(settings: Settings, rooms: Rooms) -> list[ShopKey]:
    """The shop's keys; while the demo storefront is served, its own as well."""
    keys = [ShopKey.parse(text) for text in settings.identity.keys]
    if settings.shop.storefront:
        keys.append(ShopKey(_DEMO_KEY, rooms.keys.key(_DEMO_KEY), "HS256"))
    return keys


def _session_key(settings: Settings, rooms: Rooms) -> bytes:
    given = settings.web.session_key
    return given.get_secret_value().encode() if given else rooms.keys.key("session")


def _rasa_server(settings: Settings, secret: str) -> RasaServer:
    return RasaServer(
        python=settings.rasa.python,
        port=settings.rasa.port,
        models=settings.models / "dialogue",
        var=settings.var,
        actions_port=settings.loopback.port,
        actions_secret=secret,
        root=ROOT,
        start_seconds=settings.rasa.start_seconds,
    )
