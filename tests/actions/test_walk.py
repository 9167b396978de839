"""No dead ends: from every question of the form, every intent leads somewhere sensible."""

import copy
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
import yaml

from actions.base import ShopAction
from actions.progress import FORM, Step
from bot.commerce.changes import Capability
from bot.commerce.model import Bilingual, ShippingOption, ShippingRate
from bot.commerce.rules import RuleBook
from bot.commerce.sql import imported
from bot.dialogue.parts import Part
from tests.actions.talk import Talk, words
from tests.shop_world import ALL_ALLOWED, SHOP, World, open_world, usd
from tests.stories.cast import Cast

_INTENTS: Final = sorted(
    next(iter(intent))
    for path in Path("data/domain").glob("*.yml")
    for intent in yaml.safe_load(path.read_text("utf-8")).get("intents", [])
)
_RULES: Final[Mapping[str, str]] = {
    rule["steps"][0]["intent"]: rule["steps"][1]["action"]
    for path in Path("data/rules").glob("*.yml")
    for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
    if "intent" in rule["steps"][0]
}
# A question of the form, and the messages that lead to it: (words, intent), from a customer or a guest.
_STATES: Final[Mapping[Step, tuple[str | None, tuple[tuple[str, str], ...]]]] = {
    Step.NUMBER: (None, (("cancel my order", "cancel_order"),)),
    Step.CONTACT: (None, (("cancel W30001", "cancel_order"),)),
    Step.CODE: (None, (("cancel W30001", "cancel_order"), ("ana@example.com", "inform"))),
    Step.LINES: ("C-1", (("exchange something from W10001", "exchange_items"),)),
    Step.QUANTITY: ("C-1", (("exchange my mug from W10001", "exchange_items"),)),
    Step.VARIANT: ("C-1", (("exchange both mugs from W10001", "exchange_items"),)),
    Step.PROBLEM: ("C-1", (("report both mugs from W10003", "report_problem"),)),
    Step.ADDRESS: ("C-1", (("change the address of W10001", "change_address"),)),
    Step.REASON: ("C-1", (("return both mugs from W10003", "return_items"),)),
    Step.PAYMENT: ("C-1", (("exchange both mugs from W10003 for blue ones", "exchange_items"),)),
    Step.OPTION: ("C-1", (("change the delivery of W10001", "change_shipping"),)),
    Step.NOTE: ("C-1", (("add a note to W10001", "add_note"),)),
    Step.FIELD: ("C-1", (("change my account", "change_account"),)),
    Step.DECISION: ("C-1", (("cancel W10001", "cancel_order"),)),
}
_RETURN: Final = Capability.RETURN_ITEMS
_REASONS: Final = (Bilingual("too small", "太小"), Bilingual("no longer needed", "不再需要"))
_ASKING: Final = RuleBook(
    tuple(
        replace(edition, rules={**edition.rules, _RETURN: replace(edition.rules[_RETURN], reasons=_REASONS)})
        for edition in ALL_ALLOWED.editions
    )
)
"""A shop that wants to know why goods come back."""
_RATES: Final = tuple(
    ShippingRate(ShippingOption(code, name, usd(fee)))
    for code, name, fee in (
        ("standard", Bilingual("Standard", "普通配送"), "5.00"),
        ("express", Bilingual("Express", "快递"), "15.00"),
        ("courier", Bilingual("By courier", "同城闪送"), "25.00"),
    )
)
_WRITES: Final = {(Step.DECISION, "affirm")}


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("walk"), rules=_ASKING)
    async with world.shop_database.transaction() as connection:
        await imported.write_shop(connection, replace(SHOP, shipping=_RATES), is_demo=False)
    yield world
    await world.close()


def test_every_question_of_the_form_is_walked_from() -> None:
    assert set(_STATES) == set(Step)
    assert set(_INTENTS) - {"nlu_fallback"} <= set(_RULES) | {"choose_order"}


@pytest.mark.parametrize("step", _STATES)
async def test_every_intent_leads_on(shop: World, step: Step) -> None:
    customer, lines = _STATES[step]
    talk = Talk(shop, await shop.talk(customer))
    for said, intent in lines:
        await talk.form(said, intent)
    assert talk.asked == step
    held = copy.deepcopy((talk.slots, talk.active, talk.events))
    actions = {action.name(): action for action in Cast().actions(shop)}
    for intent in _INTENTS:
        if (step, intent) in _WRITES:
            continue
        talk.slots, talk.active, talk.events = copy.deepcopy(held)
        reply = await answered(talk, shop, actions, intent)
        assert reply, f"{step} x {intent}: silence"
        assert "something went wrong" not in words(reply), f"{step} x {intent}"
        assert talk.asked is None or reply[-1]["kind"] in ("text", "choices", "form", "confirmation", "order"), intent
        if talk.active == FORM:
            assert talk.asked in set(Step), f"{step} x {intent}"
    assert shop.commerce.writes_sent == 0


async def answered(talk: Talk, shop: World, actions: Mapping[str, ShopAction], intent: str) -> list[Part]:
    """The whole reply as Rasa would bring it about: the form, else the rule's action and the form again."""
    reply = await talk.form(f"/{intent}", intent, 1.0)
    if talk.returned or talk.active != FORM:
        return reply
    rule = _RULES[intent]
    if rule.startswith("utter_"):
        reply = [_said(rule)]
        talk.events.append({"event": "action", "name": rule})
    else:
        reply = await talk.then(actions[rule])
    return reply if talk.active != FORM else [*reply, *await talk.back_to_form()]


def _said(response: str) -> Part:
    for path in Path("data/domain").glob("*.yml"):
        responses: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8")).get("responses", {})
        if response in responses:
            return {"kind": "text", "text": responses[response][0]["custom"]["text"]["en"]}
    raise AssertionError(response)
