"""A bridge to a Chatwoot: its contacts are our shoppers, its agents our people, its desk the desk."""
