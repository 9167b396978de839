"""The merchant's limits: what counts as money that moves."""

from decimal import Decimal

import pytest

from bot.commerce.changes import AddNote, CancelOrder, Change, ChangePayment, Settlement
from bot.orders.limits import Limit, Limits
from tests.contracts.commerce_stage import GOODS, Wanted, usd
from tests.contracts.sql_stage import order_of

ORDER = order_of(Wanted())


@pytest.mark.parametrize(
    ("change", "moves", "waits_above"),
    [
        (CancelOrder("W1"), "195.00", "194.99"),
        (CancelOrder("W1"), "-6.50", "6.49"),
        (ChangePayment("W1", "gift-1"), "0.00", "194.99"),  # all of it goes back one way and is taken by another
    ],
)
def test_what_moves_more_than_the_limit_waits_for_a_person(change: Change, moves: str, waits_above: str) -> None:
    settlement = Settlement(usd(moves))
    for limit, over in ((Decimal(waits_above), [Limit.AMOUNT]), (Decimal(waits_above) + Decimal("0.01"), [])):
        assert Limits(approve_above=limit).of_change(change, settlement, ORDER, GOODS) == over


def test_what_moves_nothing_never_waits_for_its_amount() -> None:
    limits = Limits(approve_above=Decimal(0))
    assert limits.of_change(AddNote("W1", "Ring twice."), Settlement(usd("0.00")), ORDER, GOODS) == []
