"""Needs and refinements written by hand in both languages; the floors are those of docs/recommendations.md."""

import json
from pathlib import Path

import pytest

from bot.language import LANGUAGES, Language
from bot.recommendations.recommender import Recommender
from tests.recommendations.trial import play

pytestmark = pytest.mark.asyncio(loop_scope="session")
_HERE = Path(__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("cases", "written", "floor"), [("needs", 40, 38), ("refinements", 15, 14)])
async def test_what_is_asked_for_is_recommended(
    recommender: Recommender, cases: str, written: int, floor: int, language: Language
) -> None:
    lines = (_HERE / f"{cases}.{language}.jsonl").read_text("utf-8").splitlines()
    trials = [json.loads(line) for line in lines]
    wrong = {str(case.get("text") or case["turns"]): await play(recommender, case, language) for case in trials}
    failed = {words: problems for words, problems in wrong.items() if problems}
    assert len(trials) == written
    assert len(trials) - len(failed) >= floor, failed
