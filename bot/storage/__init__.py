"""Where Shoptalk keeps what it must never lose: one database, one schema, one history of migrations."""
