"""The port to what a conversation must know of writes to the shop's data."""

from typing import Protocol


class Writes(Protocol):
    """Proposed and begun writes, as the room of the orders keeps them."""

    async def is_open(self, proposal_id: str) -> bool:
        """Whether a proposal still awaits the shopper's word."""
        ...

    async def begun_by(self, message_id: str) -> bool:
        """Whether a message's yes began a write, whose end must be told whoever has the conversation by then."""
        ...
