from datetime import date
from pathlib import Path

import pytest

from bot.answering.evaluation import evaluate_retrieval
from bot.language import Language
from knowledge_base.build import build, load
from knowledge_base.document import Document
from knowledge_base.retriever import Retriever
from tests.library import TODAY, carried_encoder, demo_retriever, document, known_questions

EN = document("# Returns\n\nShoes can be returned within 45 days.", id="returns")
ZH = document("# 退货\n\n鞋类可以在45天内退货。", id="returns", title="退货", language="zh")
OLD = document("# Returns\n\nShoes can be returned within 14 days.", id="returns", effective_to=date(2025, 12, 31))
ONLY_EN = document("# Repairs\n\nWatches are repaired in Boston.", id="repairs", title="Repairs")


def retriever(folder: Path, *documents: Document) -> Retriever:
    build(documents, carried_encoder(), folder)
    return load(folder, carried_encoder())


def test_a_question_finds_the_passage_and_its_lines_with_their_scores(tmp_path: Path) -> None:
    (found,) = retriever(tmp_path, EN).search("how long can I return shoes", "en", 5, TODAY)
    assert found.chunk.document.id == "returns"
    assert [line.line.text for line in found.lines] == ["Shoes can be returned within 45 days."]
    assert found.similarity > 0.3
    assert found.coverage == pytest.approx(1.0)
    assert found.lines[0].lexical > 0


def test_each_language_is_answered_from_its_own_documents(tmp_path: Path) -> None:
    search = retriever(tmp_path, EN, ZH)
    assert {p.chunk.document.language for p in search.search("return shoes 鞋", "en", 5, TODAY)} == {"en"}
    assert {p.chunk.document.language for p in search.search("return shoes 鞋", "zh", 5, TODAY)} == {"zh"}


def test_a_document_without_a_twin_is_found_in_the_other_language(tmp_path: Path) -> None:
    found = retriever(tmp_path, EN, ZH, ONLY_EN).search("手表在哪里维修", "zh", 1, TODAY)
    assert found[0].chunk.document.id == "repairs"


def test_only_the_edition_that_holds_on_the_day_is_found(tmp_path: Path) -> None:
    new = document(EN.body, effective_from=date(2026, 1, 1))
    search = retriever(tmp_path, OLD, new)
    (then,) = search.search("return shoes", "en", 5, date(2025, 6, 1))
    (now,) = search.search("return shoes", "en", 5, TODAY)
    assert "14 days" in then.chunk.text
    assert "45 days" in now.chunk.text


@pytest.mark.parametrize("query", ["", "   ", "？！"])
def test_nothing_asked_breaks_nothing(tmp_path: Path, query: str) -> None:
    assert len(retriever(tmp_path, EN).search(query, "en", 5, TODAY)) <= 1


def test_a_day_on_which_nothing_holds_finds_nothing(tmp_path: Path) -> None:
    assert retriever(tmp_path, OLD).search("return shoes", "en", 5, TODAY) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_right_document_is_among_the_first_five(language: Language) -> None:
    figures = evaluate_retrieval(demo_retriever(), known_questions(language), language, TODAY)
    assert figures.document_among_5 >= 0.93
    assert figures.document_first >= 0.68
    assert figures.section_among_5 >= 0.8
