"""A recommender over the demo shop's shelf; made once, since it changes nothing."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commerce.sql.shop import SqlShop
from bot.recommendations.recommender import Recommender
from bot.recommendations.vocabulary import Vocabulary
from knowledge_base.carried_encoder import CarriedEncoder
from tests.demo_shelf import demo_shelf


@pytest.fixture(scope="session")
def encoder() -> CarriedEncoder:
    return CarriedEncoder()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SqlShop]:
    async with demo_shelf(tmp_path_factory.mktemp("shelf")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def recommender(shop: SqlShop, encoder: CarriedEncoder) -> Recommender:
    built = Recommender(shop, encoder)
    await built.warm()
    return built


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def vocabulary(shop: SqlShop) -> Vocabulary:
    return Vocabulary.read(await shop.shop(), await shop.catalogue())
