"""A new address and a return are asked for in a form, whose answer is looked up again before anything is proposed."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.commerce.changes import Capability
from bot.commerce.model import Bilingual, ClaimKind, OrderStatus, Shipment
from bot.commerce.rules import RuleBook
from bot.dialogue.forms import filled
from bot.dialogue.parts import Part
from bot.language import Language
from tests.actions.talk import Talk, kinds, words
from tests.shop_world import ALL_ALLOWED, TODAY, World, an_order, open_world

SEATTLE = {"country": "US", "line1": "44 Pine Street", "city": "Seattle", "region": "WA", "postcode": "98101"}
REASONS = (Bilingual("no longer needed", "不再需要"), Bilingual("too small", "太小"))


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[World]:
    (edition,) = ALL_ALLOWED.editions
    asking = replace(edition.rules[Capability.RETURN_ITEMS], reasons=REASONS)
    rules = RuleBook((replace(edition, rules={**edition.rules, Capability.RETURN_ITEMS: asking}),))
    parcel = Shipment("DHL", "JD09", delivered_at=TODAY - timedelta(days=5), line_ids=("1", "2"))
    world = await open_world(
        tmp_path, rules=rules, orders=(an_order("W10009", OrderStatus.DELIVERED, shipments=(parcel,)),)
    )
    yield world
    await world.close()


async def mei(shop: World, language: Language = "en") -> Talk:
    return Talk(shop, await shop.talk("C-1"), language)


def form_in(reply: list[Part]) -> Part:
    return next(part for part in reply if part["kind"] == "form")


def offered(asked: Part, name: str) -> list[str]:
    field = next(one for one in asked["fields"] if one["name"] == name)
    return [option["value"] for option in field["options"]]


async def send(talk: Talk, asked: Part, values: dict[str, Any], language: Language = "en") -> list[Part]:
    """What the intake makes of a form, as it reaches the dialogue."""
    _, command = filled(asked, asked["submit"]["command"], values, language)
    value = json.loads(command.removeprefix("/choose"))["value"]
    return await talk.form(command, "choose", 1.0, value=value)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_an_address_from_the_form_is_proposed_as_a_typed_one_and_written_after_the_yes(
    shop: World, language: Language
) -> None:
    talk = await mei(shop, language)
    said = {"en": "change the address of W10001", "zh": "W10001改个地址"}[language]
    asked = form_in(await talk.form(said, "change_address"))
    assert [field["name"] for field in asked["fields"]] == ["country", "line1", "line2", "city", "region", "postcode"]
    shown = await send(talk, asked, SEATTLE, language)
    assert shown[-1]["kind"] == "confirmation"
    assert shown[-1]["changes"][0]["to"] == "44 Pine Street, Seattle, WA 98101, US"
    assert (await shop.commerce.order("W10001")).address.city == "Portland"  # type: ignore[union-attr]
    await talk.form("/affirm", "affirm", 1.0)
    assert (await shop.commerce.order("W10001")).address.city == "Seattle"  # type: ignore[union-attr]


async def test_what_was_said_of_an_address_stands_in_the_form_and_typing_the_rest_works_too(shop: World) -> None:
    talk = await mei(shop)
    await talk.form("change the address of W10001", "change_address")
    reply = await talk.form("44 Pine Street, Seattle", "inform")
    said = {field["name"]: field.get("value") for field in form_in(reply)["fields"]}
    assert (said["line1"], said["city"], said["postcode"]) == ("44 Pine Street", "Seattle", None)
    shown = await talk.form("WA 98101", "inform")
    assert shown[-1]["changes"][0]["to"] == "44 Pine Street, Seattle, WA 98101, US"


async def test_an_answer_about_another_order_changes_nothing(shop: World) -> None:
    talk = await mei(shop)
    asked = form_in(await talk.form("change the address of W10001", "change_address"))
    other = {**asked, "submit": {"command": asked["submit"]["command"].replace("W10001", "W10002")}}
    reply = await send(talk, other, SEATTLE)
    assert "confirmation" not in kinds(reply)
    assert talk.asked == "address"


async def test_a_return_is_asked_for_in_one_form_and_proposed_at_once(shop: World) -> None:
    talk = await mei(shop)
    asked = form_in(await talk.form("I want to return something from W10009", "return_items"))
    assert asked["instead_of_choices"] is True
    assert offered(asked, "reason") == ["no longer needed", "too small"]
    _, line = offered(asked, "items")
    values = {"items": [{"value": line, "quantity": 1}], "reason": "too small", "wish": "refund"}
    reply = await send(talk, asked, values)
    assert talk.slots["draft"]["reason"] == "too small"
    assert talk.slots["draft"]["picked"] == [{"line_id": line, "quantity": 1}]
    assert talk.asked in ("payment", "decision"), words(reply)


async def test_a_wish_for_another_kind_goes_on_as_an_exchange(shop: World) -> None:
    talk = await mei(shop)
    asked = form_in(await talk.form("I want to return something from W10009", "return_items"))
    line = offered(asked, "items")[0]
    values = {"items": [{"value": line, "quantity": 1}], "reason": "too small", "wish": "exchange"}
    await send(talk, asked, values)
    assert (talk.slots["order_task"], talk.asked) == ("swap", "variant")
    assert not (await shop.commerce.order("W10009")).claims


async def test_what_is_gone_from_the_order_meanwhile_is_asked_for_anew(shop: World) -> None:
    talk, other = await mei(shop), await mei(shop)
    asked = form_in(await talk.form("I want to return something from W10009", "return_items"))
    line = offered(asked, "items")[1]
    await other.form("return both mugs from W10009, they are too small, to my gift card", "return_items")
    await other.form("/affirm", "affirm", 1.0)
    claims = (await shop.commerce.order("W10009")).claims
    assert [claim.kind for claim in claims] == [ClaimKind.RETURN]
    reply = await send(
        talk, asked, {"items": [{"value": line, "quantity": 2}], "reason": "too small", "wish": "refund"}
    )
    assert "confirmation" not in kinds(reply)
    assert len((await shop.commerce.order("W10009")).claims) == 1
