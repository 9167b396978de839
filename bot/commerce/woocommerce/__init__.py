"""WooCommerce behind the port: its REST API, version 3."""
