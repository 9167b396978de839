"""Questions on how the shop works, answered from its documents; follow-ups, in the light of what was spoken of."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, Protocol

from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.command import command
from actions.failing import Failing
from actions.order_services import OrderServices
from actions.progress import FORM
from bot.answering.answer import Answer as GroundedAnswer
from bot.answering.answer import AnswerStream
from bot.answering.followup import THERE
from bot.answering.question import Question
from bot.dialogue.phrases import Phrases

_LONGEST_QUESTION: Final = 500
# "And when does it arrive?" is asked of the order that was just spoken of.
_OF_ITS_WAY: Final = re.compile(
    r"\b(?:arriv|deliver(?!y (?:cost|fee|charge))|here by|get here|on its way|be here|come\b|where(?: i|')s it|receive)"
    r"|到货|送到|送达|到了|能到|会到|发货|收到|到哪|在哪|几时到|什么时候到|多久到|哪天到",
    re.IGNORECASE,
)
_THERE: Final = re.compile(THERE, re.IGNORECASE)
_SURELY_WHOLE: Final = 0.8
_POLICY: Final = "ask_policy"
_FOREIGN: Final = "out_of_scope"
_WORTH_A_LOOK: Final = 0.05
"""Likelihood of a question on how the shop works from which on its documents are looked into."""


class Answers(Protocol):
    """Answers a question from the shop's documents; None when they do not answer it."""

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> GroundedAnswer | None: ...


class Addresses(Protocol):
    """Where a conversation's newest message came from."""

    async def last_address(self, conversation_id: str) -> str: ...


OpenStream = Callable[[str, str], AnswerStream]
"""Opens the stream of a reply: conversation id, reply id."""


class Documents:
    """One way to ask the shop's documents, for every action that does."""

    def __init__(
        self, answers: Answers, addresses: Addresses, open_stream: OpenStream, services: OrderServices
    ) -> None:
        self._answers, self._addresses, self._open_stream, self._services = answers, addresses, open_stream, services

    async def ask(self, context: Context, previous: str | None = None, *, stream: bool = True) -> GroundedAnswer | None:
        question = Question(
            text=context.text[:_LONGEST_QUESTION],
            language=context.language,
            on=await self._today(),
            previous=previous,
            doubt=context.likelihood(_FOREIGN),
            address=await self._addresses.last_address(context.conversation_id),
        )
        opened = self._open_stream(context.conversation_id, context.reply_id) if stream and context.reply_id else None
        return await self._answers.answer(question, opened)

    async def answers_unclear(self, context: Context, reply: Reply) -> Events | None:
        """Answers a message that may have been a question on how the shop works, if the documents do; else None.

        Reading changes nothing, so it needs no certainty about what was meant; the documents decide.
        """
        if not context.text or context.is_command or context.likelihood(_POLICY) < _WORTH_A_LOOK:
            return None
        answered = await self.ask(context, stream=False)
        if answered is None:
            return None
        reply.show(answered.to_part())
        return [SlotSet("topic", "policy"), SlotSet("previous_question", context.text[:_LONGEST_QUESTION])]

    async def _today(self) -> date:
        """The day it is at the shop: its documents have editions."""
        return self._services.now().astimezone(await self._services.zone()).date()


class DocumentAction(ShopAction):
    """An action that looks into the shop's documents."""

    def __init__(self, phrases: Phrases, documents: Documents) -> None:
        super().__init__(phrases)
        self._documents = documents


class Answer(DocumentAction):
    """Answers from the documents with sources, or says honestly that it does not know."""

    named = "action_answer"

    async def act(self, context: Context, reply: Reply) -> Events:
        if not context.text:
            reply.say("ask_question")
            return [SlotSet("topic", "policy")]
        before = context.slot("previous_question")
        # A question that was surely asked in full owes nothing to the one before it, unless it says "there".
        sure = context.confidence >= _SURELY_WHOLE and not _THERE.search(context.text)
        leans = context.intent == "follow_up" or not sure
        answered = await self._documents.ask(context, before if leans else None)
        if answered is None:
            say_unknown(reply, "unanswered")
        else:
            reply.show(answered.to_part())
        # Each follow-up is understood from the question that was asked in full.
        asked = before if context.intent == "follow_up" and before else context.text[:_LONGEST_QUESTION]
        return [SlotSet("topic", "policy"), SlotSet("previous_question", asked)]


class AfterSales(DocumentAction):
    """After-sales talk that names no task: how it works, and which tasks there are."""

    named = "action_after_sales"

    async def act(self, context: Context, reply: Reply) -> Events:
        answered = await self._documents.ask(context, stream=False) if context.text else None
        if answered is None:
            reply.say("after_sales_unknown")
        else:
            reply.show(answered.to_part())
            reply.say("after_sales")
        tasks = ("return_items", "exchange_items", "report_problem", "cancel_order")
        reply.offer(*(reply.choice(f"intent_{name}", command(name)) for name in tasks), reply.person())
        return [SlotSet("topic", "policy"), SlotSet("previous_question", context.text[:_LONGEST_QUESTION] or None)]


class FollowUp(ShopAction):
    """An elliptic question is about what was last spoken of; without anything, it is a question to the documents."""

    named = "action_follow_up"

    def __init__(self, phrases: Phrases, by_topic: Mapping[str, ShopAction], otherwise: ShopAction) -> None:
        super().__init__(phrases)
        self._by_topic, self._otherwise = by_topic, otherwise

    async def act(self, context: Context, reply: Reply) -> Events:
        topic = context.slot("topic") or ""
        if topic == "order" and context.slot("order_number") and _OF_ITS_WAY.search(context.text):
            return [SlotSet("order_task", "track"), FollowupAction(FORM)]
        return await self._by_topic.get(topic, self._otherwise).act(context, reply)


def say_unknown(reply: Reply, name: str) -> None:
    """An honest "I don't know", and the offer of a person."""
    reply.say(name)
    reply.offer(reply.person(), reply.choice("help", command("help")))
    reply.fails(Failing.NO_ANSWER)
