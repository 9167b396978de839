"""The adapter on the session's server, and something to sell."""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from bot.commerce.medusa.shop import MedusaShop
from tests.medusa_server import Buyer, MedusaServer

# A real Medusa is large, so it has a target of its own: `make test-medusa`.
collect_ignore_glob = [] if os.environ.get("TEST_MEDUSA") else ["test_*.py"]
_numbers = count(1)


@dataclass(frozen=True)
class Shelf:
    """A mug at 18.00 and a lamp at 40.00, twenty of each, that no other test sells."""

    mug: str
    lamp: str
    product_id: str


@pytest.fixture(scope="session")
def channel(medusa: MedusaServer) -> Iterator[MedusaServer]:
    """A sales channel of these tests' own."""
    opened = medusa.new_channel()
    yield opened
    opened.close()


@pytest.fixture
def shelf(channel: MedusaServer) -> Shelf:
    number = next(_numbers)
    mug, lamp = f"MUG-{number}", f"LAMP-{number}"
    product_id = channel.product("Ember mug", {mug: (18, 20)})
    channel.product("Desk lamp", {lamp: (40, 20)})
    return Shelf(mug, lamp, product_id)


@pytest.fixture
def mei(channel: MedusaServer) -> Buyer:
    return channel.customer()


@pytest.fixture
async def shop(channel: MedusaServer) -> AsyncIterator[MedusaShop]:
    opened = channel.shop()
    yield opened
    await opened.close()
