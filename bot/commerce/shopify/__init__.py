"""Shopify behind the port: its Admin GraphQL API."""
