"""Which of the customers who have talked to us some words call: the shop knows their names, we their ids."""

import asyncio
import time
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from bot.commerce.backend import CommerceBackend
from bot.conversation.talks import TalkStore
from bot.errors import CustomerNotFound, Unavailable

_MOST: Final = 1000
_AT_ONCE: Final = 8
_PATIENCE_SECONDS: Final = 3.0
_KEPT_SECONDS: Final = 600.0


@dataclass(frozen=True)
class Called:
    """For each of the words, the ids of the customers whose name or e-mail address holds it."""

    customers: tuple[Set[str], ...]
    all_known: bool
    """False where the shop did not tell every name in time, or there are more customers than are looked through."""


class CustomerDirectory:
    """Asks the shop for each customer once in a while, in which it is not asked for again."""

    def __init__(
        self, talks: TalkStore, commerce: CommerceBackend, patience_seconds: float = _PATIENCE_SECONDS
    ) -> None:
        self._talks, self._commerce, self._patience_seconds = talks, commerce, patience_seconds
        self._known: dict[str, tuple[float, str]] = {}
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def called(self, words: Sequence[str]) -> Called:
        ids = await self._talks.customers(_MOST)
        all_known = await self._learn(ids) and len(ids) < _MOST
        known = {one: self._known[one][1] for one in ids if one in self._known}
        return Called(
            tuple({one for one, told in known.items() if word.casefold() in told} for word in words), all_known
        )

    async def _learn(self, ids: Sequence[str]) -> bool:
        now = time.monotonic()
        self._known = {one: held for one, held in self._known.items() if now - held[0] < _KEPT_SECONDS}
        unknown = [one for one in ids if one not in self._known]
        try:
            async with asyncio.timeout(self._patience_seconds):
                await asyncio.gather(*(self._ask(one) for one in unknown))
        except (TimeoutError, Unavailable):
            return False
        return True

    async def _ask(self, customer_id: str) -> None:
        async with self._free:
            try:
                customer = await self._commerce.customer(customer_id)
                told = f"{customer.name} {customer.email or ''}".casefold()
            except CustomerNotFound:
                told = ""
            self._known[customer_id] = (time.monotonic(), told)
