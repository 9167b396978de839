"""What every `CommerceBackend` owes to whoever writes, whatever the change: allowed statuses, versions, keys, races."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.commerce.changes import Capability
from bot.commerce.model import Order, OrderStatus
from bot.errors import NotAllowed, ProposalVoid, Why
from tests.contracts.commerce_acts import ACTS, AFTER_DELIVERY, BEFORE_SHIPPING
from tests.contracts.commerce_stage import Scene, Stage, Wanted

_TOO_LATE = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED)
_TOO_EARLY = (OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.CANCELLED)

every_act = pytest.mark.parametrize("kind", list(ACTS), ids=[kind.value for kind in ACTS])


def _status_for(kind: Capability) -> OrderStatus:
    return OrderStatus.PENDING if kind in BEFORE_SHIPPING else OrderStatus.DELIVERED


async def _opened(stage: Stage, kind: Capability, names: Sequence[str] = ("W1",)) -> Scene:
    scene = await stage.open(*(Wanted(name, _status_for(kind)) for name in names))
    return scene


@every_act
async def test_it_is_refused_where_the_goods_are_not_there_for_it(stage: Stage, kind: Capability) -> None:
    statuses = _TOO_LATE if kind in BEFORE_SHIPPING else _TOO_EARLY
    scene = await stage.open(*(Wanted(f"W-{status.value}", status) for status in statuses))
    for status in statuses:
        assert await scene.refusal(ACTS[kind](scene, f"W-{status.value}")) == (Why.STATUS, status.value)


@every_act
async def test_it_is_seen_as_told_under_a_new_version(stage: Stage, kind: Capability) -> None:
    scene = await _opened(stage, kind)
    told = await scene.make(ACTS[kind](scene, "W1"))
    assert await scene.read() == told
    assert told.version != scene.orders["W1"].version
    assert await scene.backend.was_written("key-1", told.order_id)
    assert not await scene.backend.was_written("key-2", told.order_id)


@every_act
async def test_the_same_key_again_writes_nothing(stage: Stage, kind: Capability) -> None:
    scene = await _opened(stage, kind)
    change = ACTS[kind](scene, "W1")
    agreed = await scene.backend.settlement(change)
    first = await scene.make(change, agreed=agreed)
    stock, mei = await scene.stock(), await scene.backend.customer(scene.mei.customer_id)
    for version in (scene.orders["W1"].version, first.version):
        assert await scene.make(change, version=version, agreed=agreed) == first
    assert (await scene.stock(), await scene.backend.customer(scene.mei.customer_id)) == (stock, mei)


@every_act
async def test_an_outrun_proposal_writes_nothing(stage: Stage, kind: Capability) -> None:
    scene = await _opened(stage, kind)
    change = ACTS[kind](scene, "W1")
    agreed, version = await scene.backend.settlement(change), scene.orders["W1"].version
    other = replace(agreed, amount=replace(agreed.amount, amount=agreed.amount.amount + 1))
    for at, money in ((version - 1, agreed), (version + 1, agreed), (version, other)):
        with pytest.raises(ProposalVoid):
            await scene.make(change, version=at, agreed=money)
    assert await scene.read() == scene.orders["W1"]
    assert not await scene.backend.was_written("key-1", scene.orders["W1"].order_id)
    assert (await scene.make(change, version=version, agreed=agreed)).version != version


@pytest.mark.race
@every_act
async def test_at_once_with_one_key_it_is_written_once_and_told_to_all(stage: Stage, kind: Capability) -> None:
    scene = await _opened(stage, kind)
    change = ACTS[kind](scene, "W1")
    agreed, version = await scene.backend.settlement(change), scene.orders["W1"].version
    told = await asyncio.gather(*(scene.make(change, "one key", version, agreed) for _ in range(5)))
    assert all(one == told[0] for one in told)
    assert len(told[0].charges) + len(told[0].refunds) + len(told[0].claims) <= 2


@pytest.mark.race
@every_act
async def test_at_once_with_two_keys_one_writes_and_the_other_is_refused(stage: Stage, kind: Capability) -> None:
    names = [f"W{n}" for n in range(max(1, stage.races // 3))]
    scene = await _opened(stage, kind, names if kind is not Capability.CHANGE_PAYMENT else names[:1])
    for name, order in scene.orders.items():
        change = ACTS[kind](scene, name)
        try:
            agreed = await scene.backend.settlement(change)
        except NotAllowed:
            continue  # the goods or the gift card are used up by those before
        tries = (scene.make(change, f"{name} {n}", order.version, agreed) for n in range(4))
        ends = await asyncio.gather(*tries, return_exceptions=True)
        assert [type(end) for end in ends if isinstance(end, NotAllowed)] == [ProposalVoid] * 3
        assert len([end for end in ends if isinstance(end, Order)]) == 1


@pytest.mark.race
@pytest.mark.needs(Capability.ADD_NOTE)
@pytest.mark.needs_key_index
async def test_at_once_a_key_is_used_for_one_order_only(stage: Stage) -> None:
    scene = await _opened(stage, Capability.ADD_NOTE, ("W1", "W2", "W3"))
    tries = (scene.make(ACTS[Capability.ADD_NOTE](scene, name), "one key") for name in scene.orders)
    ends = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["InvalidInput", "InvalidInput", "Order"]
    assert sorted([(await scene.read(name)).note for name in scene.orders]) == ["", "", "Ring twice."]


@pytest.mark.race
@every_act
async def test_no_reader_sees_half_of_it(stage: Stage, kind: Capability) -> None:
    scene = await _opened(stage, kind)
    seen: list[Order] = []

    async def watch() -> None:
        for _ in range(12):
            seen.append(await scene.read())

    _, told, _ = await asyncio.gather(watch(), scene.make(ACTS[kind](scene, "W1")), watch())
    assert all(one in (scene.orders["W1"], told) for one in seen)


def test_every_kind_of_change_of_an_order_has_an_act() -> None:
    assert {*ACTS} == {*Capability} - {Capability.CHANGE_CUSTOMER, Capability.ERASE_CUSTOMER}
    assert not {*BEFORE_SHIPPING} & {*AFTER_DELIVERY}
