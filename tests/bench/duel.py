"""Two bots that are sent the same turns in one run, in alternation, so that the machine's moods hit both."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, islice
from typing import Any, Final

from tests.bench.costs import MANY, Costs, SideBySide, Situation
from tests.bench.errors import BenchFailed
from tests.bench.talk import ACTION, PLAIN, Bot, Kind, Talk, cpu_seconds

EARLY: Final = 5
_BLOCK: Final = 5
"""Turns of one kind in a row that are timed in one conversation before the other bot has its go."""

Pairs = tuple[Sequence[Talk], Sequence[Talk]]
"""As many conversations with the baseline as with ours."""


class Duel:
    """Block by block, the one that begins changing from block to block."""

    def __init__(self, baseline: Bot, ours: Bot, say: Callable[[str], None]) -> None:
        self._bots, self._say = (baseline, ours), say
        self._costs: dict[Situation, tuple[Costs, Costs]] = defaultdict(lambda: (Costs(), Costs()))
        self._blocks = 0

    @property
    def costs(self) -> SideBySide:
        return dict(self._costs)

    async def check(self) -> None:
        """Raises `BenchFailed` unless both bots answer the same to the same."""
        pairs = await self._begin(1)
        for kind in (PLAIN, ACTION):
            baseline, ours = [_told(await talks[0].say(kind.text)) for talks in pairs]
            if baseline != ours:
                raise BenchFailed(f"the two do not answer {kind.text!r} alike:\n{baseline}\n{ours}")

    async def early(self, rounds: int) -> None:
        """Times turns 3 to 7 of fresh conversations: so many by one sender, a third as many by eight."""
        for kind in (PLAIN, ACTION):
            for senders, times in ((1, rounds), (MANY, -(-rounds // 3))):
                self._say(f"{kind.name} turns at turn {EARLY}, senders: {senders}")
                for _ in range(times):
                    pairs = await self._begin(senders)
                    await self._lead(pairs, EARLY - 1 - _BLOCK // 2)
                    await self._block(pairs, Situation(kind, senders, EARLY))

    async def late(self, at_turn: int, groups: int) -> None:
        """Leads groups of eight conversations near a late turn, and times turns there by eight senders and by one."""
        for group in range(1, groups + 1):
            self._say(f"conversations on their way to turn {at_turn}, group {group} of {groups}")
            pairs = await self._begin(MANY)
            await self._lead(pairs, at_turn - 2 * _BLOCK)
            for kind in (PLAIN, ACTION):
                await self._block(pairs, Situation(kind, MANY, at_turn))
            for baseline, ours in zip(*pairs, strict=True):
                for kind in (PLAIN, ACTION):
                    await self._block(([baseline], [ours]), Situation(kind, 1, at_turn))

    async def _begin(self, senders: int) -> Pairs:
        baseline, ours = self._bots
        return [await baseline.begin() for _ in range(senders)], [await ours.begin() for _ in range(senders)]

    async def _lead(self, pairs: Pairs, turns: int) -> None:
        """Takes plain turns and turns with an action alternately, untimed."""
        kinds = list(islice(cycle((PLAIN, ACTION)), turns))
        for talks in pairs:
            await asyncio.gather(*(_say_all(talk, kinds) for talk in talks))

    async def _block(self, pairs: Pairs, situation: Situation) -> None:
        self._blocks += 1
        for which in (0, 1) if self._blocks % 2 else (1, 0):
            costs, bot = self._costs[situation][which], self._bots[which]
            used = cpu_seconds(bot)
            timed = await asyncio.gather(*(_say_all(talk, [situation.kind] * _BLOCK) for talk in pairs[which]))
            costs.cpu_seconds += cpu_seconds(bot) - used
            costs.seconds += [seconds for one in timed for seconds in one]


async def _say_all(talk: Talk, kinds: Iterable[Kind]) -> list[float]:
    """Sends each message after the reply to the one before; how long each took."""
    seconds = []
    for kind in kinds:
        started = time.perf_counter()
        await talk.say(kind.text)
        seconds.append(time.perf_counter() - started)
    return seconds


def _told(reply: list[dict[str, Any]]) -> list[tuple[str, object]]:
    """What a reply comes to: its words and titles, without the ids that only one of the two issues."""
    return [
        (part["kind"], _words(part.get("text", [item["title"] for item in part.get("items", [])]))) for part in reply
    ]


def _words(told: object) -> object:
    """Rasa alone sends both languages."""
    return told["en"] if isinstance(told, dict) else told
