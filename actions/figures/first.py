"""Questions for figures come before everything else that may answer a message outside the order form."""

from collections.abc import Mapping
from dataclasses import replace

from rasa_sdk.events import FollowupAction

from actions.base import Context, Events, Reply, ShopAction
from actions.figures.figures import Figures
from actions.figures.questions import NOTHING_MORE
from actions.order_intents import TASKS
from actions.progress import FORM
from actions.several import Understanding, several
from actions.which_order import Task
from bot.dialogue.phrases import Phrases
from bot.orders.wishes.figures import asking


class FiguresFirst(ShopAction):
    """An action that answers questions, where it is not figures that are asked for: those the shop's data tell."""

    tasks: Mapping[str, Task] = TASKS

    def __init__(self, phrases: Phrases, action: ShopAction, figures: Figures, understanding: Understanding) -> None:
        super().__init__(phrases)
        self.named, self._action = action.named, action
        self._figures, self._understanding = figures, understanding

    async def act(self, context: Context, reply: Reply) -> Events:
        asked = asking(context.text)
        if not asked.pieces:
            return await self._action.act(context, reply)
        intent = await self._understanding.understand(asked.rest) if asked.rest else ""
        if context.active_form is None and not context.is_command and await self._asks(asked.rest, intent):
            # What is to be done is the form's to take, and the questions with it.
            return [FollowupAction(FORM)]
        answered = [await self._figures.answer(piece, context, reply) for piece in asked.pieces]
        if not any(answered):
            return await self._action.act(context, reply)
        if not asked.rest or intent in NOTHING_MORE or intent != context.intent:
            return []
        return await self._action.act(replace(context, text=asked.rest), reply)

    def after_error(self, context: Context) -> Events:
        return self._action.after_error(context)

    async def _asks(self, rest: str, intent: str) -> bool:
        """Whether the rest of the message asks for something to be done."""
        if not rest or intent in self.tasks:
            return bool(rest)
        return bool((await several(rest, self._understanding, self.tasks)).requests)
