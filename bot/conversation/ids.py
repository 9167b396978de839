"""Names for new things, that nobody can guess."""

import secrets


def new_id(kind: str) -> str:
    """`kind` and 22 characters of 132 random bits: `new_id("m")` names a message."""
    return f"{kind}_{secrets.token_urlsafe(17)[:22]}"
