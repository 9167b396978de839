"""The review room over the demo shop's shelf; made once, since it changes nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.commerce.sql.shop import SqlShop
from bot.reviews.insights import ReviewInsights
from knowledge_base.carried_encoder import CarriedEncoder
from tests.demo_shelf import demo_shelf

LEXICA = Path(__file__).parents[2] / "data" / "reviews"


@pytest.fixture(scope="session")
def encoder() -> CarriedEncoder:
    return CarriedEncoder()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SqlShop]:
    async with demo_shelf(tmp_path_factory.mktemp("shelf")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def insights(shop: SqlShop, encoder: CarriedEncoder, tmp_path_factory: pytest.TempPathFactory) -> ReviewInsights:
    built = ReviewInsights.build(shop, encoder, LEXICA, tmp_path_factory.mktemp("models"))
    await built.warm()
    return built
