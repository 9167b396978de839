"""Whom a waiting shopper comes to, and when."""
