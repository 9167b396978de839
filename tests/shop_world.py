"""A small shop with real rooms around it, for tests: SQLite files, the SQL shop, the conversation store, the orders."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from actions.order_services import OrderServices
from bot.attachments.store import AttachmentStore
from bot.commerce.changes import Capability, Settlement, WithinOrder
from bot.commerce.claim_deeds import Deed
from bot.commerce.model import (
    Address,
    Bilingual,
    Customer,
    Hours,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Product,
    Shipment,
    Shop,
    StoredPayment,
    Variant,
)
from bot.commerce.money import Money
from bot.commerce.rules import NOT_SHIPPED, PLAIN_RULES, Edition, RefundTo, Rule, RuleBook
from bot.commerce.sql import imported
from bot.commerce.sql.migrate import migrate as migrate_shop
from bot.commerce.sql.shop import SqlShop
from bot.commerce.sql.tables import orders as order_rows
from bot.conversation.memory_bus import MemoryBus
from bot.conversation.notices import Notices
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.tables import conversations
from bot.dialogue.phrases import Phrases
from bot.dialogue.trackers import RasaTrackers
from bot.mail.outbox import OutboxMailer
from bot.orders.access import OrderAccess
from bot.orders.approvals import Approvals
from bot.orders.codes import OneTimeCodes
from bot.orders.erasing import Erasing
from bot.orders.limits import NO_LIMITS, Limits
from bot.orders.proposals import Proposals
from bot.orders.telling import Teller
from bot.orders.writes import SafeWrites
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from bot.storage.migrate import migrate as migrate_store
from bot.storage.tries import TryCounter

DOMAIN = Path("data/domain")
TODAY = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
"""A Wednesday, eleven in the morning in Los Angeles."""

MEI, TOM = "mei.lin@example.com", "tom@example.com"


class Clock:
    """A time that only a test moves."""

    def __init__(self, moment: datetime = TODAY) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **span: float) -> None:
        self.moment += timedelta(**span)


class TroubledShop(SqlShop):
    """The SQL shop, with the troubles of a network before and behind its writes."""

    def __init__(self, database: Database, **options: Any) -> None:
        super().__init__(database, **options)
        self.before_write: list[Exception] = []
        self.after_write: list[Exception] = []
        self.down: Exception | None = None
        self.cancels = True
        self.works_on_claims = True
        self.writes_sent = 0

    @property
    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities if self.cancels else frozenset()

    @property
    def deeds(self) -> frozenset[Deed]:
        return super().deeds if self.works_on_claims else frozenset()

    async def order(self, order_id: str) -> Order:
        if self.down:
            raise self.down
        return await super().order(order_id)

    async def change_order(self, change: WithinOrder, *, version: int, agreed: Settlement, key: str) -> Order:
        self.writes_sent += 1
        if self.before_write:
            raise self.before_write.pop(0)
        order = await super().change_order(change, version=version, agreed=agreed, key=key)
        if self.after_write:
            raise self.after_write.pop(0)
        return order


@dataclass
class World:
    """The rooms, wired as the product wires them."""

    store: Database
    shop_database: Database
    commerce: TroubledShop
    conversations: SqlConversationStore
    phrases: Phrases
    mailer: OutboxMailer
    tries: TryCounter
    audit: AuditLog
    access: OrderAccess
    proposals: Proposals
    writes: SafeWrites
    approvals: Approvals
    codes: OneTimeCodes
    clock: Clock
    pictures: AttachmentStore
    trackers: Database
    """Where the dialogue manager keeps its own."""
    erasing: Erasing
    _begun: int = field(default=0)

    @property
    def services(self) -> OrderServices:
        return OrderServices(self.access, self.writes, self.codes, self.commerce, self.clock)

    async def talk(self, customer_id: str | None = None, address: str | None = None) -> str:
        """Begins a conversation, each from an address of its own unless told."""
        self._begun += 1
        begun = await self.conversations.begin("en", {})
        async with self.store.transaction() as connection:
            mine = conversations.c.id == begun.id
            where_from = address or f"192.0.2.{self._begun}"
            await connection.execute(update(conversations).where(mine).values(last_address=where_from))
        if customer_id:
            await self.conversations.bind_customer(begun.id, customer_id)
        return begun.id

    async def set_status(self, order_id: str, status: OrderStatus) -> None:
        """The shop moves an order on, as somebody in the warehouse would."""
        async with self.shop_database.transaction() as connection:
            values = {"status": status.value, "version": order_rows.c.version + 1}
            await connection.execute(update(order_rows).where(order_rows.c.order_id == order_id).values(values))

    async def last_code(self) -> str:
        """The code in the newest letter."""
        letter = (await self.mailer.letters())[0].letter
        return "".join(c for c in letter.text if c.isdigit())[:6]

    async def audited(self, conversation_id: str) -> list[str]:
        return [entry.event.value for entry in await self.audit.entries(conversation_id=conversation_id)]

    async def close(self) -> None:
        for database in (self.store, self.shop_database, self.trackers):
            await database.close()


async def open_world(
    folder: Path,
    *,
    contact_may_write: bool = False,
    limits: dict[str, int] | None = None,
    merchant: Limits = NO_LIMITS,
    rules: RuleBook = PLAIN_RULES,
    orders: Sequence[Order] = (),
) -> World:
    """Migrates two SQLite files in `folder` and stocks the shop."""
    store_url, shop_url = (f"sqlite+aiosqlite:///{folder / name}.db" for name in ("store", "shop"))
    store, shop_database = await prepare(store_url, shop_url, orders)
    return furnish(
        store,
        shop_database,
        contact_may_write=contact_may_write,
        limits=limits,
        merchant=merchant,
        rules=rules,
        folder=folder,
    )


async def prepare(store_url: str, shop_url: str, orders: Sequence[Order] = ()) -> tuple[Database, Database]:
    """Migrates two empty databases and stocks the shop."""
    await migrate_store(store_url)
    store, shop_database = Database.open(store_url), Database.open(shop_url)
    await migrate_shop(shop_database)
    await _stock(shop_database, [*ORDERS, *orders])
    return store, shop_database


def furnish(
    store: Database,
    shop_database: Database,
    *,
    contact_may_write: bool = False,
    limits: dict[str, int] | None = None,
    merchant: Limits = NO_LIMITS,
    rules: RuleBook = PLAIN_RULES,
    folder: Path | None = None,
) -> World:
    """The rooms over two databases that have been prepared; files lie in `folder`, else in one of their own."""
    clock = Clock()
    folder = folder or Path(gettempdir()) / f"shoptalk-{uuid4().hex}"
    pictures = AttachmentStore(store, folder / "pictures", largest_bytes=1_000_000, most=10)
    trackers = Database.open(f"sqlite+aiosqlite:///{folder / 'rasa.db'}")
    commerce = TroubledShop(shop_database, rules=rules, now=clock)
    keeper = SqlConversationStore(store)
    phrases, mailer, audit = Phrases.read(DOMAIN), OutboxMailer(store), AuditLog(store)
    counted = limits or {"order": 5, "contact": 10, "address": 20, "code": 5}
    tries = TryCounter(store, counted, timedelta(hours=1), b"key", clock)
    access = OrderAccess(keeper, commerce, store, tries, audit, contact_may_write=contact_may_write)
    proposals = Proposals(store, audit, clock)
    teller = Teller(proposals, Notices(store, MemoryBus()), SqlTurnStore(store), commerce, phrases)
    erasing = Erasing(store, pictures, RasaTrackers(trackers), commerce, audit)
    writes = SafeWrites(access, commerce, proposals, audit, rules, erasing, clock, limits=merchant, teller=teller)
    codes = OneTimeCodes(store, mailer, phrases, timedelta(minutes=10), b"key", tries, audit, clock)
    return World(
        store, shop_database, commerce, keeper, phrases, mailer, tries, audit, access, proposals, writes,
        Approvals(proposals, writes, teller), codes, clock, pictures, trackers, erasing,
    )  # fmt: skip


async def _stock(database: Database, orders: Sequence[Order]) -> None:
    async with database.transaction() as connection:
        await imported.write_shop(connection, SHOP, is_demo=False)
        await imported.write_products(connection, PRODUCTS, [])
        await imported.write_customers(connection, CUSTOMERS, [])
        await imported.write_orders(connection, orders, [])


def usd(text: str) -> Money:
    return Money.parse(text, "USD")


_DELIVERED = frozenset({OrderStatus.DELIVERED})
_SENT = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED})
ALL_ALLOWED = RuleBook(
    (
        Edition(
            {
                Capability.CANCEL_ORDER: Rule(NOT_SHIPPED),
                Capability.CANCEL_LINES: Rule(NOT_SHIPPED),
                Capability.CHANGE_ADDRESS: Rule(NOT_SHIPPED, same_country=True),
                Capability.CHANGE_ITEMS: Rule(NOT_SHIPPED),
                Capability.CHANGE_PAYMENT: Rule(NOT_SHIPPED),
                Capability.CHANGE_SHIPPING: Rule(NOT_SHIPPED),
                Capability.ADD_NOTE: Rule(NOT_SHIPPED),
                Capability.RETURN_ITEMS: Rule(_DELIVERED, days=30, refund_to=RefundTo.ANY),
                Capability.EXCHANGE_ITEMS: Rule(_DELIVERED, days=30),
                Capability.REPORT_PROBLEM: Rule(_SENT, days=60),
            }
        ),
    )
)
"""A shop that lets its customers do everything by themselves."""

SHOP = Shop(
    name=Bilingual("Maple Lane", "枫巷"),
    currency="USD",
    categories={"keyboards": Bilingual("Keyboards", "键盘"), "kitchen": Bilingual("Kitchen", "厨房")},
    attributes={"material": Bilingual("Material", "材质")},
    options={"colour": Bilingual("Colour", "颜色")},
    hours=Hours("America/Los_Angeles", dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("09:00", "18:00"),))),
    support_email="help@maplelane.example",
)

PRODUCTS = [
    Product(
        "KB-101",
        "keyboards",
        Bilingual("Hush 75 quiet keyboard", "静语75静音键盘"),
        Bilingual("A quiet keyboard.", "安静的键盘。"),
        (Variant("KB-101-BLK", {"colour": Bilingual("Black", "黑色")}, usd("79.00"), 12),),
    ),
    Product(
        "KT-201",
        "kitchen",
        Bilingual("Ember mug", "余温马克杯"),
        Bilingual("A mug.", "马克杯。"),
        (
            Variant("KT-201-RED", {"colour": Bilingual("Red", "红色")}, usd("18.00"), 3),
            Variant("KT-201-BLU", {"colour": Bilingual("Blue", "蓝色")}, usd("20.00"), 4),
            Variant("KT-201-WHT", {"colour": Bilingual("White", "白色")}, usd("18.00"), 2),
            Variant("KT-201-GRN", {"colour": Bilingual("Green", "绿色")}, usd("18.00"), 0),
        ),
    ),
]

CUSTOMERS = [
    Customer(
        "C-1",
        "Mei Lin",
        MEI,
        "+1-202-555-0143",
        "zh",
        address=Address("8 Birch Road", "Boston", "US", region="MA", postcode="02108"),
        payments=(
            StoredPayment("pay-visa", PaymentMethod.CARD, "Visa ending 4242"),
            StoredPayment("pay-gift", PaymentMethod.GIFT_CARD, "Gift card ending 0042", usd("31.00")),
        ),
    ),
    Customer("C-2", "Tom Berg", TOM, "+49 30 1234567"),
    Customer("C-3", "Nobody Yet", "new@example.com", None),
]

_KEYBOARD = OrderLine("1", "KB-101-BLK", PRODUCTS[0].title, 1, usd("79.00"))
MUGS = OrderLine("2", "KT-201-RED", PRODUCTS[1].title, 2, usd("18.00"))
_PORTLAND = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")
_VISA = Payment(PaymentMethod.CARD, "Visa ending 4242", PaymentStatus.PAID, "pay-visa")


def an_order(order_id: str, status: OrderStatus, **more: Any) -> Order:
    """An order of Mei's with a keyboard and two mugs, placed ten days ago, unless told."""
    lines = more.pop("lines", (_KEYBOARD, MUGS))
    goods = sum(line.total.amount for line in lines)
    plain = Order(
        order_id=order_id,
        customer_id="C-1",
        email=MEI,
        phone="+1-202-555-0143",
        status=status,
        placed_at=TODAY - timedelta(days=10),
        lines=lines,
        shipping_fee=usd("5.00"),
        discount=usd("0.00"),
        total=Money(goods + 500, "USD"),
        payment=_VISA,
        address=_PORTLAND,
    )
    return replace(plain, **more)


def _on_its_way(order_id: str, **parcel: Any) -> Order:
    shipment = Shipment("UPS", f"1Z{order_id}", shipped_at=TODAY - timedelta(days=2), line_ids=("1",), **parcel)
    return an_order(order_id, OrderStatus.SHIPPED, lines=(_KEYBOARD,), shipments=(shipment,))


def _guest(order_id: str, status: OrderStatus, email: str | None, phone: str | None) -> Order:
    return an_order(order_id, status, customer_id=None, email=email, phone=phone)


ORDERS = [
    an_order("W10001", OrderStatus.PENDING, placed_at=TODAY - timedelta(days=1)),
    replace(_on_its_way("W10002", eta=TODAY + timedelta(days=2)), placed_at=TODAY - timedelta(days=4)),
    replace(
        an_order("W10003", OrderStatus.DELIVERED, lines=(MUGS,)),
        shipments=(Shipment("DHL", "JD01", delivered_at=TODAY - timedelta(days=5), line_ids=("2",)),),
    ),
    replace(_on_its_way("W20001", eta=TODAY - timedelta(days=3)), customer_id="C-2", email=TOM, phone="+49301234567"),
    an_order("W20002", OrderStatus.PROCESSING, customer_id="C-2", email=TOM, phone="+49301234567"),
    an_order("W20003", OrderStatus.PROCESSING, customer_id="C-2", email=TOM, phone="+49301234567"),
    _guest("W30001", OrderStatus.PROCESSING, "ana@example.com", "+44 20 7946 0958"),
    _guest("W30002", OrderStatus.PENDING, None, "+44 20 7946 0000"),
    replace(
        _guest("W30003", OrderStatus.PENDING, "ana@example.com", "+44 20 7946 0958"),
        payment=Payment(PaymentMethod.CASH_ON_DELIVERY, "cash on delivery", PaymentStatus.PENDING),
    ),
    _guest("W30004", OrderStatus.PENDING, "bo@example.com", None),
]
