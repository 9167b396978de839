"""What Chatwoot refuses to be told, and how long it is tried."""

import logging
import time
from dataclasses import dataclass
from typing import Final

from bot.chatwoot.client import Refused

_log = logging.getLogger(__name__)
_LONGEST_REST: Final = 12
"""In usual rests."""
_LOG_SECONDS: Final = 60.0
_FORGOTTEN_SECONDS: Final = 300.0
"""Past every rest: by then another process has told it, or nothing is to be told any more."""


@dataclass(frozen=True)
class _Held:
    """A conversation that waits."""

    tries: int
    beside: int
    """Between so many of them Chatwoot took what it was told of others."""
    taken: int
    """What Chatwoot had taken at the last."""
    at: float
    why: str


class Refusals:
    """Waits as long as Chatwoot refuses everything; one that it refuses while it takes others is given up.

    A wrong token, a firewall or a restart refuses all of them, a conversation that is gone only its own: so many tries
    as `give_up_after`, between each of which others were taken, tell the one from the other.
    """

    def __init__(self, rest_seconds: float, give_up_after: int) -> None:
        self._rest_seconds, self._give_up_after = rest_seconds, give_up_after
        self._held: dict[int, _Held] = {}
        self._taken = self._left_out = 0
        self._logged_at = float("-inf")

    def took(self, chatwoot_id: int) -> None:
        """Chatwoot has done what it was asked of a conversation."""
        self._taken += 1
        self.settled(chatwoot_id)

    def settled(self, chatwoot_id: int) -> None:
        """Nothing of a conversation waits."""
        self._held.pop(chatwoot_id, None)

    def refused(self, chatwoot_id: int, error: Refused) -> None:
        """Logged once a minute, whatever is refused in it."""
        now = time.monotonic()
        before = self._held.get(chatwoot_id, _Held(0, 0, self._taken, now, ""))
        beside = before.beside + (self._taken > before.taken)
        self._held[chatwoot_id] = _Held(before.tries + 1, beside, self._taken, now, str(error))
        if now - self._logged_at >= _LOG_SECONDS:
            self._logged_at = now
            _log.error("what Chatwoot is to be told waits and is tried again: %s", self.state())

    def is_given_up(self, chatwoot_id: int) -> bool:
        held = self._held.get(chatwoot_id)
        return held is not None and held.beside >= self._give_up_after

    def left_out(self, what: str, why: Exception) -> None:
        """Something will not be told any more."""
        self._left_out += 1
        _log.error("Chatwoot refuses %s, which is left out: %s", what, why)

    def rest(self, chatwoot_id: int) -> float:
        """Seconds until a conversation is tried again: longer with each refusal, a minute at the most."""
        tries = self._held[chatwoot_id].tries if chatwoot_id in self._held else 1
        return self._rest_seconds * min(2.0 ** min(tries - 1, 8), _LONGEST_REST)

    def state(self) -> str:
        """What is refused and how much was left out since the start, or "ok"."""
        oldest = time.monotonic() - _FORGOTTEN_SECONDS
        held = [one for one in self._held.values() if one.at > oldest]
        why = ", ".join(sorted({one.why for one in held}))
        waiting = [f"{len(held)} conversation(s) refused ({why})"] if held else []
        left_out = [f"{self._left_out} left out"] if self._left_out else []
        return ", ".join([*waiting, *left_out]) or "ok"
