"""How much one address or conversation may ask for: token buckets of bounded number."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from bot.errors import RateLimited

_MOST_BUCKETS: Final = 50_000


class RateLimit:
    """`per_minute` for each key, all of them at once if need be; then one by one as time refills the bucket.

    Only so many keys are remembered: those idle for longest are forgotten first, and were full again long ago.
    """

    def __init__(self, what: str, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._what, self._most, self._clock = what, float(per_minute), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Takes one; raises `RateLimited` with the seconds until there is one again."""
        now = self._clock()
        left, at = self._buckets.pop(key, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / 60)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = (1 - left) * 60 / self._most
            raise RateLimited(f"too many {self._what}; accepted: {self._most:.0f} a minute", wait)
