"""When something last happened in a conversation, so that the newest come first, and how far each side has seen."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("last_at", sa.DateTime(timezone=True)))
    op.add_column("conversations", sa.Column("shopper_seen", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversations", sa.Column("agent_seen", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE conversations SET last_at = COALESCE("
        "(SELECT MAX(messages.at) FROM messages WHERE messages.conversation_id = conversations.id), created_at)"
    )
    op.create_index("conversations_by_time", "conversations", ["audience", "last_at"])
