"""The form behind every task on an order: it takes what a message holds, asks for what is missing, then does the task.

The slots hold nothing but how far the talk has come. Whose the order is, and whether something may be written, the
services decide from the conversation's id at every step, so a slot value grants nothing.
"""

from rasa_sdk.events import SlotSet

from actions.answering import Answering
from actions.base import Context, Events, Reply, ShopAction
from actions.figures.figures import Figures
from actions.order_services import OrderServices
from actions.order_talk import OrderTalk
from actions.order_turn import OrderTurn
from actions.order_words import OrderWords
from actions.progress import FORM, Progress
from actions.several import Understanding
from actions.telling import Telling
from actions.which_order import Task
from bot.dialogue.phrases import Phrases


class OrderForm(ShopAction):
    """Runs at each message while the form is on. No events tell Rasa that the message is not for the form."""

    named = f"validate_{FORM}"

    def __init__(
        self,
        phrases: Phrases,
        services: OrderServices,
        telling: Telling,
        figures: Figures,
        understanding: Understanding,
        answering: Answering,
    ) -> None:
        super().__init__(phrases)
        self._services, self._telling, self._figures = services, telling, figures
        self._understanding, self._answering = understanding, answering

    async def act(self, context: Context, reply: Reply) -> Events:
        # What became of an earlier write whose end was not seen is told before anything else is said of orders.
        await self._services.writes.reconcile(context.conversation_id)
        words = OrderWords(reply, await self._services.zone(), self._services.now())
        # A message is taken once: when the form is run again after an interruption, it only asks again.
        fresh = all(name == FORM for name in context.actions_in_turn)
        turn = OrderTurn(self._services, context, reply, words, fresh=fresh)
        talk = OrderTalk(turn, self._telling, self._figures, self._understanding, self._answering)
        progress = await talk.run(Progress.read(context))
        if progress is None:
            return []
        # A problem has its pictures in its draft now; for everything else they are kept.
        kept = None if progress.task is Task.PROBLEM else list(turn.pictures) or None
        return [*turn.events, *progress.events(), SlotSet("pictures", kept)]

    def after_error(self, context: Context) -> Events:
        """The form is left: nothing is asked for after an apology."""
        return Progress.read(context).left().events()
