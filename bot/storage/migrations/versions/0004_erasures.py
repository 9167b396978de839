"""Customers who asked to be forgotten; the audit log lets its contents, and nothing else of it, be emptied for them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_KEPT = ("id", "at", "conversation_id", "actor", "event", "order_id", "proposal_id")
_REFUSAL = "the audit log is append-only"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("customer_id", sa.String(128), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        sa.Column("done_at", moment),
        sa.Column("settled_at", moment),
        sa.Column("closed_by", sa.String(96)),
    )
    op.create_index("conversations_of_customer", "conversations", ["customer_id"])
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def _guards(database: str) -> list[str]:
    """As the first schema's, but for an update that empties `before` and `after`, and at most the reason with them."""
    same = "IS" if database == "sqlite" else "IS NOT DISTINCT FROM"
    kept = " AND ".join(f'NEW."{name}" {same} OLD."{name}"' for name in _KEPT)
    emptied = f"""NEW."before" IS NULL AND NEW."after" IS NULL AND (NEW.reason = '' OR NEW.reason {same} OLD.reason)"""
    if database == "sqlite":
        return [
            "DROP TRIGGER audit_log_refuses_UPDATE",
            f"CREATE TRIGGER audit_log_refuses_UPDATE BEFORE UPDATE ON audit_log WHEN NOT ({kept} AND {emptied}) "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        ]
    return [
        "DROP TRIGGER audit_log_refuses_changes ON audit_log",
        "CREATE TRIGGER audit_log_refuses_removal BEFORE DELETE OR TRUNCATE ON audit_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()",
        "CREATE TRIGGER audit_log_refuses_changes BEFORE UPDATE ON audit_log FOR EACH ROW "
        f"WHEN (NOT ({kept} AND {emptied})) EXECUTE FUNCTION audit_log_is_append_only()",
    ]
