"""Conversations are found by what they are and by what was said in them, on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.conversation.ids import new_id
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Origin, Status
from bot.conversation.sql_store import SqlConversationStore
from bot.conversation.sql_talks import SqlTalkStore
from bot.conversation.tables import conversations, handoffs
from bot.conversation.talks import Place, Talk, TalkQuery, View
from bot.dialogue import parts
from bot.language import Language, detect
from bot.storage.database import Database
from tests.either_store import database

__all__ = ["database"]

ME = "p_me"


@dataclass
class Shelf:
    """Conversations, and what finds them."""

    database: Database
    store: SqlConversationStore
    talks: SqlTalkStore

    async def talk(self, *said: str, customer: str | None = None, audience: str = "shopper") -> str:
        """What a shopper said and the bot answered, line by line."""
        begun = await self.store.begin(detect(said[0], "en") if said else "en", {}, audience)
        if customer:
            await self.store.bind_customer(begun.id, customer)
        for number, words in enumerate(said):
            await self.say(begun.id, Author.BOT if number % 2 else Author.SHOPPER, words)
        return begun.id

    async def say(self, talk: str, author: Author, words: str, **more: Any) -> str:
        async with self.database.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            message = await held.say(author, [parts.text(words), *more.get("parts", ())])
            await held.save()
        return message.id

    async def handed(self, talk: str, status: Status, agent: str | None = None, **values: Any) -> None:
        async with self.database.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            held.move_to(Status.QUEUED if status is Status.CLOSED else status)
            state = {Status.QUEUED: "waiting", Status.ASSIGNED: "taken"}.get(status, "ended")
            row = {"id": new_id("h"), "conversation_id": talk, "state": state, "reason": "help", "asked_at": held.now}
            await connection.execute(handoffs.insert().values(**row, agent=agent, **values))
            if status is Status.CLOSED:
                held.move_to(status)
            await held.save()

    async def find(self, *words: str, **asked: Any) -> list[str]:
        return [talk.conversation.id for talk in await self.found(*words, **asked)]

    async def found(self, *words: str, **asked: Any) -> Sequence[Talk]:
        return await self.talks.find(TalkQuery(ME, words=words, **asked))


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database, SqlConversationStore(database), SqlTalkStore(database))


async def test_the_newest_come_first_and_page_by_page(shelf: Shelf) -> None:
    talks = [await shelf.talk(f"question {n}", f"answer {n}") for n in range(5)]
    await shelf.say(talks[0], Author.SHOPPER, "one thing more")
    newest_first = [talks[0], *reversed(talks[1:])]
    first = await shelf.found(most=2)
    assert [one.conversation.id for one in first] == newest_first[:3], "one more tells that there are more"
    assert (first[1].first and first[1].first.parts[0]["text"], first[1].last and first[1].last.author) == (
        "question 4",
        Author.BOT,
    )
    place = Place(first[1].last_at, first[1].conversation.id)
    assert await shelf.find(most=2, after=place) == newest_first[2:5]


async def test_those_of_the_same_moment_are_each_found_once(shelf: Shelf) -> None:
    talks = {await shelf.talk("hello") for _ in range(5)}
    async with shelf.database.transaction() as connection:
        await connection.execute(update(conversations).values(last_at=datetime.now(UTC)))
    seen: list[str] = []
    place = None
    while page := (await shelf.found(most=2, after=place))[:2]:
        seen += [one.conversation.id for one in page]
        place = Place(page[-1].last_at, page[-1].conversation.id)
    assert sorted(seen) == sorted(talks)


async def test_each_view_shows_its_own(shelf: Shelf) -> None:
    with_bot, waiting, mine, others, closed = [await shelf.talk(f"talk {n}") for n in range(5)]
    await shelf.handed(waiting, Status.QUEUED)
    await shelf.handed(mine, Status.ASSIGNED, ME)
    await shelf.handed(others, Status.ASSIGNED, "p_other")
    await shelf.handed(closed, Status.CLOSED, ME, close_reason="solved")
    views = {View.BOT: with_bot, View.WAITING: waiting, View.MINE: mine, View.OTHERS: others, View.CLOSED: closed}
    for view, talk in views.items():
        assert await shelf.find(view=view) == [talk], view
    assert len(await shelf.find()) == 5


async def test_what_merchants_say_and_empty_conversations_are_never_found(shelf: Shelf) -> None:
    await shelf.talk("what sells best?", audience="merchant")
    await shelf.talk()
    talk = await shelf.talk("hello")
    assert await shelf.find() == [talk]
    assert await shelf.find("sells") == []


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("Where is my Teapot?", "teapot"),
        ("我的茶壶少了壶盖", "少了壶"),
        ("我的订单W10001到哪了", "W10001"),
        ("a café in Zürich", "café"),
        ("50% off_now", "50% off_now"),
        ('he said "no"', '"no"'),
        ("back\\slash", "\\s"),
    ],
)
async def test_words_and_their_pieces_are_found_in_both_languages(shelf: Shelf, said: str, word: str) -> None:
    talk = await shelf.talk(said)
    await shelf.talk("something else, 50 off now 茶杯")
    assert await shelf.find(word) == [talk]


@pytest.mark.parametrize("word", ["kind", "text", "%", "_", "\\u", "{"])
async def test_how_it_is_stored_is_not_what_was_said(shelf: Shelf, word: str) -> None:
    await shelf.talk("hello 您好")
    assert await shelf.find(word) == []


async def test_every_word_must_be_found_wherever(shelf: Shelf) -> None:
    talk = await shelf.talk("my lamp is broken", "I am sorry")
    assert await shelf.find("lamp", "sorry") == [talk]
    assert await shelf.find("lamp", "teapot") == []


async def test_ids_order_numbers_contacts_and_customers_are_found(shelf: Shelf) -> None:
    talk = await shelf.talk("hello", customer="C-77")
    await shelf.handed(talk, Status.QUEUED, contact="Mei.Lin@example.com")
    message = await shelf.say(talk, Author.BOT, "Here:", parts=({"kind": "order", "order_id": "W20002"},))
    other = await shelf.talk("hello again", customer="C-78")
    for word in (talk, message, "w20002", "mei.lin@", "C-77"):
        assert await shelf.find(word) == [talk], word
    assert await shelf.find("Lin", customers=({"C-78"},)) == [other, talk], "by the name that the shop knows, or said"
    assert await shelf.talks.customers(10) == ["C-78", "C-77"]


async def test_filters_look_at_the_last_request_for_a_person(shelf: Shelf) -> None:
    talk, other = await shelf.talk("one"), await shelf.talk("two")
    earlier = datetime.now(UTC) - timedelta(days=1)
    await shelf.handed(talk, Status.CLOSED, "p_old", topic="orders", team="night")
    async with shelf.database.transaction() as connection:
        await connection.execute(update(handoffs).values(asked_at=earlier))
    async with shelf.database.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        held.move_to(Status.BOT)
        await held.save()
    await shelf.handed(talk, Status.ASSIGNED, "p_new", topic="returns", origin=Origin.REQUIRED.value)
    assert await shelf.find(agent="p_new") == await shelf.find(topic="returns") == [talk]
    assert await shelf.find(origin=Origin.REQUIRED) == [talk]
    assert await shelf.find(agent="p_old") == await shelf.find(team="night") == []
    assert other in await shelf.find(language="en")
    assert await shelf.find(language="zh") == []


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_customers_other_talks(shelf: Shelf, language: Language) -> None:
    words = {"en": "hello", "zh": "您好"}[language]
    mine = [await shelf.talk(words, customer="C-1") for _ in range(2)]
    await shelf.talk(words, customer="C-2")
    await shelf.talk(words)
    assert await shelf.find(customer_id="C-1", but_for=mine[1]) == [mine[0]]
