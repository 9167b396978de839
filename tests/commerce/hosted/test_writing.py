"""What every replayed system owes to a write: once for its key, and nothing where things are not as was agreed."""

import pytest

from bot.commerce.changes import Settlement
from bot.errors import ChangeRefused, ProposalVoid, Why
from tests.commerce.hosted.acts import CANCEL, usd
from tests.commerce.hosted.conftest import Shopify, Woo

Hosted = Shopify | Woo


@pytest.fixture(params=["shopify", "woo"])
def hosted(request: pytest.FixtureRequest, shopify: Shopify, woo: Woo) -> Hosted:
    return shopify if request.param == "shopify" else woo


async def test_the_same_key_again_writes_nothing(hosted: Hosted) -> None:
    for number, change in enumerate(sorted(hosted.changes, key=lambda change: change is CANCEL)):
        key, shop = f"key-{number}", hosted.shop
        order, agreed = await shop.order("1001"), await shop.settlement(change)
        first = await shop.change_order(change, version=order.version, agreed=agreed, key=key)
        sent = hosted.writes()
        for version in (order.version, first.version):
            assert await shop.change_order(change, version=version, agreed=agreed, key=key) == first
        assert hosted.writes() == sent


async def test_an_order_that_was_touched_meanwhile_is_left_alone(hosted: Hosted) -> None:
    order = await hosted.shop.order("1001")
    agreed = [await hosted.shop.settlement(change) for change in hosted.changes]
    hosted.touch()
    before = hosted.held()
    for change, money in zip(hosted.changes, agreed, strict=True):
        with pytest.raises(ProposalVoid):
            await hosted.shop.change_order(change, version=order.version, agreed=money, key="key-1")
    assert hosted.held() == before


async def test_other_money_than_was_agreed_is_not_moved(hosted: Hosted) -> None:
    order, before = await hosted.shop.order("1001"), hosted.held()
    for amount in ("195.01", "0.00"):
        agreed = Settlement(usd(amount), None, "Visa ending 4242")
        with pytest.raises(ProposalVoid):
            await hosted.shop.change_order(CANCEL, version=order.version, agreed=agreed, key="key-1")
    assert hosted.held() == before


async def test_what_was_sent_is_not_changed(hosted: Hosted) -> None:
    hosted.send()
    told, before = await hosted.shop.order("1001"), hosted.held()
    for change in hosted.changes:
        for refused in (
            hosted.shop.settlement(change),
            hosted.shop.change_order(change, version=told.version, agreed=Settlement(usd("0.00")), key="key-1"),
        ):
            with pytest.raises(ChangeRefused) as refusal:
                await refused
            assert (refusal.value.why, refusal.value.detail) == (Why.STATUS, "shipped")
    assert hosted.held() == before
