"""The shop kept in a SQL database of its own: SQLite for one machine, PostgreSQL beyond it."""
