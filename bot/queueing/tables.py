"""What is kept of a request for a person beside the request itself, while it is open."""

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table, text

from bot.storage.tables import UtcDateTime, metadata

# `position`, `wait_from`, `wait_to` (minutes) and `is_free` are what the shopper was told last. `aged` counts the rules
# on long waits that have raised its priority. `offered_*` is whom it was given to without asking, until they answer;
# `passed_*` who let it go by last. `raised` are the shop's rules that its priority comes from.
queue_entries = Table(
    "queue_entries",
    metadata,
    Column("handoff_id", String(40), primary_key=True),
    Column("is_triaged", Boolean, nullable=False, server_default=text("false")),
    Column("aged", Integer, nullable=False, server_default="0"),
    Column("position", Integer),
    Column("wait_from", Integer),
    Column("wait_to", Integer),
    Column("is_free", Boolean),
    Column("offered_to", String(96)),
    Column("offered_at", UtcDateTime),
    Column("passed_by", String(96)),
    Column("passed_at", UtcDateTime),
    Column("timed_out_at", UtcDateTime),
    Column("raised", JSON),
)

# Held by the process that gives out conversations at this moment.
desk_turns = Table("desk_turns", metadata, Column("name", String(32), primary_key=True))
