"""Fixtures that several rooms share."""

from tests.medusa_server import medusa
from tests.servers import migrated_store, postgres, redis_url, store_url
from tests.vendure_server import vendure

__all__ = ["medusa", "migrated_store", "postgres", "redis_url", "store_url", "vendure"]
