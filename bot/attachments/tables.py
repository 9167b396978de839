"""What is known of each picture and document; what they show lies in files."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from bot.storage.tables import UtcDateTime, metadata

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("media_type", String(32), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("sender", String(8)),
    Column("name", String(100)),
    Index("attachments_of_conversation", "conversation_id"),
)
