"""Where proofs, codes, proposals and the audit log are kept."""

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
    false,
    text,
)

from bot.storage.tables import UtcDateTime, metadata

verifications = Table(
    "verifications",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("order_id", String(64), primary_key=True),
    Column("proof", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

codes = Table(
    "codes",
    metadata,
    Column("conversation_id", String(40), ForeignKey("conversations.id"), primary_key=True),
    Column("order_id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("wrong_tries", Integer, nullable=False, default=0),
)

# `whose` counts a customer's changes, `limits` says why a person must decide and `word` what that person said; `owed`
# that the end is yet to be told by a notice; `proposed_by` is a person of the shop where it was not the bot.
proposals = Table(
    "proposals",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("conversation_id", String(40), ForeignKey("conversations.id"), nullable=False),
    Column("action", String(32), nullable=False),
    Column("order_id", String(64), nullable=False),
    Column("order_version", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("details", JSON, nullable=False),
    Column("decided_by", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("whose", String(160)),
    Column("limits", Text),
    Column("approved_by", String(96)),
    Column("word", Text),
    Column("owed", Boolean, nullable=False, server_default=false()),
    Column("proposed_by", String(96)),
    Index("proposals_by_state", "state"),
    Index("proposals_of_customer", "whose", "decided_at"),
    Index(
        "one_open_proposal",
        "conversation_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

# Customers to be forgotten, each under its proposal's id; `by_person` where the shop's own system cannot do its part.
erasures = Table(
    "erasures",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("customer_id", String(128), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("by_person", Boolean, nullable=False),
    Column("done_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("closed_by", String(96)),
)

# Which person of the shop sees to a return, an exchange or a reported problem.
claim_work = Table(
    "claim_work",
    metadata,
    Column("order_id", String(64), primary_key=True),
    Column("claim_id", String(64), primary_key=True),
    Column("person_id", String(96), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
