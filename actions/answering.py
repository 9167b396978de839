"""Questions in a message that also asks for something to be done, answered by the actions that answer them alone."""

from collections.abc import Mapping

from actions.base import Context, Events, Reply, ShopAction


class Answering:
    """Chooses the action by what a question was understood as; what nobody else answers, the documents may."""

    def __init__(self, by_intent: Mapping[str, ShopAction], otherwise: ShopAction) -> None:
        self._by_intent, self._otherwise = by_intent, otherwise

    async def answer(self, context: Context, reply: Reply) -> Events:
        return await self._by_intent.get(context.intent, self._otherwise).act(context, reply)
