"""The adapter over a server that replays what a real Medusa answered."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.medusa.shop import MedusaShop
from tests.commerce.hosted.replay import Replay, replaying
from tests.commerce.medusa.medusa_replay import KEYS, MedusaReplay


@dataclass(frozen=True)
class Medusa:
    """The adapter, what it talks to, and what that talks over."""

    shop: MedusaShop
    server: MedusaReplay
    wire: Replay

    def another(self) -> MedusaShop:
        """As another process would open it; to be closed."""
        url = f"medusa+{self.wire.origin}"
        return MedusaShop.open(url, KEYS, ShopFolder(), timeout_seconds=10, fresh_seconds=30)


@pytest.fixture
async def replayed() -> AsyncIterator[Medusa]:
    server = MedusaReplay()
    async with replaying(server.answer) as wire:
        url = f"medusa+{wire.origin}"
        shop = MedusaShop.open(url, KEYS, ShopFolder(), timeout_seconds=10, fresh_seconds=30)
        yield Medusa(shop, server, wire)
        await shop.close()
