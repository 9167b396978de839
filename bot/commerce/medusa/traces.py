"""What an order of Medusa's keeps of our writes, in its metadata, which Medusa merges key by key."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from bot.commerce.changes import Capability
from bot.commerce.remote.marks import trace_name

NOTE_FIELD: Final = "delivery_note"
"""Where a storefront, or Shoptalk, leaves a word for whoever packs or delivers."""
_PREFIX: Final = "shoptalk_"


@dataclass(frozen=True)
class Trace:
    """That a write was begun; whether it was made shows in the order itself."""

    key: str
    kind: Capability
    at: datetime
    reason: str = ""
    parcels: tuple[str, ...] = ()
    """What was packed and is unpacked first."""

    def as_metadata(self) -> dict[str, Any]:
        return {_name(self.key): {**asdict(self), "at": self.at.isoformat(), "parcels": list(self.parcels)}}


def no_trace(key: str) -> dict[str, str]:
    """Takes a trace away: Medusa drops what is set to nothing."""
    return {_name(key): ""}


def traces_in(metadata: Mapping[str, Any] | None) -> dict[str, Trace]:
    """By their keys."""
    told = [value for name, value in (metadata or {}).items() if name.startswith(_PREFIX) and isinstance(value, dict)]
    return {trace["key"]: _trace(trace) for trace in told}


def _trace(told: Mapping[str, Any]) -> Trace:
    return Trace(
        key=told["key"],
        kind=Capability(told["kind"]),
        at=datetime.fromisoformat(told["at"]),
        reason=told.get("reason") or "",
        parcels=tuple(told.get("parcels") or ()),
    )


def _name(key: str) -> str:
    return f"{_PREFIX}{trace_name(key)}"
