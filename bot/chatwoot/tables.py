"""Which conversation of a Chatwoot is which of ours, and what of ours it has been told."""

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Table

from bot.storage.tables import UtcDateTime, metadata

# `passed_on` is the last event of our conversation that Chatwoot has been told, and `status` how ours stood then;
# `standing` is what it last told us, at `standing_at` by its own clock. A lease says which process tells it now.
# A conversation that was resolved and goes on is a new one of ours.
links = Table(
    "chatwoot_links",
    metadata,
    Column("chatwoot_id", Integer, primary_key=True, autoincrement=False),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False, unique=True),
    Column("channel", String(64), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("standing_at", Float, nullable=False),
    Column("passed_on", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("lease_owner", String(40)),
    Column("lease_until", UtcDateTime),
)

# A row without `chatwoot_id` was being sent when it was written: whether it arrived is not known.
# What came from Chatwoot has a row before it is ours, so that it never goes back.
messages = Table(
    "chatwoot_messages",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("chatwoot_id", Integer),
    Column("at", UtcDateTime, nullable=False),
)
