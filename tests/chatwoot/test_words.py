"""Our replies as Chatwoot shows them."""

from datetime import UTC

import pytest

from bot.chatwoot.words import Words
from bot.dialogue.parts import Part
from bot.language import Language

WIDGET, SMS = "Channel::WebWidget", "Channel::Sms"
ORDER: Part = {
    "kind": "order",
    "order_id": "1001",
    "status": "shipped",
    "lines": [{"title": "Lamp *new*", "sku": "L", "quantity": 2, "unit_price": {"amount": 4950, "currency": "USD"}}],
    "total": {"amount": 9900, "currency": "USD"},
    "shipments": [{"carrier": "UPS", "tracking": "1Z9"}],
}
CONFIRMATION: Part = {
    "kind": "confirmation",
    "summary": "Cancel order 1001?",
    "changes": [{"field": "Status", "from": "placed", "to": "cancelled"}],
    "confirm": {"id": "ch_yes", "title": "Yes"},
    "decline": {"id": "ch_no", "title": "No"},
}
PRODUCTS: Part = {
    "kind": "products",
    "items": [
        {
            "product_id": "p",
            "title": "Lamp",
            "price": {"amount": 4950, "currency": "USD"},
            "in_stock": False,
            "url": "https://shop.example/lamp",
        }
    ],
}


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(UTC)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Order 1001: shipped\n2 × Lamp \\*new\\*: $49.50\nTotal: $99.00\nShipment: UPS 1Z9"),
        ("zh", "订单 1001：已发货\n2 × Lamp \\*new\\*: US$49.50\n合计：US$99.00\n物流：UPS 1Z9"),
    ],
)
def test_an_order_is_told_in_lines(words: Words, language: Language, told: str) -> None:
    (said,) = words.of([ORDER], language, WIDGET)
    assert said.content == told


def test_what_a_postcode_opened_is_the_status_alone(words: Words) -> None:
    masked: Part = {"kind": "order", "order_id": "1001", "status": "shipped", "masked": True}
    (said,) = words.of([masked], "en", WIDGET)
    assert said.content == "Order 1001: shipped"


def test_a_confirmation_shows_what_changes_and_is_answered_by_an_option(words: Words) -> None:
    (said,) = words.of([CONFIRMATION], "en", WIDGET)
    assert said.content == "To be confirmed: Cancel order 1001?\n– Status: placed → cancelled"
    assert said.attributes == {"items": [{"title": "Yes", "value": "ch_yes"}, {"title": "No", "value": "ch_no"}]}
    (plain,) = words.of([CONFIRMATION], "en", SMS)
    assert plain.content.endswith("\n\n- Yes\n- No")
    assert plain.content_type == "text"


def test_goods_are_cards_where_there_are_cards(words: Words) -> None:
    text, cards = words.of([{"kind": "text", "text": "I found:"}, PRODUCTS], "zh", WIDGET)
    assert (text.content, cards.content_type) == ("I found:", "cards")
    view = {"type": "link", "text": "查看", "uri": "https://shop.example/lamp"}
    assert cards.attributes["items"] == [{"title": "Lamp", "description": "US$49.50，已售罄", "actions": [view]}]
    (said,) = words.of([{"kind": "text", "text": "I found:"}, PRODUCTS], "en", SMS)
    assert said.content == "I found:\n\n– Lamp: $49.50, sold out"


def test_an_answer_names_its_sources(words: Words) -> None:
    cited = [{"n": 1, "document_id": "d", "title": "Returns", "quote": "30 days"}]
    answer: Part = {"kind": "answer", "text": "You have 30 days. [1]", "citations": cited, "grounded": True}
    (said,) = words.of([answer], "en", SMS)
    assert said.content == "You have 30 days. [1]\n\\[1\\] Source: Returns"


def test_what_chatwoot_tells_by_itself_is_not_told(words: Words) -> None:
    assert words.of([{"kind": "handoff", "status": "queued", "position": 3}], "en", WIDGET) == []
