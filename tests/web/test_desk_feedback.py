"""What the shopper thought of it, as the desk sees it over HTTP."""

import httpx

from bot.conversation.feedback import Feedback
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.dialogue import parts
from tests.web.office import DESK, Office, Seat


async def test_marks_stand_in_the_talk_for_whoever_answers(office: Office, ann: Seat) -> None:
    talk, other = await office.waiting(), await office.waiting()
    feedback = Feedback(office.world.store)
    handoff = await office.desk.handoff(talk)
    await ann.post(f"/conversations/{talk}/messages", {"text": "Hello."})
    async with office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        answer = await held.say(Author.BOT, [parts.text("30 days")])
        await held.save()
    await ann.post(f"/conversations/{talk}/close")
    await feedback.judge(talk, answer.id, False)
    await feedback.rate(talk, handoff.id, 4, "<b>kind</b>")
    seen = (await ann.get(f"/conversations/{talk}/feedback")).json()
    assert seen["thumbs"] == {answer.id: False}
    assert [(one["score"], one["comment"]) for one in seen["ratings"]] == [(4, "<b>kind</b>")]
    assert (await ann.get(f"/conversations/{other}/feedback")).json() == {"thumbs": {}, "ratings": []}
    await feedback.rate(talk, handoff.id, None)
    assert (await ann.get(f"/conversations/{talk}/feedback")).json()["ratings"] == []


async def test_marks_are_seen_by_nobody_else(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as nobody:
        assert (await nobody.get(f"{DESK}/conversations/{talk}/feedback")).status_code == 401
    merchants = (await office.world.conversations.begin("en", {}, audience="merchant")).id
    assert (await ann.get(f"/conversations/{merchants}/feedback")).status_code == 404
