"""What the desk shows of a request for a person, and what is kept of letters and apologies for it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("queue_entries", sa.Column("raised", sa.JSON()))
    op.add_column("handoffs", sa.Column("given", sa.String(16)))
    op.add_column("letters", sa.Column("again_at", sa.DateTime(timezone=True)))
    op.add_column("conversations", sa.Column("apologies", sa.Integer(), nullable=False, server_default="0"))
