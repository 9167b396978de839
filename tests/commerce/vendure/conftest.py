"""The adapter on the session's server, and something to sell."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest

from bot.commerce.vendure.shop import VendureShop
from tests.vendure_server import Buyer, VendureServer

_numbers = count(1)


@dataclass(frozen=True)
class Shelf:
    """A mug at 18.00 and a lamp at 40.00, twenty of each, that no other test sells."""

    mug: str
    lamp: str
    product_id: str


@pytest.fixture
def shelf(vendure: VendureServer) -> Shelf:
    number = next(_numbers)
    mug, lamp = f"MUG-{number}", f"LAMP-{number}"
    product_id = vendure.product({"en": "Ember mug", "zh_Hans": "余温马克杯"}, [(mug, 1800, 20)])
    vendure.product({"en": "Desk lamp"}, [(lamp, 4000, 20)])
    return Shelf(mug, lamp, product_id)


@pytest.fixture
def mei(vendure: VendureServer) -> Buyer:
    return vendure.customer()


@pytest.fixture
async def shop(vendure: VendureServer) -> AsyncIterator[VendureShop]:
    opened = vendure.shop()
    yield opened
    await opened.close()
