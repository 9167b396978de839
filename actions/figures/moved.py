"""Figures of the money that was moved in a talk: what comes back, what is to be paid, what a gift card holds."""

from collections.abc import Iterator, Sequence

from actions.account import signed_in
from actions.figures.question import FigureQuestion
from bot.commerce.changes import subject_id
from bot.commerce.model import StoredPayment
from bot.commerce.money import Money
from bot.orders.wishes.figures import Figure
from bot.orders.writes import Moved


class MovedFigures:
    """Sums what was done here, and what a yes to the change that is shown would add."""

    def __init__(self, question: FigureQuestion) -> None:
        self._question, self._talk = question, question.context.conversation_id

    async def answer(self) -> list[str]:
        """The sentences; none when no money was moved or shown."""
        told = list[str]()
        asked = self._question.figures
        if Figure.BACK in asked or Figure.PAY in asked:
            told += await self._sums()
        if Figure.BALANCE in asked:
            told += await self._balances()
        return told

    async def total(self) -> list[str]:
        """All that was moved here, where that is more than one amount."""
        made = _with_money(await self._question.services.writes.made(self._talk))
        return self._told(made) if len(made) > 1 else []

    async def _sums(self) -> list[str]:
        writes = self._question.services.writes
        made, shown = _with_money(await writes.made(self._talk)), await writes.shown(self._talk)
        told = self._told(made)
        if shown is not None and shown.settlement.amount.amount:
            told.append(
                self._question.say("shown_with" if made else "shown_alone", **self._gaps([*made, shown], shown))
            )
        return told

    def _told(self, made: Sequence[Moved]) -> list[str]:
        """Each amount, then their sum; refunds and payments apart, and what they come to together."""
        if not made:
            return []
        question = self._question
        each = question.listed([self._one(moved) for moved in made])
        back, paid = _sum([m.settlement.refund for m in made]), _sum([m.settlement.charge for m in made])
        gaps = {"each": each, "back": question.money(back), "paid": question.money(paid)}
        if not paid.amount:
            return [question.say("sum_back", **gaps)]
        if not back.amount:
            return [question.say("sum_paid", **gaps)]
        net = back - paid
        name = "sum_both_back" if net.amount >= 0 else "sum_both_paid"
        return [question.say(name, net=question.money(Money(abs(net.amount), net.currency)), **gaps)]

    def _one(self, moved: Moved) -> str:
        """$20.00 for order W1 (return), to Visa ending 4242."""
        settlement, question = moved.settlement, self._question
        is_back = settlement.amount.amount > 0
        name = ("one_back" if is_back else "one_paid") if settlement.label else "one"
        amount = question.money(settlement.refund if is_back else settlement.charge)
        return question.say(
            name, order_id=subject_id(moved.change), amount=amount, label=question.paid_with(settlement.label)
        )

    def _gaps(self, moved: Sequence[Moved], shown: Moved) -> dict[str, str]:
        net = _sum([m.settlement.amount for m in moved])
        name = "net_back" if net.amount >= 0 else "net_paid"
        amount = self._question.money(Money(abs(net.amount), net.currency))
        return {"one": self._one(shown), "sum": self._question.say(name, amount=amount)}

    async def _balances(self) -> list[str]:
        """What each gift card holds now, read again."""
        customer = await signed_in(self._question.services, self._talk)
        cards = [way for way in customer.payments if way.balance is not None] if customer else []
        if customer and not cards:
            return [self._question.say("balance_none")]
        shown = await self._question.services.writes.shown(self._talk)
        return [words for way in cards for words in self._balance(way, shown)]

    def _balance(self, card: StoredPayment, shown: Moved | None) -> Iterator[str]:
        """What it holds, and what it would hold after a yes where that moves its money at once."""
        question = self._question
        assert card.balance is not None
        yield question.say("balance", label=question.paid_with(card.label), amount=question.money(card.balance))
        if shown and shown.settlement.at_once and shown.settlement.payment_id == card.payment_id:
            yield question.say("balance_after", amount=question.money(card.balance + shown.settlement.amount))


def _with_money(made: Sequence[Moved]) -> list[Moved]:
    return [moved for moved in made if moved.settlement.amount.amount]


def _sum(amounts: Sequence[Money]) -> Money:
    return sum(amounts[1:], start=amounts[0])
