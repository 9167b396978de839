"""The desk over HTTP: people with accounts see who waits, speak one at a time, and decide what is over a limit."""

import asyncio

import httpx
import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author, Status
from bot.dialogue import parts
from bot.errors import AwaitsApproval
from bot.people.model import Role
from tests.attachments.pictures import picture
from tests.web.office import DESK, Office, Seat


async def test_who_waits_is_taken_answered_and_returned(office: Office, ann: Seat) -> None:
    talk = await office.waiting("my lamp is broken")
    (listed,) = (await ann.get("/handoffs")).json()["handoffs"]
    assert (listed["conversation_id"], listed["state"], listed["reason"]) == (talk, "waiting", "my lamp is broken")
    assert listed["last"]["words"] == "my lamp is broken"
    assert (await ann.post(f"/conversations/{talk}/take")).status_code == 200
    said = await ann.post(f"/conversations/{talk}/messages", {"text": "Hello, Ann here."})
    assert (said.status_code, said.json()["message"]["author"]) == (201, "agent")
    seen = (await ann.get(f"/conversations/{talk}")).json()
    assert (seen["status"], seen["handoff"]["agent"], seen["handoff"]["is_mine"]) == ("assigned", "Ann", True)
    assert [message["author"] for message in seen["messages"]] == ["shopper", "system", "agent"]
    assert (await ann.post(f"/conversations/{talk}/return")).status_code == 200
    assert (await office.world.conversations.conversation(talk)).status is Status.BOT
    seen = (await ann.get(f"/conversations/{talk}")).json()
    assert (seen["status"], seen["handoff"]) == ("bot", None), "it is watched on"


async def test_every_act_at_the_desk_is_in_the_audit_log(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    own = f"/conversations/{talk}"
    for seat, act in ((ann, "take"), (ann, "take"), (bob, "take?over=true"), (bob, "put-back"), (ann, "close")):
        assert (await seat.post(f"{own}/{act}")).status_code == 200
    other = await office.waiting()
    await ann.post(f"/conversations/{other}/messages", {"text": "Hello."})
    await ann.post(f"/conversations/{other}/return")
    log = await office.world.audit.entries(conversation_id=talk)
    assert [(entry.event.value, entry.actor) for entry in log] == [
        ("taken", "staff:ann@shop.example"),
        ("taken_over", "staff:bob@shop.example"),
        ("put_back", "staff:bob@shop.example"),
        ("closed", "staff:ann@shop.example"),
    ]
    assert log[1].before == {"agent": "staff:ann@shop.example"}
    assert [entry.event.value for entry in await office.world.audit.entries(conversation_id=other)] == [
        "taken",
        "returned",
    ]


async def test_who_watches_takes_a_conversation_from_the_bot(office: Office, ann: Seat, bob: Seat) -> None:
    talk = (await office.world.conversations.begin("en", {})).id
    async with office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        await held.say(Author.SHOPPER, [parts.text("my lamp is broken")])
        await held.save()
    assert (await ann.post(f"/conversations/{talk}/take")).status_code == 404, "never by accident"
    assert (await ann.post(f"/conversations/{talk}/take?from_bot=true")).status_code == 200
    seen = (await ann.get(f"/conversations/{talk}")).json()
    assert (seen["status"], seen["handoff"]["origin"], seen["handoff"]["is_mine"]) == ("assigned", "taken", True)
    assert seen["handoff"]["reason"] == "my lamp is broken"
    assert seen["messages"][-1]["parts"] == [{"kind": "handoff", "status": "assigned", "agent": "Ann"}]
    assert "ann@shop.example" not in str(seen["messages"])
    assert (await bob.post(f"/conversations/{talk}/take?from_bot=true")).status_code == 409
    assert (await bob.post(f"/conversations/{talk}/take?over=true")).status_code == 200
    seen = (await ann.get(f"/conversations/{talk}")).json()
    assert seen["messages"][-1]["parts"][0]["agent"] == "Bob", "the shopper knows who speaks"


async def test_what_a_merchant_says_to_the_assistant_is_nobodys_at_the_desk(office: Office, ann: Seat) -> None:
    talk = (await office.world.conversations.begin("en", {}, audience="merchant")).id
    for path in ("", "/customer", "/events"):
        assert (await ann.get(f"/conversations/{talk}{path}")).status_code == 404
    assert (await ann.post(f"/conversations/{talk}/take?from_bot=true")).status_code == 404
    assert (await ann.post("/conversations/c_none/take?from_bot=true")).status_code == 404


async def test_two_people_never_speak_over_each_other(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    refused = await bob.post(f"/conversations/{talk}/messages", {"text": "Bob here."})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:shoptalk:problem:handoff-taken")
    (listed,) = (await bob.get("/handoffs")).json()["handoffs"]
    assert (listed["agent"], listed["is_mine"]) == ("Ann", False)
    assert (await bob.post(f"/conversations/{talk}/take")).status_code == 409
    assert (await bob.post(f"/conversations/{talk}/take?over=true")).status_code == 200
    assert (await ann.post(f"/conversations/{talk}/messages", {"text": "Still me?"})).status_code == 409


async def test_an_answer_sent_again_is_said_once(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    for _ in range(2):
        await ann.post(f"/conversations/{talk}/messages", {"text": "Hello."}, **{"Idempotency-Key": "k1"})
    seen = (await ann.get(f"/conversations/{talk}")).json()["messages"]
    assert [message["author"] for message in seen].count("agent") == 1


async def test_what_the_shopper_writes_reaches_the_desk_as_it_happens(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with ann.client.stream("GET", f"{DESK}/conversations/{talk}/events") as stream:
        lines = stream.aiter_lines()

        async def told(words: str) -> None:
            async for line in lines:
                if words in line:
                    return

        async with office.world.store.transaction() as connection:
            held = await LockedConversation.take(connection, talk)
            await held.say(Author.SHOPPER, [parts.text("are you there?")])
            await held.save()
        await asyncio.wait_for(told("are you there?"), 20)


async def test_the_customer_and_their_orders_stand_beside_the_talk(office: Office, ann: Seat) -> None:
    talk, guest = await office.waiting(customer="C-1"), await office.waiting()
    seen = (await ann.get(f"/conversations/{talk}/customer")).json()
    assert seen["customer"]["customer_id"] == "C-1"
    assert {order["order_id"] for order in seen["orders"]} >= {"W10001"}
    assert (await ann.get(f"/conversations/{guest}/customer")).json() == {"customer": None, "orders": []}
    chinese = (await ann.get(f"/conversations/{talk}/customer?language=zh")).json()["orders"]
    assert "静语75静音键盘" in {line["title"] for order in chinese for line in order["lines"]}


async def test_pictures_of_a_conversation_at_the_desk_are_seen_and_no_others(office: Office, ann: Seat) -> None:
    talk, other = await office.waiting(), (await office.world.conversations.begin("en", {})).id
    own = await office.attachments.keep(talk, picture())
    foreign = await office.attachments.keep(other, picture())
    seen = await ann.get(f"/conversations/{talk}/attachments/{own.id}")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/jpeg")
    assert (await ann.get(f"/conversations/{talk}/attachments/{foreign.id}")).status_code == 404
    merchants = (await office.world.conversations.begin("en", {}, audience="merchant")).id
    theirs = await office.attachments.keep(merchants, picture())
    assert (await ann.get(f"/conversations/{merchants}/attachments/{theirs.id}")).status_code == 404


async def test_a_conversation_that_asked_for_nobody_is_watched_and_not_spoken_in(office: Office, ann: Seat) -> None:
    talk = (await office.world.conversations.begin("en", {})).id
    for path in ("", "/customer"):
        assert (await ann.get(f"/conversations/{talk}{path}")).status_code == 200
    for act in ("take", "put-back", "return", "close"):
        assert (await ann.post(f"/conversations/{talk}/{act}")).status_code == 404
    assert (await ann.post(f"/conversations/{talk}/messages", {"text": "hi"})).status_code == 404


async def test_nobody_comes_in_without_an_account_or_as_a_merchant(office: Office) -> None:
    talk = await office.waiting()
    merchant = await office.seat("mia", Role.MERCHANT)
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        for path in ("/handoffs", f"/conversations/{talk}", f"/conversations/{talk}/events", "/approvals"):
            assert (await stranger.get(f"{DESK}{path}")).status_code == 401
            assert (await merchant.get(path)).status_code == 403
        assert (await stranger.post(f"{DESK}/conversations/{talk}/take", json={})).status_code == 401
    await merchant.client.aclose()


async def ask(office: Office) -> str:
    talk = await office.world.talk("C-1")
    await office.world.writes.propose(talk, CancelOrder("W10001"))
    with pytest.raises(AwaitsApproval) as awaits:
        await office.world.writes.confirm(talk, "m-yes")
    return awaits.value.proposal_id


async def test_a_supervisor_approves_and_the_audit_names_who(office: Office, ann: Seat, bob: Seat) -> None:
    request = await ask(office)
    assert (await ann.get("/approvals")).status_code == 403
    assert (await ann.post(f"/approvals/{request}", {"decision": "approve"})).status_code == 403
    (listed,) = (await bob.get("/approvals")).json()["approvals"]
    assert (listed["id"], listed["subject_id"], listed["method"]) == (request, "W10001", "Visa ending 4242")
    assert (await bob.get("/approvals?language=zh")).json()["approvals"][0]["method"] == "尾号 4242 的 Visa 卡"
    decided = await bob.post(f"/approvals/{request}", {"decision": "approve"})
    assert (decided.status_code, decided.json()["state"]) == (200, "done")
    assert (await office.world.commerce.order("W10001")).status is OrderStatus.CANCELLED
    log = await office.world.audit.entries(order_id="W10001")
    assert "staff:bob@shop.example" in {entry.actor for entry in log}


async def test_a_refusal_wants_a_word_without_holes(office: Office, bob: Seat) -> None:
    request = await ask(office)
    for word in ("", "{order} is packed."):
        assert (await bob.post(f"/approvals/{request}", {"decision": "refuse", "word": word})).status_code == 422
    refused = await bob.post(f"/approvals/{request}", {"decision": "refuse", "word": "It is packed."})
    assert refused.json()["state"] == "turned_down"
    assert office.world.commerce.writes_sent == 0


async def test_an_answer_with_a_hole_in_it_is_not_sent(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    refused = await ann.post(f"/conversations/{talk}/messages", {"text": "Order {order} is on its way: {tracking}"})
    assert (refused.status_code, "{order} {tracking} has no value" in refused.json()["detail"]) == (422, True)
    assert (await office.desk.handoff(talk)).agent is None, "nor is the conversation taken with it"
    sent = await ann.post(f"/conversations/{talk}/messages", {"text": "Write {like this}"})
    assert sent.status_code == 201, "braces of one's own are words"
