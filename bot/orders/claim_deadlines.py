"""By when the shop has promised to see to a claim: only what its own rules say, in its working days."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from bot.commerce.changes import Capability
from bot.commerce.model import Claim, ClaimKind, ClaimStatus, Hours, Order
from bot.commerce.rules import RuleBook

_SATURDAY: Final = 5
_ASKED_FOR: Final[Mapping[ClaimKind, Capability]] = {
    ClaimKind.RETURN: Capability.RETURN_ITEMS,
    ClaimKind.EXCHANGE: Capability.EXCHANGE_ITEMS,
    ClaimKind.PROBLEM: Capability.REPORT_PROBLEM,
}


def due_day(claim: Claim, order: Order, rules: RuleBook, hours: Hours | None) -> date | None:
    """The last day of the promise that counts where the claim stands; None where the shop promises nothing."""
    rule = rules.rule(_ASKED_FOR[claim.kind], order.placed_at)
    if rule is None:
        return None
    since, days = _promise(claim, rule.answer_days, rule.settle_days)
    if since is None or days is None:
        return None
    return _working_days_after(since.astimezone(rules.zone).date(), days, hours.holidays if hours else ())


def _promise(claim: Claim, answer: int | None, settle: int | None) -> tuple[datetime | None, int | None]:
    """From when what is promised counts."""
    begins = ClaimStatus.ACCEPTED if claim.kind is ClaimKind.PROBLEM else ClaimStatus.RECEIVED
    if claim.status is ClaimStatus.REQUESTED:
        return claim.at, answer
    if claim.status not in (begins, ClaimStatus.RECEIVED):
        return None, None
    return next((step.at for step in claim.steps if step.status is begins), claim.at), settle


def _working_days_after(day: date, days: int, holidays: Collection[date]) -> date:
    """Monday to Friday but for the shop's holidays."""
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in holidays:
            days -= 1
    return day
