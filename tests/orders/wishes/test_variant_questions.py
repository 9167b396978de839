"""Questions for what there is to choose from."""

import pytest

from bot.orders.wishes.variant_questions import asks_for_options


@pytest.mark.parametrize(
    "words",
    [
        "what are the options?",
        "which colours do you have?",
        "if there are several I want to know all the options and their prices",
        "show me all available sizes first",
        "what can I choose from?",
        "what other colours are there",
        "有哪些颜色？",
        "能换什么款",
        "先把可选的规格列一下",
    ],
)
def test_what_there_is_to_choose_from_is_asked(words: str) -> None:
    assert asks_for_options(words)


@pytest.mark.parametrize(
    "words",
    ["the blue one", "the other colour", "I have two of them", "what is the refund?", "换成蓝色的", "什么时候到"],
)
def test_other_words_ask_for_no_options(words: str) -> None:
    assert not asks_for_options(words)
