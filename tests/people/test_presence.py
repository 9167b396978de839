"""Who is at the desk: heartbeats that grow old, sessions that end, and what each has chosen."""

from bot.people.model import Availability, Session, Skills, Topic
from bot.people.presence import Presence
from bot.people.tables import seats
from tests.people.conftest import ANN, ANNS, HERE, Staff


async def seated(staff: Staff, login: str = ANN) -> Session:
    await staff.add(login)
    session, _ = await staff.sign_in.begin(login, ANNS, "", HERE, "a browser")
    return session


async def names(presence: Presence) -> list[tuple[str, Availability]]:
    return [(one.person.login, one.person.availability) for one in await presence.present()]


async def test_somebody_is_there_while_a_heartbeat_is_young(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    assert await names(presence) == [], "signing in alone is not being at the desk"
    await presence.beat(ann)
    staff.clock.forward(seconds=44)
    assert await names(presence) == [(ANN, Availability.ONLINE)]
    staff.clock.forward(seconds=2)
    assert await names(presence) == []
    await presence.beat(ann)
    assert await names(presence) == [(ANN, Availability.ONLINE)]


async def test_every_process_knows_who_is_there(staff: Staff) -> None:
    await Presence(staff.database, staff.clock).beat(await seated(staff), Availability.BUSY)
    assert await names(Presence(staff.database, staff.clock)) == [(ANN, Availability.BUSY)]


async def test_a_choice_stays_through_heartbeats_and_sessions(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    await presence.beat(ann, Availability.AWAY)
    await presence.beat(ann)
    second, _ = await staff.sign_in.begin(ANN, ANNS, "", HERE, "a phone")
    await presence.beat(second)
    assert await names(presence) == [(ANN, Availability.AWAY)], "one person, however many browsers"


async def test_presence_ends_with_the_session(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    await presence.beat(ann)
    await staff.sign_in.end(ann)
    assert await names(presence) == []
    bob = await seated(staff, "bob@shop.example")
    await presence.beat(bob)
    await staff.sign_in.revoke(bob.person, bob.id)
    assert await names(presence) == []


async def test_presence_ends_with_a_session_in_which_nobody_does_anything(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    staff.clock.forward(minutes=119, seconds=50)
    await presence.beat(ann)
    assert await names(presence) == [(ANN, Availability.ONLINE)]
    staff.clock.forward(seconds=11)
    assert await names(presence) == [], "though the page has told just now"


async def test_an_account_that_is_made_inactive_is_not_there(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    await presence.beat(ann)
    await staff.accounts.change(ANN, "staff:test", is_active=False)
    assert await names(presence) == []


async def test_another_tab_does_not_take_back_that_somebody_writes(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    await presence.beat(ann, writing_in="c_1")
    wrote_at = staff.clock()
    staff.clock.forward(seconds=5)
    await presence.beat(ann)
    async with staff.database.reading() as connection:
        (seat,) = (await connection.execute(seats.select())).all()
    assert (seat.writing_in, seat.writing_at, seat.beat_at) == ("c_1", wrote_at, staff.clock())


async def test_old_traces_are_dropped_and_young_ones_kept(staff: Staff) -> None:
    presence, ann = Presence(staff.database, staff.clock), await seated(staff)
    await presence.beat(ann)
    await presence.forget_old()
    assert await names(presence) == [(ANN, Availability.ONLINE)]
    staff.clock.forward(days=3)
    await presence.forget_old()
    async with staff.database.reading() as connection:
        assert (await connection.execute(seats.select())).all() == []


async def test_skills_are_kept_and_taken_back(staff: Staff) -> None:
    await staff.add()
    changed = await staff.accounts.change(
        ANN, "staff:test", languages=["zh", "en", "zh"], topics=[Topic.RETURNS, Topic.ORDERS]
    )
    assert changed.skills == Skills(("en", "zh"), (Topic.ORDERS, Topic.RETURNS))
    assert changed.skills.fit("zh", Topic.ORDERS)
    assert not changed.skills.fit("zh", Topic.ACCOUNT)
    assert (await staff.accounts.person(ANN)).skills == changed.skills
    taken_back = await staff.accounts.change(ANN, "staff:test", languages=[], topics=[])
    assert taken_back.skills == Skills()
    assert taken_back.skills.fit("zh", Topic.ACCOUNT), "who answers everything is what an account begins with"
    (told,) = [entry for entry in await staff.log() if entry.after == {"languages": [], "topics": []}]
    assert told.before == {"languages": ["en", "zh"], "topics": ["orders", "returns"]}
