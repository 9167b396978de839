"""Through which way to pay the money of a change moves."""

from dataclasses import replace

from actions.base import Reply
from actions.case import Case, Way
from actions.draft import Draft
from actions.facts.fact import MOST_CHOICES, Fact, offer
from actions.progress import Step
from bot.commerce.model import Payment as Original
from bot.commerce.model import StoredPayment
from bot.errors import Why
from bot.orders.wishes.payments import PaymentMeant, payment_meant, payments_meant


class Payment(Fact):
    """One of the customer's own ways to pay; asked for only where money moves and more than one is allowed."""

    step = Step.PAYMENT

    def is_open(self, case: Case) -> bool:
        if case.draft.payment_id is not None or len(case.ways) < 2 or case.settlement is None:
            return False
        return case.settlement.amount.amount != 0

    def is_known(self, case: Case) -> bool:
        return case.draft.payment_id is not None or bool(case.draft.ways)

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        if case.customer is None:
            return None
        meant = payments_meant(words, case.customer.payments, case.order.payment)
        ways = tuple(dict.fromkeys(way for one in meant if (way := _wished(one, case.order.payment))))
        return replace(case.draft, payment_id=None, ways=ways) if ways else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        known = case.customer and any(way.payment_id == value for way in case.customer.payments)
        return replace(case.draft, payment_id=value, ways=()) if known else None

    def ask(self, case: Case, reply: Reply) -> None:
        amount = case.settlement.amount.amount if case.settlement else 0
        reply.say("ask_pay_with" if amount < 0 else "ask_refund_to")
        offer(reply, ((_priced(way, reply), way.payment.payment_id) for way in case.ways[:MOST_CHOICES]))


class PaidBack(Payment):
    """Where the money of a cancelled order goes is the shop's to say: a wish is heard, and told honestly if in vain."""

    def is_open(self, case: Case) -> bool:
        return False


class NewPayment(Payment):
    """Another way to pay the whole order."""

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        if case.customer is None:
            return None
        meant = payment_meant(words, case.customer.payments, case.order.payment)
        wished = _wished(meant, case.order.payment)
        stored = {way.payment_id for way in case.customer.payments}
        # Of an order that is paid by card, "my other card" is never the one it is paid with.
        is_new = wished in stored and wished != case.order.payment.payment_id
        return replace(case.draft, payment_id=wished) if is_new else None

    def is_known(self, case: Case) -> bool:
        return case.draft.payment_id is not None

    def is_open(self, case: Case) -> bool:
        return case.draft.payment_id is None

    def ask(self, case: Case, reply: Reply) -> None:
        reply.say("wanted_payment", label=reply.paid_with(case.order.payment.label))
        others = [way.payment for way in case.ways if way.payment.payment_id != case.order.payment.payment_id]
        offer(reply, ((way_words(way, reply), way.payment_id) for way in others[:MOST_CHOICES]))


def say_not_that_way(wished: str, why: Why, case: Case, reply: Reply) -> None:
    """Why the money cannot go the way that was wished for, with figures, and which ways there are."""
    payments = case.customer.payments if case.customer else ()
    way = next((way for way in payments if way.payment_id == wished), None)
    if way is None:
        is_own = wished == case.order.payment.payment_id and case.order.payment.label
        method = reply.paid_with(case.order.payment.label) if is_own else reply.words(f"method_{wished}")
        reply.say("way_unknown", method=method)
    elif why is Why.BALANCE and way.balance is not None and case.settlement is not None:
        gaps = {"balance": way.balance, "amount": case.settlement.charge}
        spoken = {name: money.spoken(reply.language) for name, money in gaps.items()}
        reply.say("way_short", label=reply.paid_with(way.label), **spoken)
    else:
        reply.say("way_refused", label=reply.paid_with(way.label))
    if case.ways:
        between = "、" if reply.language == "zh" else ", "
        reply.say("ways_allowed", ways=between.join(reply.paid_with(one.payment.label) for one in case.ways))


def _wished(meant: PaymentMeant, original: Original) -> str | None:
    """The id of the one way that is meant, or the name of a method of which the customer has none."""
    if meant.payment is not None:
        return meant.payment.payment_id
    if meant.candidates:
        # "My card", of several, is the one that the order was paid with.
        own = [way.payment_id for way in meant.candidates if way.payment_id == original.payment_id]
        return own[0] if own else None
    if meant.original:
        return original.payment_id
    return meant.method.value if meant.method else None


def _priced(way: Way, reply: Reply) -> str:
    """Visa ending 4242: $29.05."""
    label = reply.paid_with(way.payment.label)
    if way.settlement is None:
        return label
    moved = way.settlement.refund if way.settlement.amount.amount > 0 else way.settlement.charge
    return reply.words("way_with_amount", label=label, amount=moved.spoken(reply.language))


def way_words(way: StoredPayment, reply: Reply) -> str:
    """Gift card ending 0042 ($31.00 left)."""
    label = reply.paid_with(way.label)
    if way.balance is None:
        return label
    return reply.words("way_with_balance", label=label, balance=way.balance.spoken(reply.language))
