"""The service's own description is true and whole."""

import re
from collections.abc import Iterator
from typing import Any

from bot.commerce.model import Bilingual, Order, OrderLine, OrderStatus, Payment, PaymentMethod, PaymentStatus
from bot.commerce.money import Money
from bot.conversation.issuing import issue
from bot.dialogue import parts
from bot.dialogue.forms import FieldKind, FormField, Option, form
from bot.dialogue.manager import Turn
from bot.dialogue.parts import Change, Choice, Citation, Evidence, Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.web.payloads import ConversationBegun, History, MessageTaken, Problem, TurnOver
from tests.web.service import Service

METHODS = {"get", "post", "put", "delete", "patch"}


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)


async def _document(running: Service) -> dict[str, Any]:
    document: dict[str, Any] = (await running.client.get("/api/v1/openapi.json")).json()
    return document


async def test_every_route_is_described_and_nothing_else(running: Service) -> None:
    document = await _document(running)
    described = {(path, method) for path, item in document["paths"].items() for method in item if method in METHODS}
    from sanic import Sanic

    app = Sanic.get_app([name for name in Sanic._app_registry if name.startswith("shoptalk-")][-1])
    faces = {"/widget.js", "/panel", "/desk", "/assets/{name}"}
    served = {
        (path, method.lower())
        for route in app.router.routes
        for method in route.methods
        if method.lower() in METHODS
        and (path := re.sub(r"<(\w+):?\w*>", r"{\1}", f"/{route.path}").rstrip("/")) not in faces
    }
    assert described == served


async def test_the_document_holds_together(running: Service) -> None:
    document = await _document(running)
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    for ref in _refs(document):
        assert ref.removeprefix("#/components/schemas/") in schemas
    operations = [op for item in document["paths"].values() for op in item.values()]
    assert len({op["operationId"] for op in operations}) == len(operations)
    for path, item in document["paths"].items():
        for operation in item.values():
            named = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert named == set(re.findall(r"{(\w+)}", path))
            assert operation["responses"]
            assert all(response["description"] for response in operation["responses"].values())
            if "{conversation_id}" in path:
                assert operation["security"] == [{"session": []}]
                assert "401" in operation["responses"]


async def test_answers_are_what_the_document_says(running: Service) -> None:
    begun = await running.client.post("/api/v1/conversations", json={})
    ConversationBegun.model_validate(begun.json(), strict=False)
    session = await running.begin()
    MessageTaken.model_validate((await session.post("messages", {"text": "hi"})).json())
    TurnOver.model_validate(await session.ask(text="hi"))
    History.model_validate({"messages": await session.history()})
    Problem.model_validate((await session.post("messages", {"text": ""})).json())


async def test_every_part_that_we_build_is_described(running: Service, dialogue: ScriptedDialogue) -> None:
    dialogue.script = lambda turn: _every_part(turn)
    session = await running.begin()
    over = TurnOver.model_validate(await session.ask(text="everything"))
    assert {part.kind for part in over.replies} == parts.KINDS
    History.model_validate({"messages": await session.history()})


_TOWN = FormField(
    "city",
    FieldKind.TEXT,
    "Town",
    needed_in=("US",),
    patterns={"US": (r".+", "Portland")},
    autocomplete="address-level2",
)
_GOODS = FormField("items", FieldKind.ITEMS, "Items", options=(Option("L1", "Mug", 2),))


def _every_part(_: Turn) -> list[Part]:
    yes, no = Choice("Yes", "/yes"), Choice("No", "/no")
    return [
        parts.text("hi"),
        parts.answer("30 days [1]", [Citation(1, "returns", "Returns", "30 days", "/help/returns")]),
        parts.order(_order(), "en"),
        parts.masked_order(_order()),
        parts.products([], "en"),
        parts.choices([yes, no]),
        parts.confirmation("Cancel?", [Change("status", "paid", "cancelled")], yes, no),
        form("address", "Where to?", [_TOWN, _GOODS], submit="Send", cancel=no, bound={"about": "W1"}),
        parts.insight("Loud?", "3 of 4 say no", [Evidence("so quiet", "R1", "for"), Evidence("ok", "R2")]),
        parts.handoff("queued", hours="Mon"),
    ]


def _order() -> Order:
    from datetime import UTC, datetime

    money = Money(7900, "USD")
    line = OrderLine("1", "KB-101-BLK", Bilingual("Keyboard", "键盘"), 1, money)
    payment = Payment(PaymentMethod.CARD, "Visa", PaymentStatus.PAID)
    nothing = Money(0, "USD")
    at = datetime(2026, 11, 22, tzinfo=UTC)
    return Order("W1", None, "a@b.example", None, OrderStatus.PENDING, at, (line,), nothing, nothing, money, payment)


def test_issued_choices_are_taken_out_of_every_part() -> None:
    shown, issued = issue(_every_part(Turn("c", "m", "r", "t", "en")))
    assert len(issued) == 6
    assert "/yes" not in str(shown)
    assert "W1" not in str(next(part for part in shown if part["kind"] == "form"))
