"""What the safety of a write costs: proposed, confirmed and read again, against the shop's bare write."""

import time
from pathlib import Path
from typing import Final

from bot.commerce.changes import CancelOrder
from bot.commerce.model import Order, OrderStatus
from tests.bench.figures import Timings, milliseconds
from tests.bench.table import Table
from tests.shop_world import TODAY, World, an_order, open_world

_WARM_UP: Final = 5
_BARE, _PROPOSED, _CONFIRMED = "the shop's bare write", "proposed", "confirmed, written, read again"


async def measure_safety(folder: Path, writes: int) -> Table:
    """Cancels orders in alternation: by the shop's own write, and by proposal and yes."""
    count = writes + _WARM_UP
    world = await open_world(folder, orders=[_order(number) for number in range(2 * count)])
    seconds: dict[str, list[float]] = {_BARE: [], _PROPOSED: [], _CONFIRMED: []}
    for number in range(count):
        timed = {_BARE: await _bare(world, f"B{2 * number:05}"), **await _safe(world, f"B{2 * number + 1:05}")}
        for name, one in timed.items():
            if number >= _WARM_UP:
                seconds[name].append(one)
    await world.close()
    both = [proposed + confirmed for proposed, confirmed in zip(seconds[_PROPOSED], seconds[_CONFIRMED], strict=True)]
    extra = Timings(tuple(both)).median - Timings(tuple(seconds[_BARE])).median
    shown = [*seconds.items(), ("both steps", both)]
    rows = tuple((name, *_cells(Timings(tuple(timed)))) for name, timed in shown)
    note = (
        f"A cancellation with its refund on SQLite, every commit on the disk: the safety adds {milliseconds(extra)} ms "
        "at the median to a write that a shopper thinks over in between. Ownership, limits, rules, audit log and the "
        "look for writes whose end was not seen are in it; the bare write reads the order and reckons the money."
    )
    return Table("The safety of a write", ("Step", "n", "median ms", "p95"), rows, notes=(note,))


def _order(number: int) -> Order:
    return an_order(f"B{number:05}", OrderStatus.PENDING, placed_at=TODAY)


async def _bare(world: World, order_id: str) -> float:
    started = time.perf_counter()
    change, order = CancelOrder(order_id), await world.commerce.order(order_id)
    agreed = await world.commerce.settlement(change)
    await world.commerce.change_order(change, version=order.version, agreed=agreed, key=f"bare {order_id}")
    return time.perf_counter() - started


async def _safe(world: World, order_id: str) -> dict[str, float]:
    talk = await world.talk("C-1")
    started = time.perf_counter()
    await world.writes.propose(talk, CancelOrder(order_id))
    proposed = time.perf_counter()
    await world.writes.confirm(talk, "m-yes")
    return {_PROPOSED: proposed - started, _CONFIRMED: time.perf_counter() - proposed}


def _cells(timed: Timings) -> tuple[str, str, str]:
    return str(timed.count), milliseconds(timed.median), milliseconds(timed.p95)
