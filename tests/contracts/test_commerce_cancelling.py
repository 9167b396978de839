"""What every `CommerceBackend` owes to those who cancel, and to those who do so at once."""

import asyncio

import pytest

from bot.commerce.changes import CancelOrder, Capability, Settlement
from bot.commerce.model import Order, OrderStatus, PaymentMethod, PaymentStatus, RefundStatus, StoredPayment
from bot.errors import ChangeRefused, InvalidInput, NotAllowed, OrderNotFound, ProposalVoid, Why
from tests.contracts.commerce_stage import GIFT_CARD, PAYPAL, VISA, Scene, Stage, Wanted, usd

REASON = "asked for by the customer"
STOCK = {"KB-101-BLK": 12, "KB-101-WHT": 0, "KB-101-SGE": 3, "KB-101-GLD": 5, "KB-190-WAL": 0}


def cancelling(scene: Scene, name: str = "W1") -> CancelOrder:
    return CancelOrder(scene.orders[name].order_id, REASON)


@pytest.mark.parametrize("status", list(OrderStatus))
@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_only_what_was_not_shipped_can_be_cancelled(stage: Stage, status: OrderStatus) -> None:
    scene = await stage.open(Wanted(status=status))
    before = scene.orders["W1"]
    if status in (OrderStatus.PENDING, OrderStatus.PROCESSING):
        assert (await scene.make(cancelling(scene))).status is OrderStatus.CANCELLED
        return
    agreed = Settlement(before.total, before.payment.payment_id, before.payment.label)
    for refused in (scene.make(cancelling(scene), agreed=agreed), scene.backend.settlement(cancelling(scene))):
        with pytest.raises(ChangeRefused) as refusal:
            await refused
        seen = refusal.value
        assert (seen.subject_id, seen.why, seen.detail) == (before.order_id, Why.STATUS, status.value)
    assert await scene.read() == before
    assert await scene.stock() == STOCK


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_everything_that_belongs_to_it_is_written(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    before = scene.orders["W1"]
    cancelled = await scene.make(cancelling(scene))
    assert await scene.read() == cancelled
    assert (cancelled.status, cancelled.payment.status) == (OrderStatus.CANCELLED, PaymentStatus.REFUNDED)
    assert [(refund.amount, refund.method) for refund in cancelled.refunds] == [(usd("195.00"), VISA.label)]
    assert cancelled.history[-1].status is OrderStatus.CANCELLED
    assert (cancelled.lines, cancelled.total) == (before.lines, before.total)
    assert cancelled.cancel_reason == REASON
    assert cancelled.version != before.version
    assert await scene.stock() == {**STOCK, "KB-101-BLK": 14, "KB-190-WAL": 1}


@pytest.mark.parametrize("paid_with", [VISA, PAYPAL, GIFT_CARD], ids=["card", "paypal", "gift card"])
@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_what_was_paid_goes_back_to_how_it_was_paid(stage: Stage, paid_with: StoredPayment) -> None:
    scene = await stage.open(Wanted(paid_with=paid_with))
    had = await scene.balance(paid_with)
    at_once = paid_with.method is PaymentMethod.GIFT_CARD
    agreed = await scene.backend.settlement(cancelling(scene))
    assert (agreed.refund, agreed.charge) == (usd("195.00"), usd("0.00"))
    assert (agreed.label, agreed.at_once) == (paid_with.label, at_once)
    cancelled = await scene.make(cancelling(scene))
    told = [(refund.amount, refund.method, refund.status) for refund in cancelled.refunds]
    assert told == [(usd("195.00"), paid_with.label, RefundStatus.SETTLED if at_once else RefundStatus.PENDING)]
    assert await scene.balance(paid_with) == (None if had is None else had + usd("195.00"))


@pytest.mark.parametrize("standing", [PaymentStatus.PENDING, PaymentStatus.FAILED])
@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_what_was_never_paid_is_not_given_back(stage: Stage, standing: PaymentStatus) -> None:
    scene = await stage.open(Wanted(payment_status=standing))
    assert (await scene.backend.settlement(cancelling(scene))).amount == usd("0.00")
    cancelled = await scene.make(cancelling(scene))
    assert (cancelled.status, cancelled.refunds) == (OrderStatus.CANCELLED, ())
    # Nobody will collect a payment that had not come yet.
    assert cancelled.payment.status is PaymentStatus.FAILED


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_the_same_key_again_writes_nothing(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    agreed = await scene.backend.settlement(cancelling(scene))
    first = await scene.make(cancelling(scene), version=scene.orders["W1"].version, agreed=agreed)
    after = await scene.stock()
    for version in (scene.orders["W1"].version, first.version):
        assert await scene.make(cancelling(scene), version=version, agreed=agreed) == first
    assert await scene.stock() == after


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_another_key_finds_the_order_changed(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    agreed, version = await scene.backend.settlement(cancelling(scene)), scene.orders["W1"].version
    first = await scene.make(cancelling(scene))
    with pytest.raises(ProposalVoid):
        await scene.make(cancelling(scene), key="key-2", version=version, agreed=agreed)
    with pytest.raises(ChangeRefused):
        await scene.make(cancelling(scene), key="key-2", version=first.version, agreed=agreed)
    assert await scene.read() == first


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_an_order_at_another_version_is_left_alone(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    version = scene.orders["W1"].version
    for other in (version - 1, version + 1, -1):
        with pytest.raises(ProposalVoid):
            await scene.make(cancelling(scene), version=other)
    assert await scene.read() == scene.orders["W1"]


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_other_money_than_was_agreed_is_not_moved(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    for amount in ("195.01", "194.99", "0.00"):
        with pytest.raises(ProposalVoid):
            await scene.make(cancelling(scene), agreed=Settlement(usd(amount), VISA.payment_id, VISA.label))
    assert await scene.read() == scene.orders["W1"]


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_a_refused_write_does_not_use_its_key_up(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    with pytest.raises(ProposalVoid):
        await scene.make(cancelling(scene), version=scene.orders["W1"].version + 7)
    assert not await scene.backend.was_written("key-1", scene.orders["W1"].order_id)
    assert (await scene.make(cancelling(scene))).status is OrderStatus.CANCELLED
    assert await scene.backend.was_written("key-1", scene.orders["W1"].order_id)


@pytest.mark.needs(Capability.CANCEL_ORDER)
@pytest.mark.needs_key_index
async def test_a_key_belongs_to_one_order(stage: Stage) -> None:
    scene = await stage.open(Wanted("W1"), Wanted("W2"))
    await scene.make(cancelling(scene))
    with pytest.raises(InvalidInput, match="key-1"):
        await scene.make(cancelling(scene, "W2"))
    assert await scene.read("W2") == scene.orders["W2"]


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_an_unknown_order_is_not_found(stage: Stage) -> None:
    scene = await stage.open()
    nothing = Settlement(usd("0.00"))
    with pytest.raises(OrderNotFound, match="W9"):
        await scene.make(CancelOrder("W9"), version=1, agreed=nothing)
    with pytest.raises(OrderNotFound, match="W9"):
        await scene.backend.settlement(CancelOrder("W9"))


@pytest.mark.needs(Capability.CANCEL_ORDER)
async def test_the_catalogues_revision_stays(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    before = await scene.backend.catalogue_revision()
    await scene.make(cancelling(scene))
    assert await scene.backend.catalogue_revision() == before


@pytest.mark.race
class TestAtOnce:
    @pytest.mark.needs(Capability.CANCEL_ORDER)
    async def test_with_one_key_it_is_written_once_and_told_to_all(self, stage: Stage) -> None:
        scene = await stage.open(*(Wanted(f"W{n}") for n in range(stage.races)))
        for name, order in scene.orders.items():
            change = cancelling(scene, name)
            agreed = await scene.backend.settlement(change)
            tries = (scene.make(change, f"key of {name}", order.version, agreed) for _ in range(6))
            told = await asyncio.gather(*tries)
            assert {(one.status, len(one.refunds), len(one.history)) for one in told} == {
                (OrderStatus.CANCELLED, 1, len(order.history) + 1)
            }
            assert len({one.version for one in told}) == 1
        assert (await scene.stock())["KB-101-BLK"] == 12 + 2 * stage.races

    @pytest.mark.needs(Capability.CANCEL_ORDER)
    async def test_with_two_keys_one_writes_and_the_other_is_refused(self, stage: Stage) -> None:
        scene = await stage.open(*(Wanted(f"W{n}") for n in range(stage.races)))
        for name, order in scene.orders.items():
            change = cancelling(scene, name)
            agreed = await scene.backend.settlement(change)
            tries = (scene.make(change, f"{name} {n}", order.version, agreed) for n in range(6))
            ends = await asyncio.gather(*tries, return_exceptions=True)
            assert len([end for end in ends if isinstance(end, NotAllowed)]) == 5
            assert len([end for end in ends if isinstance(end, Order)]) == 1
            assert len((await scene.read(name)).refunds) == 1
        assert (await scene.stock())["KB-101-BLK"] == 12 + 2 * stage.races

    @pytest.mark.needs(Capability.CANCEL_ORDER)
    async def test_orders_of_the_same_goods_do_not_hold_each_other_up(self, stage: Stage) -> None:
        lines = Wanted().lines
        turned = [Wanted(f"W{n}", lines=lines[::-1] if n % 2 else lines) for n in range(2 * stage.races)]
        scene = await stage.open(*turned)
        told = await asyncio.gather(*(scene.make(cancelling(scene, name), key=name) for name in scene.orders))
        assert all(order.status is OrderStatus.CANCELLED for order in told)
        assert (await scene.stock())["KB-190-WAL"] == 2 * stage.races

    @pytest.mark.needs(Capability.CANCEL_ORDER)
    async def test_no_reader_sees_half_of_it(self, stage: Stage) -> None:
        scene = await stage.open(*(Wanted(f"W{n}") for n in range(stage.races)))

        async def watch(name: str) -> None:
            for _ in range(8):
                seen = await scene.read(name)
                before = scene.orders[name]
                is_after = seen.version != before.version
                whole = (len(seen.refunds), len(seen.history) - len(before.history), seen.payment.status)
                assert whole == ((1, 1, PaymentStatus.REFUNDED) if is_after else (0, 0, PaymentStatus.PAID))

        for name in scene.orders:
            await asyncio.gather(watch(name), scene.make(cancelling(scene, name), key=name), watch(name))
