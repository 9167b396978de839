"""Where unsent letters are kept."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("to", String(320), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
