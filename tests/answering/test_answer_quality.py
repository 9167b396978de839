"""Floors under the figures of docs/answers.md: a change that answers worse does not pass."""

import pytest

from bot.answering.evaluation import AnswerFigures, Outcome, answer_figures, evaluate_answers
from bot.language import LANGUAGES, Language
from tests.library import TODAY, demo_answerer, known_questions

_outcomes: list[Outcome] = []


@pytest.fixture
async def figures() -> dict[Language, AnswerFigures]:
    if not _outcomes:
        asked = [question for language in LANGUAGES for question in known_questions(language)]
        _outcomes.extend(await evaluate_answers(demo_answerer(), asked, TODAY))
    return {language: answer_figures(_outcomes, language) for language in LANGUAGES}


@pytest.mark.parametrize(("language", "floor"), [("en", 0.8), ("zh", 0.88)])
async def test_answers_hold_what_they_must(
    figures: dict[Language, AnswerFigures], language: Language, floor: float
) -> None:
    assert figures[language].right / figures[language].answerable >= floor


@pytest.mark.parametrize("language", LANGUAGES)
async def test_follow_ups_are_answered(figures: dict[Language, AnswerFigures], language: Language) -> None:
    assert figures[language].follow_ups_right / figures[language].follow_ups >= 0.8


@pytest.mark.parametrize("language", LANGUAGES)
async def test_few_questions_that_have_an_answer_are_declined(
    figures: dict[Language, AnswerFigures], language: Language
) -> None:
    assert figures[language].declined / figures[language].answerable <= 0.1


@pytest.mark.parametrize(("language", "floor"), [("en", 0.76), ("zh", 0.76)])
async def test_questions_without_an_answer_are_declined(
    figures: dict[Language, AnswerFigures], language: Language, floor: float
) -> None:
    assert figures[language].rightly_declined / figures[language].unanswerable >= floor


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_answer_holds_a_fact_that_its_sources_do_not(
    figures: dict[Language, AnswerFigures], language: Language
) -> None:
    assert figures[language].ungrounded == 0
