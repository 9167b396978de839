"""Telling every face what has been stored."""

import logging
from collections.abc import Sequence

from bot.conversation.bus import MessageBus
from bot.conversation.model import Event
from bot.errors import BusUnavailable

_log = logging.getLogger(__name__)


async def announce(bus: MessageBus, events: Sequence[Event]) -> None:
    """Publishes; when the bus is away those who listen here are told all the same, and others find it in the store."""
    try:
        for event in events:
            await bus.publish(event)
    except BusUnavailable as error:
        _log.warning("%d event(s) are told in this process alone, the bus is away: %s", len(events), error)
        # Told twice, a stored event is still shown once; a passing one might have come through.
        for event in events:
            if event.id is not None:
                await bus.hear(event)
