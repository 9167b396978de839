"""What a face has shown of one conversation."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

_SAID = {"message.added", "message.replaced"}


@dataclass
class Shown:
    """The stored events that came, in the order in which they came."""

    ids: list[int] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    status: str = "bot"

    async def watch(self, events: AsyncIterator[tuple[int | None, str, str]]) -> None:
        async for event_id, kind, data in events:
            if event_id is not None:
                self.ids.append(event_id)
            told = json.loads(data)
            if kind in _SAID:
                self.messages.append(told)
            elif kind == "conversation.updated":
                self.status = told["status"]

    @property
    def message_ids(self) -> list[str]:
        return [message["id"] for message in self.messages]

    def from_author(self, author: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["author"] == author]
