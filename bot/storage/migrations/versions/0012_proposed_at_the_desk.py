"""Which person of the shop has proposed a change to the shopper, where it was not the bot."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("proposals", sa.Column("proposed_by", sa.String(96)))
