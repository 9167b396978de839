"""Which person of the shop sees to a return, an exchange or a reported problem."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "claim_work",
        sa.Column("order_id", sa.String(64), primary_key=True),
        sa.Column("claim_id", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(96), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
