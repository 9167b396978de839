"""What may be sent to a form, what is wrong with the rest, and the words that it makes."""

import json
from typing import Any

import pytest

from bot.dialogue.forms import FieldKind, FormField, Option, answer_of, filled, form, is_form
from bot.dialogue.parts import Choice, Part
from bot.errors import FormRefused
from bot.language import Language

ADDRESS = (
    FormField("country", FieldKind.SELECT, "Country", options=(Option("US", "US"), Option("HK", "HK"))),
    FormField("line1", FieldKind.TEXT, "Street"),
    FormField("line2", FieldKind.TEXT, "Flat", required=False),
    FormField("city", FieldKind.TEXT, "Town"),
    FormField(
        "postcode", FieldKind.TEXT, "Postcode", required=False, needed_in=("US",), patterns={"US": (r"\d{5}", "97201")}
    ),
)
GOODS = (
    FormField("items", FieldKind.ITEMS, "Items", options=(Option("L1", "Mug", 2), Option("L2", "Lamp", 1))),
    FormField("reason", FieldKind.SELECT, "Reason", options=(Option("too small", "Too small"),)),
)
GOOD = {"country": "US", "line1": " 12  Alder St ", "city": "Portland", "postcode": "97201"}


def shown(name: str, fields: tuple[FormField, ...]) -> tuple[Part, str]:
    """A form as it is issued, and what is kept of it."""
    part = form(name, "New address", fields, submit="Send", cancel=Choice("No", "/no"), bound={"about": "W1"})
    return {**part, "submit": "Send"}, part["submit"]["command"]


def fill(
    name: str, fields: tuple[FormField, ...], values: dict[str, Any], language: Language = "en"
) -> tuple[str, Any]:
    part, command = shown(name, fields)
    words, told = filled(part, command, values, language)
    return words, json.loads(json.loads(told.removeprefix("/choose"))["value"])


def troubles(name: str, fields: tuple[FormField, ...], values: Any, language: Language = "en") -> dict[str, str]:
    with pytest.raises(FormRefused) as refused:
        fill(name, fields, values, language)
    return {trouble.field: trouble.detail for trouble in refused.value.troubles}


def test_an_address_is_said_in_a_line_and_told_with_what_it_is_about() -> None:
    words, told = fill("address", ADDRESS, GOOD)
    assert words == "New address: 12 Alder St, Portland, 97201, US"
    assert told == {
        "form": "address",
        "about": "W1",
        "country": "US",
        "line1": "12 Alder St",
        "city": "Portland",
        "postcode": "97201",
    }


def test_a_return_is_said_a_line_a_field_in_the_forms_own_titles() -> None:
    values = {"items": [{"value": "L1", "quantity": 2}], "reason": "too small"}
    words, told = fill("return", GOODS, values, "zh")
    assert words == "New address\nItems：Mug × 2\nReason：Too small"
    assert told["items"] == [{"value": "L1", "quantity": 2}]


def test_a_country_says_what_is_wanted_and_what_it_looks_like() -> None:
    missing = {**GOOD, "postcode": ""}
    assert troubles("address", ADDRESS, missing) == {"postcode": "Postcode: please fill this in"}
    assert fill("address", ADDRESS, {**missing, "country": "HK"})[0].endswith("Portland, HK")
    wrong = {**GOOD, "postcode": "9720"}
    assert troubles("address", ADDRESS, wrong) == {"postcode": "Postcode: please write it like 97201"}
    assert troubles("address", ADDRESS, wrong, "zh") == {"postcode": "Postcode：请按 97201 这样的格式填写"}


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({**GOOD, "country": "FR"}, "country", "what the form offers"),
        ({**GOOD, "country": ""}, "country", "please fill this in"),
        ({**GOOD, "line1": "x" * 121}, "line1", "at most 120"),
        ({**GOOD, "line1": "   "}, "line1", "please fill this in"),
        ({**GOOD, "line1": [{"value": "L1", "quantity": 1}]}, "line1", "words are accepted"),
        ({**GOOD, "order_id": "W2"}, "order_id", "no such field; accepted: country"),
        ({**GOOD, "about": "W2"}, "about", "no such field"),
        ({**GOOD, "form": "return"}, "form", "no such field"),
    ],
)
def test_what_an_address_cannot_be_is_named(values: dict[str, Any], field: str, says: str) -> None:
    assert says in troubles("address", ADDRESS, values)[field]


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ([], "please fill this in"),
        ([{"value": "L9", "quantity": 1}], "what the form offers"),
        ([{"value": "L1", "quantity": 3}], "accepted is 1 to 2 of Mug"),
        ([{"value": "L1", "quantity": 0}], "accepted is 1 to 2 of Mug"),
        ([{"value": "L1", "quantity": True}], "accepted is 1 to 2 of Mug"),
        ([{"value": "L1", "quantity": 1}, {"value": "L1", "quantity": 1}], "what the form offers"),
        ("L1", "what the form offers"),
        ([{"value": ["L1"], "quantity": 1}], "what the form offers"),
    ],
)
def test_goods_are_those_that_the_form_offers_and_no_more_of_them(items: Any, says: str) -> None:
    assert says in troubles("return", GOODS, {"items": items, "reason": "too small"})["items"]


def test_an_unknown_reason_is_refused() -> None:
    values = {"items": [{"value": "L1", "quantity": 1}], "reason": "because"}
    assert "what the form offers" in troubles("return", GOODS, values)["reason"]


def test_an_answer_counts_for_its_own_form_and_subject_alone() -> None:
    _, told = fill("address", ADDRESS, GOOD)
    sent = json.dumps(told)
    assert answer_of(sent, "address", about="W1") == told
    assert answer_of(sent, "return", about="W1") is None
    assert answer_of(sent, "address", about="W2") is None
    assert answer_of("everything", "address", about="W1") is None
    assert answer_of("[1]", "address", about="W1") is None
    assert is_form(shown("address", ADDRESS)[1])
    assert not is_form('/choose{"value": "x"}')
