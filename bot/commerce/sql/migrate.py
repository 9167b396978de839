"""Brings the SQL shop's database to the newest schema; several processes may try at once."""

from pathlib import Path
from typing import Final

from bot.storage.database import Database
from bot.storage.migrate import upgrade

_SCRIPTS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_246_018_853  # any number that nobody else on that PostgreSQL server uses


async def migrate(database: Database) -> None:
    """Applies what is missing, in one transaction; does nothing on an up-to-date database."""
    await upgrade(database, _SCRIPTS, _LOCK)
