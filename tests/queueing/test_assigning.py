"""Who waits comes to somebody who is there, once, and comes back when that was in vain."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.model import HandoffState, Status
from bot.conversation.transfers import Transfers
from bot.errors import HandoffTaken
from bot.people.model import Availability, Topic
from bot.people.presence import YOUNG, Presence
from bot.people.tables import seats
from bot.people.teams import Teams
from bot.queueing.assigning import Assigning
from bot.queueing.places import Places
from bot.queueing.returning import Returning
from bot.queueing.standing import Standings
from bot.queueing.tables import queue_entries
from bot.queueing.waits import MeasuredHolds
from bot.storage.database import Database
from bot.storage.upsert import upsert
from tests.queueing.floor import Floor

WITHIN, VANISHED = timedelta(seconds=90), timedelta(seconds=120)


def giving(floor: Floor, most: int = 2, store: Database | None = None) -> Assigning:
    presence = Presence(store or floor.store, floor.clock)
    return Assigning(store or floor.store, floor.bus, presence, most=most, answer_within=WITHIN, now=floor.clock)


def back(floor: Floor) -> Returning:
    return Returning(floor.store, floor.bus, answer_within=WITHIN, vanished_after=VANISHED, now=floor.clock)


async def agents(floor: Floor, *talks: str) -> list[str | None]:
    return [(await floor.desk.handoff(talk)).agent for talk in talks]


@pytest.fixture(autouse=True)
async def now(floor: Floor) -> None:
    """What agents say is timed by the real clock."""
    floor.clock.moment = datetime.now(UTC)


async def test_whoever_has_least_gets_the_first_in_line_and_nobody_more_than_the_most(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    own = await floor.ask()
    await floor.desk.take(own, ann)
    talks = [await floor.ask(ago=timedelta(minutes=9 - n)) for n in range(4)]
    await giving(floor).look()
    assert await agents(floor, *talks) == [bea, ann, bea, None] or await agents(floor, *talks) == [bea, bea, ann, None]
    assert (await floor.world.conversations.conversation(talks[0])).status is Status.ASSIGNED
    assert await floor.notice(talks[0]) == {"kind": "handoff", "status": "assigned", "why": "offered"}
    assert (await floor.desk.handoff(talks[0])).taken_at is None, "it is taken by the first answer"
    assert "offered" in await floor.world.audited(talks[0])


async def test_a_teams_conversation_is_given_to_its_members_who_are_there_alone(floor: Floor) -> None:
    teams = Teams(floor.store, floor.bus)
    await floor.seat("ann")
    bea = await floor.seat("bea", Availability.BUSY)
    await teams.make("Repairs", "staff:test")
    await teams.join("Repairs", "bea@shop.example", "staff:test")
    talk, anybodys = await floor.ask(ago=timedelta(minutes=5)), await floor.ask()
    await Transfers(floor.store, floor.bus).to_team(talk, bea, "Repairs")
    await giving(floor).look()
    assert [one is None for one in await agents(floor, talk, anybodys)] == [True, False], "nobody behind waits for it"
    await floor.presence.beat(floor.sessions["bea"], Availability.ONLINE)
    await giving(floor).look()
    assert await agents(floor, talk) == [bea]
    other = await floor.ask()
    await Transfers(floor.store, floor.bus).to_team(other, bea, "Repairs")
    await teams.empty("Repairs", "staff:test")
    await giving(floor).look()
    assert await agents(floor, other) == [None]
    await teams.remove("Repairs", "staff:test")
    await giving(floor).look()
    assert await agents(floor, other) != [None], "of no team any more, it is anybody's"


async def test_equals_take_turns(floor: Floor) -> None:
    three = {await floor.seat(name) for name in ("ann", "bea", "cy")}
    got = []
    for _ in range(6):
        talk = await floor.ask()
        await giving(floor).look()
        got += await agents(floor, talk)
        await floor.desk.close(talk)
        floor.clock.forward(seconds=1)
        await floor.beat("ann", "bea", "cy")
    assert set(got[:3]) == three
    assert got[3:] == got[:3]


async def test_only_somebody_there_online_and_with_the_skill_is_given_anything(floor: Floor) -> None:
    await floor.seat("eve", languages=("en",))
    await floor.seat("ola", topics=(Topic.ORDERS,))
    await floor.seat("bea", Availability.BUSY)
    await floor.seat("gus", Availability.AWAY)
    talk, plain = await floor.ask(language="zh", topic=Topic.RETURNS), await floor.ask()
    floor.clock.forward(seconds=46)
    await floor.beat("ola", "bea", "gus", "eve")
    await floor.sign_in.end(floor.sessions["ola"])
    await giving(floor).look()
    assert await agents(floor, talk) == [None]
    assert await agents(floor, plain) == [floor.sessions["eve"].person.id], "the one before needs another skill"


@pytest.mark.race
async def test_several_processes_give_each_once_and_nobody_too_many(floor: Floor) -> None:
    people = [await floor.seat(name) for name in ("ann", "bea", "cy")]
    talks = [await floor.ask() for _ in range(12)]
    others = [Database.open(floor.url) for _ in range(3)]
    try:
        for _ in range(3):
            await asyncio.gather(*(giving(floor, 3, store).look() for store in (floor.store, *others)))
    finally:
        for store in others:
            await store.close()
    given = await agents(floor, *talks)
    assert sorted(given.count(person) for person in people) == [3, 3, 3]
    for talk, agent in zip(talks, given, strict=True):
        audited = await floor.world.audited(talk)
        assert audited.count("offered") == (agent is not None)


@pytest.mark.race
async def test_somebody_who_takes_at_the_same_moment_is_not_overruled(floor: Floor) -> None:
    ann = await floor.seat("ann")
    for _ in range(10):
        talk = await floor.ask()
        ends = await asyncio.gather(floor.desk.take(talk, "bob"), giving(floor, 99).look(), return_exceptions=True)
        agent = (await floor.desk.handoff(talk)).agent
        assert agent == (ann if isinstance(ends[0], HandoffTaken) else "bob")
        assert [part["status"] for m in await floor.said(talk) for part in m.parts if part["kind"] == "handoff"] == [
            "queued",
            "assigned",
        ]


async def test_what_is_not_answered_goes_to_the_next_at_its_old_place(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea", Availability.BUSY)
    talk, later = await floor.ask(ago=timedelta(minutes=5)), await floor.ask()
    await giving(floor, 1).look()
    assert await agents(floor, talk, later) == [ann, None]
    floor.clock.forward(seconds=89)
    await floor.beat("ann", "bea")
    await back(floor).look()
    assert await agents(floor, talk) == [ann]
    floor.clock.forward(seconds=1)
    await asyncio.gather(*(back(floor).look() for _ in range(3)))
    assert [h.conversation_id for h in await floor.desk.list()] == [talk, later], "at its old place"
    assert await floor.notice(talk) == {"kind": "handoff", "status": "queued", "why": "unanswered"}
    assert (await floor.world.audited(talk)).count("requeued") == 1
    await giving(floor, 1).look()
    assert await agents(floor, talk, later) == [None, ann], "not to the same person at once"
    await floor.presence.beat(floor.sessions["bea"], Availability.ONLINE)
    await giving(floor, 1).look()
    assert await agents(floor, talk) == [bea]


async def test_an_answer_makes_it_theirs_and_writing_one_holds_it(floor: Floor) -> None:
    ann = await floor.seat("ann")
    answered, written = await floor.ask(ago=timedelta(minutes=1)), await floor.ask()
    await giving(floor).look()
    floor.clock.forward(seconds=85)
    floor.clock.moment = max(floor.clock.moment, datetime.now(UTC))
    await floor.presence.beat(floor.sessions["ann"], writing_in=written)
    await floor.desk.answer(answered, ann, "Hello, Ann here.")
    floor.clock.forward(seconds=10)
    await back(floor).look()
    assert await agents(floor, answered, written) == [ann, ann]
    assert (await floor.desk.handoff(answered)).taken_at is not None
    floor.clock.forward(seconds=15)
    await floor.beat("ann")
    await back(floor).look()
    assert await agents(floor, answered, written) == [ann, None], "no key for twenty seconds, and no answer"


async def test_whoever_vanishes_loses_all_and_whoever_comes_back_in_time_nothing(floor: Floor) -> None:
    ann = await floor.seat("ann")
    talks = [await floor.ask(), await floor.ask()]
    for talk in talks:
        await floor.desk.answer(talk, ann, "One moment.")
    floor.clock.forward(seconds=119)
    await back(floor).look()
    await floor.beat("ann")
    floor.clock.forward(seconds=119)
    await back(floor).look()
    assert await agents(floor, *talks) == [ann, ann]
    floor.clock.forward(seconds=2)
    await asyncio.gather(*(back(floor).look() for _ in range(3)))
    assert await agents(floor, *talks) == [None, None]
    for talk in talks:
        assert (await floor.desk.handoff(talk)).state is HandoffState.WAITING
        assert await floor.notice(talk) == {"kind": "handoff", "status": "queued", "why": "vanished"}
        assert (await floor.world.audited(talk)).count("requeued") == 1


async def test_nobody_vanishes_because_the_service_was_away(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    stays, goes = await floor.ask(), await floor.ask()
    await floor.desk.answer(stays, ann, "One moment.")
    await floor.desk.answer(goes, bea, "One moment.")
    kept = Returning(
        floor.store, floor.bus, answer_within=WITHIN, vanished_after=VANISHED, settle=YOUNG, now=floor.clock
    )

    async def look(seconds: int) -> None:
        for _ in range(seconds // 5):
            floor.clock.forward(seconds=5)
            await kept.look()

    for _ in ("a start", "a store that was away"):
        floor.clock.forward(minutes=10)
        await look(15)
        await floor.beat("ann")
        assert await agents(floor, stays, goes) == [ann, bea], "their pages get the time to tell"
    await look(35)
    assert await agents(floor, stays, goes) == [ann, None], "whoever is gone is found out a little later"


async def test_signing_out_and_losing_the_account_are_ways_to_vanish(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    first, second = await floor.ask(), await floor.ask()
    await floor.desk.answer(first, ann, "One moment.")
    await floor.desk.answer(second, bea, "One moment.")
    await floor.sign_in.end(floor.sessions["ann"])
    await floor.accounts.change("bea@shop.example", "staff:test", is_active=False)
    await back(floor).look()
    assert await agents(floor, first, second) == [ann, None]
    # The answer was timed by the real clock, which has gone on.
    floor.clock.moment = datetime.now(UTC) + timedelta(seconds=121)
    await back(floor).look()
    assert await agents(floor, first) == [None]


async def test_whoever_answers_by_other_means_does_not_vanish(floor: Floor) -> None:
    talk = await floor.ask()
    await floor.desk.answer(talk, "Ana", "From the command line.")
    floor.clock.forward(hours=3)
    await back(floor).look()
    assert await agents(floor, talk) == ["Ana"]


async def test_a_long_stop_of_the_service_does_not_forget_who_had_a_conversation(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    talk = await floor.ask()
    await floor.desk.answer(talk, ann, "One moment.")
    looks = Returning(
        floor.store, floor.bus, answer_within=WITHIN, vanished_after=VANISHED, settle=YOUNG, now=floor.clock
    )
    floor.clock.forward(days=3)
    for _ in range(10):
        await looks.look()
        await floor.presence.forget_old()
        floor.clock.forward(seconds=5)
    assert await agents(floor, talk) == [None], "she has not come back"
    await floor.presence.forget_old()
    async with floor.store.reading() as connection:
        left = (await connection.execute(seats.select().where(seats.c.person_id.in_([ann, bea])))).all()
    assert left == []


async def test_what_is_passed_to_somebody_who_never_comes_to_the_desk_waits_again(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    talk, answered = await floor.ask(), await floor.ask()
    async with floor.store.transaction() as connection:
        await connection.execute(seats.delete().where(seats.c.person_id == bea))
    for one in (talk, answered):
        await floor.desk.answer(one, ann, "A colleague knows more.")
        await Transfers(floor.store, floor.bus).to_colleague(one, ann, bea)
    await floor.desk.answer(answered, bea, "From a program of her own.")
    floor.clock.forward(seconds=60)
    await floor.beat("ann")
    await back(floor).look()
    assert await agents(floor, talk, answered) == [bea, bea]
    floor.clock.forward(seconds=61)
    for _ in range(2):
        await back(floor).look()
    assert await agents(floor, talk, answered) == [None, bea]
    assert await floor.notice(talk) == {"kind": "handoff", "status": "queued", "why": "unanswered"}


async def test_what_is_passed_to_somebody_who_is_gone_comes_back_unanswered(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    talk = await floor.ask()
    floor.clock.forward(seconds=130)
    await floor.beat("ann")
    await floor.desk.answer(talk, ann, "A colleague knows more.")
    await Transfers(floor.store, floor.bus).to_colleague(talk, ann, bea)
    floor.clock.forward(seconds=121)
    await back(floor).look()
    assert await floor.notice(talk) == {"kind": "handoff", "status": "queued", "why": "unanswered"}, (
        "she had said nothing"
    )


async def test_a_wait_ends_with_a_person_and_not_with_being_passed_on(floor: Floor) -> None:
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    waiting, had = await floor.ask(), await floor.ask()
    taken = (await floor.desk.take(had, ann)).conversation.id
    before = (await floor.desk.handoff(taken)).taken_at
    for talk in (waiting, had):
        await Transfers(floor.store, floor.bus).to_colleague(talk, ann, bea)
    assert (await floor.desk.handoff(waiting)).taken_at is None, "nobody has looked at it"
    assert (await floor.desk.handoff(had)).taken_at == before
    await floor.desk.answer(waiting, bea, "Hello.")
    assert (await floor.desk.handoff(waiting)).taken_at is not None


async def test_a_place_is_taken_back_from_those_who_do_not_wait_any_more(floor: Floor) -> None:
    talk = await floor.ask()
    holds = MeasuredHolds(floor.store, least=4, days=28)
    places = Places(floor.store, floor.bus, floor.presence, floor.world.commerce, holds, floor.clock)
    await places.look()
    assert (await floor.notice(talk))["position"] == 1
    await floor.desk.take(talk, "Ana")
    await places.look()
    told = [part for m in await floor.said(talk) for part in m.parts if part["kind"] == "handoff"]
    assert [(part["status"], part.get("position")) for part in told] == [("queued", None), ("assigned", None)]
    await floor.desk.put_back(talk, "Ana")
    await places.look()
    assert (await floor.notice(talk))["position"] == 1


async def test_whoever_takes_by_hand_what_they_once_let_pass_keeps_it(floor: Floor) -> None:
    ann = await floor.seat("ann")
    talk = await floor.ask()
    await giving(floor).look()
    floor.clock.forward(seconds=90)
    await floor.beat("ann")
    await back(floor).look()
    assert await agents(floor, talk) == [None]
    await floor.desk.take(talk, ann)
    await back(floor).look()
    assert await agents(floor, talk) == [ann]
    standings = Standings(floor.store, answer_within=WITHIN, silent_after=None, now=floor.clock)
    assert (await standings.of([talk]))[talk].answer_in is None, "nothing counts down"


@pytest.mark.parametrize("taken", ["given", "from the bot"])
async def test_what_somebody_puts_back_goes_to_others_first(floor: Floor, taken: str) -> None:
    ann = await floor.seat("ann")
    if taken == "given":
        talk = await floor.ask()
        await giving(floor).look()
    else:
        talk = (await floor.world.conversations.begin("en", {})).id
        await floor.desk.take_from_bot(talk, ann)
    assert await agents(floor, talk) == [ann]
    await floor.desk.put_back(talk, ann)
    await giving(floor).look()
    assert await agents(floor, talk) == [None], "not straight back"
    bea = await floor.seat("bea")
    await giving(floor).look()
    assert await agents(floor, talk) == [bea]
    await floor.desk.put_back(talk, bea)
    await floor.accounts.change("bea@shop.example", "staff:test", is_active=False)
    await giving(floor).look()
    assert await agents(floor, talk) == [ann], "who let it pass before the last one may have it"
    await floor.desk.put_back(talk, ann)
    floor.clock.moment = datetime.now(UTC) + WITHIN
    await floor.beat("ann")
    await giving(floor).look()
    assert await agents(floor, talk) == [ann], "after a while nobody is left out"


async def test_what_somebody_passes_to_a_team_of_their_own_goes_to_the_others_first(floor: Floor) -> None:
    teams = Teams(floor.store, floor.bus)
    ann, bea = await floor.seat("ann"), await floor.seat("bea")
    await teams.make("Repairs", "staff:test")
    for name in ("ann", "bea"):
        await teams.join("Repairs", f"{name}@shop.example", "staff:test")
    busy, talk = await floor.ask(), await floor.ask()
    await floor.desk.take(busy, bea)
    await floor.desk.take(talk, ann)
    await Transfers(floor.store, floor.bus).to_team(talk, ann, "Repairs")
    await giving(floor).look()
    assert await agents(floor, talk) == [bea], "though she has more to do"


@pytest.mark.parametrize("how", ["put back", "to a team", "vanished"])
async def test_whoever_waits_again_reads_their_place_again(floor: Floor, how: str) -> None:
    ann, talk = await floor.seat("ann"), await floor.ask()
    await Teams(floor.store, floor.bus).make("Repairs", "staff:test")
    holds = MeasuredHolds(floor.store, least=4, days=28)
    places = Places(floor.store, floor.bus, floor.presence, floor.world.commerce, holds, floor.clock)
    handoff = (await floor.desk.handoff(talk)).id
    await places.look()
    async with floor.store.transaction() as connection:
        told = {"timed_out_at": floor.clock()}  # that they need not wait
        await upsert(connection, queue_entries, {"handoff_id": handoff}, told)
    await floor.desk.take(talk, ann)
    if how == "put back":
        await floor.desk.put_back(talk, ann)
    elif how == "to a team":
        await Transfers(floor.store, floor.bus).to_team(talk, ann, "Repairs")
    else:
        floor.clock.forward(seconds=120)
        await back(floor).look()
    await places.look()
    assert (await floor.notice(talk))["position"] == 1


async def test_a_request_that_waits_reads_its_place_also_when_it_is_passed_to_a_team(floor: Floor) -> None:
    ann, talk = await floor.seat("ann"), await floor.ask()
    await Teams(floor.store, floor.bus).make("Repairs", "staff:test")
    holds = MeasuredHolds(floor.store, least=4, days=28)
    places = Places(floor.store, floor.bus, floor.presence, floor.world.commerce, holds, floor.clock)
    await places.look()
    await Transfers(floor.store, floor.bus).to_team(talk, ann, "Repairs")
    await places.look()
    notice = await floor.notice(talk)
    assert (notice["status"], notice["position"]) == ("transferred", 1)
    await floor.desk.take(talk, ann)
    await places.look()
    told = [part for m in await floor.said(talk) for part in m.parts if part["kind"] == "handoff"]
    assert [part.get("position") for part in told][1:] == [None, None], "and no more once somebody has it"
