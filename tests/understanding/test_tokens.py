"""Tests of splitting mixed messages."""

import pytest

from bot.understanding.tokens import split


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("我的order #W123到哪了", ["我", "的", "order", "#w123", "到", "哪", "了"]),
        ("don't send it to mei@example.com!", ["don't", "send", "it", "to", "mei@example.com", "!"]),
        ("3个1,299.50的T-shirt", ["3", "个", "1,299.50", "的", "t-shirt"]),
        ("SO-2024-0091和KB-101", ["so-2024-0091", "和", "kb-101"]),
        ("", []),
    ],
)
def test_latin_words_numbers_and_han_characters_are_told_apart(text: str, tokens: list[str]) -> None:
    assert [piece.text for piece in split(text)] == tokens


def test_tokens_know_where_they_stood_and_whether_they_were_capital() -> None:
    text = "the Ｈush 75，好"
    assert [(text[piece.start : piece.end], piece.capital) for piece in split(text)] == [
        ("the", False),
        ("Ｈush", True),
        ("75", False),
        ("，", False),
        ("好", False),
    ]
