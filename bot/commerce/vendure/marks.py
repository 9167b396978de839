"""Our own notes on an order of Vendure's: who is writing now, and how far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

_CLAIM: Final = "Shoptalk "
DONE: Final = "done"
BEGUN: Final = "begun"


@dataclass(frozen=True)
class Claim:
    """A private note on an order: this write is under way, or was made.

    `step` is `BEGUN`, the name of the step that was sent last, or `DONE`; `writer` is the process that wrote it.
    """

    note_id: str
    key: str
    action: str
    writer: str
    step: str
    amount: int
    """The money that was agreed to go back."""
    made: datetime
    since: datetime
    """When it last changed, by Vendure's clock."""

    @property
    def age(self) -> tuple[datetime, int, str]:
        """Sorts the older claim first; Vendure's ids are numbers unless the shop chose otherwise."""
        return self.made, len(self.note_id), self.note_id

    @property
    def is_done(self) -> bool:
        return self.step == DONE


def claim_text(key: str, action: str, writer: str, step: str, amount: int) -> str:
    """What the note says; staff of the shop may read it."""
    said = {"write": action, "step": step, "amount": amount, "key": key, "writer": writer}
    return _CLAIM + json.dumps(said, ensure_ascii=False)


def claim_of(entry: Mapping[str, Any]) -> Claim | None:
    """The claim that a history entry is, if it is one; `entry` as `fields.ORDER` asks for it."""
    text = str((entry.get("data") or {}).get("note", ""))
    if entry["type"] != "ORDER_NOTE" or entry["isPublic"] or not text.startswith(_CLAIM):
        return None
    try:
        said = json.loads(text.removeprefix(_CLAIM))
        facts = {name: str(said[name]) for name in ("key", "writer", "step")}
        action, amount = str(said["write"]), int(said["amount"])
    except (ValueError, KeyError, TypeError):
        return None  # somebody of the shop wrote of us
    made, since = (datetime.fromisoformat(entry[name]) for name in ("createdAt", "updatedAt"))
    return Claim(str(entry["id"]), action=action, amount=amount, made=made, since=since, **facts)
