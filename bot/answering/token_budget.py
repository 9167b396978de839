"""How many of a generator's tokens one address may use up in an hour."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

HOUR: Final = 3600.0
_MOST_ADDRESSES: Final = 50_000


class TokenBudget:
    """Counts tokens by address over the last hour, in this process; 0 an hour means none at all."""

    def __init__(self, tokens_per_hour: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._tokens_per_hour, self._clock = tokens_per_hour, clock
        self._spent: OrderedDict[str, deque[tuple[float, int]]] = OrderedDict()

    def left(self, address: str) -> int:
        """Tokens that the address may still use; never below 0."""
        spent = self._spent.get(address)
        if spent is None:
            return self._tokens_per_hour
        while spent and spent[0][0] <= self._clock() - HOUR:
            spent.popleft()
        if not spent:
            del self._spent[address]
            return self._tokens_per_hour
        return max(self._tokens_per_hour - sum(tokens for _, tokens in spent), 0)

    def spend(self, address: str, tokens: int) -> None:
        """Counts what a finished or broken-off answer has cost."""
        self._spent.setdefault(address, deque()).append((self._clock(), tokens))
        self._spent.move_to_end(address)
        # Whoever was not seen for the longest is forgotten first: memory stays bounded under many addresses.
        while len(self._spent) > _MOST_ADDRESSES:
            self._spent.popitem(last=False)
