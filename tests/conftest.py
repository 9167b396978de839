"""Fixtures that several rooms share."""

from tests.servers import postgres, redis_url

__all__ = ["postgres", "redis_url"]
