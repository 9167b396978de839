"""What a machine made of a message in the other language, kept with the message."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("message_id", sa.String(40), primary_key=True),
        sa.Column("language", sa.String(2), primary_key=True),
        sa.Column("conversation_id", sa.String(40), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("translations_of_conversation", "translations", ["conversation_id"])
