"""A shop that takes an order back but once: said before the first of two, with what the other would move."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commerce.changes import Capability
from bot.commerce.model import Order, OrderStatus, Shipment
from bot.commerce.rules import Edition, RuleBook
from tests.actions.talk import Talk, kinds, words
from tests.shop_world import ALL_ALLOWED, TODAY, an_order, open_world

_RULES = ALL_ALLOWED.editions[0].rules
_OF_CLAIMS = (Capability.RETURN_ITEMS, Capability.EXCHANGE_ITEMS)
_ONCE = RuleBook((Edition({**_RULES, **{kind: replace(_RULES[kind], once=True) for kind in _OF_CLAIMS}}),))
_SAID = {
    "en": "Return the keyboard from order W10007 to my visa. Also exchange both mugs in order W10007 for the blue one.",
    "zh": "把订单W10007里的键盘退了，退到Visa卡。另外把订单W10007里的两个马克杯都换成蓝色的。",
}


def _delivered() -> Order:
    parcel = Shipment("DHL", "JD07", delivered_at=TODAY - timedelta(days=2))
    return an_order("W10007", OrderStatus.DELIVERED, shipments=(parcel,))


@pytest.mark.parametrize(("language", "told"), [("en", "that would cost you $4.00"), ("zh", "需您支付 US$4.00")])
async def test_it_is_said_before_the_first_what_the_other_would_move(tmp_path: Path, language: str, told: str) -> None:
    world = await open_world(tmp_path, rules=_ONCE, orders=(_delivered(),))
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    reply = await talk.form(_SAID[language], "return_items")
    assert kinds(reply)[-1] == "confirmation"
    assert told in words(reply)
    assert not (await world.commerce.order("W10007")).claims
    await world.close()


async def test_where_both_can_be_had_nothing_is_said(tmp_path: Path) -> None:
    world = await open_world(tmp_path, rules=ALL_ALLOWED, orders=(_delivered(),))
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.form(_SAID["en"], "return_items")
    assert kinds(reply)[-1] == "confirmation"
    assert "only once" not in words(reply)
    await world.close()
