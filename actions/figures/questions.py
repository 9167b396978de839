"""The questions for figures in a message to the order form: answered apart from what is to be done."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from actions.figures.figures import Figures
from actions.order_message import OrderMessage
from actions.order_turn import OrderTurn
from actions.progress import Progress
from actions.several import Understanding, several
from actions.which_order import Task
from bot.commerce.thing_words import is_chinese
from bot.orders.wishes.figures import AFTERWARDS, Figure, asking, figures_in

NOTHING_MORE: Final = frozenset({"greet", "goodbye", "thank", "small_talk"})
_SHORTEST: Final = 2
_THAT: Final = re.compile(
    r"\b(?:that|this) (?:item|one|thing|product|article)\b|\bit\b|[这那](?:件|个|款)(?:商品|东西)?|它", re.IGNORECASE
)
_SUMS: Final = frozenset({Figure.BACK, Figure.PAY})


@dataclass(frozen=True)
class Asked:
    """What became of a message's questions."""

    is_all: bool = False
    """Whether the message was nothing but questions that are answered now."""
    later: tuple[str, ...] = ()
    """Questions that are answered when what is to be done is done."""


class Questions:
    """Takes the questions out of one turn's message: the rest of it goes its way as if they had not been there."""

    def __init__(
        self, turn: OrderTurn, figures: Figures, understanding: Understanding, tasks: Mapping[str, Task]
    ) -> None:
        self._turn, self._figures, self._understanding, self._tasks = turn, figures, understanding, tasks

    async def take(self, progress: Progress) -> Asked:
        context = self._turn.context
        if not self._turn.fresh or context.is_command or not context.text:
            return Asked()
        asked = asking(context.text)
        if not asked.pieces:
            return Asked()
        intent = await self._understanding.understand(asked.rest) if len(asked.rest) >= _SHORTEST else ""
        if await self._is_only_told(asked.rest, intent, progress):
            told = [await self._is_answered(piece, progress) for piece in asked.pieces]
            return Asked(is_all=any(told))
        later = tuple(piece for piece in asked.pieces if AFTERWARDS & set(figures_in(piece)))
        now = [piece for piece in asked.pieces if piece not in later]
        unknown = tuple([piece for piece in now if not await self._is_told(piece, progress.number)])
        self._go_on_with(await self._named(asked.rest, asked.pieces, progress), intent)
        return Asked(later=(*later, *unknown))

    async def _named(self, rest: str, pieces: tuple[str, ...], progress: Progress) -> str:
        """The rest with the name of what a question beside it picked out: "... and can I cancel that item"."""
        if not _THAT.search(rest):
            return rest
        context, reply = self._turn.context, self._turn.reply
        things = [await self._figures.thing(piece, context, reply, order=progress.number) for piece in pieces]
        thing = next((thing for thing in things if thing), "")
        the = thing if is_chinese(thing) else f"the {thing}"
        return _THAT.sub(lambda _: the, rest, count=1) if thing else rest

    async def _is_only_told(self, rest: str, intent: str, progress: Progress) -> bool:
        """Whether what stands beside the questions asks for nothing: a greeting, or what they are about."""
        if not rest or intent in NOTHING_MORE:
            return True
        if progress.asked is not None or intent in self._tasks:
            return False
        return not (await several(rest, self._understanding, self._tasks)).requests

    async def _is_answered(self, words: str, progress: Progress) -> bool:
        """Inside a task a sum is told even where there is none yet: the shop's documents know nothing of it."""
        if progress.asked is None:
            return await self._is_told(words, progress.number)
        return await self.answered(words, progress.number)

    async def answered(self, words: str, order: str | None) -> bool:
        """Whether a question that had to wait is answered now; one for money is, also where none moved."""
        if await self._is_told(words, order):
            return True
        if _SUMS & set(figures_in(words)):
            self._turn.reply.say("figure_nothing_moved")
            return True
        return False

    async def total(self) -> list[str]:
        """What all changes of this talk moved together."""
        return await self._figures.total(self._turn.context, self._turn.reply)

    async def _is_told(self, words: str, order: str | None) -> bool:
        return await self._figures.answer(words, self._turn.context, self._turn.reply, order=order)

    def _go_on_with(self, rest: str, intent: str) -> None:
        """The message is what is left of it, and means what that means."""
        context = self._turn.context
        said = rest.casefold()
        entities = {
            name: kept
            for name, values in context.entities.items()
            if (kept := tuple(value for value in values if value.casefold() in said))
        }
        self._turn.context = replace(context, text=rest, intent=intent or context.intent, entities=entities)
        self._turn.message = OrderMessage(self._turn.context)
