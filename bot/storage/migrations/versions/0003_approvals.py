"""Requests that a person of the shop decides, and ends that are yet to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("proposals", sa.Column("whose", sa.String(160)))
    op.add_column("proposals", sa.Column("limits", sa.Text()))
    op.add_column("proposals", sa.Column("approved_by", sa.String(96)))
    op.add_column("proposals", sa.Column("word", sa.Text()))
    op.add_column("proposals", sa.Column("owed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("proposals_by_state", "proposals", ["state"])
    op.create_index("proposals_of_customer", "proposals", ["whose", "decided_at"])
