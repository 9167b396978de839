"""The promises of the `CommerceBackend` suites that a replayed Shopify and a replayed WooCommerce can be held to.

Not among them: texts in two languages (both have one), balances (neither tells any), and one key for two orders (both
keep keys with their order).
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.commerce.changes import Capability
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.model import OrderStatus, PaymentStatus
from bot.commerce.shopify.shop import ShopifyShop
from bot.commerce.woocommerce.shop import WooShop
from tests.commerce.hosted.replay import replaying
from tests.commerce.hosted.shopify_server import TOKEN, ShopifyServer
from tests.commerce.hosted.stages import ShopifyStage, WooStage
from tests.commerce.hosted.woo_server import KEY, SECRET, WooServer
from tests.contracts import test_commerce_cancelling as cancelling
from tests.contracts import test_commerce_changing as changing
from tests.contracts import test_commerce_reading as reading
from tests.contracts import test_commerce_writing as writing
from tests.contracts.commerce_stage import Stage

Promise = Callable[[Stage], Awaitable[None]]


@pytest.fixture(params=["shopify", "woocommerce"])
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    if request.param == "shopify":
        server = ShopifyServer()
        async with replaying(server.answer) as wire:
            shop = ShopifyShop.open(f"shopify+{wire.origin}", TOKEN, ShopFolder(), timeout_seconds=9, poll_seconds=0.01)
            yield ShopifyStage(shop, server)
            await shop.close()
        return
    theirs = WooServer()
    async with replaying(theirs.answer) as wire:
        woo = WooShop.open(f"woocommerce+{wire.origin}", KEY, SECRET, ShopFolder(), timeout_seconds=10)
        yield WooStage(woo, theirs)
        await woo.close()


WITHOUT_PARAMETERS: list[Promise] = [
    reading.test_an_order_is_read_as_it_was_placed,
    reading.test_an_order_is_found_by_its_number_however_it_is_written,
    reading.test_unknown_ids_are_not_found,
    reading.test_a_customers_orders_come_newest_first,
    reading.test_a_customer_is_read,
    reading.test_an_empty_shop_answers,
    cancelling.test_the_same_key_again_writes_nothing,
    cancelling.test_another_key_finds_the_order_changed,
    cancelling.test_an_order_at_another_version_is_left_alone,
    cancelling.test_other_money_than_was_agreed_is_not_moved,
    cancelling.test_a_refused_write_does_not_use_its_key_up,
    cancelling.test_an_unknown_order_is_not_found,
    cancelling.test_the_catalogues_revision_stays,
    cancelling.TestAtOnce().test_with_one_key_it_is_written_once_and_told_to_all,
    cancelling.TestAtOnce().test_with_two_keys_one_writes_and_the_other_is_refused,
    cancelling.TestAtOnce().test_orders_of_the_same_goods_do_not_hold_each_other_up,
    cancelling.TestAtOnce().test_no_reader_sees_half_of_it,
    changing.TestAddress().test_the_order_goes_elsewhere_and_nothing_else_changes,
    changing.TestAddress().test_the_same_and_a_lame_address_are_refused,
    changing.TestNote().test_a_note_takes_the_place_of_the_one_before,
]
OF_EVERY_CHANGE = [
    writing.test_it_is_seen_as_told_under_a_new_version,
    writing.test_the_same_key_again_writes_nothing,
    writing.test_an_outrun_proposal_writes_nothing,
    writing.test_at_once_with_one_key_it_is_written_once_and_told_to_all,
    writing.test_at_once_with_two_keys_one_writes_and_the_other_is_refused,
    writing.test_no_reader_sees_half_of_it,
]
KINDS = [Capability.CANCEL_ORDER, Capability.CHANGE_ADDRESS, Capability.ADD_NOTE]
EVERYWHERE = [OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.CANCELLED]
AT_SHOPIFY = [OrderStatus.DELIVERED, OrderStatus.RETURNING, OrderStatus.RETURNED]


def named(promise: object) -> str:
    return str(getattr(promise, "__name__", promise)).removeprefix("test_")


@pytest.mark.parametrize("promise", WITHOUT_PARAMETERS, ids=named)
async def test_a_promise_is_kept(stage: Stage, promise: Promise) -> None:
    await promise(stage)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("promise", OF_EVERY_CHANGE, ids=named)
async def test_a_promise_of_every_change_is_kept(
    stage: Stage, promise: Callable[[Stage, Capability], Awaitable[None]], kind: Capability
) -> None:
    await promise(stage, kind)


@pytest.mark.parametrize("status", EVERYWHERE)
async def test_only_what_was_not_shipped_can_be_cancelled(stage: Stage, status: OrderStatus) -> None:
    await cancelling.test_only_what_was_not_shipped_can_be_cancelled(stage, status)


@pytest.mark.parametrize("stage", ["shopify"], indirect=True)
@pytest.mark.parametrize("status", AT_SHOPIFY)
async def test_what_came_or_went_back_cannot_be_cancelled(stage: Stage, status: OrderStatus) -> None:
    await cancelling.test_only_what_was_not_shipped_can_be_cancelled(stage, status)


@pytest.mark.parametrize("stage", ["shopify"], indirect=True)
@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_refused_where_the_goods_are_not_there_for_it(stage: Stage, kind: Capability) -> None:
    await writing.test_it_is_refused_where_the_goods_are_not_there_for_it(stage, kind)


AT_SHOPIFY_ALONE: list[Promise] = [
    changing.TestLines().test_a_part_of_an_order_is_called_off,
    changing.TestLines().test_a_discount_is_taken_back_in_proportion_and_to_the_cent,
    changing.TestLines().test_a_part_that_is_everything_or_more_is_refused,
]


@pytest.mark.parametrize("stage", ["shopify"], indirect=True)
@pytest.mark.parametrize("promise", AT_SHOPIFY_ALONE, ids=named)
async def test_a_promise_about_lines_is_kept(stage: Stage, promise: Promise) -> None:
    await promise(stage)


@pytest.mark.parametrize("stage", ["shopify"], indirect=True)
@pytest.mark.parametrize("promise", OF_EVERY_CHANGE, ids=named)
async def test_a_promise_of_every_change_is_kept_for_lines(
    stage: Stage, promise: Callable[[Stage, Capability], Awaitable[None]]
) -> None:
    await promise(stage, Capability.CANCEL_LINES)


@pytest.mark.parametrize("standing", [PaymentStatus.PENDING, PaymentStatus.FAILED])
async def test_what_was_never_paid_is_not_given_back(stage: Stage, standing: PaymentStatus) -> None:
    await cancelling.test_what_was_never_paid_is_not_given_back(stage, standing)


async def test_everything_that_belongs_to_it_is_written(stage: Stage) -> None:
    await cancelling.test_everything_that_belongs_to_it_is_written(stage)
