import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.sentence_stream import Sentence, SentenceStream
from tests.unhurried import unhurried

TEXTS = [
    ("Shoes have 45 days [1]. Others have 30 [2].", ["Shoes have 45 days [1].", "Others have 30 [2]."]),
    ("Shoes have 45 days. [1] Others have 30. [2][3]", ["Shoes have 45 days. [1]", "Others have 30. [2][3]"]),
    ("鞋类45天[1]。其他30天[2]。", ["鞋类45天[1]。", "其他30天[2]。"]),
    ("鞋类45天。[1]其他30天。[2]", ["鞋类45天。[1]", "其他30天。[2]"]),
    ("鞋类45天 [1]。 其他30天。 [2] 完", ["鞋类45天 [1]。", "其他30天。 [2]", "完"]),
    ("It costs $6.95 [1]. Ask a@b.example, e.g. today.", ["It costs $6.95 [1].", "Ask a@b.example, e.g. today."]),
    ("Rates:\n- Canada — Cost: $12.00 [1]\n- Japan [1]\n", ["Rates:", "- Canada — Cost: $12.00 [1]", "- Japan [1]"]),
    ("1. Open the order. 2. Print.", ["1. Open the order.", "2. Print."]),
    ("", []),
]  # fmt: skip


def cut(pieces: list[str]) -> list[Sentence]:
    stream = SentenceStream()
    return [sentence for piece in pieces for sentence in stream.feed(piece)] + stream.end()


@pytest.mark.parametrize(("text", "sentences"), TEXTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sentences_are_the_same_in_whatever_pieces_they_come(text: str, sentences: list[str], size: int) -> None:
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert [sentence.text for sentence in cut(pieces)] == sentences


@unhurried
@given(st.text(alphabet="ab 。.!?[1]\n鞋", max_size=60), st.integers(1, 5))
def test_nothing_is_lost_and_nothing_added(text: str, size: int) -> None:
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    said = "".join(sentence.text for sentence in cut(pieces))
    assert "".join(said.split()) == "".join(text.split())


def test_a_sentence_knows_its_marks_and_its_bare_words() -> None:
    (sentence,) = cut(["- Shoes have 45 days [2][1], as ever [2]."])
    assert sentence.marks == (2, 1)
    assert sentence.bare == "Shoes have 45 days, as ever."


def test_a_sentence_is_told_as_soon_as_the_next_one_begins() -> None:
    stream = SentenceStream()
    assert stream.feed("Shoes have 45 days [1].") == []
    assert [sentence.text for sentence in stream.feed(" O")] == ["Shoes have 45 days [1]."]
