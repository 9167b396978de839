"""What every `CommerceBackend` owes to those who change an order before it is shipped, and to a customer's own data."""

import asyncio
from dataclasses import replace

import pytest

from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    Capability,
    ChangeAddress,
    ChangeCustomer,
    ChangeItems,
    ChangePayment,
    ChangeShipping,
    EraseCustomer,
    Picked,
    Swap,
)
from bot.commerce.model import Customer, Order, PaymentStatus, RefundStatus
from bot.errors import ChangeRefused, CustomerNotFound, InvalidInput, OrderNotFound, ProposalVoid, Why
from tests.contracts.commerce_stage import (
    ELSEWHERE,
    GIFT_CARD,
    HOME,
    NO_MONEY,
    PAYPAL,
    SMALL_CARD,
    VISA,
    Scene,
    Stage,
    Wanted,
    usd,
)


def lines_of(order: Order) -> list[tuple[str, int, int]]:
    return sorted((line.sku, line.quantity, line.unit_price.amount) for line in order.lines)


class TestAddress:
    @pytest.mark.needs(Capability.CHANGE_ADDRESS)
    async def test_the_order_goes_elsewhere_and_nothing_else_changes(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        change = ChangeAddress(scene.orders["W1"].order_id, ELSEWHERE)
        assert (await scene.backend.settlement(change)).amount == usd("0.00")
        told, before = await scene.make(change), scene.orders["W1"]
        assert told == replace(before, address=ELSEWHERE, version=told.version)
        assert (await scene.backend.customer(scene.mei.customer_id)).address == HOME

    @pytest.mark.needs(Capability.CHANGE_ADDRESS)
    async def test_the_same_and_a_lame_address_are_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number = scene.orders["W1"].order_id
        assert (await scene.refusal(ChangeAddress(number, HOME)))[0] is Why.SAME
        assert (await scene.refusal(ChangeAddress(number, replace(ELSEWHERE, city=""))))[0] is Why.ADDRESS


class TestNote:
    @pytest.mark.needs(Capability.ADD_NOTE)
    async def test_a_note_takes_the_place_of_the_one_before(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number = scene.orders["W1"].order_id
        assert (await scene.make(AddNote(number, "Ring twice."))).note == "Ring twice."
        told = await scene.make(AddNote(number, "放在门口，谢谢。'; --"), "key-2")
        assert told == replace(scene.orders["W1"], note="放在门口，谢谢。'; --", version=told.version)
        assert (await scene.refusal(AddNote(number, told.note)))[0] is Why.SAME


class TestItems:
    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_a_dearer_variant_is_charged_to_how_the_order_was_paid(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        change = ChangeItems(scene.orders["W1"].order_id, (Swap(scene.line(), 1, "KB-101-SGE"),))
        agreed = await scene.backend.settlement(change)
        assert (agreed.charge, agreed.refund, agreed.label) == (usd("6.50"), usd("0.00"), VISA.label)
        told = await scene.make(change)
        assert lines_of(told) == [("KB-101-BLK", 1, 7900), ("KB-101-SGE", 1, 8550), ("KB-190-WAL", 1, 3200)]
        assert len({line.line_id for line in told.lines}) == 3
        assert (told.total, told.items_changed) == (usd("201.50"), True)
        assert [(charge.amount, charge.method) for charge in told.charges] == [(usd("6.50"), VISA.label)]
        assert (told.refunds, told.payment.status) == ((), PaymentStatus.PAID)
        stock = await scene.stock()
        assert (stock["KB-101-BLK"], stock["KB-101-SGE"]) == (13, 2)

    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_a_cheaper_variant_is_given_back(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        change = ChangeItems(scene.orders["W1"].order_id, (Swap(scene.line(), 2, "KB-101-GLD"),))
        assert (await scene.backend.settlement(change)).refund == usd("14.02")
        told = await scene.make(change)
        assert lines_of(told) == [("KB-101-GLD", 2, 7199), ("KB-190-WAL", 1, 3200)]
        assert (told.total, told.charges) == (usd("180.98"), ())
        assert [(refund.amount, refund.status) for refund in told.refunds] == [(usd("14.02"), RefundStatus.PENDING)]

    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_what_is_left_goes_back_when_it_is_cancelled_after(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number = scene.orders["W1"].order_id
        cheaper = await scene.make(ChangeItems(number, (Swap(scene.line(), 1, "KB-101-GLD"),)))
        dearer = await scene.make(ChangeItems(number, (Swap(scene.line(), 1, "KB-101-SGE"),)), "key-2")
        assert (cheaper.total, dearer.total) == (usd("187.99"), usd("194.49"))
        cancelled = await scene.make(CancelOrder(number), "key-3")
        assert [refund.amount for refund in cancelled.refunds] == [usd("7.01"), usd("194.49")]
        assert [charge.amount for charge in cancelled.charges] == [usd("6.50")]
        assert cancelled.payment.status is PaymentStatus.REFUNDED

    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_another_way_of_the_customers_pays_the_difference(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        way = scene.way(GIFT_CARD)
        change = ChangeItems(scene.orders["W1"].order_id, (Swap(scene.line(), 2, "KB-101-SGE"),), way.payment_id)
        agreed = await scene.backend.settlement(change)
        assert (agreed.charge, agreed.label, agreed.at_once) == (usd("13.00"), GIFT_CARD.label, True)
        told = await scene.make(change)
        assert [(charge.amount, charge.method) for charge in told.charges] == [(usd("13.00"), GIFT_CARD.label)]
        assert await scene.balance(GIFT_CARD) == usd("187.00")
        assert told.payment.label == VISA.label

    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_a_gift_card_is_given_back_at_once(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(paid_with=GIFT_CARD))
        told = await scene.make(ChangeItems(scene.orders["W1"].order_id, (Swap(scene.line(), 1, "KB-101-GLD"),)))
        assert [(refund.amount, refund.status) for refund in told.refunds] == [(usd("7.01"), RefundStatus.SETTLED)]
        assert await scene.balance(GIFT_CARD) == usd("207.01")

    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_what_cannot_be_sent_or_paid_is_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number, line, rest = scene.orders["W1"].order_id, scene.line(), scene.line("KB-190-WAL")
        toms = scene.tom.payments[0].payment_id
        for swaps, payment_id, why in (
            ((Swap(line, 1, "KB-101-WHT"),), None, Why.STOCK),
            ((Swap(line, 1, "KB-190-WAL"),), None, Why.OTHER_PRODUCT),
            ((Swap(rest, 1, "KB-101-SGE"),), None, Why.OTHER_PRODUCT),
            ((Swap(line, 1, "NO-SUCH"),), None, Why.OTHER_PRODUCT),
            ((Swap(line, 1, "KB-101-BLK"),), None, Why.SAME),
            ((Swap(line, 3, "KB-101-SGE"),), None, Why.QUANTITY),
            ((Swap(line, 0, "KB-101-SGE"),), None, Why.QUANTITY),
            ((Swap(line, -1, "KB-101-SGE"),), None, Why.QUANTITY),
            ((Swap("no such line", 1, "KB-101-SGE"),), None, Why.QUANTITY),
            ((Swap(line, 1, "KB-101-SGE"), Swap(line, 1, "KB-101-GLD")), None, Why.QUANTITY),
            ((), None, Why.QUANTITY),
            ((Swap(line, 1, "KB-101-SGE"),), scene.way(SMALL_CARD).payment_id, Why.BALANCE),
            ((Swap(line, 1, "KB-101-SGE"),), toms, Why.PAYMENT),
            ((Swap(line, 1, "KB-101-SGE"),), "no such payment", Why.PAYMENT),
            ((Swap(line, 1, "KB-101-GLD"),), toms, Why.PAYMENT),
        ):
            assert (await scene.refusal(ChangeItems(number, swaps, payment_id)))[0] is why, (swaps, payment_id)

    @pytest.mark.race
    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_the_last_pieces_are_promised_once(self, stage: Stage) -> None:
        scene = await stage.open(*(Wanted(f"W{n}") for n in range(6)), stock={"KB-101-SGE": 2})
        swaps = [
            scene.make(ChangeItems(order.order_id, (Swap(scene.line(name=name), 1, "KB-101-SGE"),)), name)
            for name, order in scene.orders.items()
        ]
        ends = await asyncio.gather(*swaps, return_exceptions=True)
        refused = [end for end in ends if isinstance(end, ChangeRefused)]
        assert [(end.why, end.detail) for end in refused] == [(Why.STOCK, "KB-101-SGE")] * 4
        assert len([end for end in ends if isinstance(end, Order)]) == 2
        stock = await scene.stock()
        assert (stock["KB-101-SGE"], stock["KB-101-BLK"]) == (0, 14)

    @pytest.mark.race
    @pytest.mark.needs(Capability.CHANGE_ITEMS)
    async def test_swaps_in_opposite_directions_do_not_hold_each_other_up(self, stage: Stage) -> None:
        there = [Wanted(f"A{n}") for n in range(4)]
        back = [Wanted(f"B{n}", lines=(("KB-101-GLD", 1), ("KB-190-WAL", 1))) for n in range(4)]
        scene = await stage.open(*there, *back)
        ways = {"A": ("KB-101-BLK", "KB-101-GLD"), "B": ("KB-101-GLD", "KB-101-BLK")}
        swaps = [
            scene.make(ChangeItems(order.order_id, (Swap(scene.line(old, name), 1, new),)), name)
            for name, order in scene.orders.items()
            for old, new in (ways[name[0]],)
        ]
        told = await asyncio.gather(*swaps)
        assert len(told) == 8
        stock = await scene.stock()
        assert (stock["KB-101-BLK"], stock["KB-101-GLD"]) == (12, 5)


class TestLines:
    @pytest.mark.needs(Capability.CANCEL_LINES)
    async def test_a_part_of_an_order_is_called_off(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        change = CancelLines(
            scene.orders["W1"].order_id, (Picked(scene.line(), 1), Picked(scene.line("KB-190-WAL"), 1))
        )
        assert (await scene.backend.settlement(change)).refund == usd("111.00")
        told = await scene.make(change)
        assert lines_of(told) == [("KB-101-BLK", 1, 7900)]
        assert (told.total, told.shipping_fee, told.status) == (usd("84.00"), usd("5.00"), scene.orders["W1"].status)
        assert [(refund.amount, refund.method) for refund in told.refunds] == [(usd("111.00"), VISA.label)]
        stock = await scene.stock()
        assert (stock["KB-101-BLK"], stock["KB-190-WAL"]) == (13, 1)

    @pytest.mark.needs(Capability.CANCEL_LINES)
    async def test_a_discount_is_taken_back_in_proportion_and_to_the_cent(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(discount=usd("10.00")))
        number, keyboard = scene.orders["W1"].order_id, scene.line()
        told = await scene.make(CancelLines(number, (Picked(keyboard, 1),)))
        # 158.00 of 190.00 carry 8.32 of the discount, the first of the two 4.16.
        assert (told.refunds[0].amount, told.discount, told.total) == (usd("74.84"), usd("5.84"), usd("110.16"))
        told = await scene.make(CancelLines(number, (Picked(keyboard, 1),)), "key-2")
        assert (told.refunds[1].amount, told.discount, told.total) == (usd("74.84"), usd("1.68"), usd("35.32"))
        cancelled = await scene.make(CancelOrder(number), "key-3")
        assert sum((refund.amount for refund in cancelled.refunds), usd("0.00")) == usd("185.00")

    @pytest.mark.needs(Capability.CANCEL_LINES)
    async def test_a_part_that_is_everything_or_more_is_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number, keyboard, rest = scene.orders["W1"].order_id, scene.line(), scene.line("KB-190-WAL")
        whole = (Picked(keyboard, 2), Picked(rest, 1))
        why, detail = await scene.refusal(CancelLines(number, whole))
        assert (why, "cancel the whole order" in detail) == (Why.QUANTITY, True)
        for lines in ((), (Picked(keyboard, 3),), (Picked(keyboard, 1), Picked(keyboard, 1)), (Picked("9", 1),)):
            assert (await scene.refusal(CancelLines(number, lines)))[0] is Why.QUANTITY

    @pytest.mark.needs(Capability.CANCEL_LINES)
    async def test_what_nobody_paid_is_not_given_back(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(payment_status=PaymentStatus.PENDING))
        change = CancelLines(scene.orders["W1"].order_id, (Picked(scene.line(), 1),))
        try:
            told = await scene.make(change)
        except ChangeRefused:  # by a system that would still collect all of it
            assert (await scene.refusal(change))[0] is Why.UNSUPPORTED
            return
        assert (told.total, told.refunds, told.payment.status) == (usd("116.00"), (), PaymentStatus.PENDING)


class TestPayment:
    @pytest.mark.needs(Capability.CHANGE_PAYMENT)
    async def test_all_goes_back_to_the_old_way_and_is_taken_by_the_new(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        way = scene.way(GIFT_CARD)
        change = ChangePayment(scene.orders["W1"].order_id, way.payment_id)
        agreed = await scene.backend.settlement(change)
        assert (agreed.amount, agreed.payment_id, agreed.label) == (usd("0.00"), way.payment_id, GIFT_CARD.label)
        told = await scene.make(change)
        assert [(one.amount, one.method, one.status) for one in told.refunds] == [
            (usd("195.00"), VISA.label, RefundStatus.PENDING)
        ]
        assert [(one.amount, one.method) for one in told.charges] == [(usd("195.00"), GIFT_CARD.label)]
        assert (told.payment.payment_id, told.payment.label) == (way.payment_id, GIFT_CARD.label)
        assert (told.payment.method, told.payment.status) == (GIFT_CARD.method, PaymentStatus.PAID)
        assert (told.total, await scene.balance(GIFT_CARD)) == (usd("195.00"), usd("5.00"))
        cancelled = await scene.make(CancelOrder(change.order_id), "key-2")
        assert (cancelled.refunds[-1].amount, cancelled.refunds[-1].method) == (usd("195.00"), GIFT_CARD.label)
        assert await scene.balance(GIFT_CARD) == usd("200.00")

    @pytest.mark.needs(Capability.CHANGE_PAYMENT)
    async def test_a_gift_card_has_its_money_back_at_once(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(paid_with=GIFT_CARD))
        told = await scene.make(ChangePayment(scene.orders["W1"].order_id, scene.way(PAYPAL).payment_id))
        assert [(one.amount, one.status) for one in told.refunds] == [(usd("195.00"), RefundStatus.SETTLED)]
        assert (told.payment.label, await scene.balance(GIFT_CARD)) == (PAYPAL.label, usd("395.00"))

    @pytest.mark.needs(Capability.CHANGE_PAYMENT)
    async def test_an_order_that_nobody_paid_is_paid_by_the_new_way(self, stage: Stage) -> None:
        scene = await stage.open(Wanted(payment_status=PaymentStatus.FAILED))
        change = ChangePayment(scene.orders["W1"].order_id, scene.way(PAYPAL).payment_id)
        assert (await scene.backend.settlement(change)).charge == usd("195.00")
        told = await scene.make(change)
        assert ([one.amount for one in told.charges], told.refunds) == ([usd("195.00")], ())
        assert told.payment.status is PaymentStatus.PAID

    @pytest.mark.needs(Capability.CHANGE_PAYMENT)
    async def test_the_same_a_strange_and_an_empty_way_are_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number = scene.orders["W1"].order_id
        for payment_id, why in (
            (scene.way(VISA).payment_id, Why.SAME),
            (scene.way(SMALL_CARD).payment_id, Why.BALANCE),
            (scene.tom.payments[0].payment_id, Why.PAYMENT),
            ("", Why.PAYMENT),
        ):
            assert (await scene.refusal(ChangePayment(number, payment_id)))[0] is why

    @pytest.mark.race
    @pytest.mark.needs(Capability.CHANGE_PAYMENT)
    async def test_a_gift_card_pays_one_of_two_orders(self, stage: Stage) -> None:
        scene = await stage.open(*(Wanted(f"W{n}") for n in range(4)))
        way = scene.way(GIFT_CARD).payment_id
        changes = [
            scene.make(ChangePayment(order.order_id, way), name, order.version) for name, order in scene.orders.items()
        ]
        ends = await asyncio.gather(*changes, return_exceptions=True)
        assert [end.why for end in ends if isinstance(end, ChangeRefused)] == [Why.BALANCE] * 3
        assert len([end for end in ends if isinstance(end, Order)]) == 1
        assert await scene.balance(GIFT_CARD) == usd("5.00")


class TestShipping:
    @pytest.mark.needs(Capability.CHANGE_SHIPPING)
    async def test_what_is_offered_is_for_this_order(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        offered = await scene.backend.shipping_options(scene.orders["W1"].order_id)
        assert [(option.code, option.fee) for option in offered] == [
            ("standard", usd("5.00")),
            ("express", usd("15.00")),
        ]
        assert offered[1].name.zh == "加急配送"
        with pytest.raises(OrderNotFound, match="W9"):
            await scene.backend.shipping_options("W9")

    @pytest.mark.needs(Capability.CHANGE_SHIPPING)
    async def test_the_difference_of_the_fees_is_paid(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number = scene.orders["W1"].order_id
        assert (await scene.backend.settlement(ChangeShipping(number, "express"))).charge == usd("10.00")
        told = await scene.make(ChangeShipping(number, "express"))
        assert (told.shipping_option, told.shipping_fee, told.total) == ("express", usd("15.00"), usd("205.00"))
        assert [charge.amount for charge in told.charges] == [usd("10.00")]
        told = await scene.make(ChangeShipping(number, "standard"), "key-2")
        assert (told.shipping_fee, told.total) == (usd("5.00"), usd("195.00"))
        assert [refund.amount for refund in told.refunds] == [usd("10.00")]

    @pytest.mark.needs(Capability.CHANGE_SHIPPING)
    async def test_the_same_and_what_is_not_offered_are_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        number = scene.orders["W1"].order_id
        assert (await scene.refusal(ChangeShipping(number, "standard")))[0] is Why.SAME
        for option in ("alpine", "teleport", ""):
            assert await scene.refusal(ChangeShipping(number, option)) == (Why.UNSUPPORTED, option)


class TestCustomer:
    async def change(self, scene: Scene, change: ChangeCustomer, key: str, version: int) -> None:
        told = await scene.backend.change_customer(change, version=version, key=key)
        assert await scene.backend.customer(change.customer_id) == told

    @pytest.mark.needs(Capability.CHANGE_CUSTOMER)
    async def test_what_is_named_is_changed_and_the_rest_stays(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        change = ChangeCustomer(scene.mei.customer_id, ELSEWHERE, phone="+1-503-555-0117", language="en")
        assert await scene.backend.settlement(change) == NO_MONEY
        told = await scene.backend.change_customer(change, version=scene.mei.version, key="key-1")
        wanted = replace(scene.mei, address=ELSEWHERE, phone="+1-503-555-0117", language="en", version=told.version)
        assert told == wanted == await scene.backend.customer(scene.mei.customer_id)
        assert told.version != scene.mei.version
        assert await scene.backend.was_written("key-1", scene.mei.customer_id)
        # An order goes where it was sent to.
        assert (await scene.read()).address == HOME

    @pytest.mark.needs(Capability.CHANGE_CUSTOMER)
    async def test_the_same_key_again_writes_nothing(self, stage: Stage) -> None:
        scene = await stage.open()
        change = ChangeCustomer(scene.mei.customer_id, email="new@example.com")
        tries = (scene.backend.change_customer(change, version=scene.mei.version, key="one") for _ in range(5))
        told = await asyncio.gather(*tries)
        assert all(one == told[0] for one in told)
        assert told[0].email == "new@example.com"

    @pytest.mark.needs(Capability.CHANGE_CUSTOMER)
    async def test_an_outrun_proposal_and_another_use_of_a_key_are_refused(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        mei, tom = scene.mei, scene.tom
        change = ChangeCustomer(mei.customer_id, email="new@example.com")
        with pytest.raises(ProposalVoid):
            await scene.backend.change_customer(change, version=mei.version + 1, key="key-1")
        assert await scene.backend.customer(mei.customer_id) == mei
        await scene.backend.change_customer(change, version=mei.version, key="key-1")
        with pytest.raises(InvalidInput, match="key-1"):
            await scene.backend.change_customer(
                ChangeCustomer(tom.customer_id, email="tom@example.com"), version=tom.version, key="key-1"
            )
        assert await scene.backend.customer(tom.customer_id) == tom

    @pytest.mark.needs(Capability.ERASE_CUSTOMER)
    async def test_an_erased_customer_is_found_by_the_id_alone_and_orders_stay(self, stage: Stage) -> None:
        scene = await stage.open(Wanted())
        before, erase = await scene.read(), EraseCustomer(scene.mei.customer_id)
        tries = (scene.backend.change_customer(erase, version=scene.mei.version, key="one") for _ in range(3))
        told = (await asyncio.gather(*tries))[0]
        held = tuple(way for way in scene.mei.payments if way.balance is not None and way.balance.amount)
        assert told == Customer(scene.mei.customer_id, "", None, None, payments=held, version=told.version)
        assert told == await scene.backend.customer(scene.mei.customer_id)
        assert await scene.backend.was_written("one", scene.mei.customer_id)
        assert await scene.read() == before
        assert (await scene.backend.customer(scene.tom.customer_id)) == scene.tom

    @pytest.mark.needs(Capability.CHANGE_CUSTOMER)
    async def test_what_changes_nothing_and_nobody_is_refused(self, stage: Stage) -> None:
        scene = await stage.open()
        for change, why in (
            (ChangeCustomer(scene.mei.customer_id), Why.SAME),
            (ChangeCustomer(scene.mei.customer_id, HOME, language="zh"), Why.SAME),
            (ChangeCustomer(scene.mei.customer_id, replace(ELSEWHERE, line1="")), Why.ADDRESS),
        ):
            with pytest.raises(ChangeRefused) as refusal:
                await scene.backend.settlement(change)
            assert refusal.value.why is why
            with pytest.raises(ChangeRefused):
                await scene.backend.change_customer(change, version=scene.mei.version, key="key-1")
        with pytest.raises(CustomerNotFound, match="C-404"):
            await scene.backend.change_customer(ChangeCustomer("C-404", ELSEWHERE), version=1, key="key-1")
        assert await scene.backend.customer(scene.mei.customer_id) == scene.mei
