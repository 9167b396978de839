"""Through which way to pay the money of a change moves."""

from dataclasses import replace

from actions.base import Reply
from actions.case import Case, Way
from actions.draft import Draft
from actions.facts.fact import MOST_CHOICES, Fact, offer
from actions.progress import Step
from bot.commerce.model import StoredPayment
from bot.orders.wishes.payments import payment_meant


class Payment(Fact):
    """One of the customer's own ways to pay; asked for only where money moves and more than one is allowed."""

    step = Step.PAYMENT

    def is_open(self, case: Case) -> bool:
        if case.draft.payment_id is not None or len(case.ways) < 2 or case.settlement is None:
            return False
        return case.settlement.amount.amount != 0

    def is_known(self, case: Case) -> bool:
        return case.draft.payment_id is not None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        if case.customer is None:
            return None
        meant = payment_meant(words, case.customer.payments, case.order.payment)
        # "My card", of several, is the one that the order was paid with.
        own = [way for way in meant.candidates if way.payment_id == case.order.payment.payment_id]
        chosen = meant.payment or (own[0] if own else None)
        return replace(case.draft, payment_id=chosen.payment_id) if chosen else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        known = case.customer and any(way.payment_id == value for way in case.customer.payments)
        return replace(case.draft, payment_id=value) if known else None

    def ask(self, case: Case, reply: Reply) -> None:
        amount = case.settlement.amount.amount if case.settlement else 0
        reply.say("ask_pay_with" if amount < 0 else "ask_refund_to")
        offer(reply, ((_priced(way, reply), way.payment.payment_id) for way in case.ways[:MOST_CHOICES]))


class NewPayment(Payment):
    """Another way to pay the whole order."""

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        draft = super().read(words, case, asked=asked)
        # Of an order that is paid by card, "my other card" is never the one it is paid with.
        return None if draft and draft.payment_id == case.order.payment.payment_id else draft

    def is_open(self, case: Case) -> bool:
        return case.draft.payment_id is None

    def ask(self, case: Case, reply: Reply) -> None:
        reply.say("wanted_payment", label=case.order.payment.label)
        others = [way.payment for way in case.ways if way.payment.payment_id != case.order.payment.payment_id]
        offer(reply, ((way_words(way, reply), way.payment_id) for way in others[:MOST_CHOICES]))


def _priced(way: Way, reply: Reply) -> str:
    """Visa ending 4242: $29.05."""
    if way.settlement is None:
        return way.payment.label
    moved = way.settlement.refund if way.settlement.amount.amount > 0 else way.settlement.charge
    return reply.words("way_with_amount", label=way.payment.label, amount=moved.spoken(reply.language))


def way_words(way: StoredPayment, reply: Reply) -> str:
    """Gift card ending 0042 ($31.00 left)."""
    if way.balance is None:
        return way.label
    return reply.words("way_with_balance", label=way.label, balance=way.balance.spoken(reply.language))
