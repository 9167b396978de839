"""Teams with members; names that were typed while a team was only a name become teams."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    teams = op.create_table(
        "teams",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.String(40), sa.ForeignKey("teams.id"), primary_key=True),
        sa.Column("person_id", sa.String(40), sa.ForeignKey("people.id"), primary_key=True),
    )
    op.create_index("teams_of_person", "team_members", ["person_id"])
    handoffs = sa.table("handoffs", sa.column("team"))
    connection = op.get_bind()
    counted = sa.select(handoffs.c.team, sa.func.count().label("used")).where(handoffs.c.team.is_not(None))
    kept: dict[str, str] = {}
    # Of two spellings the one that was typed more often is the team's name.
    for row in connection.execute(counted.group_by(handoffs.c.team).order_by(sa.desc("used"), handoffs.c.team)).all():
        name = " ".join(row.team.split())
        if name:
            kept.setdefault(name.casefold(), name)
        if row.team != (own := kept.get(name.casefold())):
            connection.execute(sa.update(handoffs).where(handoffs.c.team == row.team).values(team=own))
    for key, name in kept.items():
        made = {"id": f"tm_{secrets.token_urlsafe(12)}", "name": name, "key": key, "made_at": datetime.now(UTC)}
        connection.execute(teams.insert().values(**made))
