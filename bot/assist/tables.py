"""Where the shop's ready-made replies and macros are kept, and what became of each run of one."""

from sqlalchemy import JSON, Boolean, Column, Index, String, Table, Text

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

macros = Table(
    "macros",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("shortcut", String(32), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("steps", JSON, nullable=False),
    Column("changed_by", String(96), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

# No word of a conversation is kept here: what was done by which step, and why it was not.
macro_runs = Table(
    "macro_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("outcomes", JSON, nullable=False),
    Column("is_over", Boolean, nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
Index("macro_runs_by_age", macro_runs.c.at)
