"""What the desk lists of a request beside its words, and letters that could not be delivered, over HTTP."""

from datetime import UTC, datetime, timedelta

from bot.conversation.tables import handoffs, messages
from bot.mail.tables import letters
from bot.people.model import Role, Topic
from tests.web.office import Office, Seat


async def test_the_list_tells_how_a_request_stands_for_whoever_looks(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    async with office.world.store.transaction() as connection:
        await connection.execute(handoffs.update().values(topic="orders"))
    await office.accounts.change("bob@shop.example", "staff:test", topics=(Topic.RETURNS,))
    for seat, fits in ((ann, True), (bob, False)):
        (listed,) = (await seat.get("/handoffs")).json()["handoffs"]
        assert (listed["topic"], listed["fits_me"]) == ("orders", fits)
        assert (listed["given"], listed["answer_in"], listed["raised"], listed["unread"]) == (None, None, [], 0)
        assert listed["silent_since"] is None
    async with office.world.store.transaction() as connection:
        await connection.execute(handoffs.update().values(team="Teapots"))
    (listed,) = (await ann.get("/handoffs")).json()["handoffs"]
    assert (listed["team"], listed["fits_me"]) == ("Teapots", False), "it was passed on to a team that she is not in"
    await ann.post(f"/conversations/{talk}/messages", {"text": "Which one?"})
    before = datetime.now(UTC) - timedelta(minutes=11)
    async with office.world.store.transaction() as connection:
        await connection.execute(messages.update().where(messages.c.author == "agent").values(at=before))
    (listed,) = (await ann.get(f"/handoffs?conversation={talk}")).json()["handoffs"]
    assert listed["silent_since"] == before.isoformat()


async def test_a_letter_that_was_given_up_is_shown_by_role_and_tried_again(
    office: Office, ann: Seat, bob: Seat
) -> None:
    merchant = await office.seat("mia", Role.MERCHANT)
    talk, at = await office.waiting(), datetime.now(UTC)
    row = {"message_id": "m_1", "conversation_id": talk, "to": "mei@example.com", "at": at, "due_at": at, "tries": 9}
    async with office.world.store.transaction() as connection:
        await connection.execute(letters.insert().values(**row, given_up_at=at, error="550 no such box"))
    (shown,) = (await ann.get(f"/conversations/{talk}/letters")).json()["letters"]
    assert (shown["to"], shown["error"], shown["tries"]) == ("mei@example.com", "550 no such box", 9)
    assert [one["undelivered"] for one in (await ann.get("/handoffs")).json()["handoffs"]] == [1]
    assert (await ann.get("/letters")).status_code == 403
    assert (await bob.get("/letters")).json()["letters"] == [shown]
    assert (await merchant.get(f"/conversations/{talk}/letters")).status_code == 403
    assert (await merchant.post("/letters/m_1/again")).status_code == 403
    for _ in range(2):
        assert (await ann.post("/letters/m_1/again")).status_code == 200
    assert (await bob.get("/letters")).json()["letters"] == []
    log = await office.world.audit.entries(conversation_id=talk)
    assert [(entry.event.value, entry.actor) for entry in log] == [("letter_retried", "staff:ann@shop.example")]
    missing = await ann.post("/letters/m_2/again")
    assert (missing.status_code, "m_2" in missing.json()["detail"]) == (404, True)
    await merchant.client.aclose()
