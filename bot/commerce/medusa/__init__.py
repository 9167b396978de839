"""A Medusa shop behind the port."""
