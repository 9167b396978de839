"""Where the shop's ready-made replies are kept."""

from sqlalchemy import Column, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shortcut", String(32), nullable=False, unique=True),
    Column("en", Text, nullable=False),
    Column("zh", Text, nullable=False),
    Column("changed_by", String(96), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
