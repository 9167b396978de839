"""Setting products beside one another."""

import re
from collections.abc import Sequence
from typing import Final

from rasa_sdk.events import SlotSet

from actions.base import Context, Events, Reply, ShopAction
from actions.focus import focus_on, in_focus, listed
from bot.answering.comparison import MOST, Compared, Comparison
from bot.answering.products import FindsProducts
from bot.commerce.finder import CONFIDENT
from bot.commerce.pointing import points_at_several
from bot.dialogue import parts
from bot.dialogue.parts import Part
from bot.dialogue.phrases import Phrases

_FEWEST: Final = 2
_SIDES: Final = re.compile(
    r"[,;:?!，、；：？！]|\b(?:and|or|vs\.?|versus|with|to|than|between|compare[ds]?)\b|和|跟|与|或|还是|比|对比",
    re.IGNORECASE,
)


class Compare(ShopAction):
    """Shows what differs between the products that are named, pointed at or were shown last."""

    named = "action_compare"

    def __init__(self, phrases: Phrases, comparison: Comparison, finder: FindsProducts) -> None:
        super().__init__(phrases)
        self._comparison, self._finder = comparison, finder

    async def act(self, context: Context, reply: Reply) -> Events:
        ids = await self._meant(context)
        if len(ids) < _FEWEST:
            reply.say("compare_which")
            return [SlotSet("topic", "compare"), SlotSet("unanswered", context.text or None)]
        compared = await self._comparison.of(ids, context.text, context.language)
        reply.show(_beside(compared, reply))
        reply.show(parts.products([(product, "") for product in compared.products], context.language))
        return [SlotSet("topic", "compare"), SlotSet("shown", list(ids)), *focus_on(context, ids)]

    async def _meant(self, context: Context) -> Sequence[str]:
        """Those that the words name or point at, with the one spoken of where they tell only its counterpart."""
        shown = listed(context)
        told = [*await self._named(context), *points_at_several(context.text, shown)]
        if not told:
            return shown[:MOST]
        spoken_of = in_focus(context)
        if len(told) == 1 and len(spoken_of) == 1:
            told = [*spoken_of, *told]
        return tuple(dict.fromkeys(told))[:MOST]

    async def _named(self, context: Context) -> list[str]:
        """Each side of a comparison names its own."""
        named = []
        for side in _SIDES.split(context.text):
            matches = await self._finder.find(side, context.language, 1) if side.strip() else []
            named += [match.product.product_id for match in matches if match.score >= CONFIDENT]
        return named


def _beside(compared: Compared, reply: Reply) -> Part:
    titles = [product.title.in_language(reply.language) for product in compared.products]
    rows = [
        [reply.words("compare_price"), *compared.prices],
        [
            reply.words("compare_stock"),
            *(reply.words("compare_there" if one else "compare_gone") for one in compared.in_stock),
        ],
        *([name, *values] for name, values in compared.differing),
        [reply.words("compare_stars"), *(_stars(mean, reply) for mean in compared.stars)],
    ]
    alike = ("、" if reply.language == "zh" else "; ").join(f"{name} {value}" for name, value in compared.alike)
    said = [reply.words("compare_alike", alike=alike)] if alike else []
    words = reply.join([reply.words("compare_told"), *said])
    return parts.insight(reply.words("compare_title"), words, (), {"columns": ["", *titles], "rows": rows})


def _stars(mean: tuple[float, int] | None, reply: Reply) -> str:
    if mean is None:
        return reply.words("compare_unrated")
    return reply.words("compare_rated", stars=f"{mean[0]:.1f}", count=mean[1])
