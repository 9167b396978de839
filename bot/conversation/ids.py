"""Names for new things, that nobody can guess."""

import hashlib
import secrets


def new_id(kind: str) -> str:
    """`kind` and 22 characters of 132 random bits: `new_id("m")` names a message."""
    return f"{kind}_{secrets.token_urlsafe(17)[:22]}"


def answer_id(conversation_id: str, agent: str, key: str) -> str:
    """The id of what an agent says under a key: the same again for the same."""
    return f"m_{hashlib.sha256(f'{conversation_id} {agent} {key}'.encode()).hexdigest()[:22]}"
