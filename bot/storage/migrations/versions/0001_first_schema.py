"""The first schema: conversations, orders' proofs and proposals, the audit log, the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _conversations()
    _turns()
    _choices_and_handoffs()
    _identities_and_letters()
    _proofs()
    _proposals()
    _audit_log()


def _of_conversation(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "conversation_id",
        sa.String(40),
        sa.ForeignKey("conversations.id"),
        nullable=False,
        primary_key=primary_key,
    )


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("customer_id", sa.String(128)),
        sa.Column("page", sa.JSON(), nullable=False),
        sa.Column("last_address", sa.String(64), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.Column("open_turns", sa.Integer(), nullable=False),
        sa.Column("fresh_start", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(40), primary_key=True),
        _of_conversation(),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("replaces_stream", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(16), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.UniqueConstraint("conversation_id", "event", name="messages_in_order"),
    )
    op.create_table(
        "events",
        _of_conversation(primary_key=True),
        sa.Column("event", sa.Integer(), primary_key=True),
        sa.Column("type", sa.String(32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def _turns() -> None:
    op.create_table(
        "turns",
        sa.Column("message_id", sa.String(40), sa.ForeignKey("messages.id"), primary_key=True),
        _of_conversation(),
        sa.Column("reply_id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("command", sa.Text()),
        sa.Column("idempotency_key", sa.String(200)),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("lease_owner", sa.String(40)),
        sa.Column("lease_until", _MOMENT),
        sa.UniqueConstraint("conversation_id", "idempotency_key", name="turns_once"),
    )
    _partial_index("open_turns", "turns", "state <> 'replied'")


def _choices_and_handoffs() -> None:
    op.create_table(
        "choices",
        sa.Column("id", sa.String(40), primary_key=True),
        _of_conversation(),
        sa.Column("message_id", sa.String(40), sa.ForeignKey("messages.id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.String(40)),
        sa.Column("used_at", _MOMENT),
    )
    op.create_index("choices_of_conversation", "choices", ["conversation_id"])
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(40), primary_key=True),
        _of_conversation(),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(320)),
        sa.Column("agent", sa.String(96)),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
    )
    _partial_index("one_open_handoff", "handoffs", "state <> 'ended'", unique=True)


def _identities_and_letters() -> None:
    op.create_table(
        "used_identities",
        sa.Column("jti", sa.String(64), primary_key=True),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("to", sa.String(320), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )


def _proofs() -> None:
    op.create_table(
        "verifications",
        _of_conversation(primary_key=True),
        sa.Column("order_id", sa.String(64), primary_key=True),
        sa.Column("proof", sa.String(16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_table(
        "tries",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("subject", sa.String(96), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
    )
    op.create_index("tries_by_subject", "tries", ["subject", "at"])
    op.create_table(
        "codes",
        _of_conversation(primary_key=True),
        sa.Column("order_id", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(40), primary_key=True),
        _of_conversation(),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("order_id", sa.String(64), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(40)),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT),
    )
    _partial_index("one_open_proposal", "proposals", "state = 'open'", unique=True)


def _partial_index(name: str, table: str, where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, ["conversation_id"], unique=unique, sqlite_where=condition, postgresql_where=condition)


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("conversation_id", sa.String(40)),
        sa.Column("actor", sa.String(160), nullable=False),
        sa.Column("event", sa.String(48), nullable=False),
        sa.Column("order_id", sa.String(64)),
        sa.Column("proposal_id", sa.String(40)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
    )
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _guards(database: str) -> list[str]:
    """What makes the audit log append-only, whoever writes to it."""
    if database == "sqlite":
        return [
            f"CREATE TRIGGER audit_log_refuses_{act} BEFORE {act} ON audit_log "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_log_refuses_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()",
    ]
