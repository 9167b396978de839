"""Returns of an order of Medusa's, with what each piece that goes back was paid for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.commerce.medusa.amounts import line_total, money
from bot.commerce.medusa.catalogue import sku_of
from bot.commerce.medusa.client import Facts
from bot.commerce.model import Claim, ClaimKind, ClaimLine, ClaimStatus, Order, OrderStatus
from bot.commerce.money import Money
from bot.commerce.remote.marks import unmarked

_STATUSES: Final = {
    "requested": ClaimStatus.REQUESTED,
    "partially_received": ClaimStatus.RECEIVED,
    "received": ClaimStatus.RECEIVED,
    "canceled": ClaimStatus.REFUSED,
}
_BACK: Final = frozenset({ClaimStatus.RECEIVED, ClaimStatus.SETTLED})
_STANDING: Final = {ClaimKind.RETURN: OrderStatus.RETURNING, ClaimKind.EXCHANGE: OrderStatus.EXCHANGING}
_NOTHING_OWED: Final = Decimal("0.005")


def claims_of(facts: Facts, label: str) -> tuple[Claim, ...]:
    """Those that were asked for, the oldest first; what the staff only began is not told."""
    asked = [one for one in facts["returns"] or () if one["status"] in _STATUSES]
    items = {item["id"]: item for item in facts["items"]}
    owed = Decimal((facts["summary"] or {}).get("pending_difference") or 0)
    claims: list[Claim] = []
    for one in sorted(asked, key=lambda one: (str(one["requested_at"]), one["id"])):
        claims.append(_claim(one, items, claims, owed, facts["currency_code"], label))
    return tuple(claims)


def standing_of(order: Order) -> OrderStatus:
    """Where an order that has arrived stands by its returns."""
    if order.status is not OrderStatus.DELIVERED:
        return order.status
    open_ = [claim.kind for claim in order.claims if claim.status is ClaimStatus.REQUESTED]
    under_way = [_STANDING[kind] for kind in open_ if kind in _STANDING]
    if under_way:
        return under_way[-1]
    back = sum(part.quantity for claim in order.claims if claim.status in _BACK for part in claim.lines)
    return OrderStatus.RETURNED if back and back >= sum(line.quantity for line in order.lines) else order.status


def worth(item: Facts, gone: int, quantity: int, code: str) -> Money:
    """What was paid for the next pieces of a line after `gone` of them; all together come to the line's price."""
    whole, pieces = line_total(item), int(item["quantity"])
    return money(whole * (gone + quantity) / pieces, code) - money(whole * gone / pieces, code)


def gone_of(claims: Sequence[Claim], line_id: str) -> int:
    """How many pieces of a line are back or on their way back."""
    return sum(
        part.quantity
        for claim in claims
        if claim.status is not ClaimStatus.REFUSED
        for part in claim.lines
        if part.line_id == line_id
    )


def _claim(
    facts: Facts, items: Mapping[str, Facts], before: Sequence[Claim], owed: Decimal, code: str, label: str
) -> Claim:
    parts = [(items[one["item_id"]], int(one["quantity"])) for one in facts["items"] or () if one["item_id"] in items]
    kind = ClaimKind.EXCHANGE if facts["exchange"] else ClaimKind.PROBLEM if facts["claim"] else ClaimKind.RETURN
    status = _STATUSES[facts["status"]]
    amount: Money | None = None
    if kind is ClaimKind.RETURN:
        each = [worth(item, gone_of(before, item["id"]), quantity, code) for item, quantity in parts]
        amount = sum(each, money(0, code))
        if status is ClaimStatus.RECEIVED and owed > -_NOTHING_OWED:
            status = ClaimStatus.SETTLED
    return Claim(
        claim_id=facts["id"],
        kind=kind,
        status=status,
        lines=tuple(ClaimLine(item["id"], quantity, _instead(facts, items)) for item, quantity in parts),
        at=datetime.fromisoformat(facts["requested_at"] or facts["created_at"]),
        reason=_reason(facts),
        amount=amount,
        method=label if amount is not None else "",
    )


def sent_instead(facts: Facts) -> frozenset[str]:
    """Lines of the order that an exchange added to it."""
    exchanges = [one["exchange"] for one in facts["returns"] or () if one["exchange"]]
    return frozenset(added["item_id"] for one in exchanges for added in one["additional_items"] or ())


def _instead(facts: Facts, items: Mapping[str, Facts]) -> str | None:
    """What is to come, where an exchange is of one thing for another."""
    added: Sequence[Facts] = (facts["exchange"] or {}).get("additional_items") or []
    item = items.get(added[0]["item_id"]) if len(added) == len(facts["items"] or ()) == 1 else None
    return sku_of(item["variant_sku"], item["variant_id"]) if item else None


def _reason(facts: Facts) -> str:
    """The customer's own words, else the reason that the shop offers."""
    items = facts["items"] or ()
    words = [unmarked(item["note"] or "") for item in items]
    reasons = [str((item["reason"] or {}).get("label") or "") for item in items]
    return next((told for told in (*words, *reasons) if told), "")
