"""The small parts of lexical search: words, meanings, BM25, fusion, coverage."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from knowledge_base import nearness as nearness_module
from knowledge_base.bm25 import BM25
from knowledge_base.carried_encoder import CarriedEncoder
from knowledge_base.coverage import Coverage
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.fusion import fuse
from knowledge_base.nearness import Nearness, words_of
from knowledge_base.tokens import stem, tokens
from knowledge_base.vocabulary import meaning_term, shop_vocabulary
from tests.library import carried_encoder

VOCABULARY = shop_vocabulary()


def test_english_words_are_lowered_and_stemmed_and_stop_words_left_out() -> None:
    assert tokens("How long do I have to RETURN my shoes?") == ["return", "sho"]
    assert stem("returns") == stem("returned") == stem("returning") == stem("return")
    assert stem("policies") == stem("policy")


def test_chinese_is_cut_into_words_and_full_width_digits_are_digits() -> None:
    assert {"退货", "期限"} <= set(tokens("退货的期限是几天"))
    assert "30" in tokens("３０天")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("can I send it back", "return"),
        ("sending them back", "return"),
        ("how much is postage", "delivery_cost"),
        ("能退吗", "return"),
        ("邮费多少", "delivery_cost"),
        ("my sneakers", "shoes"),
        ("寄到多伦多", "canada"),
        ("shipping to Berlin", "germany"),
    ],
)
def test_different_words_of_one_meaning_are_joined(text: str, meaning: str) -> None:
    assert meaning in VOCABULARY.meanings(text)


def test_one_character_is_a_word_only_where_it_stands_alone() -> None:
    assert "bags" in VOCABULARY.meanings("黑色的包可以退吗")
    assert "bags" not in VOCABULARY.meanings("包裹到哪了")


def test_a_question_about_a_city_also_asks_for_its_country_and_region() -> None:
    asked = VOCABULARY.query_terms("postage to Berlin")
    assert {meaning_term("germany"), meaning_term("europe"), meaning_term("abroad")} <= asked.keys()
    assert asked[meaning_term("germany")] > asked[meaning_term("europe")]


def test_words_of_a_meaning_are_cut_out_of_a_text() -> None:
    assert VOCABULARY.without("how long to return a jacket", {"clothing"}) == "how long to return a"
    assert VOCABULARY.without("寄到加拿大多少钱", {"canada"}) == "寄到多少钱"


def test_bm25_prefers_the_text_with_the_rarer_word_and_the_shorter_one() -> None:
    index = BM25([["return", "shoes", "time"], ["return", "lamp"], ["return", "lamp", "and", "many", "other", "words"]])
    scores = index.scores({"return": 1.0, "lamp": 1.0})
    assert scores.argmax() == 1
    assert scores[2] > scores[0] > 0
    assert index.scores({"absent": 1.0}).max() == 0
    assert index.weight("absent") > index.weight("shoes") > index.weight("return")


def test_bm25_of_nothing_finds_nothing() -> None:
    assert BM25([]).scores({"x": 1.0}).shape == (0,)


def test_fusion_rewards_what_several_rankings_agree_on() -> None:
    assert list(fuse([[1, 2, 3], [2, 1], [2, 4]])) == [2, 1, 4, 3]
    assert list(fuse([[1], [2]], weights=[1.0, 2.0])) == [2, 1]
    assert fuse([[], []]) == {}


TEXTS = [VOCABULARY.terms(text) for text in ("Return postage for shoes", "Opening hours of the store", "")]


@dataclass
class Counting:
    """The carried encoder, with what it was asked."""

    asked: list[list[str]] = field(default_factory=list)
    name: str = CarriedEncoder.name
    dimensions: int = CarriedEncoder.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return carried_encoder().embed(texts)


def nearness(encoder: Embedder) -> Nearness:
    words = words_of(TEXTS)
    vectors = dict(zip(words, carried_encoder().embed(words), strict=True))
    return Nearness(TEXTS, vectors, BM25(TEXTS), encoder, VOCABULARY)


def test_coverage_tells_how_much_of_a_question_a_text_speaks_of() -> None:
    collection = nearness(carried_encoder())
    coverage = Coverage(TEXTS, collection)
    covered = coverage.of(collection.of("postage for sneakers"))
    shares = covered.shares
    assert covered.met[0] == 2
    assert shares[0] == pytest.approx(1.0)
    assert shares[1] < 0.6
    assert np.all((shares >= 0) & (shares <= 1 + 1e-6))
    assert coverage.of(collection.of("the and of")).shares.tolist() == [0, 0, 0]


def test_new_words_are_encoded_together_and_once() -> None:
    encoder = Counting()
    collection = nearness(encoder)
    collection.of("postage for the store")
    assert encoder.asked == [], "the collection's own words have their vectors"
    first = collection.of("postage of lamps and rugs")
    assert encoder.asked == [["lamp", "rug"]]
    again = collection.of("postage of lamps and rugs")
    assert len(encoder.asked) == 1
    assert np.array_equal(first.nearness, again.nearness)
    alone = nearness(encoder).of("rugs")
    assert alone.nearness[0] == pytest.approx(first.nearness[-1], abs=1e-5)


def test_only_so_many_new_words_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearness_module, "_MOST_NEW_WORDS", 2)
    encoder = Counting()
    collection = nearness(encoder)
    for question in ("lamps", "rugs", "chairs", "lamps"):
        assert collection.of(question).nearness.shape == (1, len(collection.terms))
    assert len(encoder.asked) == 4
