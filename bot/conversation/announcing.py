"""Telling every face what has been stored."""

import logging
from collections.abc import Sequence

from bot.conversation.bus import MessageBus
from bot.conversation.model import Event
from bot.errors import BusUnavailable

_log = logging.getLogger(__name__)


async def announce(bus: MessageBus, events: Sequence[Event]) -> None:
    """Publishes; when the bus is away the faces find stored events in the store a little later."""
    try:
        for event in events:
            await bus.publish(event)
    except BusUnavailable as error:
        _log.warning("%d event(s) stay in the store alone, the bus is away: %s", len(events), error)
