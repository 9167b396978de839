"""Alembic's entry: runs on the connection that `bot.commerce.sql.migrate` hands over."""

from alembic import context

from bot.commerce.sql.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
