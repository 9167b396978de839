"""Runs migrations on the connection that `bot.commerce.sql.migrate` holds."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    version_table="shop_version",  # its own, so that the shop may also lie in Shoptalk's database
)
with context.begin_transaction():
    context.run_migrations()
