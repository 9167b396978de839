"""The judgement on the questions that it was fitted on: floors, so that a change of retrieval does not unhinge it."""

import json
from pathlib import Path

import pytest

from bot.answering.answerability import Answerability
from bot.answering.answerer import PASSAGES
from bot.answering.question import Question
from bot.answering.question_type import is_polar
from bot.language import Language
from tests.library import TODAY, demo_retriever

HERE = Path(__file__).parent


@pytest.mark.parametrize(("language", "kept", "declined"), [("en", 0.94, 0.84), ("zh", 0.88, 0.8)])
def test_questions_are_told_apart(language: Language, kept: float, declined: float) -> None:
    asked = (HERE / f"calibration.{language}.jsonl").read_text("utf-8").splitlines()
    judged: dict[bool, list[bool]] = {True: [], False: []}
    for row in map(json.loads, asked):
        judged[row["answered"]].append(_holds(language, row["q"]))
    assert sum(judged[True]) / len(judged[True]) >= kept
    assert judged[False].count(False) / len(judged[False]) >= declined


def _holds(language: Language, question: str) -> bool:
    passages = demo_retriever().search(question, language, PASSAGES, TODAY)
    return Answerability().holds(Question(question, language, TODAY), question, passages)


@pytest.mark.parametrize("question", ["do you ship to Norway?", "Is delivery free", "能开发票吗？", "有没有实体店"])
def test_a_question_for_yes_or_no_is_told_by_its_form(question: str) -> None:
    assert is_polar(question)


@pytest.mark.parametrize(
    "question", ["how much is it", "can you tell me when you open", "退款怎么办", "请问多久能到吗", "包邮么"]
)
def test_other_questions_are_not_taken_for_one(question: str) -> None:
    assert not is_polar(question)
