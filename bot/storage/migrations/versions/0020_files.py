"""Whose side sent a picture or document (the shopper's where that is not said), and what a document is called."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("attachments", sa.Column("sender", sa.String(8), nullable=True))
    op.add_column("attachments", sa.Column("name", sa.String(100), nullable=True))
