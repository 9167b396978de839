"""Returns, exchanges and reported problems as the shop's people see them: whose they are, how long they wait."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import delete, select

from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Capability, ExchangeItems, ReportProblem, ReturnItems, from_json
from bot.commerce.claim_deeds import OPEN, ClaimDeed, Deed, may_follow
from bot.commerce.model import Claim, ClaimKind, Order, Shop
from bot.commerce.rules import RuleBook, touched
from bot.errors import HandoffTaken, OrderNotFound
from bot.orders.claim_deadlines import due_day
from bot.orders.proposals import WITH_A_PERSON, Proposal, Proposals, ProposalState
from bot.orders.tables import claim_work
from bot.storage.audit import AuditEvent, Entry, actor_of, write
from bot.storage.database import Database
from bot.storage.upsert import insert_into, upsert

MOST: Final = 500
"""How many orders are looked at, those with something left to do first."""
_KINDS: Final[Mapping[str, ClaimKind]] = {
    Capability.RETURN_ITEMS.value: ClaimKind.RETURN,
    Capability.EXCHANGE_ITEMS.value: ClaimKind.EXCHANGE,
    Capability.REPORT_PROBLEM.value: ClaimKind.PROBLEM,
}


@dataclass(frozen=True)
class ClaimCase:
    """One claim, and what Shoptalk knows of it besides the shop's data."""

    order: Order
    claim: Claim
    conversation_id: str | None = None
    """Where it was asked for; None for one that came with the shop's own data."""
    worker: str | None = None
    """Who of the shop sees to it."""
    due: date | None = None
    is_overdue: bool = False
    deeds: Sequence[Proposal] = field(default_factory=tuple)
    """What people of the shop did or tried, the earliest first."""

    @property
    def is_open(self) -> bool:
        return self.claim.status in OPEN

    @property
    def awaits(self) -> Proposal | None:
        """What a supervisor has yet to decide about it."""
        return next((deed for deed in self.deeds if deed.state in WITH_A_PERSON), None)

    @property
    def is_under_way(self) -> bool:
        """Whether the end of somebody's deed is not seen yet."""
        return any(deed.state is ProposalState.CLAIMED for deed in self.deeds)

    def possible(self, offered: Iterable[Deed]) -> Sequence[Deed]:
        """What may be done as it stands; nothing while a supervisor decides or an end is looked for."""
        if self.conversation_id is None or self.awaits or self.is_under_way:
            return ()
        return [deed for deed in Deed if deed in set(offered) and may_follow(deed, self.claim)]


@dataclass(frozen=True)
class _Known:
    """What our own store holds of some orders."""

    origins: Sequence[Proposal]
    deeds: Sequence[Proposal]
    workers: Mapping[tuple[str, str], str]


def _now() -> datetime:
    return datetime.now(UTC)


class ClaimCases:
    """Reads them: the shop's data says how they stand, our store where they came from and who sees to them."""

    def __init__(
        self,
        commerce: CommerceBackend,
        proposals: Proposals,
        database: Database,
        rules: RuleBook,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._commerce, self._proposals, self._database = commerce, proposals, database
        self._rules, self._now = rules, now

    @property
    def offered(self) -> frozenset[Deed]:
        """What can be done here at all; the rest is done in the shop's own system."""
        return self._commerce.deeds

    async def list(self) -> Sequence[ClaimCase]:
        """Every claim of the shop, and every one that was asked for here; the newest first."""
        found = {order.order_id: order for order in await self._commerce.claimed(MOST)}
        asked = await self._proposals.of_orders(list(_KINDS))
        # A system that cannot list its claims still tells each order's own.
        missing = dict.fromkeys(one.order_id for one in reversed(asked) if one.order_id not in found)
        if len(found) < MOST and not self.offered:
            for order_id in list(missing)[: MOST - len(found)]:
                with suppress(OrderNotFound):
                    found[order_id] = await self._commerce.order(order_id)
        known = await self._known(None)
        shop = await self._commerce.shop()
        cases = [case for order in found.values() for case in self._of_order(order, known, shop)]
        return sorted(cases, key=lambda case: (case.claim.at, case.claim.claim_id), reverse=True)

    async def one(self, order_id: str, claim_id: str) -> ClaimCase:
        """As read from the shop now; raises `OrderNotFound`, also for an order without such a claim."""
        order = await self._commerce.order(order_id)
        known, shop = await self._known([order.order_id]), await self._commerce.shop()
        found = [case for case in self._of_order(order, known, shop) if case.claim.claim_id == claim_id]
        if not found:
            raise OrderNotFound(f"{order_id} {claim_id}")
        return found[0]

    async def take(self, case: ClaimCase, person: str, *, over: bool = False) -> None:
        """Who sees to it from now on; raises `HandoffTaken` when a colleague does, unless it is taken `over`."""
        key = {"order_id": case.order.order_id, "claim_id": case.claim.claim_id}
        values = {"person_id": person, "at": self._now()}
        async with self._database.transaction() as connection:
            if over:
                await upsert(connection, claim_work, key, values)
            else:
                row = insert_into(connection, claim_work).values(**key, **values).on_conflict_do_nothing()
                if (await connection.execute(row)).rowcount == 0:
                    mine = (claim_work.c.order_id == key["order_id"]) & (claim_work.c.claim_id == key["claim_id"])
                    held = await connection.scalar(select(claim_work.c.person_id).where(mine))
                    if held == person:
                        return
                    raise HandoffTaken(case.claim.claim_id, held or "")
            actor = await actor_of(connection, person)
            await write(connection, _entry(AuditEvent.CLAIM_TAKEN, case, actor))

    async def leave(self, case: ClaimCase, person: str) -> None:
        """Nobody sees to it any more; it is no error when it was somebody else's."""
        columns = claim_work.c
        mine = (columns.order_id == case.order.order_id) & (columns.claim_id == case.claim.claim_id)
        async with self._database.transaction() as connection:
            gone = await connection.execute(delete(claim_work).where(mine, columns.person_id == person))
            if gone.rowcount:
                actor = await actor_of(connection, person)
                await write(connection, _entry(AuditEvent.CLAIM_LEFT, case, actor))

    async def _known(self, order_ids: Sequence[str] | None) -> _Known:
        origins = await self._proposals.of_orders(list(_KINDS), order_ids)
        deeds = await self._proposals.of_orders(list(Deed), order_ids)
        query = select(claim_work)
        if order_ids is not None:
            query = query.where(claim_work.c.order_id.in_(order_ids))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        made = [origin for origin in origins if origin.state is ProposalState.DONE]
        return _Known(made, deeds, {(row.order_id, row.claim_id): row.person_id for row in rows})

    def _of_order(self, order: Order, known: _Known, shop: Shop) -> Sequence[ClaimCase]:
        origins = _origins(order, [one for one in known.origins if one.order_id == order.order_id])
        done = [(deed, from_json(deed.details)[0]) for deed in known.deeds if deed.order_id == order.order_id]
        today = self._now().astimezone(self._rules.zone).date()
        cases = []
        for claim in order.claims:
            due = due_day(claim, order, self._rules, shop.hours)
            mine = [deed for deed, what in done if isinstance(what, ClaimDeed) and what.claim_id == claim.claim_id]
            origin = origins.get(claim.claim_id)
            cases.append(
                ClaimCase(
                    order=order,
                    claim=claim,
                    conversation_id=None if origin is None else origin.conversation_id,
                    worker=known.workers.get((order.order_id, claim.claim_id)),
                    due=due,
                    is_overdue=due is not None and today > due,
                    deeds=mine,
                )
            )
        return cases


def _origins(order: Order, asked: Sequence[Proposal]) -> Mapping[str, Proposal]:
    """The yes that each claim came from: the one for just its lines first, else the earliest of its kind."""
    left, found = list(asked), dict[str, Proposal]()
    for exactly in (True, False):
        for claim in sorted(order.claims, key=lambda claim: claim.at):
            if claim.claim_id in found:
                continue
            fitting = [one for one in left if _KINDS[one.action] is claim.kind and (not exactly or _is_of(one, claim))]
            if fitting:
                found[claim.claim_id] = fitting[0]
                left.remove(fitting[0])
    return found


def _is_of(asked: Proposal, claim: Claim) -> bool:
    change, _ = from_json(asked.details)
    if not isinstance(change, ReturnItems | ExchangeItems | ReportProblem):
        return False  # of who was forgotten since
    lines = {(part.line_id, part.quantity) for part in touched(change)}
    return lines == {(part.line_id, part.quantity) for part in claim.lines}


def _entry(event: AuditEvent, case: ClaimCase, actor: str) -> Entry:
    return Entry(event, case.conversation_id, actor, case.order.order_id, reason=case.claim.claim_id)
