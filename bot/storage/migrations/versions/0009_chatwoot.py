"""Which conversation of a Chatwoot is which of ours, and what of ours it has been told."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "chatwoot_links",
        sa.Column("chatwoot_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), nullable=False, unique=True),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("standing_at", sa.Float(), nullable=False),
        sa.Column("passed_on", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("lease_owner", sa.String(40)),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "chatwoot_messages",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("chatwoot_id", sa.Integer()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
