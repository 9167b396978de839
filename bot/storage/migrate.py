"""Brings a database to the schema that this version of the code wants."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import ConfigurationError
from bot.storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x5_407_A1_0  # any number, the same in every process


async def migrate(url: str) -> None:
    """Applies every migration that the database has not seen, all in one transaction.

    Raises `ConfigurationError` when a newer version made the database, `StoreUnavailable` when it is not reached.
    """
    database = Database.open(url)
    try:
        async with database.transaction() as connection:
            await connection.run_sync(_upgrade)
    except CommandError as error:
        raise ConfigurationError(
            f"the database is of a newer version of Shoptalk than this one ({error}): start that version instead"
        ) from error
    finally:
        await database.close()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction is a lock already
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
