"""Whole conversations side by side, here with bots that have no server."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.commerce.importer import Importer
from bot.commerce.model import OrderStatus
from bot.commerce.sql.migrate import migrate
from bot.commerce.sql.shop import SqlShop
from bot.storage.database import Database
from tests.bench.cancelling import TURNS, CancelDuel, Load, Shopper, cancel_table, shop_of_shoppers, shoppers_wanted
from tests.bench.errors import BenchFailed
from tests.bench.programs import Program


@dataclass
class Clerk:
    """Cancels whatever it is asked to, and knows how many spoke to it at once."""

    name: str
    status: str = "cancelled"
    programs: list[Program] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def begin_as(self, customer_id: str) -> "ClerkTalk":
        return ClerkTalk(self, customer_id)


@dataclass
class ClerkTalk:
    clerk: Clerk
    customer_id: str
    said: list[str] = field(default_factory=list)

    async def say(self, text: str) -> list[dict[str, Any]]:
        self.said.append(text)
        self.clerk.at_once += 1
        self.clerk.most_at_once = max(self.clerk.most_at_once, self.clerk.at_once)
        await asyncio.sleep(0.001)
        self.clerk.at_once -= 1
        if len(self.said) < TURNS:
            return [{"kind": "text", "text": "And?"}]
        order_id = self.said[0].split()[-1]
        self.clerk.cancelled.append(order_id)
        return [{"kind": "text", "text": "Done."}, {"kind": "order", "order_id": order_id, "status": self.clerk.status}]


def shoppers(count: int) -> list[Shopper]:
    return [Shopper(f"C-{number}", f"B{number}") for number in range(count)]


async def test_so_many_conversations_go_on_side_by_side_and_each_cancels_an_order_of_its_own() -> None:
    rasa, ours, blocks = Clerk("Rasa"), Clerk("ours"), {1: 3, 8: 2}
    duel = CancelDuel(rasa, ours, shoppers(shoppers_wanted(blocks)), lambda words: None)
    await duel.run(blocks)
    assert ours.most_at_once == rasa.most_at_once == 8
    assert len({*rasa.cancelled, *ours.cancelled}) == shoppers_wanted(blocks)
    counts = {many: [(len(load.seconds), len(load.turns)) for load in pair] for many, pair in duel.loads.items()}
    assert counts == {1: [(3, 9), (3, 9)], 8: [(16, 48), (16, 48)]}
    assert all(load.wall_seconds > 0 for pair in duel.loads.values() for load in pair)


async def test_a_conversation_that_ends_without_the_cancelled_order_is_not_counted() -> None:
    duel = CancelDuel(Clerk("Rasa", status="pending"), Clerk("ours"), shoppers(20), lambda words: None)
    with pytest.raises(BenchFailed, match="B0 was not cancelled"):
        await duel.run({1: 1})


def test_the_table_tells_throughput_and_the_whole_conversations_latency() -> None:
    theirs, mine = Load([1.0, 3.0], [0.5] * 6, 2.0, 0.3), Load([0.5, 1.5], [0.25] * 6, 1.0, 0.15)
    assert cancel_table(("Rasa", "Ours"), {8: (theirs, mine)}).rows == (
        ("8", "2", "3.0", "2.00", "2.90", "50.0", "6.0", "1.00", "1.45", "25.0", "2.00×", "0.50×", "0.50×"),
    )


async def test_the_shop_of_the_benchmark_has_an_order_to_cancel_for_each_conversation(tmp_path: Path) -> None:
    made = shop_of_shoppers(tmp_path / "shop", 3)
    database = Database.open(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    await migrate(database)
    await Importer(database).import_path(tmp_path / "shop")
    shop = SqlShop(database)
    orders = [(await shop.orders_of(one.customer_id))[0] for one in made]
    await database.close()
    assert [(order.order_id, order.status) for order in orders] == [(one.order_id, OrderStatus.PENDING) for one in made]
    assert "no longer needed" in (tmp_path / "shop" / "rules.yml").read_text("utf-8")
