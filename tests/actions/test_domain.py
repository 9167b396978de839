"""The domain names exactly what there is, and says the same in both languages."""

from pathlib import Path
from string import Formatter

import pytest
import yaml

from actions.base import TOLD
from actions.general import CLARIFIABLE
from actions.progress import Step
from actions.which_order import Task
from bot.commerce.changes import Capability, Problem
from bot.commerce.model import Bilingual, ClaimStatus, OrderStatus, PaymentMethod, PaymentStatus
from bot.dialogue.phrases import Phrases
from bot.errors import ShoptalkError, Why
from tests.shop_world import DOMAIN, World
from tests.stories.cast import Cast

# A cancelled order is told of with its refund.
_OF_ITS_OWN = {Capability.CANCEL_ORDER}
_FILES = {path.name: yaml.safe_load(path.read_text("utf-8")) for path in sorted(Path("data/domain").glob("*.yml"))}
_RESPONSES = {name: variants for file in _FILES.values() for name, variants in file.get("responses", {}).items()}


def gaps(words: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(words) if name)


async def test_the_domains_actions_are_those_that_are_built(world: World) -> None:
    named = [name for file in _FILES.values() for name in file.get("actions", [])]
    built = [action.name() for action in Cast().actions(world)]
    assert sorted(named) == sorted(built)
    assert len(set(built)) == len(built)


@pytest.mark.parametrize("name", sorted(_RESPONSES))
def test_a_sentence_is_whole_in_both_languages(name: str) -> None:
    words = _RESPONSES[name][0]["custom"]["text"]
    said = Bilingual(words["en"], words["zh"])
    assert said.en.strip()
    assert any("\u4e00" <= c <= "\u9fff" for c in said.zh) or gaps(said.zh)
    assert gaps(said.en) == gaps(said.zh)


def test_no_sentence_is_written_twice() -> None:
    names = [name for file in _FILES.values() for name in file.get("responses", {})]
    assert len(names) == len(set(names))


def test_no_sentence_is_taken_for_a_forms_question() -> None:
    """Rasa itself would say `utter_ask_<slot>` whenever the form asks for that slot, gaps and all."""
    slots = _FILES["orders.yml"]["forms"]["order_form"]["required_slots"]
    assert slots == [step.value for step in Step]
    taken = {f"utter_ask_{form}{slot}" for slot in slots for form in ("", "order_form_")}
    assert not taken & set(_RESPONSES)


def test_every_name_that_is_composed_has_its_sentence() -> None:
    names = set(Phrases.read(DOMAIN).names())
    composed = [
        *(f"status_{status}" for status in OrderStatus),
        *(f"track_{status}" for status in OrderStatus),
        *(f"not_cancellable_{status}" for status in OrderStatus),
        *(f"misread_{step}" for step in Step),
        *(f"{what}_{task}" for what in ("ask_which", "doing") for task in Task),
        *(f"{what}_{kind}" for what in ("summary", "done", "short") for kind in Capability if kind not in _OF_ITS_OWN),
        *(f"refused_{why}" for why in Why),
        *(f"{what}_{problem}" for what in ("choice_problem", "reported") for problem in Problem),
        *(f"payment_{status}" for status in PaymentStatus),
        *(f"method_{method}" for method in PaymentMethod),
        *(f"{what}_{status}" for what in ("promised", "claimed") for status in ClaimStatus),
        *(f"choice_intent_{intent}" for intent in CLARIFIABLE),
        *TOLD.values(),
    ]
    assert {f"utter_{name}" for name in composed} <= names


def test_what_is_told_of_errors_is_of_our_own_tree() -> None:
    assert all(issubclass(error, ShoptalkError) for error in TOLD)
