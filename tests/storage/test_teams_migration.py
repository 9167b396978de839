"""What was typed while a team was only a name is a team afterwards."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.storage import migrate as migrating
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.servers import PostgresServer

SCRIPTS = Path(migrating.__file__).parent / "migrations"


def _to_before_teams(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    made = next(one for one in ScriptDirectory(str(SCRIPTS)).walk_revisions() if one.path.endswith("_teams.py"))
    command.upgrade(config, str(made.down_revision))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_typed_names_become_teams_and_two_spellings_one(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/store.db"
    if kind == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database()
    database = Database.open(url)
    async with database.transaction() as connection:
        await connection.run_sync(_to_before_teams)
        talk = (
            "INSERT INTO conversations "
            "(id, status, language, audience, page, last_address, created_at, last_event, fresh_start, open_turns) "
            "VALUES ('c_1', 'bot', 'en', 'shopper', '{}', '', '2026-11-26 00:00:00', 0, false, 0)"
        )
        await connection.execute(text(talk))
        for number, team in enumerate(["Repairs", "repairs", "Repairs", "维修", None, "Billing"]):
            row = (
                "INSERT INTO handoffs (id, conversation_id, state, reason, team, asked_at) "
                "VALUES (:id, 'c_1', 'ended', '', :team, '2026-11-26 00:00:00')"
            )
            await connection.execute(text(row), {"id": f"h_{number}", "team": team})
    await database.close()
    await migrate(url)
    database = Database.open(url)
    async with database.reading() as connection:
        kept = list(await connection.scalars(text("SELECT team FROM handoffs ORDER BY id")))
        made = list(await connection.execute(text("SELECT name, key FROM teams ORDER BY key")))
    await database.close()
    assert kept == ["Repairs", "Repairs", "Repairs", "维修", None, "Billing"]
    assert [tuple(row) for row in made] == [("Billing", "billing"), ("Repairs", "repairs"), ("维修", "维修")]
