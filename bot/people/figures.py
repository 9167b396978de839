"""How the desk's work goes: who waits, how soon shoppers are answered, and who has how much to do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, and_, case, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from bot.conversation import rows
from bot.conversation.model import Handoff, HandoffState, Origin
from bot.conversation.tables import handoffs
from bot.errors import InvalidInput
from bot.people.accounts import now_utc
from bot.storage.database import Database
from bot.storage.tables import UtcDateTime

LONGEST_DAYS: Final = 92
_ALL: Final = "all"


@dataclass(frozen=True)
class Times:
    """How long something took, in whole seconds by the clock (closed hours too), over the `count` that had it.

    By nearest rank: the median is the middle one (the lower of two), nine in ten took at most `p90`. None of none.
    """

    count: int = 0
    median: int | None = None
    p90: int | None = None


@dataclass(frozen=True)
class Span:
    """Whole days of the shop, the last one included."""

    since: date
    until: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.until - self.since < timedelta(days=LONGEST_DAYS):
            raise InvalidInput(f"since and until: accepted are two days in order, at most {LONGEST_DAYS} days in all")

    @property
    def days(self) -> Sequence[date]:
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]

    def begins(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """When the next one begins: days are longer or shorter when the clocks change."""
        return self.begins(day + timedelta(days=1))


@dataclass(frozen=True)
class Group:
    """Of one day, one person or all: shoppers who asked, and how long they waited."""

    asked: int = 0
    abandoned: int = 0
    """Ended before anybody answered."""
    first_response: Times = field(default=Times())
    resolution: Times = field(default=Times())
    """Of those that somebody answered."""


@dataclass(frozen=True)
class Load:
    """What somebody has to do, and has done today."""

    open: int = 0
    answered_today: int = 0
    ended_today: int = 0


@dataclass(frozen=True)
class Figures:
    """Of a span: counted are handoffs that were asked for in it; those that somebody took unasked are `unasked`."""

    total: Group
    unasked: int
    days: Mapping[date, Group]
    agents: Mapping[str, Group]
    """By the id (or name) of who had it last."""
    loads: Mapping[str, Load]
    """Of now and today, whatever the span."""
    asked: Sequence[Handoff]
    waiting: Sequence[Handoff]
    """The longest first."""


class _Seconds(GenericFunction[int]):
    """Whole seconds from one moment to a later one, the same on both databases."""

    type = BigInteger()
    name = "seconds_between"
    inherit_cache = True


@compiles(_Seconds, "sqlite")
def _sqlite_seconds(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    first, last = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST(strftime('%s', {last}) AS INTEGER) - CAST(strftime('%s', {first}) AS INTEGER))"


@compiles(_Seconds, "postgresql")
def _postgresql_seconds(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    first, last = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(floor(extract(epoch FROM {last})) - floor(extract(epoch FROM {first})) AS BIGINT)"


class DeskFigures:
    """Counts in the database; one snapshot for everything that is told together."""

    def __init__(self, database: Database, now: Callable[[], datetime] = now_utc) -> None:
        self._database, self.now = database, now

    async def of(self, span: Span) -> Figures:
        found = _found(span)
        today = self.now().astimezone(span.zone).date()
        async with self._database.reading() as connection:
            whole = await _groups(connection, found, literal(_ALL))
            by_day = await _groups(connection, found, found.c.day)
            by_agent = await _groups(connection, found, found.c.agent)
            return Figures(
                total=whole.get(_ALL, Group()),
                unasked=await connection.scalar(_unasked(span)) or 0,
                days={day: by_day.get(day.isoformat(), Group()) for day in span.days},
                agents={agent: group for agent, group in by_agent.items() if agent is not None},
                loads=await _loads(connection, span.begins(today), span.ends(today)),
                asked=await _handoffs(connection, _asked(span)),
                waiting=await _handoffs(connection, handoffs.c.state == HandoffState.WAITING.value),
            )

    async def open_handoffs(self) -> Sequence[Handoff]:
        async with self._database.reading() as connection:
            return await _handoffs(connection, handoffs.c.state != HandoffState.ENDED.value)


def _asked(span: Span) -> ColumnElement[bool]:
    """Whoever took a conversation unasked kept nobody waiting."""
    return _within(handoffs.c.asked_at, span.begins(span.since), span.ends(span.until)) & (
        handoffs.c.origin != Origin.TAKEN.value
    )


def _unasked(span: Span) -> Select[tuple[int]]:
    within = _within(handoffs.c.asked_at, span.begins(span.since), span.ends(span.until))
    return select(func.count()).where(within, handoffs.c.origin == Origin.TAKEN.value)


def _within(moment: ColumnElement[Any], since: Any, until: Any) -> ColumnElement[bool]:
    return and_(moment >= since, moment < until)


def _found(span: Span) -> CTE:
    """What was asked in a span, each with its day in the shop's zone and its times."""
    kind = UtcDateTime()
    days = union_all(
        *(
            select(
                literal(day.isoformat()).label("day"),
                literal(span.begins(day), kind).label("begins"),
                literal(span.ends(day), kind).label("ends"),
            )
            for day in span.days
        )
    ).cte("days")
    answered = handoffs.c.first_answer_at.is_not(None)
    ended = handoffs.c.ended_at.is_not(None)
    return (
        select(
            days.c.day,
            handoffs.c.agent,
            case((answered, _Seconds(handoffs.c.asked_at, handoffs.c.first_answer_at))).label("answered_in"),
            case((answered & ended, _Seconds(handoffs.c.asked_at, handoffs.c.ended_at))).label("ended_in"),
            case((ended & ~answered, 1), else_=0).label("abandoned"),
        )
        .join(days, _within(handoffs.c.asked_at, days.c.begins, days.c.ends))
        .where(_asked(span))
        .cte("found")
    )


async def _groups(connection: AsyncConnection, found: CTE, by: ColumnElement[Any]) -> Mapping[Any, Group]:
    key = by.label("key")
    counted = select(key, func.count().label("asked"), func.sum(found.c.abandoned).label("abandoned"))
    counts = (await connection.execute(counted.select_from(found).group_by(key))).all()
    answers = await _times(connection, found, key, found.c.answered_in)
    ends = await _times(connection, found, key, found.c.ended_in)
    none = Times()
    return {
        row.key: Group(row.asked, int(row.abandoned), answers.get(row.key, none), ends.get(row.key, none))
        for row in counts
    }


async def _times(
    connection: AsyncConnection, found: CTE, key: ColumnElement[Any], taken: ColumnElement[Any]
) -> Mapping[Any, Times]:
    rank = func.row_number().over(partition_by=key, order_by=taken)
    ranked = select(key, taken.label("taken"), rank.label("rank"), func.count().over(partition_by=key).label("size"))
    line = ranked.select_from(found).where(taken.is_not(None)).subquery()
    # ceil(n / 2) and ceil(9 n / 10), in whole numbers.
    median, p90 = (line.c.size + 1) // 2, (9 * line.c.size + 9) // 10
    query = select(
        line.c.key,
        func.max(line.c.size).label("size"),
        func.max(case((line.c.rank == median, line.c.taken))).label("median"),
        func.max(case((line.c.rank == p90, line.c.taken))).label("p90"),
    ).group_by(line.c.key)
    return {row.key: Times(row.size, row.median, row.p90) for row in await connection.execute(query)}


async def _loads(connection: AsyncConnection, since: datetime, until: datetime) -> Mapping[str, Load]:
    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    query = select(
        handoffs.c.agent,
        counted(handoffs.c.state == HandoffState.TAKEN.value).label("open"),
        counted(_within(handoffs.c.first_answer_at, since, until)).label("answered"),
        counted(_within(handoffs.c.ended_at, since, until)).label("ended"),
    )
    found = await connection.execute(query.where(handoffs.c.agent.is_not(None)).group_by(handoffs.c.agent))
    return {row.agent: Load(int(row.open), int(row.answered), int(row.ended)) for row in found}


async def _handoffs(connection: AsyncConnection, condition: ColumnElement[bool]) -> Sequence[Handoff]:
    query = select(handoffs).where(condition).order_by(handoffs.c.asked_at, handoffs.c.id)
    return [rows.handoff(row) for row in await connection.execute(query)]
