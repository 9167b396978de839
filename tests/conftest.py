"""Fixtures that several rooms share."""

from tests.servers import migrated_store, postgres, redis_url, store_url

__all__ = ["migrated_store", "postgres", "redis_url", "store_url"]
