"""Signing in with an OpenID provider: sign-ins under way, and whom the provider says an account is of."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("people", sa.Column("subject", sa.String(64)))
    op.create_index("people_by_subject", "people", ["subject"], unique=True)
    op.create_table(
        "provider_sign_ins",
        sa.Column("state", sa.String(64), primary_key=True),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
