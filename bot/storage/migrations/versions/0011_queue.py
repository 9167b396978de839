"""What is kept of a request for a person while it waits, and whether the shopper was upset."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("handoffs", sa.Column("upset", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "queue_entries",
        sa.Column("handoff_id", sa.String(40), primary_key=True),
        sa.Column("is_triaged", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("aged", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("position", sa.Integer()),
        sa.Column("wait_from", sa.Integer()),
        sa.Column("wait_to", sa.Integer()),
        sa.Column("is_free", sa.Boolean()),
        sa.Column("offered_to", sa.String(96)),
        sa.Column("offered_at", sa.DateTime(timezone=True)),
        sa.Column("passed_by", sa.String(96)),
        sa.Column("passed_at", sa.DateTime(timezone=True)),
        sa.Column("timed_out_at", sa.DateTime(timezone=True)),
    )
    op.create_table("desk_turns", sa.Column("name", sa.String(32), primary_key=True))
    op.execute("INSERT INTO desk_turns (name) VALUES ('assign')")
