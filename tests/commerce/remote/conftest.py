"""Every system of another maker: a real Vendure, a replayed Medusa, Shopify and WooCommerce."""

from collections.abc import AsyncIterator

import pytest

from tests.commerce.hosted.conftest import fill, stock
from tests.commerce.hosted.replay import replaying
from tests.commerce.hosted.shopify_server import ShopifyServer
from tests.commerce.hosted.woo_server import WooServer
from tests.commerce.medusa.medusa_replay import MedusaReplay
from tests.commerce.remote.medusa_system import MedusaSystem
from tests.commerce.remote.systems import RemoteSystem, ShopifySystem, VendureSystem, WooSystem


@pytest.fixture(params=["vendure", "medusa", "shopify", "woocommerce"])
async def system(request: pytest.FixtureRequest) -> AsyncIterator[RemoteSystem]:
    match request.param:
        case "vendure":
            yield VendureSystem.open(request.getfixturevalue("vendure"), f"REST-{request.node.name}"[:60])
        case "medusa":
            medusa = MedusaReplay()
            async with replaying(medusa.answer) as wire:
                yield MedusaSystem(medusa, wire)
        case "shopify":
            theirs = ShopifyServer(looks_until_done=0)
            stock(theirs)
            async with replaying(theirs.answer) as wire:
                yield ShopifySystem(theirs, wire)
        case _:
            woo = WooServer()
            fill(woo)
            async with replaying(woo.answer) as wire:
                yield WooSystem(woo, wire)
