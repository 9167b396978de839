"""What the desk knows of an open request beside the request itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.conversation.signs import Signs
from bot.conversation.tables import handoffs
from bot.conversation.transfers import Transfers
from bot.dialogue import parts
from bot.mail.tables import letters
from bot.people.model import Topic
from bot.queueing.assigning import Assigning
from bot.queueing.pruning import Pruning
from bot.queueing.returning import Returning
from bot.queueing.rules import Urgency
from bot.queueing.standing import Standing, Standings
from bot.queueing.tables import queue_entries
from bot.queueing.triage import Triage
from tests.queueing.floor import Floor

WITHIN = timedelta(seconds=90)
RULES = """
priority:
  - {topic: orders, add: 10}
  - {upset: true, add: 5}
  - {waiting_minutes: 10, add: 7}
"""


@pytest.fixture(autouse=True)
async def now(floor: Floor) -> None:
    """What is said is timed by the real clock."""
    floor.clock.moment = datetime.now(UTC)


async def standing(floor: Floor, talk: str) -> Standing:
    standings = Standings(floor.store, answer_within=WITHIN, silent_after=None, now=floor.clock)
    return (await standings.of([talk]))[talk]


async def test_a_priority_is_told_with_the_rules_it_comes_from(floor: Floor) -> None:
    talk, plain = await floor.ask(topic=Topic.ORDERS, upset=True), await floor.ask()
    triage = Triage(floor.store, floor.world.commerce, Urgency.read(RULES), floor.clock)
    await triage.look()
    assert (await floor.desk.handoff(talk)).priority == 15
    assert (await standing(floor, talk)).raised == [{"add": 10, "topic": "orders"}, {"add": 5, "upset": True}]
    assert (await standing(floor, plain)).raised == []
    floor.clock.forward(minutes=11)
    await triage.look()
    assert (await standing(floor, plain)).raised == [{"add": 7, "waiting_minutes": 10}]


async def test_what_was_given_has_a_time_to_be_answered_in(floor: Floor) -> None:
    ann, talk, late = await floor.seat("ann"), await floor.ask(), await floor.ask()
    assert (await standing(floor, talk)).answer_in is None
    await Assigning(floor.store, floor.bus, floor.presence, most=4, answer_within=WITHIN, now=floor.clock).look()
    floor.clock.forward(seconds=30)
    for given in (await standing(floor, talk), await standing(floor, late)):
        assert (given.given, given.answer_in) == ("offered", 60)
    await floor.desk.answer(talk, ann, "Hello.")
    assert (await standing(floor, talk)).answer_in is None, "it was answered"
    floor.clock.forward(seconds=61)
    await floor.beat("ann")
    vanished = timedelta(seconds=120)
    await Returning(floor.store, floor.bus, answer_within=WITHIN, vanished_after=vanished, now=floor.clock).look()
    back = await standing(floor, late)
    assert (back.given, back.answer_in) == (None, None)


async def test_how_it_came_to_whoever_has_it(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    talk = await floor.ask()
    await floor.desk.take(talk, ann)
    assert (await standing(floor, talk)).given is None
    await Transfers(floor.store, floor.bus).to_colleague(talk, ann, bea)
    assert (await standing(floor, talk)).given == "passed"
    await floor.desk.answer(talk, bea, "Hello.")
    assert (await standing(floor, talk)).given == "passed"
    await floor.desk.take(talk, ann, over=True)
    assert (await standing(floor, talk)).given is None


async def test_what_the_one_who_has_it_has_not_seen_is_counted(floor: Floor) -> None:
    talk = await floor.ask("a person please")
    await floor.desk.take(talk, "Ana")
    async with floor.store.transaction() as connection:
        await connection.execute(handoffs.update().values(asked_at=datetime.now(UTC)))
        held = await LockedConversation.take(connection, talk)
        said = [await held.say(Author.SHOPPER, [parts.text(words)]) for words in ("one", "two", "three")]
        await held.save()
    assert (await standing(floor, talk)).unread == 3
    await Signs(floor.store, floor.bus).see(talk, Author.AGENT, said[1].id)
    assert (await standing(floor, talk)).unread == 1


async def test_old_letters_and_places_are_dropped_and_what_is_under_way_stays(floor: Floor) -> None:
    ended, waits, recent = await floor.ask(), await floor.ask(), await floor.ask()
    for talk in (ended, recent):
        await floor.desk.close(talk)
    old = floor.clock() - timedelta(days=31)
    kept = {"to": "mei@example.com", "at": old, "due_at": old, "tries": 1}
    async with floor.store.transaction() as connection:
        found = (await connection.execute(select(handoffs.c.id, handoffs.c.conversation_id))).all()
        ids = {row.conversation_id: row.id for row in found}
        for talk in ids:
            await connection.execute(queue_entries.insert().values(handoff_id=ids[talk]))
        await connection.execute(handoffs.update().where(handoffs.c.conversation_id == ended).values(ended_at=old))
        ends = {"m_sent": {"sent_at": old}, "m_given_up": {"given_up_at": old}, "m_tried": {}}
        for name, end in {**ends, "m_lately": {"sent_at": floor.clock()}}.items():
            row = {**kept, "message_id": name, "conversation_id": waits, **end}
            await connection.execute(letters.insert().values(**row))
    pruning = Pruning(floor.store, timedelta(days=30), floor.clock)
    for _ in range(2):
        await pruning.look()
    async with floor.store.reading() as connection:
        left = set(await connection.scalars(select(letters.c.message_id)))
        entries = set(await connection.scalars(select(queue_entries.c.handoff_id)))
        asked = set(await connection.scalars(select(handoffs.c.conversation_id)))
    assert left == {"m_tried", "m_lately"}
    assert entries == {ids[waits], ids[recent]}
    assert asked == {ended, waits, recent}, "figures and waits are reckoned from these"
