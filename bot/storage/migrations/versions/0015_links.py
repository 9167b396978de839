"""Which links to a conversation are good: those of its present epoch."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("link_epoch", sa.Integer(), nullable=False, server_default="0"))
