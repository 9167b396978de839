"""How a handoff came about, whom it is for, when it was taken and first answered, and why it was closed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("origin", sa.String(16), nullable=False, server_default="asked"))
    op.add_column("handoffs", sa.Column("topic", sa.String(32)))
    op.add_column("handoffs", sa.Column("team", sa.String(40)))
    op.add_column("handoffs", sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("handoffs", sa.Column("taken_at", sa.DateTime(timezone=True)))
    op.add_column("handoffs", sa.Column("first_answer_at", sa.DateTime(timezone=True)))
    op.add_column("handoffs", sa.Column("close_reason", sa.String(32)))
