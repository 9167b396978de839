"""What the actions on orders are built with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.commerce.backend import CommerceBackend
from bot.orders.access import OrderAccess
from bot.orders.codes import OneTimeCodes
from bot.orders.writes import SafeWrites


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class OrderServices:
    """The rooms that know whose an order is and may change it."""

    access: OrderAccess
    writes: SafeWrites
    codes: OneTimeCodes
    commerce: CommerceBackend
    now: Callable[[], datetime] = _now

    async def zone(self) -> ZoneInfo:
        """The shop's own time zone."""
        return (await self.commerce.shop()).zone
