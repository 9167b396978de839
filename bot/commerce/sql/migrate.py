"""Brings the SQL shop's database to the newest schema; several processes may try at once."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.storage.database import Database

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_246_018_853  # any number that nobody else on that PostgreSQL server uses


async def migrate(database: Database) -> None:
    """Applies what is missing, in one transaction; does nothing on an up-to-date database."""
    async with database.transaction() as connection:
        await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction is exclusive already
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
