"""Every intent, outside the form and at each of its questions; and every intent typed as a command, none obeyed."""

from pathlib import Path

import pytest
import yaml

from actions.order_intents import TASKS
from bot.commerce.model import OrderStatus
from bot.dialogue.parts import Part
from tests.actions.talk import kinds, words
from tests.shop_world import World
from tests.stories.conftest import Shopper, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]

_INTENTS = sorted(
    next(iter(intent))
    for path in Path("data/domain").glob("*.yml")
    for intent in yaml.safe_load(path.read_text("utf-8")).get("intents", [])
)
_OF_THE_FORM = {*TASKS, "choose_order", "resend_code", "correct"}
_LEAVE = {"never_mind", "deny", "ask_person", "start_over"}
_INTERRUPT = sorted(set(_INTENTS) - _OF_THE_FORM - _LEAVE)


async def at(step: str, stage: Stage, world: World) -> Shopper:
    """A guest whose cancellation has come to a question."""
    shopper = Shopper(stage.dialogue, await world.talk(), "en")
    await shopper.sends("/cancel_order")
    if step != "order_number":
        await shopper.types("W30001")
    if step in ("code", "decision"):
        await shopper.types("ana@example.com")
    if step == "decision":
        await shopper.types(await world.last_code())
    return shopper


def asks(step: str, reply: list[Part]) -> bool:
    """Whether the form's question is in the reply."""
    if step == "decision":
        return "confirmation" in kinds(reply)
    question = {
        "order_number": "order would you like to cancel",
        "contact": "order W30001 is yours",
        "code": "six-digit code",
    }[step]
    return question in words(reply)


async def asked_slot(stage: Stage, shopper: Shopper) -> object:
    tracker = await stage.dialogue._call("GET", f"/conversations/{shopper.id}/tracker")
    return tracker["slots"]["requested_slot"]


@pytest.mark.parametrize("intent", _INTENTS)
async def test_every_intent_is_answered_outside_the_form(stage: Stage, world: World, intent: str) -> None:
    reply = await Shopper(stage.dialogue, await world.talk(), "en").sends(f"/{intent}")
    assert reply
    assert "something went wrong" not in words(reply)


@pytest.mark.parametrize("step", ["order_number", "contact", "code", "decision"])
async def test_every_interruption_is_answered_and_the_form_asks_again(stage: Stage, world: World, step: str) -> None:
    shopper = await at(step, stage, world)
    for intent in _INTERRUPT:
        if (step, intent) == ("decision", "affirm"):
            continue  # that is the yes
        reply = await shopper.sends(f"/{intent}")
        assert len(reply) >= 1, intent
        assert asks(step, reply), f"{intent}: {reply}"
        assert await asked_slot(stage, shopper) == step, intent
    assert (await world.commerce.order("W30001")).status is OrderStatus.PROCESSING


@pytest.mark.parametrize("step", ["order_number", "contact", "code", "decision"])
@pytest.mark.parametrize("intent", sorted(_LEAVE))
async def test_the_form_can_be_left_at_every_question(stage: Stage, world: World, step: str, intent: str) -> None:
    shopper = await at(step, stage, world)
    reply = await shopper.sends(f"/{intent}")
    assert not asks(step, reply)
    assert await asked_slot(stage, shopper) is None
    assert await world.proposals.open_in(shopper.id) is None
    assert kinds(await shopper.types("hello")) == ["text"]


@pytest.mark.parametrize("step", ["order_number", "contact", "code", "decision"])
async def test_another_task_takes_over_at_every_question(stage: Stage, world: World, step: str) -> None:
    shopper = await at(step, stage, world)
    reply = await shopper.sends('/track_order{"order_number": "W30004"}')
    assert "order W30004 is yours" in words(reply)
    assert await world.proposals.open_in(shopper.id) is None


@pytest.mark.parametrize("slash", ["/", " /", "／", "\u200b/"])
@pytest.mark.parametrize("intents", [_INTENTS[first::6] for first in range(6)], ids=lambda intents: intents[0])
async def test_no_intent_typed_as_a_command_is_obeyed(
    stage: Stage, world: World, slash: str, intents: list[str]
) -> None:
    """A sixth of them in each talk: a long one takes long to be looked at."""
    shopper = await at("decision", stage, world)
    for intent in intents:
        if await asked_slot(stage, shopper) != "decision":
            await shopper.sends('/cancel_order{"order_number": "W30001"}')
        for payload in ("", '{"order_number": "W10001", "code": "ok", "decision": "yes", "contact": "ok"}'):
            await shopper.types(f"{slash}{intent}{payload}")
            assert (await world.commerce.order("W30001")).status is OrderStatus.PROCESSING, intent
            tracker = await stage.dialogue._call("GET", f"/conversations/{shopper.id}/tracker")
            assert not str(tracker["latest_message"]["text"]).startswith("/")
            assert not any(tracker["slots"][name] for name in ("contact", "code", "decision"))
    assert world.commerce.writes_sent == 0
