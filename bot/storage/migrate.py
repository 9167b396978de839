"""Brings a database to the schema that this version of the code wants."""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.errors import ConfigurationError
from bot.storage.database import Database

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x5_407_A1_0  # any number, the same in every process


async def migrate(url: str) -> None:
    """Brings the database of conversations and orders' proofs up to date; see `upgrade`."""
    database = Database.open(url, answer_seconds=None)  # a large table takes its time
    try:
        await upgrade(database, _MIGRATIONS, _LOCK)
    finally:
        await database.close()


async def upgrade(database: Database, scripts: Path, lock: int) -> None:
    """Applies every migration in `scripts` that the database has not seen, all in one transaction.

    Several processes may try at once; `lock` is a number that names the history on a PostgreSQL server. Raises
    `ConfigurationError` when a newer version made the database, `StoreUnavailable` when it is not reached.
    """
    try:
        async with database.transaction() as connection:
            await connection.run_sync(_apply, scripts, lock)
    except CommandError as error:
        raise ConfigurationError(
            f"the database is of a newer version of Shoptalk than this one ({error}): start that version instead"
        ) from error


def _apply(connection: Connection, scripts: Path, lock: int) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction is a lock already
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({lock})")
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
