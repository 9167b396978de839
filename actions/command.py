"""Commands to the dialogue manager: only a choice that the server issued ever carries one."""

import json


def command(intent: str, **entities: str) -> str:
    """`/intent{"entity": "value"}`."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"
