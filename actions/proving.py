"""A guest proves that an order is theirs: by its contact to see it, by a one-time code before it is changed."""

from dataclasses import replace

from actions.failing import Failing
from actions.order_turn import OrderTurn
from actions.progress import Progress, Step
from bot.commerce.model import Order
from bot.dialogue import parts
from bot.errors import OrderNotFound, TooManyTries
from bot.orders.access import Proof


class Proving:
    """Both steps return None when they are passed, else how the talk stands now."""

    def __init__(self, turn: OrderTurn) -> None:
        self._turn, self._reply = turn, turn.reply

    async def contact(self, progress: Progress, number: str) -> Progress | None:
        turn = self._turn
        asked = progress.asked is Step.CONTACT
        contact = turn.message.contact(asked=asked) if turn.fresh else None
        if contact is None:
            self._reply.say("contact_wanted", order_id=number)
            return progress.asking(Step.CONTACT)
        if asked:
            turn.fresh = False
        try:
            proof = await turn.services.access.prove(turn.id, number, contact)
        except OrderNotFound:
            self._reply.say("contact_mismatch", order_id=number)
            return progress.asking(Step.CONTACT)
        except TooManyTries:
            self._reply.say("too_many_tries")
            self._reply.fails(Failing.UNPROVEN, self._reply.words("unproven_tries", order_id=number))
            return replace(progress.left(), number=None)
        return await self._masked(progress, number) if proof is Proof.POSTCODE else None

    async def code(self, progress: Progress, order: Order) -> Progress | None:
        turn = self._turn
        if await turn.services.access.may_write(turn.id, order):
            return None
        if not order.email:
            self._reply.say("code_impossible", order_id=order.order_id)
            self._reply.fails(Failing.UNPROVEN, self._reply.words("unproven_code", order_id=order.order_id))
            return progress.over()
        typed = turn.message.code() if turn.takes_for(Step.CODE, progress.asked) else None
        if typed is None:
            return await self._ask_code(progress, order)
        turn.fresh = False
        if not await turn.services.codes.check(turn.id, order.order_id, typed):
            self._reply.say("code_wrong")
            return await self._ask_code(progress, order)
        await turn.services.access.record(turn.id, order.order_id, Proof.CODE)
        return None

    async def send_code_again(self, progress: Progress) -> Progress:
        turn = self._turn
        order = await turn.services.access.visible(turn.id, progress.number or "")
        await self._send(order)
        return progress.asking(Step.CODE)

    async def _ask_code(self, progress: Progress, order: Order) -> Progress:
        if await self._turn.services.codes.pending(self._turn.id, order.order_id):
            self._reply.say("code_awaited")
        else:
            await self._send(order)
        self._reply.offer(self._reply.choice("resend_code", "/resend_code"))
        return progress.asking(Step.CODE)

    async def _send(self, order: Order) -> None:
        sent_to = await self._turn.services.codes.send(self._turn.id, order, self._reply.language)
        self._reply.say("code_sent", order_id=order.order_id, address=sent_to)

    async def _masked(self, progress: Progress, number: str) -> Progress:
        turn = self._turn
        order = await turn.services.access.masked(turn.id, number)
        self._reply.show(parts.masked_order(order))
        self._reply.say("only_status", status=turn.words.status(order))
        return progress.asking(Step.CONTACT)
