"""What every `CommerceBackend` owes to the shop's people who work on returns, exchanges and problems."""

import asyncio
from typing import Final

import pytest

from bot.commerce.changes import (
    Capability,
    ExchangeItems,
    Picked,
    Problem,
    ReportProblem,
    ReturnItems,
    Settlement,
    Swap,
    WithinOrder,
)
from bot.commerce.claim_deeds import AcceptClaim, ClaimDeed, Deed, ReceiveClaim, RefuseClaim, SettleClaim
from bot.commerce.model import Claim, ClaimLine, ClaimStatus, Order, OrderStatus, PaymentStatus, RefundStatus
from bot.errors import ChangeRefused, ProposalVoid, Why
from tests.contracts.commerce_stage import GIFT_CARD, VISA, Scene, Stage, Wanted, usd

CAME: Final = OrderStatus.DELIVERED
pytestmark = [pytest.mark.needs(Deed.SETTLE), pytest.mark.needs(Capability.RETURN_ITEMS)]


async def _asked(scene: Scene, change: WithinOrder) -> tuple[str, Claim]:
    order = await scene.make(change, "asked")
    return order.order_id, order.claims[-1]


async def _returned(scene: Scene, pieces: int = 2, way: str | None = None) -> tuple[str, Claim]:
    change = ReturnItems(scene.orders["W1"].order_id, (Picked(scene.line(), pieces),), "too loud", way)
    return await _asked(scene, change)


async def _received(scene: Scene, number: str, claim: Claim, pieces: int = 2) -> Order:
    came = (ClaimLine(scene.line(), pieces),)
    return await scene.make(ReceiveClaim(number, claim.claim_id, came, "box is torn"), f"came {pieces}")


class TestAReturn:
    async def test_it_goes_from_asked_for_to_paid_back(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME, discount=usd("10.01")))
        number, claim = await _returned(scene)
        accepted = await scene.make(AcceptClaim(number, claim.claim_id, "Please send it."), "yes")
        assert (accepted.claims[0].status, accepted.claims[0].word) == (ClaimStatus.ACCEPTED, "Please send it.")
        assert accepted.status is OrderStatus.RETURNING
        received = await _received(scene, number, claim)
        back = received.claims[0]
        assert (back.status, back.received, back.condition) == (
            ClaimStatus.RECEIVED,
            (ClaimLine(scene.line(), 2),),
            "box is torn",
        )
        assert received.refunds == ()
        most = await scene.backend.most_back(number, claim.claim_id)
        assert most == claim.amount
        settled = await scene.make(SettleClaim(number, claim.claim_id), "paid")
        assert settled.claims[0].status is ClaimStatus.SETTLED
        assert [step.status for step in settled.claims[0].steps] == [
            ClaimStatus.ACCEPTED,
            ClaimStatus.RECEIVED,
            ClaimStatus.SETTLED,
        ]
        (refund,) = settled.refunds
        assert (refund.amount, refund.method, refund.status) == (claim.amount, VISA.label, RefundStatus.PENDING)
        assert settled.payment.status is PaymentStatus.PART_REFUNDED
        assert (settled.status, settled.total) == (OrderStatus.DELIVERED, scene.orders["W1"].total)
        assert await scene.read() == settled

    async def test_what_did_not_come_back_is_not_paid_and_may_be_asked_for_again(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await _returned(scene)
        assert claim.amount == usd("158.00")
        await _received(scene, number, claim, 1)
        assert await scene.backend.most_back(number, claim.claim_id) == usd("79.00")
        settled = await scene.make(SettleClaim(number, claim.claim_id), "paid")
        assert [refund.amount for refund in settled.refunds] == [usd("79.00")]
        again = await scene.make(ReturnItems(number, (Picked(scene.line(), 1),)), "again")
        assert again.claims[-1].amount == usd("79.00")

    async def test_what_was_counted_wrong_is_counted_again(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await _returned(scene)
        await _received(scene, number, claim, 1)
        await _received(scene, number, claim, 2)
        assert await scene.backend.most_back(number, claim.claim_id) == usd("158.00")

    async def test_never_more_than_reckoned_and_less_only_with_a_word(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await _returned(scene)
        await _received(scene, number, claim)
        assert (await scene.refusal(SettleClaim(number, claim.claim_id, 15_801)))[0] is Why.LIMIT
        assert (await scene.refusal(SettleClaim(number, claim.claim_id, 15_000)))[0] is Why.REASON
        settled = await scene.make(SettleClaim(number, claim.claim_id, 15_000, word="A key is missing."), "less")
        assert [refund.amount for refund in settled.refunds] == [usd("150.00")]
        assert (settled.claims[0].amount, settled.claims[0].word) == (usd("150.00"), "A key is missing.")

    async def test_money_on_a_gift_card_is_there_at_once(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME, paid_with=GIFT_CARD))
        number, claim = await _returned(scene, 1)
        await _received(scene, number, claim, 1)
        before = await scene.balance(GIFT_CARD)
        assert before is not None
        settled = await scene.make(SettleClaim(number, claim.claim_id), "paid")
        assert settled.refunds[0].status is RefundStatus.SETTLED
        assert await scene.balance(GIFT_CARD) == before + usd("79.00")

    async def test_all_of_an_order_that_came_back_is_returned(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME, lines=(("KB-101-BLK", 2),)))
        number, claim = await _returned(scene)
        assert (await _received(scene, number, claim)).status is OrderStatus.RETURNED

    async def test_a_refused_one_leaves_all_as_it_was(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await _returned(scene)
        assert (await scene.refusal(RefuseClaim(number, claim.claim_id, " ")))[0] is Why.REASON
        refused = await scene.make(RefuseClaim(number, claim.claim_id, "It was worn."), "no")
        assert (refused.claims[0].status, refused.claims[0].word) == (ClaimStatus.REFUSED, "It was worn.")
        assert (refused.status, refused.refunds) == (CAME, ())
        assert (await scene.backend.settlement(ReturnItems(number, (Picked(scene.line(), 2),)))).amount == claim.amount

    async def test_steps_come_in_their_order_and_end(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await _returned(scene)
        early = SettleClaim(number, claim.claim_id)
        assert await scene.refusal(early) == (Why.STATUS, "requested")
        for wrong in ((), (ClaimLine(scene.line(), 3),), (ClaimLine("9", 1),), (ClaimLine(scene.line(), 1),) * 2):
            assert (await scene.refusal(ReceiveClaim(number, claim.claim_id, wrong)))[0] is Why.QUANTITY
        assert (await scene.refusal(AcceptClaim(number, "CL-9")))[0] is Why.STATUS
        await _received(scene, number, claim)
        await scene.make(early, "paid")
        over: tuple[ClaimDeed, ...] = (
            AcceptClaim(number, claim.claim_id),
            RefuseClaim(number, claim.claim_id, "No."),
            ReceiveClaim(number, claim.claim_id, claim.lines),
            SettleClaim(number, claim.claim_id),
        )
        for late in over:
            assert await scene.refusal(late) == (Why.STATUS, "settled")

    async def test_two_at_once_pay_back_once(self, stage: Stage) -> None:
        names = [f"W{n + 1}" for n in range(stage.races)]
        scene = await stage.open(*(Wanted(status=CAME, name=name) for name in names))
        for name in names:
            number, line = scene.orders[name].order_id, scene.line(name=name)
            claim = (await scene.make(ReturnItems(number, (Picked(line, 1),)), f"asked {name}")).claims[0]
            came = ReceiveClaim(number, claim.claim_id, (ClaimLine(line, 1),))
            order, deed = await scene.make(came, f"came {name}"), SettleClaim(number, claim.claim_id)
            agreed = await scene.backend.settlement(deed)
            tries = (
                scene.backend.change_order(deed, version=order.version, agreed=agreed, key=f"{name}-{n}")
                for n in range(3)
            )
            ends = await asyncio.gather(*tries, return_exceptions=True)
            assert len([end for end in ends if isinstance(end, Order)]) == 1
            assert all(isinstance(end, Order | ProposalVoid | ChangeRefused) for end in ends)
            assert len((await scene.read(name)).refunds) == 1

    async def test_the_same_key_again_pays_back_nothing_more(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await _returned(scene)
        order = await _received(scene, number, claim)
        deed = SettleClaim(number, claim.claim_id)
        agreed = await scene.backend.settlement(deed)
        first = await scene.backend.change_order(deed, version=order.version, agreed=agreed, key="once")
        again = await scene.backend.change_order(deed, version=order.version, agreed=agreed, key="once")
        assert first == again
        assert await scene.backend.was_written("once", number)
        other = Settlement(usd("1.00"))
        with pytest.raises(ProposalVoid):
            await scene.backend.change_order(deed, version=order.version, agreed=other, key="another")


class TestAnExchange:
    async def _exchange(self, scene: Scene, sku: str, pieces: int = 1) -> tuple[str, Claim]:
        number = scene.orders["W1"].order_id
        return await _asked(scene, ExchangeItems(number, (Swap(scene.line(), pieces, sku),), "another colour"))

    async def test_it_ends_with_the_other_goods_on_their_way_and_the_difference_paid(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await self._exchange(scene, "KB-101-SGE")
        await _received(scene, number, claim, 1)
        assert (await scene.refusal(SettleClaim(number, claim.claim_id)))[0] is Why.REASON
        sent = SettleClaim(number, claim.claim_id, carrier="UPS", tracking="1Z777")
        settled = await scene.make(sent, "sent")
        done = settled.claims[0]
        assert (done.status, done.carrier, done.tracking) == (ClaimStatus.SETTLED, "UPS", "1Z777")
        assert [(charge.amount, charge.method) for charge in settled.charges] == [(usd("6.50"), VISA.label)]
        assert (settled.refunds, settled.status) == ((), CAME)

    async def test_what_is_cheaper_gives_the_difference_back(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await self._exchange(scene, "KB-101-GLD")
        await _received(scene, number, claim, 1)
        settled = await scene.make(SettleClaim(number, claim.claim_id, carrier="UPS", tracking="1Z778"), "sent")
        assert [refund.amount for refund in settled.refunds] == [usd("7.01")]

    async def test_it_waits_until_all_has_come_back(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await self._exchange(scene, "KB-101-GLD", 2)
        await _received(scene, number, claim, 1)
        sent = SettleClaim(number, claim.claim_id, carrier="UPS", tracking="1Z779")
        assert (await scene.refusal(sent))[0] is Why.QUANTITY

    async def test_a_refused_one_puts_what_was_kept_for_it_back_on_the_shelf(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        before = await scene.stock()
        number, claim = await self._exchange(scene, "KB-101-SGE")
        assert (await scene.stock())["KB-101-SGE"] == before["KB-101-SGE"] - 1
        refused = await scene.make(RefuseClaim(number, claim.claim_id, "Too late."), "no")
        assert refused.status is CAME
        assert await scene.stock() == before


class TestAProblem:
    async def _reported(self, scene: Scene) -> tuple[str, Claim]:
        number = scene.orders["W1"].order_id
        lines = (Picked(scene.line(), 1),)
        return await _asked(scene, ReportProblem(number, lines, Problem.DAMAGED, "cracked", ("a_1",)))

    async def test_it_is_settled_with_money_up_to_the_price_of_its_goods(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await self._reported(scene)
        assert await scene.backend.most_back(number, claim.claim_id) == usd("79.00")
        assert (await scene.refusal(SettleClaim(number, claim.claim_id, 7_901)))[0] is Why.LIMIT
        settled = await scene.make(SettleClaim(number, claim.claim_id, 4_000, word="Half of it."), "paid")
        assert [refund.amount for refund in settled.refunds] == [usd("40.00")]
        assert (settled.claims[0].amount, settled.status) == (usd("40.00"), CAME)

    async def test_it_is_settled_with_a_replacement_and_no_money(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, claim = await self._reported(scene)
        settled = await scene.make(SettleClaim(number, claim.claim_id, carrier="UPS", tracking="1Z780"), "sent")
        assert (settled.refunds, settled.claims[0].tracking) == ((), "1Z780")

    async def test_two_claims_together_never_give_back_more_than_was_paid(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME, lines=(("KB-101-BLK", 1),), discount=usd("60.00")))
        number, claim = await self._reported(scene)
        order = await scene.make(ReturnItems(number, (Picked(scene.line(), 1),)), "return")
        promised = order.claims[-1].amount
        assert promised == usd("19.00")
        # 24.00 was paid, 19.00 of it is promised to the return.
        assert await scene.backend.most_back(number, claim.claim_id) == usd("5.00")


async def test_orders_with_something_to_do_come_first(stage: Stage) -> None:
    scene = await stage.open(Wanted(status=CAME), Wanted(status=CAME, name="W2"), Wanted(status=CAME, name="W3"))
    for name in ("W1", "W2"):
        lines = (Picked(scene.line(name=name), 1),)
        await scene.make(ReportProblem(scene.orders[name].order_id, lines, Problem.FAULTY), f"asked {name}")
    second = await scene.read("W2")
    await scene.make(RefuseClaim(second.order_id, second.claims[0].claim_id, "No."), "no")
    found = [order.order_id for order in await scene.backend.claimed()]
    assert found == [scene.orders["W1"].order_id, scene.orders["W2"].order_id]
    assert [order.order_id for order in await scene.backend.claimed(1)] == found[:1]
