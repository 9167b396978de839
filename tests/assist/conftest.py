"""A migrated store of each kind."""

from tests.either_store import database

__all__ = ["database"]
