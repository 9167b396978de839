"""What every `CommerceBackend` owes to those whose goods have come: returns, exchanges, problems."""

import asyncio
from dataclasses import replace

import pytest

from bot.commerce.changes import Capability, ExchangeItems, Picked, Problem, ReportProblem, ReturnItems, Swap
from bot.commerce.model import ClaimKind, ClaimLine, ClaimStatus, Order, OrderStatus
from bot.errors import ChangeRefused, Why
from tests.contracts.commerce_stage import SMALL_CARD, VISA, Stage, Wanted, usd

CAME = OrderStatus.DELIVERED


class TestReturning:
    @pytest.mark.needs(Capability.RETURN_ITEMS)
    async def test_a_return_is_asked_for_and_moves_nothing_yet(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        stock, keyboard = await scene.stock(), scene.line()
        change = ReturnItems(scene.orders["W1"].order_id, (Picked(keyboard, 1),), "too loud")
        agreed = await scene.backend.settlement(change)
        assert (agreed.refund, agreed.label, agreed.at_once) == (usd("79.00"), VISA.label, False)
        told = await scene.make(change)
        claim = told.claims[0]
        assert (claim.kind, claim.status, claim.reason) == (ClaimKind.RETURN, ClaimStatus.REQUESTED, "too loud")
        assert claim.lines == (ClaimLine(keyboard, 1),)
        assert (claim.amount, claim.method) == (usd("79.00"), VISA.label)
        assert (told.status, told.history[-1].status) == (OrderStatus.RETURNING, OrderStatus.RETURNING)
        before = scene.orders["W1"]
        assert (told.refunds, told.lines, told.total) == (before.refunds, before.lines, before.total)
        assert await scene.stock() == stock

    @pytest.mark.needs(Capability.RETURN_ITEMS)
    async def test_pieces_that_go_back_one_by_one_come_to_what_was_paid_for_them(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME, discount=usd("10.01")))
        number, keyboard, rest = scene.orders["W1"].order_id, scene.line(), scene.line("KB-190-WAL")
        for key, line in (("1", keyboard), ("2", rest), ("3", keyboard)):
            await scene.make(ReturnItems(number, (Picked(line, 1),)), key)
        told = await scene.read()
        amounts = [claim.amount for claim in told.claims if claim.amount]
        assert sum(amounts, usd("0.00")) == usd("179.99")  # 190.00 of goods less 10.01; the delivery stays
        assert len({claim.claim_id for claim in told.claims}) == 3
        for line in (keyboard, rest):
            assert (await scene.refusal(ReturnItems(number, (Picked(line, 1),))))[0] is Why.QUANTITY

    @pytest.mark.needs(Capability.RETURN_ITEMS)
    async def test_more_than_there_is_and_another_way_are_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, keyboard = scene.orders["W1"].order_id, scene.line()
        for lines in (
            (),
            (Picked(keyboard, 3),),
            (Picked(keyboard, 0),),
            (Picked("9", 1),),
            (Picked(keyboard, 1),) * 2,
        ):
            assert (await scene.refusal(ReturnItems(number, lines)))[0] is Why.QUANTITY
        toms = scene.tom.payments[0].payment_id if scene.tom.payments else "no way of hers"
        assert (await scene.refusal(ReturnItems(number, (Picked(keyboard, 1),), "", toms)))[0] is Why.PAYMENT


class TestExchanging:
    @pytest.mark.needs(Capability.EXCHANGE_ITEMS)
    async def test_an_exchange_keeps_the_new_goods_and_tells_the_difference(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        keyboard = scene.line()
        change = ExchangeItems(scene.orders["W1"].order_id, (Swap(keyboard, 2, "KB-101-SGE"),), "too dark")
        agreed = await scene.backend.settlement(change)
        assert (agreed.charge, agreed.label, agreed.at_once) == (usd("13.00"), VISA.label, False)
        told = await scene.make(change)
        claim = told.claims[0]
        assert (claim.kind, claim.status, claim.reason) == (ClaimKind.EXCHANGE, ClaimStatus.REQUESTED, "too dark")
        assert claim.lines == (ClaimLine(keyboard, 2, "KB-101-SGE"),)
        assert (claim.amount, claim.method) == (usd("-13.00"), VISA.label)
        assert told.status is OrderStatus.EXCHANGING
        before = scene.orders["W1"]
        assert (told.lines, told.total, told.charges) == (before.lines, before.total, before.charges)
        stock = await scene.stock()
        assert (stock["KB-101-BLK"], stock["KB-101-SGE"]) == (12, 1)

    @pytest.mark.needs(Capability.EXCHANGE_ITEMS)
    async def test_what_is_cheaper_comes_back(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        told = await scene.make(ExchangeItems(scene.orders["W1"].order_id, (Swap(scene.line(), 1, "KB-101-GLD"),)))
        assert told.claims[0].amount == usd("7.01")

    @pytest.mark.needs(Capability.EXCHANGE_ITEMS)
    async def test_what_cannot_be_sent_or_paid_is_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(status=CAME))
        number, line = scene.orders["W1"].order_id, scene.line()
        for swaps, payment_id, why in (
            ((Swap(line, 1, "KB-101-WHT"),), None, Why.STOCK),
            ((Swap(line, 1, "KB-190-WAL"),), None, Why.OTHER_PRODUCT),
            ((Swap(line, 1, "KB-101-BLK"),), None, Why.SAME),
            ((Swap(line, 3, "KB-101-SGE"),), None, Why.QUANTITY),
            ((Swap(line, 1, "KB-101-SGE"),), scene.way(SMALL_CARD).payment_id, Why.BALANCE),
            ((Swap(line, 1, "KB-101-SGE"),), scene.tom.payments[0].payment_id, Why.PAYMENT),
        ):
            assert (await scene.refusal(ExchangeItems(number, swaps, "", payment_id)))[0] is why, (swaps, payment_id)

    @pytest.mark.race
    @pytest.mark.needs(Capability.EXCHANGE_ITEMS)
    async def test_the_last_pieces_are_promised_once(self, stage: Stage) -> None:
        scene = await stage.open(*(Wanted(f"W{n}", CAME) for n in range(4)), stock={"KB-101-SGE": 1})
        swaps = [
            scene.make(ExchangeItems(order.order_id, (Swap(scene.line(name=name), 1, "KB-101-SGE"),)), name)
            for name, order in scene.orders.items()
        ]
        ends = await asyncio.gather(*swaps, return_exceptions=True)
        assert [end.why for end in ends if isinstance(end, ChangeRefused)] == [Why.STOCK] * 3
        assert len([end for end in ends if isinstance(end, Order)]) == 1


class TestProblems:
    @pytest.mark.parametrize("status", [OrderStatus.SHIPPED, OrderStatus.DELIVERED])
    @pytest.mark.needs(Capability.REPORT_PROBLEM)
    async def test_a_problem_is_for_a_person_to_decide(self, stage: Stage, status: OrderStatus) -> None:
        scene = await stage.open(Wanted(status=status))
        keyboard = scene.line()
        change = ReportProblem(
            scene.orders["W1"].order_id, (Picked(keyboard, 1),), Problem.DAMAGED, "按键裂了", ("photo-1", "photo-2")
        )
        assert (await scene.backend.settlement(change)).amount == usd("0.00")
        told = await scene.make(change)
        claim = told.claims[0]
        assert (claim.kind, claim.status, claim.amount) == (ClaimKind.PROBLEM, ClaimStatus.REQUESTED, None)
        assert (claim.lines, claim.attachments) == ((ClaimLine(keyboard, 1),), ("photo-1", "photo-2"))
        assert claim.reason == "damaged: 按键裂了"
        assert told == replace(scene.orders["W1"], claims=(claim,), version=told.version)
