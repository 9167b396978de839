"""Answers that are to go out by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("message_id", sa.String(40), primary_key=True),
        sa.Column("conversation_id", sa.String(40), nullable=False),
        sa.Column("to", sa.String(320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("given_up_at", sa.DateTime(timezone=True)),
        sa.Column("error", sa.Text()),
    )
    unsent = sa.text("sent_at IS NULL AND given_up_at IS NULL")
    op.create_index("letters_to_send", "letters", ["due_at"], sqlite_where=unsent, postgresql_where=unsent)
    op.create_index("letters_of_conversation", "letters", ["conversation_id"])
