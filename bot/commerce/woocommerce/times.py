"""WooCommerce's times: those without `_gmt` in their name are the site's own, whose zone they do not tell."""

from datetime import UTC, datetime


def at(gmt: str) -> datetime:
    """Of a `..._gmt` field, which names no zone."""
    told = datetime.fromisoformat(gmt)
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
