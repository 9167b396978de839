"""What is said of an order: where it is, what is in it, how its money stands."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from actions.base import Reply
from actions.command import command
from actions.day_words import day_words
from actions.which_order import Task
from bot.commerce.model import Claim, Order, OrderStatus, PaymentStatus, Refund, RefundStatus, Shipment
from bot.commerce.money import Money
from bot.dialogue.parts import Choice

_PAID: Final = frozenset({PaymentStatus.PAID, PaymentStatus.PART_REFUNDED})


class OrderWords:
    """Speaks of orders in one reply's language; days are the shop's own (`zone`)."""

    def __init__(self, reply: Reply, zone: tzinfo, now: datetime) -> None:
        self._reply, self._zone, self._now = reply, zone, now

    def day(self, moment: datetime) -> str:
        return day_words(moment.astimezone(self._zone), self._now.astimezone(self._zone), self._reply.language)

    def status(self, order: Order) -> str:
        return self._reply.words(f"status_{order.status.value}")

    def told(self, task: Task, order: Order) -> str:
        """What the shop's data says of an order where a task only tells."""
        match task:
            case Task.TRACK | Task.DELIVERY:
                return self.whereabouts(order)
            case Task.REFUND:
                return self.refunds(order)
            case Task.PAID:
                return self._reply.words(f"payment_{order.payment.status}", **self._money_gaps(order))
            case Task.INVOICE | Task.PRICE:
                return self._reply.words(f"told_{task}", **self._money_gaps(order))
            case _:
                return self.details(order)

    def refunds(self, order: Order) -> str:
        """What was given back, or is to be once a claim is settled."""
        owed = [claim for claim in order.claims if claim.amount and claim.amount.amount > 0]
        none = [] if order.refunds or owed else [self._reply.words("refund_none", order_id=order.order_id)]
        return self._reply.join([*self._refunds(order), *none, *self.claims(order)])

    def claims(self, order: Order) -> Iterator[str]:
        """How far the shop is with each return, exchange and reported problem, and what its people said of it."""
        say = self._reply.words
        for claim in order.claims:
            if claim.amount and claim.amount.amount > 0:
                yield self.promised(claim)
            else:
                yield say(f"claimed_{claim.status}", id=claim.claim_id)
            if claim.tracking:
                yield say("claimed_sent", carrier=claim.carrier, tracking=claim.tracking)
            if claim.word:
                yield say("claimed_word", word=claim.word)

    def promised(self, claim: Claim) -> str:
        """What goes back with a claim, and how far the claim is."""
        assert claim.amount is not None
        amount = self.money(claim.amount)
        return self._reply.words(
            f"promised_{claim.status}", amount=amount, method=self._reply.paid_with(claim.method), id=claim.claim_id
        )

    def _money_gaps(self, order: Order) -> dict[str, str]:
        total = self.money(order.total)
        return {
            "order_id": order.order_id,
            "total": total,
            "payment": self._reply.paid_with(order.payment.label),
            "day": self.day(order.placed_at),
        }

    def whereabouts(self, order: Order) -> str:
        """Where the order is, as far as the shop knows: late is said to be late."""
        on_the_way = order.status in (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
        if on_the_way and order.shipments:
            parcels = (self._parcel(order, parcel) for parcel in order.shipments)
            return self._reply.join([*parcels, *self.claims(order)])
        words = self._reply.words(f"track_{order.status.value}", order_id=order.order_id)
        return self._reply.join([words, *self._refunds(order), *self.claims(order)])

    def details(self, order: Order) -> str:
        """When it was placed, what it cost, how it was paid, where it goes and what was given back."""
        gaps = {
            "order_id": order.order_id,
            "day": self.day(order.placed_at),
            "status": self.status(order),
            "total": self.money(order.total),
            "payment": self._reply.paid_with(order.payment.label),
        }
        said = [self._reply.words(f"details_{_paid(order)}", **gaps)]
        if order.address and order.address.city:
            # The town tells the shopper which address it was; the street stays with the shop.
            place = f"{order.address.city}, {order.address.country}"
            said.append(self._reply.words("details_address", place=place))
        return self._reply.join([*said, *self._refunds(order)])

    def line(self, order: Order) -> str:
        """An order in one line of a list."""
        things = self._things(order)
        return self._reply.words(
            "order_line",
            order_id=order.order_id,
            day=self.day(order.placed_at),
            status=self.status(order),
            total=self.money(order.total),
            things=things,
        )

    def choice(self, order: Order) -> Choice:
        """An order to pick from a list."""
        title = self._reply.words("choice_order", order_id=order.order_id, things=self._things(order))
        return Choice(title, command("choose_order", order_number=order.order_id))

    def cancelled(self, order: Order) -> str:
        """What the shop's data says after the cancellation."""
        newest = [words for refund in order.refunds[-1:] for words in self.refunded(refund)]
        said = [self._reply.words("cancelled", order_id=order.order_id), *newest]
        if not order.refunds:
            name = "cancelled_unpaid" if order.payment.status not in _PAID else "cancelled_refund_unseen"
            said.append(self._reply.words(name))
        return self._reply.join(said)

    def money(self, amount: Money) -> str:
        return amount.spoken(self._reply.language)

    def _parcel(self, order: Order, parcel: Shipment) -> str:
        gaps = {"order_id": order.order_id, "carrier": parcel.carrier, "tracking": parcel.tracking}
        say = self._reply.words
        if parcel.delivered_at:
            return say("parcel_delivered", day=self.day(parcel.delivered_at), **gaps)
        if order.status is OrderStatus.DELIVERED:
            return say("parcel_delivered_undated", **gaps)
        if parcel.eta is None:
            return say("parcel_undated", **gaps)
        # Due today is not late.
        is_late = parcel.eta.astimezone(self._zone).date() < self._now.astimezone(self._zone).date()
        return say("parcel_late" if is_late else "parcel_expected", day=self.day(parcel.eta), **gaps)

    def refunded(self, refund: Refund) -> Iterator[str]:
        """How far one refund is."""
        name = "refund_settled" if refund.status is RefundStatus.SETTLED else "refund_pending"
        yield self._reply.words(
            name, amount=self.money(refund.amount), method=self._reply.paid_with(refund.method), day=self.day(refund.at)
        )

    def _refunds(self, order: Order) -> Iterator[str]:
        for refund in order.refunds:
            yield from self.refunded(refund)

    def _things(self, order: Order) -> str:
        first = order.lines[0].title.in_language(self._reply.language) if order.lines else ""
        more = len(order.lines) - 1
        return self._reply.words("things_more", first=first, more=more) if more > 0 else first


def _paid(order: Order) -> str:
    match order.payment.status:
        case PaymentStatus.PENDING:
            return "unpaid"
        case PaymentStatus.FAILED:
            return "payment_failed"
        case _:
            return "paid"
