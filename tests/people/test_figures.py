"""The desk's figures against a day and a half that was reckoned by hand, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.ids import new_id
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.tables import handoffs
from bot.errors import InvalidInput
from bot.people.figures import DeskFigures, Group, Load, Span, Times
from bot.storage.database import Database
from bot.storage.migrate import migrate

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 14, tzinfo=SHANGHAI)
SPAN = Span(date(2026, 11, 24), date(2026, 11, 25), SHANGHAI)


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=SHANGHAI)


class Book:
    """Writes handoffs down as they would have been."""

    def __init__(self, database: Database) -> None:
        self.database, self.talks = database, SqlConversationStore(database)

    async def add(
        self,
        asked: datetime,
        agent: str | None = None,
        answered: int | None = None,
        ended: int | None = None,
        **more: str,
    ) -> str:
        talk = (await self.talks.begin("en", {})).id
        state = "ended" if ended is not None else "taken" if agent else "waiting"
        first = None if answered is None else asked + timedelta(seconds=answered)
        end = None if ended is None else asked + timedelta(seconds=ended)
        row = {"id": new_id("h"), "conversation_id": talk, "state": state, "reason": "?", "agent": agent, **more}
        async with self.database.transaction() as connection:
            values = {**row, "asked_at": asked, "first_answer_at": first, "ended_at": end}
            await connection.execute(handoffs.insert().values(**values))
        return talk


@pytest.fixture
async def book(url: str) -> AsyncIterator[Book]:
    await migrate(url)
    database = Database.open(url)
    yield Book(database)
    await database.close()


async def test_a_day_and_a_half_as_reckoned_by_hand(book: Book) -> None:
    await book.add(at(24, "10:00:00"), "ann", 60, 600)
    await book.add(at(24, "10:00:00.900"), "ann", 120, 1200)
    await book.add(at(24, "23:59:30"), "bob", 30, 300)  # answered and ended on the next day
    await book.add(at(25, "00:00:00"), "bob", 240)  # midnight belongs to the new day
    await book.add(at(25, "09:00:00"), None, None, 60)  # the shopper went back to the bot
    second = await book.add(at(25, "13:00:00"))
    first = await book.add(at(25, "12:00:00"))
    await book.add(at(25, "11:00:00"), "ann", 0, 100, origin="taken")  # nobody asked: nobody waited
    await book.add(at(23, "23:59:59"), "ann", 5, 6)
    found = await DeskFigures(book.database, lambda: NOW).of(SPAN)
    assert found.total == Group(7, 1, Times(4, 60, 240), Times(3, 600, 1200))
    assert found.unasked == 1
    assert found.days == {
        date(2026, 11, 24): Group(3, 0, Times(3, 60, 120), Times(3, 600, 1200)),
        date(2026, 11, 25): Group(4, 1, Times(1, 240, 240), Times()),
    }
    assert found.agents == {
        "ann": Group(2, 0, Times(2, 60, 120), Times(2, 600, 1200)),
        "bob": Group(2, 0, Times(2, 30, 240), Times(1, 300, 300)),
    }
    assert found.loads == {"ann": Load(0, 1, 1), "bob": Load(1, 2, 1)}
    assert [one.conversation_id for one in found.waiting] == [first, second]
    assert len(found.asked) == 7


async def test_where_nobody_asked_nothing_is_claimed(book: Book) -> None:
    found = await DeskFigures(book.database, lambda: NOW).of(SPAN)
    assert found.total == Group(0, 0, Times(0, None, None), Times(0, None, None))
    assert list(found.days.values()) == [Group(), Group()]
    assert (found.agents, found.loads, found.waiting) == ({}, {}, [])


async def test_nine_in_ten_is_the_nearest_rank(book: Book) -> None:
    for seconds in range(1, 12):
        await book.add(at(24, "10:00:00"), "ann", seconds)
    found = await DeskFigures(book.database, lambda: NOW).of(SPAN)
    assert found.total.first_response == Times(11, 6, 10)


def test_a_day_is_as_long_as_the_clocks_make_it() -> None:
    span = Span(date(2026, 11, 1), date(2026, 11, 1), ZoneInfo("America/New_York"))
    assert span.begins(date(2026, 11, 1)) == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert span.ends(date(2026, 11, 1)) - span.begins(date(2026, 11, 1)) == timedelta(hours=25)


@pytest.mark.parametrize(("since", "until"), [("2026-11-02", "2026-11-01"), ("2026-01-01", "2026-04-03")])
def test_a_span_is_in_order_and_not_endless(since: str, until: str) -> None:
    with pytest.raises(InvalidInput, match="92 days"):
        Span(date.fromisoformat(since), date.fromisoformat(until), SHANGHAI)
