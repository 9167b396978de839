"""Where letters are kept: those of a shop without a mail server, and those that are still to be sent."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, text

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

# An agent's answer that is to go out by mail, written in the transaction that says it. `due_at` is when it is tried
# next; while somebody sends it, when it is taken up again if nothing more is heard of them. `again_at` is when somebody
# had one tried again that had been given up.
letters = Table(
    "letters",
    metadata,
    Column("message_id", String(40), primary_key=True),
    Column("conversation_id", String(40), nullable=False),
    Column("to", String(320), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("given_up_at", UtcDateTime),
    Column("error", Text),
    Column("again_at", UtcDateTime),
    Index(
        "letters_to_send",
        "due_at",
        sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
    ),
    Index("letters_of_conversation", "conversation_id"),
)
