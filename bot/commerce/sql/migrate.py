"""Brings the SQL shop's database to the newest schema; several processes may try at once."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import ConfigurationError
from bot.storage.database import Database

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_246_018_853  # any number, the same in every process


async def migrate(database: Database) -> None:
    """Applies what is missing, in one transaction; does nothing on an up-to-date database.

    Raises `ConfigurationError` when a newer version made the database, `StoreUnavailable` when it is not reached.
    """
    try:
        async with database.transaction() as connection:
            await connection.run_sync(_upgrade)
    except CommandError as error:
        problem = f"COMMERCE_URL: a newer version of Shoptalk made this database ({error}); start that version instead"
        raise ConfigurationError(problem) from error


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction is a lock already
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
