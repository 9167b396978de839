"""What shoppers said of themselves where the shop asked them before the talk."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "introductions",
        sa.Column("conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), primary_key=True),
        sa.Column("name", sa.Text()),
        sa.Column("email", sa.String(320)),
        sa.Column("topic", sa.Text()),
        sa.Column("order_number", sa.String(64)),
        sa.Column("consent", sa.Text()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
