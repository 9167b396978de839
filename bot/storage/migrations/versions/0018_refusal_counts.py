"""How many tries were refused beyond those that have a line in the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "refusal_counts",
        sa.Column("event", sa.String(48), primary_key=True),
        sa.Column("subject", sa.String(96), primary_key=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("actor", sa.String(160), nullable=False),
        sa.Column("conversation_id", sa.String(40)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
    )
