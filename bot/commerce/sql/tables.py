"""Where the SQL shop keeps its products, people and orders; amounts are whole minor units."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    false,
)

from bot.storage.tables import UtcDateTime

metadata = MetaData()
"""The SQL shop's own: it may live far from Shoptalk's store, so it has its own history of migrations."""

THE_SHOP: Final = 1
"""The one row of `shop`."""

shop = Table(
    "shop",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("support_email", String(320)),
    Column("categories", JSON, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("options", JSON, nullable=False),
    Column("hours", JSON(none_as_null=True)),
    Column("shipping", JSON, nullable=False, server_default="[]"),
    Column("is_demo", Boolean, nullable=False),
    Column("folder", Text),
    Column("catalogue_revision", String(64), nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("product_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("category", String(120), nullable=False),
    Column("title_en", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("description_en", Text, nullable=False),
    Column("description_zh", Text, nullable=False),
    Column("attributes", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("compatible_with", JSON, nullable=False),
    Column("url", Text),
    Column("image", Text),
)

variants = Table(
    "variants",
    metadata,
    Column("sku", String(64), primary_key=True),
    Column("product_id", String(64), ForeignKey("products.product_id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("options", JSON, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("compare_at", BigInteger),
    Column("stock", Integer, nullable=False),
    CheckConstraint("stock >= 0", name="stock_is_not_negative"),
    Index("variants_by_product", "product_id", "position"),
)

customers = Table(
    "customers",
    metadata,
    Column("customer_id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", String(320)),
    Column("phone", String(40)),
    Column("language", String(2)),
    Column("address", JSON(none_as_null=True)),
    Column("joined_at", UtcDateTime),
    Column("tags", JSON, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
)

customer_payments = Table(
    "customer_payments",
    metadata,
    Column("customer_id", String(64), ForeignKey("customers.customer_id", ondelete="CASCADE"), primary_key=True),
    Column("payment_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("method", String(32), nullable=False),
    Column("label", Text, nullable=False),
    Column("balance", BigInteger),  # what a gift card still holds, in `currency`
    Column("currency", String(3), nullable=False),
    CheckConstraint("balance >= 0", name="balance_is_not_negative"),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", String(64), primary_key=True),
    Column("number", String(64), nullable=False, unique=True),  # the id as it is looked up: see `order_number`
    Column("customer_id", String(64), ForeignKey("customers.customer_id")),
    Column("email", String(320)),
    Column("phone", String(40)),
    Column("status", String(16), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("shipping_fee", BigInteger, nullable=False),
    Column("discount", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False, server_default="0"),  # all that was taken for it, refunds not counted
    Column("payment_method", String(32), nullable=False),
    Column("payment_label", Text, nullable=False),
    Column("payment_status", String(16), nullable=False),
    Column("payment_id", String(64)),  # no foreign key: an order outlives the way in which it was paid
    Column("address", JSON(none_as_null=True)),
    Column("note", Text, nullable=False, server_default=""),
    Column("shipping_option", String(64)),
    Column("items_changed", Boolean, nullable=False, server_default=false()),
    Column("cancel_reason", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
    Index("orders_by_customer", "customer_id", "placed_at"),
)


def _of_order() -> Column[str]:
    return Column("order_id", String(64), ForeignKey("orders.order_id", ondelete="CASCADE"), primary_key=True)


order_lines = Table(
    "order_lines",
    metadata,
    _of_order(),
    Column("line_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("sku", String(64), nullable=False),  # kept even when the variant is no longer sold
    Column("title_en", Text, nullable=False),
    Column("title_zh", Text, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", BigInteger, nullable=False),
)

shipments = Table(
    "shipments",
    metadata,
    _of_order(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("carrier", Text, nullable=False),
    Column("tracking", String(64), nullable=False),
    Column("shipped_at", UtcDateTime),
    Column("eta", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("line_ids", JSON, nullable=False),
)

refunds = Table(
    "refunds",
    metadata,
    _of_order(),
    Column("refund_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

charges = Table(
    "charges",
    metadata,
    _of_order(),
    Column("charge_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    _of_order(),
    Column("claim_id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("lines", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("amount", BigInteger),
    Column("method", Text, nullable=False),
    Column("payment_id", String(64)),
    Column("attachments", JSON, nullable=False),
    Column("steps", JSON, nullable=False, server_default="[]"),
    Column("received", JSON, nullable=False, server_default="[]"),
    Column("condition", Text, nullable=False, server_default=""),
    Column("carrier", Text, nullable=False, server_default=""),
    Column("tracking", Text, nullable=False, server_default=""),
    Column("word", Text, nullable=False, server_default=""),
)

status_changes = Table(
    "status_changes",
    metadata,
    _of_order(),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("status", String(16), nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("review_id", String(64), primary_key=True),
    Column("product_id", String(64), ForeignKey("products.product_id", ondelete="CASCADE"), nullable=False),
    Column("rating", Integer, nullable=False),
    Column("language", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("verified", Boolean, nullable=False),
    Index("reviews_by_product", "product_id", "at"),
)

# The idempotency keys of the writes that were made.
writes = Table(
    "writes",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("action", String(32), nullable=False),
    Column("order_id", String(64), ForeignKey("orders.order_id", ondelete="CASCADE")),
    Column("customer_id", String(64), ForeignKey("customers.customer_id", ondelete="CASCADE")),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What each imported row looked like in its file, so that the same file again changes nothing.
imported_rows = Table(
    "imported_rows",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
)

imported_files = Table(
    "imported_files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


def order_number(text: str) -> str:
    """An order id as it is compared: without spaces around it and `#` before it, in one letter case."""
    return text.strip().lstrip("#＃").strip().casefold()
