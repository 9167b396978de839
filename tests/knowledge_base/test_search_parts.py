"""The small parts of lexical search: words, meanings, BM25, fusion, coverage."""

import numpy as np
import pytest

from knowledge_base.bm25 import BM25
from knowledge_base.coverage import Coverage, words_of
from knowledge_base.fusion import fuse
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


def test_coverage_tells_how_much_of_a_question_a_text_speaks_of() -> None:
    texts = [VOCABULARY.terms(text) for text in ("Return postage for shoes", "Opening hours of the store", "")]
    encoder = carried_encoder()
    words = words_of(texts)
    vectors = dict(zip(words, encoder.embed(words), strict=True))
    coverage = Coverage(texts, vectors, BM25(texts), encoder, VOCABULARY)
    covered = coverage.of("postage for sneakers")
    shares = covered.shares
    assert covered.met[0] == 2
    assert shares[0] == pytest.approx(1.0)
    assert shares[1] < 0.6
    assert np.all((shares >= 0) & (shares <= 1 + 1e-6))
    assert coverage.of("the and of").shares.tolist() == [0, 0, 0]
