"""What is said of a change: what it would do before the yes, what the shop's data says after it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from actions.base import Reply
from actions.facts.delivery import address_words
from actions.facts.fact import line_words
from actions.order_words import OrderWords
from bot.commerce.changes import (
    AddNote,
    CancelLines,
    CancelOrder,
    ChangeAddress,
    ChangeCustomer,
    ChangeItems,
    ChangePayment,
    ChangeShipping,
    EraseCustomer,
    ExchangeItems,
    OrderChange,
    Picked,
    ReportProblem,
    ReturnItems,
    Settlement,
    Swap,
    subject_id,
)
from bot.commerce.changes import Change as Wish
from bot.commerce.claim_deeds import ClaimDeed
from bot.commerce.model import (
    Claim,
    Customer,
    Order,
    OrderLine,
    PaymentStatus,
    ShippingOption,
    StoredPayment,
    Variant,
)
from bot.dialogue import parts
from bot.dialogue.parts import Change, Choice, Part
from bot.orders.writes import Done, Offer, Subject

_CANCELS = (CancelOrder, CancelLines)


class ChangeWords:
    """Speaks of changes in one reply's language; `variants` and `payments` name what a change only names by id."""

    def __init__(
        self,
        reply: Reply,
        words: OrderWords,
        variants: Mapping[str, Variant],
        payments: Mapping[str, StoredPayment],
        options: Mapping[str, ShippingOption],
    ) -> None:
        self._reply, self._words = reply, words
        self._variants, self._payments, self._options = variants, payments, options

    def confirmation(self, offer: Offer, yes: str = "/affirm", no: str = "/deny") -> Part:
        """Everything that a yes would change, and nothing that it would not; `yes` and `no` are commands."""
        say, change = self._reply.words, offer.change
        answer = "cancel" if isinstance(change, _CANCELS) else "change"
        return parts.confirmation(
            say(f"summary_{change.kind}", id=subject_id(change)),
            self.difference(change, offer.before, offer.settlement),
            Choice(say(f"choice_{answer}_yes"), yes, offer.proposal.id),
            Choice(say(f"choice_{answer}_no"), no, offer.proposal.id),
        )

    def difference(self, change: Wish, before: Subject, settlement: Settlement) -> Sequence[Change]:
        """What would be otherwise, and the money that would move."""
        return [*self._rows(change, before), *self._money(change, before, settlement)]

    def done(self, done: Done) -> str:
        """What the shop's data says after the change."""
        change, after = done.change, done.after
        if not isinstance(after, Order):
            return self._reply.words("done_change_customer")
        if isinstance(change, CancelOrder):
            return self._words.cancelled(after)
        return self._reply.join(self._told(change, after, done.settlement))

    def short(self, done: Done) -> str:
        """The change in a line of a summary."""
        return self._reply.words(f"short_{done.change.kind}", id=subject_id(done.change))

    # Before the yes

    def _rows(self, change: Wish, before: Subject) -> Iterator[Change]:
        if isinstance(change, ChangeCustomer):
            assert isinstance(before, Customer)
            yield from self._customer_rows(change, before)
            return
        if isinstance(change, EraseCustomer):
            return  # `ErasureWords` tells what goes and what stays
        assert isinstance(before, Order)
        assert not isinstance(change, ClaimDeed)
        yield from self._order_rows(change, before)

    def _order_rows(self, change: OrderChange, order: Order) -> Iterator[Change]:
        say = self._reply.words
        match change:
            case CancelOrder():
                yield Change(say("field_status"), self._words.status(order), say("status_cancelled"))
                kept, off = say("change_ordered"), say("change_called_off")
                yield from (Change(line_words(line, self._reply, line.quantity), kept, off) for line in order.lines)
            case CancelLines():
                yield from (self._less(order, part) for part in change.lines)
            case ChangeAddress():
                yield Change(say("field_address"), self._place(order), address_words(change.address))
            case ChangeItems() | ExchangeItems():
                yield from (self._swapped(order, swap) for swap in change.swaps)
            case ChangePayment():
                yield Change(say("field_payment"), self._named(order.payment.label), self._way(change.payment_id))
            case ChangeShipping():
                yield Change(say("field_shipping"), self._option(order.shipping_option), self._option(change.option))
            case AddNote():
                yield Change(say("field_note"), order.note or say("none"), change.note)
            case ReturnItems():
                yield from self._parts(order, change.lines, say("with_you"), say("goes_back"))
            case ReportProblem():
                wrong = say(f"reported_{change.problem}")
                yield from self._parts(order, change.lines, self._words.status(order), wrong)
                if change.attachments:
                    shown = say("pictures_shown", count=len(change.attachments))
                    yield Change(say("field_pictures"), say("none"), shown)
            case _:
                assert_never(change)
        if reason := getattr(change, "reason", ""):
            yield Change(say("field_reason"), say("none"), reason)

    def _parts(self, order: Order, picked: tuple[Picked, ...], before: str, after: str) -> Iterator[Change]:
        for part in picked:
            yield Change(line_words(self._line(order, part), self._reply, part.quantity), before, after)

    def _less(self, order: Order, part: Picked) -> Change:
        say, line = self._reply.words, self._line(order, part)
        left = line.quantity - part.quantity
        after = say("how_many", count=left) if left else say("change_called_off")
        return Change(line_words(line, self._reply), say("how_many", count=line.quantity), after)

    def _swapped(self, order: Order, swap: Swap) -> Change:
        line = self._line(order, swap)
        return Change(
            line_words(line, self._reply, swap.quantity), self._variant(line.sku, line), self._variant(swap.sku, line)
        )

    def _customer_rows(self, change: ChangeCustomer, before: Customer) -> Iterator[Change]:
        say, none = self._reply.words, self._reply.words("none")
        if change.address:
            old = address_words(before.address) if before.address else none
            yield Change(say("field_default_address"), old, address_words(change.address))
        if change.email:
            yield Change(say("field_email"), before.email or none, change.email)
        if change.phone:
            yield Change(say("field_phone"), before.phone or none, change.phone)
        if change.language:
            old = say(f"language_{before.language}") if before.language else none
            yield Change(say("field_language"), old, say(f"language_{change.language}"))

    def _money(self, change: Wish, before: Subject, settlement: Settlement) -> Iterator[Change]:
        """The money that moves: how much, through what, and when as far as it is known."""
        say = self._reply.words
        if not isinstance(before, Order):
            return
        if settlement.amount.amount == 0:
            if isinstance(change, CancelOrder):
                paid = before.payment.status is PaymentStatus.PENDING or before.payment.status is PaymentStatus.FAILED
                yield Change(say("field_refund"), say("not_paid" if paid else "none"), say("nothing_to_refund"))
            return
        paid_with = say("paid_with", amount=self._words.money(before.total), method=self._named(before.payment.label))
        label = self._named(settlement.label or before.payment.label)
        if settlement.amount.amount > 0:
            name = "back_to_at_once" if settlement.at_once and not isinstance(change, CancelOrder) else "back_to"
            yield Change(
                say("field_refund"), paid_with, say(name, amount=self._words.money(settlement.refund), method=label)
            )
        else:
            to_pay = say("to_pay_with", amount=self._words.money(settlement.charge), method=label)
            yield Change(say("field_charge"), say("nothing_yet"), to_pay)

    # After it

    def _told(self, change: Wish, after: Order, settlement: Settlement) -> Iterator[str]:
        say = self._reply.words
        yield say(f"done_{change.kind}", id=after.order_id)
        match change:
            case ChangeAddress() if after.address:
                yield say("goes_to_now", address=address_words(after.address))
            case ChangePayment():
                yield say("paid_now_with", label=self._named(after.payment.label))
            case AddNote():
                yield say("note_now", note=after.note)
            case ChangeShipping():
                yield say("sent_now_by", option=self._option(after.shipping_option))
            case ReturnItems() | ExchangeItems() | ReportProblem():
                yield from self._claimed(after.claims[-1] if after.claims else None)
                return
        if settlement.amount.amount > 0 and after.refunds:
            yield from self._words.refunded(after.refunds[-1])
        if settlement.amount.amount < 0 and after.charges:
            charge = after.charges[-1]
            yield say("charged", amount=self._words.money(charge.amount), method=self._named(charge.method))

    def _claimed(self, claim: Claim | None) -> Iterator[str]:
        if claim is None:
            return
        yield self._reply.words("claim_number", id=claim.claim_id)
        if claim.amount is None or claim.amount.amount == 0:
            return
        name = "claim_refund" if claim.amount.amount > 0 else "claim_charge"
        amount = self._words.money(type(claim.amount)(abs(claim.amount.amount), claim.amount.currency))
        yield self._reply.words(name, amount=amount, method=self._named(claim.method))

    # Names

    def _line(self, order: Order, part: Picked | Swap) -> OrderLine:
        line = order.line(part.line_id)
        assert line is not None  # the rules let no change through that names a line which is not there
        return line

    def _variant(self, sku: str, line: OrderLine) -> str:
        variant = self._variants.get(sku)
        if variant is None:
            return sku
        between = "，" if self._reply.language == "zh" else ", "
        options = between.join(value.in_language(self._reply.language) for value in variant.options.values())
        price = self._words.money(line.unit_price if sku == line.sku else variant.price)
        return self._reply.words("variant", options=options, price=price) if options else price

    def _way(self, payment_id: str) -> str:
        payment = self._payments.get(payment_id)
        return self._named(payment.label) if payment else payment_id

    def _named(self, label: str) -> str:
        return self._reply.paid_with(label)

    def _option(self, code: str | None) -> str:
        option = self._options.get(code or "")
        return option.name.in_language(self._reply.language) if option else (code or self._reply.words("as_usual"))

    def _place(self, order: Order) -> str:
        # The town tells the shopper which address it was; the street stays with the shop.
        address = order.address
        return f"{address.city}, {address.country}" if address and address.city else self._reply.words("none")
