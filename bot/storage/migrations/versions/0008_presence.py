"""Who sits at the desk, what they have chosen to be, and which shoppers they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("people", sa.Column("availability", sa.String(16), nullable=False, server_default="online"))
    op.add_column("people", sa.Column("languages", sa.JSON()))
    op.add_column("people", sa.Column("topics", sa.JSON()))
    op.create_table(
        "desk_seats",
        sa.Column("session_id", sa.String(40), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("writing_in", sa.String(40)),
        sa.Column("writing_at", sa.DateTime(timezone=True)),
    )
    op.create_index("seats_of_person", "desk_seats", ["person_id"])
