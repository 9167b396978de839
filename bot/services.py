"""Where adapters are chosen and the rooms are wired together, by the settings and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx

from bot.answering.answerability import Answerability
from bot.answering.answerer import Answerer
from bot.answering.extractive import ExtractiveGenerator
from bot.answering.followup import FollowUps
from bot.answering.generator import Generator
from bot.answering.grounding import Grounding
from bot.answering.openai import OpenAIGenerator
from bot.answering.products import ProductAnswers
from bot.answering.token_budget import TokenBudget
from bot.assist.summary import Summaries
from bot.attachments.store import AttachmentStore
from bot.chatwoot.client import ChatwootClient
from bot.chatwoot.links import Links, reached
from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Capability
from bot.commerce.files.rules_yaml import rules_of
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.files.widget_yaml import widget_of
from bot.commerce.finder import ProductFinder
from bot.commerce.medusa.client import Credential as MedusaKeys
from bot.commerce.medusa.shop import MedusaShop
from bot.commerce.remote.shop import RemoteShop
from bot.commerce.rules import RuleBook
from bot.commerce.shopify.shop import ShopifyShop
from bot.commerce.showcase import showcase_customers
from bot.commerce.sql.shop import SqlShop
from bot.commerce.vendure.client import Credential
from bot.commerce.vendure.shop import VendureShop
from bot.commerce.widget import WidgetWishes
from bot.commerce.woocommerce.shop import WooShop
from bot.conversation.bus import MessageBus
from bot.conversation.case_file import CaseFiles
from bot.conversation.desk import Desk
from bot.conversation.feedback import Feedback
from bot.conversation.introduction import Introductions
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.notices import Notices
from bot.conversation.proactive import Proactive
from bot.conversation.redis_bus import RedisBus
from bot.conversation.signs import Signs
from bot.conversation.sql_handoffs import SqlHandoffStore
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_talks import SqlTalkStore
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.stream import ReplyStream
from bot.conversation.suggestions import Suggestions
from bot.conversation.transcript import LETTER_LIMITS, LETTER_WINDOW, Transcripts
from bot.conversation.transfers import Transfers
from bot.dialogue.phrases import Phrases
from bot.dialogue.trackers import TRACKERS, RasaTrackers
from bot.errors import ConfigurationError
from bot.keys import Keys
from bot.language import Language
from bot.mail.mailer import Mailer, domain_of
from bot.mail.outbox import OutboxMailer
from bot.mail.smtp import SmtpMailer
from bot.orders.access import OrderAccess
from bot.orders.approvals import Approvals
from bot.orders.claim_cases import ClaimCases
from bot.orders.claim_writes import ClaimWrites
from bot.orders.codes import OneTimeCodes
from bot.orders.erasing import Erasing
from bot.orders.limits import Limits
from bot.orders.proposals import Proposals
from bot.orders.telling import Teller
from bot.orders.writer import Writer
from bot.orders.writes import SafeWrites
from bot.people.accounts import Accounts
from bot.people.figures import DeskFigures
from bot.people.inviting import Inviting
from bot.people.model import Role
from bot.people.oidc import CALLBACK, Client, OidcProvider
from bot.people.passwords import Passwords
from bot.people.presence import YOUNG, Presence
from bot.people.provider_sign_in import ProviderSignIn
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import Lifetimes, SignIn
from bot.people.teams import Teams
from bot.queueing.assigning import Assigning
from bot.queueing.courier import Courier
from bot.queueing.links import ResumeLinks
from bot.queueing.patience import Patience
from bot.queueing.places import Places
from bot.queueing.pruning import Pruning
from bot.queueing.returning import Returning
from bot.queueing.rules import Urgency
from bot.queueing.silence import Limits as SilenceLimits
from bot.queueing.silence import Silence
from bot.queueing.standing import Standings
from bot.queueing.sweeping import Look, seldom
from bot.queueing.triage import Triage
from bot.queueing.undelivered import Undelivered
from bot.queueing.waits import MeasuredHolds
from bot.recommendations.recommender import Recommender
from bot.reviews.insights import ReviewInsights
from bot.settings import ChatwootSettings, CommerceSettings, PeopleSettings, Settings, WritesSettings
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database
from bot.storage.refusals import Refusals
from bot.storage.tries import TryCounter
from knowledge_base.carried_encoder import CarriedEncoder
from knowledge_base.document import Passage
from knowledge_base.embedder import Embedder
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.live import LiveRetriever
from knowledge_base.retriever import PassageSearch
from knowledge_base.vocabulary import shop_vocabulary

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


@dataclass(frozen=True)
class Chatwoot:
    """What the bridge to a Chatwoot stands on."""

    links: Links
    client: ChatwootClient


@dataclass(frozen=True)
class Rooms:
    """Every service that the actions, the faces and the command line use."""

    settings: Settings
    keys: Keys
    phrases: Phrases
    commerce: CommerceBackend
    rules: RuleBook
    conversations: SqlConversationStore
    turns: SqlTurnStore
    talks: SqlTalkStore
    signs: Signs
    case_files: CaseFiles
    transfers: Transfers
    bus: MessageBus
    desk: Desk
    notices: Notices
    teller: Teller
    feedback: Feedback
    transcripts: Transcripts
    suggestions: Suggestions
    chatwoot: Chatwoot | None
    proactive: Proactive
    introductions: Introductions
    outbox: OutboxMailer
    summaries: Summaries
    attachments: AttachmentStore
    access: OrderAccess
    codes: OneTimeCodes
    writes: SafeWrites
    erasing: Erasing
    approvals: Approvals
    claims: ClaimCases
    claim_writes: ClaimWrites
    accounts: Accounts
    inviting: Inviting
    figures: DeskFigures
    sign_in: SignIn
    provider: ProviderSignIn | None
    """Where the settings name one."""
    presence: Presence
    standings: Standings
    undelivered: Undelivered
    teams: Teams
    queue: Sequence[Look]
    """What is due of those who wait for a person."""
    courier: Courier
    links: ResumeLinks
    audit: AuditLog
    proposals: Proposals
    store: Database
    """Of all that is ours."""
    shop_database: Database | None
    """Of a SQL shop; a shop of another system has none of ours."""

    async def showcase_customers(self) -> Sequence[str]:
        """Whom anybody may sign in as on the demo storefront."""
        return await showcase_customers(self.shop_database) if self.shop_database else []

    async def write_refusal(self, conversation_id: str, reason: str) -> None:
        """Writes a message that was refused before it was taken in down for the audit."""
        actor = await self.access.actor(conversation_id)
        await self.audit.write(Entry(AuditEvent.CHOICE_REFUSED, conversation_id, actor, reason=reason))

    def open_stream(self, conversation_id: str, reply_id: str) -> ReplyStream:
        """The stream of a reply that is being written."""
        return ReplyStream(self.bus, conversation_id, reply_id)


@dataclass(frozen=True)
class Minds:
    """The services that read and write language: heavier to open, and needed only to serve."""

    answerer: Answerer
    grounding: Grounding
    model: Generator | None
    """A language model, where the settings name one."""
    products: ProductAnswers
    finder: ProductFinder
    recommender: Recommender
    insights: ReviewInsights


@asynccontextmanager
async def open_rooms(settings: Settings) -> AsyncIterator[Rooms]:
    """Opens the stores and what stands on them; both databases have been migrated."""
    async with AsyncExitStack() as closing:
        store = Database.open(settings.store.url)
        closing.push_async_callback(store.close)
        trackers = Database.open(f"sqlite+aiosqlite:///{(settings.var / TRACKERS).resolve()}")
        closing.push_async_callback(trackers.close)
        rules, wishes = rules_of(settings.shop.folder), widget_of(settings.shop.folder)
        commerce, shop = await _open_shop(settings, rules, closing)
        bus = RedisBus.open(settings.bus.url) if settings.bus.url else MemoryBus()
        closing.push_async_callback(bus.close)
        rooms = _rooms(settings, rules, wishes, store, RasaTrackers(trackers), commerce, shop, bus)
        if rooms.chatwoot is not None:
            closing.push_async_callback(rooms.chatwoot.client.close)
        if rooms.provider is not None:
            closing.push_async_callback(rooms.provider.close)
        yield rooms


async def _open_shop(
    settings: Settings, rules: RuleBook, closing: AsyncExitStack
) -> tuple[CommerceBackend, Database | None]:
    """The adapter that `COMMERCE_URL` names, with its database when it is a SQL shop."""
    commerce = settings.commerce
    if commerce.is_sql:
        database = Database.open(commerce.url)
        closing.push_async_callback(database.close)
        return SqlShop(database, rules=rules, timeout_seconds=commerce.timeout_seconds), database
    folder = await asyncio.to_thread(ShopFolder.read, settings.shop.folder)
    shop = _open_remote(commerce, folder)
    closing.push_async_callback(shop.close)
    return shop, None


def _open_remote(commerce: CommerceSettings, folder: ShopFolder) -> RemoteShop:
    """A shop of another maker, which holds what the folder does not."""
    user, password = commerce.user, commerce.password.get_secret_value()
    key, channel = commerce.api_key.get_secret_value(), commerce.channel.get_secret_value()
    timeout, fresh = commerce.timeout_seconds, commerce.cache_seconds
    match commerce.system:
        case "shopify":
            return ShopifyShop.open(commerce.url, password, folder, timeout_seconds=timeout, fresh_seconds=fresh)
        case "woocommerce":
            return WooShop.open(commerce.url, user, password, folder, timeout_seconds=timeout, fresh_seconds=fresh)
        case "medusa":
            keys = MedusaKeys(key, channel)
            return MedusaShop.open(commerce.url, keys, folder, timeout_seconds=timeout, fresh_seconds=fresh)
        case _:
            credential = Credential(user, password, key, channel)
            return VendureShop.open(commerce.url, credential, folder, timeout_seconds=timeout, fresh_seconds=fresh)


def _rooms(
    settings: Settings,
    rules: RuleBook,
    wishes: WidgetWishes,
    store: Database,
    trackers: RasaTrackers,
    commerce: CommerceBackend,
    shop: Database | None,
    bus: MessageBus,
) -> Rooms:
    keys, phrases = Keys.load(settings.var), Phrases.read(DATA / "domain")
    conversations, audit, outbox = SqlConversationStore(store), AuditLog(store), OutboxMailer(store)
    mailer: Mailer = SmtpMailer(settings.mail.url, settings.mail.sender) if settings.mail.url else outbox
    guest = settings.guest
    tries = _tries(settings, store, keys)
    contact_may_write = guest.write_proof == "contact"
    access = OrderAccess(conversations, commerce, store, tries, audit, contact_may_write=contact_may_write)
    proposals, turns = Proposals(store, audit, reached=reached), SqlTurnStore(store)
    notices = Notices(store, bus)
    teller = Teller(proposals, notices, turns, commerce, phrases)
    limits = _limits(settings.writes)
    attachments = AttachmentStore(
        store,
        settings.var / "attachments",
        largest_bytes=settings.attachments.largest_bytes,
        most=settings.attachments.most,
    )
    erasing = Erasing(store, attachments, trackers, commerce, audit)
    writes = SafeWrites(access, commerce, proposals, audit, rules, erasing, limits=limits, teller=teller)
    claims, writer = ClaimCases(commerce, proposals, store, rules), Writer(commerce, proposals, audit, erasing)
    lifetime = timedelta(minutes=guest.code_minutes)
    letters = TryCounter(store, LETTER_LIMITS, LETTER_WINDOW, keys.key("letters"))
    passwords, presence = Passwords(), Presence(store, lifetimes=_lifetimes(settings.people))
    link_lasts = timedelta(days=settings.desk.link_days) or None
    links = ResumeLinks(store, keys.key("links"), settings.web.public_origin, link_lasts)
    introductions = Introductions(store, commerce.shop, wishes.pre_chat)
    sign_in = _sign_in(settings.people, store, keys, passwords, audit)
    return Rooms(
        settings=settings,
        keys=keys,
        phrases=phrases,
        commerce=commerce,
        rules=rules,
        conversations=conversations,
        turns=turns,
        talks=SqlTalkStore(store),
        signs=Signs(store, bus),
        case_files=CaseFiles(store, bus),
        transfers=Transfers(store, bus),
        bus=bus,
        desk=Desk(SqlHandoffStore(store), bus, writes),
        feedback=Feedback(store),
        suggestions=Suggestions(commerce, wishes.suggestions),
        proactive=Proactive(commerce, wishes.nudges),
        introductions=introductions,
        transcripts=Transcripts(conversations, commerce.shop, mailer, letters, audit, introductions),
        notices=notices,
        chatwoot=_chatwoot(settings.chatwoot, store),
        teller=teller,
        outbox=outbox,
        summaries=Summaries(conversations, store, proposals, audit, commerce, phrases),
        attachments=attachments,
        access=access,
        codes=OneTimeCodes(store, mailer, phrases, lifetime, keys.key("codes"), tries, audit),
        writes=writes,
        erasing=erasing,
        approvals=Approvals(proposals, writes, teller),
        claims=claims,
        claim_writes=ClaimWrites(claims, commerce, proposals, writer, limits, teller),
        accounts=Accounts(store, passwords, audit),
        figures=DeskFigures(store),
        inviting=Inviting(mailer if settings.mail.url else None, settings.web.public_origin),
        sign_in=sign_in,
        provider=_provider(settings, store, keys, sign_in, audit),
        presence=presence,
        standings=Standings(
            store,
            answer_within=timedelta(seconds=settings.desk.answer_within),
            silent_after=_minutes(settings.desk.silent_minutes),
        ),
        undelivered=Undelivered(store, bus),
        courier=Courier(store, mailer, conversations, commerce, links, bus, domain_of(settings.mail.sender)),
        teams=Teams(store, bus),
        links=links,
        queue=_queue(settings, store, bus, presence, commerce),
        audit=audit,
        proposals=proposals,
        store=store,
        shop_database=shop,
    )


def _chatwoot(given: ChatwootSettings, store: Database) -> Chatwoot | None:
    if not given.url:
        return None
    token = given.token.get_secret_value()
    client = ChatwootClient.open(given.url, given.account, token, given.timeout_seconds)
    return Chatwoot(Links(store), client)


def _sign_in(given: PeopleSettings, store: Database, keys: Keys, passwords: Passwords, audit: AuditLog) -> SignIn:
    limits = {
        "login": given.tries_per_login,
        "account": given.tries_per_login * 10,
        "sign_in": given.tries_per_address,
    }
    tries = TryCounter(store, limits, timedelta(minutes=15), keys.key("sign-in tries"))
    factor = SecondFactor(keys.key("second factor"))
    return SignIn(store, passwords, factor, tries, audit, lifetimes=_lifetimes(given))


def _lifetimes(given: PeopleSettings) -> Lifetimes:
    return Lifetimes(timedelta(hours=given.session_hours), timedelta(minutes=given.idle_minutes))


def _queue(
    settings: Settings, store: Database, bus: MessageBus, presence: Presence, commerce: CommerceBackend
) -> Sequence[Look]:
    holds = MeasuredHolds(store, least=settings.desk.wait_least, days=settings.desk.wait_days)
    triage = Triage(store, commerce, Urgency.of(settings.shop.folder))
    places = Places(store, bus, presence, commerce, holds)
    answer_within = timedelta(seconds=settings.desk.answer_within)
    vanished_after = timedelta(seconds=settings.desk.vanished_after)
    back = Returning(store, bus, answer_within=answer_within, vanished_after=vanished_after, settle=YOUNG)
    most, desk = settings.desk.most_per_agent, settings.desk
    giving = Assigning(store, bus, presence, most=most, answer_within=answer_within)
    given = [giving.look] if settings.desk.assign == "auto" else []
    patience = Patience(store, bus, commerce, _minutes(desk.wait_minutes))
    limits = SilenceLimits(_minutes(desk.close_silent_minutes), _minutes(desk.return_silent_hours * 60))
    silence = Silence(store, bus, limits)
    pruned = [seldom(Pruning(store, timedelta(days=desk.keep_days)).look, 3600)] if desk.keep_days else []
    now_and_then = seldom(presence.forget_old, 3600), seldom(Refusals(store).look, 60), *pruned
    return back.look, triage.look, *given, patience.look, silence.look, places.look, *now_and_then


def _minutes(given: float) -> timedelta | None:
    return timedelta(minutes=given) if given else None


def _provider(
    settings: Settings, store: Database, keys: Keys, sign_in: SignIn, audit: AuditLog
) -> ProviderSignIn | None:
    given = settings.people
    if not given.oidc_issuer:
        return None
    back = f"{settings.web.public_origin}{CALLBACK}"
    client = Client(given.oidc_issuer, given.oidc_client_id, given.oidc_client_secret.get_secret_value(), back)
    limits = {"provider": given.tries_per_address}
    tries = TryCounter(store, limits, timedelta(minutes=15), keys.key("sign-in tries"))
    domains, role = given.oidc_domains, Role(given.oidc_role)
    return ProviderSignIn(store, OidcProvider.open(client), sign_in, tries, audit, domains=domains, role=role)


def _limits(given: WritesSettings) -> Limits:
    return Limits(
        approve_above=given.approve_above,
        changes_per_day=given.changes_per_day,
        refunds_per_day=given.refunds_per_day,
        approve_classes=frozenset(given.approve_classes),
        switched_off=frozenset(map(Capability, given.off)),
    )


def _tries(settings: Settings, store: Database, keys: Keys) -> TryCounter:
    guest = settings.guest
    limits = {
        "order": guest.tries_per_order,
        "contact": guest.tries_per_contact,
        "address": guest.tries_per_address,
        "code": guest.codes_per_order,
    }
    window = timedelta(minutes=guest.tries_window_minutes)
    return TryCounter(store, limits, window, keys.key("tries"))


@asynccontextmanager
async def open_minds(rooms: Rooms, index: Path) -> AsyncIterator[Minds]:
    """Loads the encoder, the search index and what is learned; seconds of CPU, spent in threads."""
    embedder = await asyncio.to_thread(open_embedder, rooms.settings)
    search = await asyncio.to_thread(_open_search, rooms.settings, index, embedder)
    async with AsyncExitStack() as closing:
        model = await _open_generator(rooms.settings, closing)
        vocabulary = shop_vocabulary()
        finder, recommender = ProductFinder(rooms.commerce, embedder), Recommender(rooms.commerce, embedder)
        learned = rooms.settings.models / "reviews"
        insights = await asyncio.to_thread(ReviewInsights.build, rooms.commerce, embedder, DATA / "reviews", learned)
        # What is embedded now, no shopper waits for.
        await recommender.warm()
        await insights.warm()
        grounding = Grounding(embedder, vocabulary)
        yield Minds(
            answerer=Answerer(
                search,
                FollowUps(vocabulary),
                Answerability(),
                grounding,
                ExtractiveGenerator(vocabulary),
                model,
            ),
            grounding=grounding,
            model=model,
            products=ProductAnswers(rooms.commerce, finder, embedder),
            finder=finder,
            recommender=recommender,
            insights=insights,
        )


def open_embedder(settings: Settings) -> Embedder:
    """The carried encoder, or the sentence-transformers model that the settings name."""
    if not settings.encoder.model:
        return CarriedEncoder()
    # torch takes seconds to load and is installed only where a model wants it.
    from knowledge_base.sentence_transformer_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.encoder.model, settings.encoder.device)


class _NoDocuments:
    """A shop that has written nothing down: no question finds a passage."""

    def corrected(self, query: str) -> str:
        return query

    def search(self, query: str, language: Language, k: int, on: date) -> list[Passage]:
        return []


def _open_search(settings: Settings, index: Path, embedder: Embedder) -> PassageSearch:
    if not any((settings.shop.folder / "documents").rglob("*.md")):
        return _NoDocuments()
    try:
        return LiveRetriever(index, embedder)
    except KnowledgeBaseError as error:
        raise ConfigurationError(str(error)) from error


async def _open_generator(settings: Settings, closing: AsyncExitStack) -> Generator | None:
    if not settings.generator.url:
        return None
    client = await closing.enter_async_context(httpx.AsyncClient(trust_env=False))
    return OpenAIGenerator(client, settings.generator, TokenBudget(settings.generator.tokens_per_hour))
