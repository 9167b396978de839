"""Lines of one title are offered with what tells them apart."""

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft
from actions.facts.goods import Lines
from bot.commerce.rules import Rule
from bot.dialogue.phrases import Phrases
from bot.language import Language
from tests.orders.wishes.shelf import PRODUCTS, order_of
from tests.shop_world import DOMAIN


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_lines_of_one_title_are_told_apart(language: Language) -> None:
    order = order_of("SH-601-BLK-9", "SH-601-BLK-8", "MUG-1")
    case = Case(order, Draft(unclear=(("1", "2"),)), Rule(frozenset()), PRODUCTS)
    dispatcher = CollectingDispatcher()
    Lines().ask(case, Reply(dispatcher, Phrases.read(DOMAIN), language))
    first, second = (item["title"] for item in dispatcher.messages[-1]["custom"]["items"])
    assert "8" in second
    assert "9" in first
    assert first != second


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_title_of_its_own_needs_no_more(language: Language) -> None:
    case = Case(order_of("SH-601-BLK-9", "MUG-1"), Draft(), Rule(frozenset()), PRODUCTS)
    dispatcher = CollectingDispatcher()
    Lines().ask(case, Reply(dispatcher, Phrases.read(DOMAIN), language))
    titles = [item["title"] for item in dispatcher.messages[-1]["custom"]["items"]]
    assert not [title for title in titles if "(" in title or "（" in title]
