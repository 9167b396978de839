"""Everybody who waits for a person, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.model import HandoffState
from bot.conversation.tables import conversations, handoffs
from bot.language import Language
from bot.people.model import Topic
from bot.queueing.tables import queue_entries
from bot.queueing.waits import Range

IN_LINE: Final = (handoffs.c.priority.desc(), handoffs.c.asked_at, handoffs.c.id)
_WAITING: Final = handoffs.c.state == HandoffState.WAITING.value
_KEPT: Final = [column for column in queue_entries.c if column.name != "handoff_id"]


@dataclass(frozen=True)
class Told:
    """What a shopper knows of their wait."""

    position: int
    wait: Range | None = None
    is_free: bool | None = None
    """Whether somebody who can answer is there and free; None where nobody works at our desk."""


@dataclass(frozen=True)
class Waiter:
    """Somebody who waits."""

    handoff_id: str
    conversation_id: str
    topic: Topic
    team: str | None
    """To which it was passed on; None is everybody's."""
    language: Language
    asked_at: datetime
    upset: bool
    customer_id: str | None
    is_triaged: bool
    aged: int
    told: Told | None
    passed_by: str | None
    passed_at: datetime | None
    timed_out_at: datetime | None


async def read_line(connection: AsyncConnection) -> Sequence[Waiter]:
    """The first one first."""
    joined = handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id)
    joined = joined.outerjoin(queue_entries, queue_entries.c.handoff_id == handoffs.c.id)
    columns = (
        handoffs.c.id,
        handoffs.c.conversation_id,
        handoffs.c.topic,
        handoffs.c.team,
        handoffs.c.asked_at,
        handoffs.c.upset,
        conversations.c.language,
        conversations.c.customer_id,
        *_KEPT,
    )
    query = select(*columns).select_from(joined).where(_WAITING).order_by(*IN_LINE)
    return [_waiter(row) for row in await connection.execute(query)]


def _waiter(row: Row[Any]) -> Waiter:
    wait = None if row.wait_to is None else Range(row.wait_from, row.wait_to)
    return Waiter(
        handoff_id=row.id,
        conversation_id=row.conversation_id,
        topic=Topic(row.topic or Topic.OTHER),
        team=row.team,
        language=row.language,
        asked_at=row.asked_at,
        upset=row.upset,
        customer_id=row.customer_id,
        is_triaged=bool(row.is_triaged),
        aged=row.aged or 0,
        told=None if row.position is None else Told(row.position, wait, row.is_free),
        passed_by=row.passed_by,
        passed_at=row.passed_at,
        timed_out_at=row.timed_out_at,
    )
