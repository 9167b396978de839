"""The rules of money as values: no database, every order of changes, and never more back than was paid."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commerce.changes import (
    CancelLines,
    CancelOrder,
    ChangeItems,
    ChangePayment,
    ChangeShipping,
    ExchangeItems,
    OrderChange,
    Picked,
    ReturnItems,
    Swap,
)
from bot.commerce.discount import net_price, shares
from bot.commerce.model import (
    Address,
    Bilingual,
    Claim,
    ClaimKind,
    ClaimLine,
    ClaimStatus,
    Customer,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentMethod,
    PaymentStatus,
    ShippingOption,
    ShippingRate,
    StoredPayment,
)
from bot.commerce.money import Money
from bot.commerce.outcome import Outcome, outcome_of
from bot.commerce.reckoning import settlement_of
from bot.commerce.rules import RefundTo, Rule
from bot.commerce.standing import Shelf, Standing, shipping_options
from bot.errors import ChangeRefused, Why
from tests.unhurried import unhurried

AT = datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
MUG = Bilingual("Mug", "杯")
CAME = frozenset({OrderStatus.DELIVERED})


def usd(amount: int) -> Money:
    return Money(amount, "USD")


VISA = StoredPayment("visa", PaymentMethod.CARD, "Visa")
CARD = StoredPayment("gift", PaymentMethod.GIFT_CARD, "Gift card", usd(5_000))
PAYPAL = StoredPayment("paypal", PaymentMethod.PAYPAL, "PayPal")
ANN = Customer("C-1", "Ann", "a@example.com", None, payments=(VISA, CARD, PAYPAL))
SHELVES = {
    sku: Shelf(sku, product, usd(price), stock)
    for sku, product, price, stock in (
        ("A-1", "A", 1_000, 50),
        ("A-2", "A", 1_333, 50),
        ("A-3", "A", 777, 50),
        ("B-1", "B", 2_500, 50),
        ("B-2", "B", 2_199, 1),
    )
}
SHIPPING = tuple(
    ShippingOption(code, Bilingual(code, code), usd(fee)) for code, fee in (("slow", 0), ("post", 500), ("fast", 1_500))
)


def an_order(*lines: tuple[str, int], discount: int = 0, status: OrderStatus = OrderStatus.PENDING) -> Order:
    bought = tuple(
        OrderLine(str(n), sku, MUG, quantity, SHELVES[sku].price) for n, (sku, quantity) in enumerate(lines, start=1)
    )
    goods = sum(line.total.amount for line in bought)
    return Order(
        order_id="W1",
        customer_id="C-1",
        email=None,
        phone=None,
        status=status,
        placed_at=AT - timedelta(days=3),
        lines=bought,
        shipping_fee=usd(500),
        discount=usd(discount),
        total=usd(goods + 500 - discount),
        payment=Payment(VISA.method, VISA.label, PaymentStatus.PAID, VISA.payment_id),
        shipping_option="post",
    )


def standing(order: Order, rule: Rule | None = None, customer: Customer = ANN, held: Money | None = None) -> Standing:
    return Standing(order, order.total if held is None else held, customer, SHELVES, SHIPPING, rule)


def why(change: OrderChange, now: Standing) -> Why:
    with pytest.raises(ChangeRefused) as refusal:
        settlement_of(change, now)
    return refusal.value.why


class TestDiscounts:
    @unhurried
    @given(
        st.lists(st.tuples(st.sampled_from(list(SHELVES)), st.integers(1, 9)), min_size=1, max_size=6),
        st.integers(0, 30_000),
    )
    def test_the_shares_come_to_the_discount_and_each_is_within_a_cent_of_its_due(
        self, lines: list[tuple[str, int]], discount: int
    ) -> None:
        order = an_order(*lines)
        goods = sum(line.total.amount for line in order.lines)
        order = replace(order, discount=usd(min(discount, goods + 500)))
        shared = shares(order)
        whole = min(order.discount.amount, goods)
        assert sum(shared.values()) == whole
        for line in order.lines:
            assert abs(shared[line.line_id] - whole * line.total.amount / goods) < 1
            assert shared[line.line_id] <= line.total.amount

    def test_the_largest_remainder_has_the_last_cent(self) -> None:
        assert shares(an_order(("A-1", 1), ("A-2", 1), ("A-3", 1), discount=100)) == {"1": 32, "2": 43, "3": 25}

    @unhurried
    @given(st.permutations(range(7)), st.integers(0, 5_000))
    def test_pieces_go_back_for_what_was_paid_in_whatever_order(
        self, order_of_pieces: list[int], discount: int
    ) -> None:
        pieces = ["1"] * 4 + ["2"] * 3
        order = an_order(("A-2", 4), ("B-1", 3), discount=discount, status=OrderStatus.DELIVERED)
        worth = 0
        for n, piece in enumerate(pieces):
            worth += net_price(order, piece, 1).amount
            claim = Claim(str(n), ClaimKind.RETURN, ClaimStatus.REQUESTED, (ClaimLine(piece, 1),), AT, amount=usd(0))
            order = replace(order, claims=(*order.claims, claim))
        assert worth == 4 * 1_333 + 3 * 2_500 - discount


class TestReturns:
    returned = ReturnItems("W1", (Picked("1", 1),))
    order = an_order(("A-1", 2), ("B-1", 1), status=OrderStatus.DELIVERED)

    def test_the_shops_fee_is_taken_off_once(self) -> None:
        rule = Rule(CAME, fee=usd(695))
        assert settlement_of(self.returned, standing(self.order, rule)).refund == usd(305)
        both = ReturnItems("W1", (Picked("1", 2), Picked("2", 1)))
        assert settlement_of(both, standing(self.order, rule)).refund == usd(4_500 - 695)

    def test_a_fee_never_makes_somebody_pay(self) -> None:
        assert settlement_of(self.returned, standing(self.order, Rule(CAME, fee=usd(9_999)))).amount == usd(0)

    def test_some_customers_pay_no_fee(self) -> None:
        rule = Rule(CAME, fee=usd(695), free_for=frozenset({"branch"}))
        member = replace(ANN, tags=("vip", "branch"))
        assert settlement_of(self.returned, standing(self.order, rule, member)).refund == usd(1_000)
        assert settlement_of(self.returned, standing(self.order, rule)).refund == usd(305)

    def test_a_gift_card_may_cost_no_fee_where_the_order_was_paid_otherwise(self) -> None:
        rule = Rule(CAME, fee=usd(695), refund_to=RefundTo.GIFT_CARD, free_to_gift_card=True)
        to_card = replace(self.returned, payment_id="gift")
        assert settlement_of(to_card, standing(self.order, rule)).refund == usd(1_000)
        own = replace(self.order, payment=Payment(CARD.method, CARD.label, PaymentStatus.PAID, "gift"))
        assert settlement_of(to_card, standing(own, rule)).refund == usd(305)

    @pytest.mark.parametrize(
        ("refund_to", "allowed"),
        [
            (RefundTo.ORIGINAL, {None, "visa"}),
            (RefundTo.GIFT_CARD, {None, "visa", "gift"}),
            (RefundTo.ANY, {None, "visa", "gift", "paypal"}),
        ],
    )
    def test_money_goes_only_where_the_rule_lets_it(self, refund_to: RefundTo, allowed: set[str | None]) -> None:
        now = standing(self.order, Rule(CAME, refund_to=refund_to))
        for payment_id in (None, "visa", "gift", "paypal", "somebody else's"):
            change = replace(self.returned, payment_id=payment_id)
            if payment_id in allowed:
                assert settlement_of(change, now).label == now.way(payment_id).label
            else:
                assert why(change, now) is Why.PAYMENT

    def test_no_more_than_was_paid_and_is_not_promised_goes_back(self) -> None:
        assert settlement_of(self.returned, standing(self.order, held=usd(600))).refund == usd(600)
        open_claim = Claim("CL", ClaimKind.RETURN, ClaimStatus.REQUESTED, (ClaimLine("2", 1),), AT, amount=usd(2_500))
        promised = replace(self.order, claims=(open_claim,))
        assert settlement_of(self.returned, standing(promised, held=usd(3_000))).refund == usd(500)
        refused = replace(promised, claims=(replace(open_claim, status=ClaimStatus.REFUSED),))
        assert settlement_of(self.returned, standing(refused, held=usd(3_000))).refund == usd(1_000)


class TestCharges:
    def test_a_way_that_only_the_customer_can_send_by_is_not_charged(self) -> None:
        for method in (PaymentMethod.BANK_TRANSFER, PaymentMethod.CASH_ON_DELIVERY):
            order = replace(an_order(("A-1", 1)), payment=Payment(method, "as paid", PaymentStatus.PAID))
            dearer, cheaper = ChangeItems("W1", (Swap("1", 1, "A-2"),)), ChangeItems("W1", (Swap("1", 1, "A-3"),))
            assert why(dearer, standing(order)) is Why.PAYMENT
            assert settlement_of(replace(dearer, payment_id="visa"), standing(order)).charge == usd(333)
            assert settlement_of(cheaper, standing(order)).refund == usd(223)

    def test_a_gift_card_pays_to_its_last_cent_and_no_further(self) -> None:
        for balance, is_enough in ((1_333 - 1_000, True), (1_333 - 1_001, False)):
            customer = replace(ANN, payments=(VISA, replace(CARD, balance=usd(balance))))
            now = standing(an_order(("A-1", 1)), customer=customer)
            for change in (
                ChangeItems("W1", (Swap("1", 1, "A-2"),), "gift"),
                ExchangeItems("W1", (Swap("1", 1, "A-2"),), "", "gift"),
            ):
                status = OrderStatus.PENDING if isinstance(change, ChangeItems) else OrderStatus.DELIVERED
                then = replace(now, order=replace(now.order, status=status))
                if is_enough:
                    assert settlement_of(change, then).charge == usd(333)
                else:
                    assert why(change, then) is Why.BALANCE

    def test_a_card_that_is_no_longer_stored_is_not_charged(self) -> None:
        order = replace(an_order(("A-1", 1)), payment=Payment(CARD.method, "Old card", PaymentStatus.PAID, "old"))
        assert why(ChangeItems("W1", (Swap("1", 1, "A-2"),)), standing(order)) is Why.BALANCE

    def test_a_swap_for_the_same_price_moves_nothing(self) -> None:
        shelves = {**SHELVES, "A-2": replace(SHELVES["A-2"], price=usd(1_000))}
        now = replace(standing(an_order(("A-1", 1))), shelves=shelves)
        settled = settlement_of(change := ChangeItems("W1", (Swap("1", 1, "A-2"),)), now)
        after = outcome_of(change, now, settled, AT).order
        assert (settled.amount, after.refunds, after.charges, after.total) == (usd(0), (), (), now.order.total)

    def test_two_swaps_for_one_variant_want_all_of_its_pieces(self) -> None:
        order = an_order(("B-1", 1), ("B-1", 1))
        one, both = (Swap("1", 1, "B-2"),), (Swap("1", 1, "B-2"), Swap("2", 1, "B-2"))
        assert settlement_of(ChangeItems("W1", one), standing(order)).refund == usd(301)
        assert why(ChangeItems("W1", both), standing(order)) is Why.STOCK


class TestShipping:
    here = Address("12 Alder St", "Portland", "US", region="OR", postcode="97201")

    def rate(self, code: str, fee: int, free_from: int | None = None) -> ShippingRate:
        free = None if free_from is None else usd(free_from)
        return ShippingRate(ShippingOption(code, Bilingual(code, code), usd(fee)), free)

    def test_what_reaches_an_address_is_offered(self) -> None:
        rates = (
            self.rate("everywhere", 1),
            replace(self.rate("here", 2), countries=frozenset({"US"}), regions=frozenset({"OR"})),
            replace(self.rate("there", 3), countries=frozenset({"US"}), regions=frozenset({"AK"})),
            replace(self.rate("near", 4), postcodes=("970", "972")),
            replace(self.rate("far", 5), postcodes=("995",)),
        )
        order = replace(an_order(("A-1", 1)), address=self.here, shipping_option=None)
        assert [option.code for option in shipping_options(rates, order)] == ["everywhere", "here", "near"]
        nowhere = replace(order, address=None)
        assert [option.code for option in shipping_options(rates, nowhere)] == ["everywhere"]

    def test_enough_goods_travel_free_and_the_orders_own_way_costs_what_it_cost(self) -> None:
        rates = (self.rate("post", 700, 2_000), self.rate("fast", 1_500), self.rate("calm", 300, 2_001))
        order = an_order(("A-1", 2))
        assert [option.fee.amount for option in shipping_options(rates, order)] == [500, 1_500, 300]
        of_old = shipping_options(rates[1:], order)
        assert [(option.code, option.fee.amount) for option in of_old] == [
            ("fast", 1_500),
            ("calm", 300),
            ("post", 500),
        ]
        discounted = an_order(("A-1", 2), discount=1)
        free = replace(order, shipping_option=None)
        assert [option.fee.amount for option in shipping_options(rates, free)] == [0, 1_500, 300]
        assert shipping_options(rates, replace(discounted, shipping_option=None))[0].fee == usd(700)


class TestConservation:
    """Whatever is done, in whatever order: money and goods are moved, never made."""

    @settings(unhurried, max_examples=200)
    @given(st.data())
    def test_what_was_taken_is_what_is_held_and_what_was_given_back(self, data: st.DataObject) -> None:
        lines = data.draw(
            st.lists(st.tuples(st.sampled_from(["A-1", "A-2", "B-1"]), st.integers(1, 4)), min_size=1, max_size=3)
        )
        order = an_order(*lines, discount=data.draw(st.integers(0, 900)))
        now, first = standing(order), order.total
        pieces = _pieces(now)
        for _ in range(data.draw(st.integers(1, 6))):
            change = data.draw(_changes(now.order))
            try:
                settled = settlement_of(change, now)
            except ChangeRefused:
                continue
            after = outcome_of(change, now, settled, AT)
            assert after.held == now.held - settled.amount
            now = _then(now, after)
            assert _pieces(now) == pieces
            taken = first + _sum(charge.amount for charge in now.order.charges)
            assert taken - _sum(refund.amount for refund in now.order.refunds) == now.held
            assert now.held.amount >= 0
            if now.order.status is OrderStatus.CANCELLED:
                assert now.held == usd(0)
            else:
                assert now.order.total == now.held
                goods = _sum(line.total for line in now.order.lines)
                assert now.order.total == goods + now.order.shipping_fee - now.order.discount
            assert now.customer is not None
            assert all(way.balance is None or way.balance.amount >= 0 for way in now.customer.payments)


def _sum(amounts: Iterable[Money]) -> Money:
    return sum(amounts, usd(0))


def _changes(order: Order) -> st.SearchStrategy[OrderChange]:
    lines = st.sampled_from([line.line_id for line in order.lines])
    pieces = st.integers(1, 4)
    ways = st.sampled_from([None, "visa", "gift", "paypal"])
    picked = st.lists(st.builds(Picked, lines, pieces), min_size=1, max_size=2).map(tuple)
    swaps = st.lists(st.builds(Swap, lines, pieces, st.sampled_from(list(SHELVES))), min_size=1, max_size=2).map(tuple)
    return st.one_of(
        st.builds(CancelLines, st.just("W1"), picked),
        st.builds(ChangeItems, st.just("W1"), swaps, ways),
        st.builds(ChangePayment, st.just("W1"), st.sampled_from(["visa", "gift", "paypal"])),
        st.builds(ChangeShipping, st.just("W1"), st.sampled_from(["slow", "post", "fast"])),
        st.just(CancelOrder("W1")),
    )


def _then(now: Standing, outcome: Outcome) -> Standing:
    """How things stand once an outcome was written."""
    shelves = {sku: replace(shelf, stock=shelf.stock + outcome.stock.get(sku, 0)) for sku, shelf in now.shelves.items()}
    assert now.customer is not None
    ways = tuple(_paid(way, outcome.balances) for way in now.customer.payments)
    return replace(
        now,
        order=outcome.order,
        held=outcome.held,
        shelves=shelves,
        customer=replace(now.customer, payments=ways),
    )


def _paid(way: StoredPayment, balances: Mapping[str, int]) -> StoredPayment:
    moved = usd(balances.get(way.payment_id, 0))
    return way if way.balance is None else replace(way, balance=way.balance + moved)


def _pieces(now: Standing) -> int:
    """Of all goods, on the shelves and in the order."""
    ordered = 0 if now.order.status is OrderStatus.CANCELLED else sum(line.quantity for line in now.order.lines)
    return ordered + sum(shelf.stock for shelf in now.shelves.values())
