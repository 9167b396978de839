"""A whole conversation that cancels an order, from the wish to the shop's word that it is done; many side by side."""

import asyncio
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

import yaml

from tests.bench.errors import BenchFailed
from tests.bench.figures import Timings, milliseconds, times
from tests.bench.programs import ROOT, Program
from tests.bench.table import Table
from tests.bench.talk import Talk, cpu_seconds

SIDE_BY_SIDE: Final = (1, 8, 64)
_REASON: Final = {"en": "no longer needed", "zh": "不再需要"}
_WORDS: Final = ("I want to cancel order {order_id}", _REASON["en"], "yes")
TURNS: Final = len(_WORDS)


@dataclass(frozen=True)
class Shopper:
    """A customer with one order that nobody has packed yet."""

    customer_id: str
    order_id: str


class Bot(Protocol):
    """A running bot that knows the shop's customers."""

    @property
    def name(self) -> str: ...

    @property
    def programs(self) -> list[Program]: ...

    async def begin_as(self, customer_id: str) -> Talk:
        """A new conversation with a customer whom the shop has signed in."""
        ...


def shop_of_shoppers(folder: Path, count: int) -> list[Shopper]:
    """Makes the demo shop anew in `folder`, with so many shoppers more, and with a reason asked of who cancels."""
    shutil.copytree(ROOT / "data" / "shop", folder)
    rules = folder / "rules.yml"
    editions = yaml.safe_load(rules.read_text("utf-8"))
    for edition in editions:
        if "cancel_order" in edition["rules"]:
            edition["rules"]["cancel_order"]["reasons"] = [_REASON, {"en": "ordered by mistake", "zh": "下错单"}]
    rules.write_text(yaml.safe_dump(editions, allow_unicode=True), "utf-8")
    return add_shoppers(folder, count)


def add_shoppers(folder: Path, count: int) -> list[Shopper]:
    """Writes so many into the files of a shop, each with an order that can still be cancelled."""
    shoppers = [Shopper(f"C-B{number:05}", f"B{number:05}") for number in range(count)]
    _append(folder / "customers.jsonl", map(_customer, shoppers))
    _append(folder / "orders.jsonl", map(_order, shoppers))
    return shoppers


def _append(path: Path, rows: Iterator[Mapping[str, Any]]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def _customer(shopper: Shopper) -> Mapping[str, Any]:
    return {
        "customer_id": shopper.customer_id,
        "name": "Ada Bench",
        "email": f"{shopper.customer_id.lower()}@example.com",
        "payments": [{"payment_id": "card", "method": "card", "label": "Visa ending 4242"}],
    }


def _order(shopper: Shopper) -> Mapping[str, Any]:
    placed = datetime.now(UTC).isoformat()
    return {
        "order_id": shopper.order_id,
        "customer_id": shopper.customer_id,
        "status": "pending",
        "placed_at": placed,
        "lines": [
            {
                "line_id": "1",
                "sku": "KB-101-BLK",
                "title": {"en": "Hush 75 quiet keyboard", "zh": "静语75静音键盘"},
                "quantity": 1,
                "unit_price": "79.00",
            }
        ],
        "shipping_fee": "5.00",
        "discount": "0.00",
        "total": "84.00",
        "payment": {"method": "card", "label": "Visa ending 4242", "status": "paid", "payment_id": "card"},
        "history": [{"at": placed, "status": "pending"}],
    }


@dataclass
class Load:
    """What conversations cost one bot, so many of them side by side."""

    seconds: list[float] = field(default_factory=list)
    """Of each whole conversation."""
    turns: list[float] = field(default_factory=list)
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0

    @property
    def turns_a_second(self) -> float:
        return len(self.turns) / self.wall_seconds


class CancelDuel:
    """Blocks of conversations that begin at once, the bot that has its go first changing from block to block."""

    def __init__(self, baseline: Bot, ours: Bot, shoppers: Sequence[Shopper], say: Callable[[str], None]) -> None:
        self._bots, self._shoppers, self._say = (baseline, ours), iter(shoppers), say
        self._blocks = 0
        self.loads: dict[int, tuple[Load, Load]] = {}

    async def run(self, blocks: Mapping[int, int]) -> None:
        """`blocks`: how many of them for each count of conversations side by side; one more before goes unmeasured."""
        for which in (0, 1):
            await self._block(which, 2, Load())
        for many, rounds in blocks.items():
            self._say(f"conversations that cancel an order, side by side: {many}")
            loads = self.loads[many] = Load(), Load()
            for _ in range(rounds):
                self._blocks += 1
                for which in (0, 1) if self._blocks % 2 else (1, 0):
                    await self._block(which, many, loads[which])

    async def _block(self, which: int, many: int, load: Load) -> None:
        bot = self._bots[which]
        shoppers = [next(self._shoppers) for _ in range(many)]
        talks = [await bot.begin_as(shopper.customer_id) for shopper in shoppers]
        used, started = cpu_seconds(bot), time.perf_counter()
        turns = await asyncio.gather(*(_cancel(*one) for one in zip(talks, shoppers, strict=True)))
        load.wall_seconds += time.perf_counter() - started
        load.cpu_seconds += cpu_seconds(bot) - used
        load.seconds += map(sum, turns)
        load.turns += [seconds for one in turns for seconds in one]


async def _cancel(talk: Talk, shopper: Shopper) -> list[float]:
    """How long each turn took; raises `BenchFailed` unless the shop shows the order as cancelled in the end."""
    seconds, reply = [], list[dict[str, Any]]()
    for words in _WORDS:
        started = time.perf_counter()
        reply = await talk.say(words.format(order_id=shopper.order_id))
        seconds.append(time.perf_counter() - started)
    shown = [(part["order_id"], part["status"]) for part in reply if part["kind"] == "order"]
    if shown != [(shopper.order_id, "cancelled")]:
        raise BenchFailed(f"{shopper.order_id} was not cancelled: {reply}")
    return seconds


def shoppers_wanted(blocks: Mapping[int, int]) -> int:
    """How many orders `CancelDuel.run` cancels, both bots and those before the measured ones included."""
    return 2 * (2 + sum(many * rounds for many, rounds in blocks.items()))


def cancel_table(names: tuple[str, str], loads: Mapping[int, tuple[Load, Load]]) -> Table:
    """A row for each count of conversations side by side."""
    figures = [f"{name}: {what}" for name in names for what in ("turns/s", "p50 s", "p95 s", "CPU ms a turn")]
    columns = ("Side by side", "n each", *figures, "Ratio: turns/s", "Ratio: p50", "Ratio: p95")
    note = (
        "A conversation: asks to cancel an order, gives the reason, says yes, reads that the shop has cancelled it; "
        f"{TURNS} turns, each sent when the reply to the one before is there, and p50 and p95 are those of the whole. "
        "Rasa: an untouched one on its REST channel, with the same model and the same action server, and nothing that "
        "stores, queues or publishes messages before it. Each order is cancelled in the shop; blocks in alternation."
    )
    rows = tuple(_row(many, *pair) for many, pair in loads.items())
    return Table("A full conversation that cancels an order", columns, rows, notes=(note,))


def _row(many: int, baseline: Load, ours: Load) -> tuple[str, ...]:
    theirs, mine = Timings(tuple(baseline.seconds)), Timings(tuple(ours.seconds))
    return (
        str(many),
        str(mine.count),
        *_cells(baseline, theirs),
        *_cells(ours, mine),
        times(ours.turns_a_second, baseline.turns_a_second),
        times(mine.median, theirs.median),
        times(mine.p95, theirs.p95),
    )


def _cells(load: Load, whole: Timings) -> tuple[str, ...]:
    cpu = milliseconds(load.cpu_seconds / len(load.turns))
    return f"{load.turns_a_second:.1f}", f"{whole.median:.2f}", f"{whole.p95:.2f}", cpu
