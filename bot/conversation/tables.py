"""Where conversations are kept: what was said, how far each message has come, and who was asked for."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.storage.tables import UtcDateTime, metadata

# `last_event` numbers a conversation's stored events without a gap: a face that sees one knows that it missed another.
# `last_at` is when the newest of them was; `..._seen` is the newest that was before the eyes of each side.
# `open_turns` counts the rows of `turns` that have no reply, so that the usual message need not look for others;
# `apologies` the messages in a row, up to now, to which no answer could be had.
conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("status", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("audience", String(16), nullable=False),
    Column("customer_id", String(128)),
    Column("page", JSON, nullable=False),
    Column("last_address", String(64), nullable=False),
    Column("last_event", Integer, nullable=False),
    Column("open_turns", Integer, nullable=False),
    Column("apologies", Integer, nullable=False, server_default="0"),
    Column("fresh_start", Boolean, nullable=False),
    Column("link_epoch", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime),
    Column("shopper_seen", Integer, nullable=False, server_default="0"),
    Column("agent_seen", Integer, nullable=False, server_default="0"),
    Index("conversations_of_customer", "customer_id"),
    Index("conversations_by_time", "audience", "last_at"),
)

# A message is its own `message.added` event (`message.replaced` when a streamed text was taken back for it).
messages = Table(
    "messages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("event", Integer, nullable=False),
    Column("replaces_stream", Boolean, nullable=False),
    Column("author", String(16), nullable=False),
    Column("parts", JSON, nullable=False),
    Column("language", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "event", name="messages_in_order"),
)

# Stored events other than messages.
events = Table(
    "events",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("event", Integer, primary_key=True),
    Column("type", String(32), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# How far each of a shopper's messages has come. A lease says which process answers it now.
turns = Table(
    "turns",
    metadata,
    Column("message_id", String(40), ForeignKey("messages.id"), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("reply_id", String(40), nullable=False),
    Column("state", String(16), nullable=False),
    Column("command", Text),
    Column("idempotency_key", String(200)),
    Column("digest", String(64), nullable=False),
    Column("lease_owner", String(40)),
    Column("lease_until", UtcDateTime),
    UniqueConstraint("conversation_id", "idempotency_key", name="turns_once"),
    Index(
        "open_turns",
        "conversation_id",
        sqlite_where=text("state <> 'replied'"),
        postgresql_where=text("state <> 'replied'"),
    ),
)

choices = Table(
    "choices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("message_id", String(40), ForeignKey("messages.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("proposal_id", String(40)),
    Column("used_at", UtcDateTime),
    Index("choices_of_conversation", "conversation_id"),
)

# `taken_at` and `first_answer_at` are of the first time: put back and taken again, the shopper waited no longer for it.
# `given` is how it came to whoever has it, where not by their own hand: `offered` by the desk, `passed` by a colleague.
handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("contact", String(320)),
    Column("agent", String(96)),
    Column("origin", String(16), nullable=False, server_default="asked"),
    Column("topic", String(32)),
    Column("team", String(40)),
    Column("given", String(16)),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("upset", Boolean, nullable=False, server_default=false()),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("first_answer_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("close_reason", String(32)),
    Index(
        "one_open_handoff",
        "conversation_id",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
)

# What shoppers said of themselves where the shop asked them before the talk; it proves nothing.
introductions = Table(
    "introductions",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("name", Text),
    Column("email", String(320)),
    Column("topic", Text),
    Column("order_number", String(64)),
    Column("consent", Text),
    Column("at", UtcDateTime, nullable=False),
)

# What the shop's people write down for each other; no shopper's route reads these two.
desk_notes = Table(
    "desk_notes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("author", String(96), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("desk_notes_of_conversation", "conversation_id"),
)

desk_tags = Table(
    "desk_tags",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("tag", String(40), primary_key=True),
    Column("author", String(96), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("desk_tags_by_name", "tag"),
)

# A machine's words for a message in the other language, for the people of the shop alone.
translations = Table(
    "translations",
    metadata,
    Column("message_id", String(40), primary_key=True),
    Column("language", String(2), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("translations_of_conversation", "conversation_id"),
)

# A signed identity is good once; `used` lasts as long as the token could be shown again.
used_identities = Table(
    "used_identities",
    metadata,
    Column("jti", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
)
