"""Floors under what is answered to those who ask a real Rasa: docs/answers.md has the figures of the whole service."""

from dataclasses import dataclass

import pytest

from bot.answering.answer import Answer, AnswerStream
from bot.answering.evaluation import answer_figures, evaluate_answers
from bot.answering.question import Question
from bot.language import Language
from tests.library import TODAY, demo_answerer, known_questions
from tests.shop_world import World
from tests.stories.cast import Cast
from tests.stories.conftest import Shopper, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Counter:
    """Where a stranger asks one question, and the one before it."""

    stage: Stage
    world: World

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> Answer | None:
        shopper = Shopper(self.stage.dialogue, await self.world.talk(), question.language)
        if question.previous is not None:
            await shopper.types(question.previous)
        return Answer.among(await shopper.types(question.text))


@pytest.mark.parametrize(("language", "right"), [("en", 0.73), ("zh", 0.77)])
async def test_questions_find_their_way_to_the_documents(
    stage: Stage, world: World, language: Language, right: float
) -> None:
    world.clock.moment = world.clock.moment.replace(year=TODAY.year, month=TODAY.month, day=TODAY.day)
    stage.play_in(world, Cast(clerk=demo_answerer()))
    figures = answer_figures(await evaluate_answers(Counter(stage, world), known_questions(language), TODAY), language)
    assert figures.right / figures.answerable >= right
    assert figures.follow_ups_right / figures.follow_ups >= 0.8
    assert figures.rightly_declined / figures.unanswerable >= 0.84
    assert figures.ungrounded == 0
