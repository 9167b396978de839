"""Who plays in the stories: every action of the product, over the real rooms of the orders.

The rooms that answer from documents, catalogue and reviews have tests of their own; here somebody with few lines stands
in for them, so that a story shows how the talk goes on and not how well a question is answered.
"""

from actions.answers import AfterSales, Answer, Documents, FollowUp
from actions.base import ShopAction
from actions.general import Affirm, Clarify, Complain, Deny, Inform, LeaveTask, OutOfScope
from actions.order_form import OrderForm
from actions.orders import ListOrders
from actions.people import HandOff
from bot.answering.answer import Answer as GroundedAnswer
from bot.answering.answer import AnswerStream
from bot.answering.question import Question
from bot.dialogue.parts import Citation
from tests.shop_world import World


class Clerk:
    """Answers what is asked about delivery, returns and refunds; knows nothing else."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> GroundedAnswer | None:
        self.asked.append(question)
        text = f"{question.previous or ''} {question.text}".casefold()
        known = ("deliver", "ship", "return", "refund", "exchange", "运费", "配送", "发货", "退", "换")
        if not any(word in text for word in known):
            return None
        said = "三十天内可退。[1]" if question.language == "zh" else "Within 30 days. [1]"
        if stream is not None:
            await stream.sentence(said)
        return GroundedAnswer(said, (Citation(1, "returns", "Returns", said),), "extractive")


class Wall:
    """A stream that nobody listens to."""

    async def sentence(self, text: str) -> None:
        return None

    async def replace(self, text: str) -> None:
        return None


def actions_of(world: World) -> list[ShopAction]:
    phrases, orders = world.phrases, world.services
    documents = Documents(Clerk(), world.conversations, lambda *_: Wall(), orders)
    hand_off, answer = HandOff(phrases, orders, staffed=True), Answer(phrases, documents)
    return [
        OrderForm(phrases, orders),
        ListOrders(phrases, orders),
        Inform(phrases),
        LeaveTask(phrases, orders),
        hand_off,
        Affirm(phrases, hand_off),
        Deny(phrases),
        Clarify(phrases),
        OutOfScope(phrases),
        Complain(phrases),
        answer,
        AfterSales(phrases, documents),
        FollowUp(phrases, {}, answer),
    ]
