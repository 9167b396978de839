"""What the shop's people do about a claim: its steps, what came back, what was sent and said."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("steps", "received"):
        op.add_column("claims", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    for name in ("condition", "carrier", "tracking", "word"):
        op.add_column("claims", sa.Column(name, sa.Text(), nullable=False, server_default=""))
