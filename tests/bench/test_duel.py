"""Two bots under the same turns, here without servers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pytest

from tests.bench.costs import TARGETS, Costs, Situation, turns_table
from tests.bench.duel import Duel
from tests.bench.errors import BenchFailed
from tests.bench.programs import Program
from tests.bench.talk import ACTION, PLAIN


@dataclass
class EchoBot:
    """Says back what it hears, and remembers when each conversation heard what."""

    name: str
    seconds: float
    heard: list[tuple[str, int, str]]
    """The bot's name, the conversation's number and the message, for all bots in one order."""
    say: Callable[[str], Any] = lambda text: {"en": text, "zh": "?"}
    programs: list[Program] = field(default_factory=list)
    begun: int = 0

    async def begin(self) -> "EchoTalk":
        self.begun += 1
        return EchoTalk(self, self.begun)


@dataclass
class EchoTalk:
    bot: EchoBot
    number: int

    async def say(self, text: str) -> list[dict[str, Any]]:
        self.bot.heard.append((self.bot.name, self.number, text))
        await asyncio.sleep(self.bot.seconds)
        return [{"kind": "text", "text": self.bot.say(text)}]


def bots(ours_says: Callable[[str], Any] = lambda text: text) -> tuple[EchoBot, EchoBot]:
    heard: list[tuple[str, int, str]] = []
    return EchoBot("baseline", 0.004, heard), EchoBot("ours", 0.001, heard, ours_says)


async def test_both_bots_hear_the_same_and_only_the_block_is_timed() -> None:
    baseline, ours = bots()
    duel = Duel(baseline, ours, lambda words: None)
    await duel.early(rounds=2)
    by_bot = {
        name: sorted((number, text) for bot, number, text in ours.heard if bot == name) for name in ("baseline", "ours")
    }
    assert by_bot["baseline"] == by_bot["ours"]
    counts = {
        (situation.kind.name, situation.senders): [one.timings.count for one in pair]
        for situation, pair in duel.costs.items()
    }
    assert counts == {
        ("plain", 1): [10, 10],
        ("plain", 8): [40, 40],
        ("with an action", 1): [10, 10],
        ("with an action", 8): [40, 40],
    }
    for theirs, mine in duel.costs.values():
        assert theirs.timings.median >= 0.004 > mine.timings.median >= 0.001


async def test_an_early_conversation_is_timed_around_its_fifth_turn() -> None:
    baseline, ours = bots()
    await Duel(baseline, ours, lambda words: None).early(rounds=1)
    first = [text for bot, number, text in baseline.heard if (bot, number) == ("ours", 1)]
    assert first == [PLAIN.text, ACTION.text, *[PLAIN.text] * 5]


async def test_the_bots_begin_in_alternation() -> None:
    baseline, ours = bots()
    await Duel(baseline, ours, lambda words: None).late(at_turn=10, groups=1)
    # Of one conversation, which has been led nowhere: by eight, plain then action, then both once more alone.
    order = [name for name, number, _ in ours.heard if number == 1]
    blocks = [(name, len(list(turns))) for name, turns in groupby(order)]
    assert blocks == [("baseline", 5), ("ours", 10), ("baseline", 10), ("ours", 10), ("baseline", 5)]


async def test_a_late_conversation_is_led_to_its_turn() -> None:
    baseline, ours = bots()
    duel = Duel(baseline, ours, lambda words: None)
    await duel.late(at_turn=30, groups=1)
    mine = [text for bot, number, text in ours.heard if (bot, number) == ("ours", 8)]
    assert len(mine) == 40
    assert mine[:2] == [PLAIN.text, ACTION.text]
    assert {situation.at_turn for situation in duel.costs} == {30}


async def test_bots_that_do_not_answer_alike_are_not_compared() -> None:
    await Duel(*bots(), lambda words: None).check()
    with pytest.raises(BenchFailed, match="do not answer 'hello' alike"):
        await Duel(*bots(lambda text: "no"), lambda words: None).check()


def test_the_table_judges_each_row_by_its_own_target() -> None:
    fast, slow = Costs([0.010, 0.020, 0.030], 0.06), Costs([0.040, 0.050, 0.060], 0.15)
    costs = {Situation(PLAIN, 1, 5): (fast, slow), Situation(ACTION, 8, 100): (slow, fast)}
    table = turns_table("Turns", ("Rasa", "Ours"), costs, targets=TARGETS)
    # fmt: off
    assert table.rows == (
        ("plain", "1", "5", "3", "20.0", "29.0", "20.0", "50.0", "59.0", "50.0", "2.50×", "≤ 1.8× or +8 ms", "no"),
        ("with an action", "8", "100", "3", "50.0", "59.0", "50.0", "20.0", "29.0", "20.0", "0.40×", "≤ 0.6×", "yes"),
    )
    # fmt: on
    assert "Target" not in turns_table("Turns", ("Rasa", "Ours"), costs).columns
