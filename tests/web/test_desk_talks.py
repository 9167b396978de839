"""All conversations over HTTP: found and read by people of the desk, and by nobody else."""

import httpx
import pytest

from bot.conversation.locked import LockedConversation
from bot.conversation.model import Author
from bot.dialogue import parts
from bot.people.model import Role
from tests.web.office import DESK, Office, Seat


async def said(office: Office, words: str, customer: str | None = None, audience: str = "shopper") -> str:
    """A conversation that asked for nobody."""
    conversations = office.world.conversations
    talk = await office.world.talk(customer) if customer else (await conversations.begin("en", {}, audience)).id
    async with office.world.store.transaction() as connection:
        held = await LockedConversation.take(connection, talk)
        await held.say(Author.SHOPPER, [parts.text(words)])
        await held.save()
    return talk


async def found(seat: Seat, **asked: str) -> list[str]:
    answer = await seat.client.get(f"{DESK}/conversations", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["conversation_id"] for one in answer.json()["conversations"]]


async def test_conversations_are_listed_with_who_has_them(office: Office, ann: Seat, bob: Seat) -> None:
    talk, waiting = await said(office, "do you sell lamps?"), await office.waiting("my lamp is broken")
    await bob.post(f"/conversations/{waiting}/take")
    listed = (await ann.get("/conversations")).json()
    assert (listed["next"], listed["all_names_known"]) == (None, True)
    theirs, with_bot = listed["conversations"]
    assert (theirs["conversation_id"], theirs["title"]) == (waiting, "my lamp is broken")
    assert (theirs["handoff"]["agent"], theirs["handoff"]["is_mine"], theirs["status"]) == ("Bob", False, "assigned")
    assert (with_bot["conversation_id"], with_bot["handoff"], with_bot["status"]) == (talk, None, "bot")
    assert (with_bot["title"], with_bot["last"]["author"]) == ("do you sell lamps?", "shopper")
    assert await found(ann, view="others") == await found(bob, view="mine") == [waiting]
    assert await found(ann, view="bot") == [talk]


async def test_words_names_and_orders_are_searched(office: Office, ann: Seat) -> None:
    mine = await said(office, "我的茶壶少了壶盖", customer="C-1")
    await said(office, "hello", customer="C-2")
    customer = await office.world.commerce.customer("C-1")
    for words in ("少了壶", mine, "C-1", customer.name, customer.email or "", f"{customer.name} 茶壶"):
        assert await found(ann, q=words) == [mine], words
    assert await found(ann, q="少了 teapot") == []


async def test_pages_follow_each_other(office: Office, ann: Seat) -> None:
    talks = [await said(office, f"question {n}") for n in range(33)]
    first = (await ann.get("/conversations")).json()
    rest = await found(ann, after=first["next"])
    assert [one["conversation_id"] for one in first["conversations"]] + rest == talks[::-1]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"view": "mine_too"}, "view"),
        ({"language": "fr"}, "language"),
        ({"after": "yesterday"}, "after"),
        ({"colour": "red"}, "colour"),
        ({"q": "a b c d e f g h i"}, "at most 8"),
    ],
)
async def test_what_cannot_be_asked_is_named(office: Office, ann: Seat, asked: dict[str, str], named: str) -> None:
    refused = await ann.client.get(f"{DESK}/conversations", params=asked)
    assert (refused.status_code, named in refused.json()["detail"]) == (422, True), refused.text


async def test_past_talks_are_those_of_the_signed_in_customer_alone(office: Office, ann: Seat) -> None:
    earlier = [await said(office, "I am Mei", customer="C-1") for _ in range(2)]
    await said(office, "I am Tom", customer="C-2")
    guest = await said(office, "my name is Mei Lin, mei.lin@example.com")
    now = await office.waiting("hello", customer="C-1")
    past = (await ann.get(f"/conversations/{now}/past")).json()["conversations"]
    assert [one["conversation_id"] for one in past] == earlier[::-1]
    assert (await ann.get(f"/conversations/{guest}/past")).json() == {"conversations": [], "next": None}


async def test_filters_are_lists_of_what_there_is(office: Office, ann: Seat) -> None:
    await office.teams.make("Repairs", "staff:test")
    await office.teams.make("Billing", "staff:test")
    talks = [await office.waiting() for _ in range(3)]
    await said(office, "what sells best?", audience="merchant")
    for talk in talks[:2]:
        await ann.post(f"/conversations/{talk}/tags", {"tag": "vip"})
        await ann.post(f"/conversations/{talk}/transfer", {"team": "repairs"})
    await ann.post(f"/conversations/{talks[2]}/take")
    kept = (await ann.get("/filters")).json()
    assert kept["team"] == [{"value": "Billing", "count": 0}, {"value": "Repairs", "count": 2}]
    assert kept["tag"] == [{"value": "vip", "count": 2}]
    assert {one["value"]: one["count"] for one in kept["language"]} == {"en": 3, "zh": 0}
    assert [(one["name"], one["count"]) for one in kept["agent"]] == [("Ann", 1)]
    assert {one["value"] for one in kept["topic"]} == {"orders", "returns", "products", "account", "other"}
    for kind, values in kept.items():
        for one in values:
            assert len(await found(ann, **{kind: one["value"]})) == one["count"], (kind, one)
    merchant = await office.seat("mia", Role.MERCHANT)
    assert (await merchant.get("/filters")).status_code == 403
    await merchant.client.aclose()


async def test_nobody_else_looks_and_merchants_talks_are_not_shown(office: Office, ann: Seat) -> None:
    talk, theirs = await said(office, "hello"), await said(office, "what sells best?", audience="merchant")
    assert await found(ann) == [talk]
    assert await found(ann, q="sells") == await found(ann, q=theirs) == []
    assert (await ann.get(f"/conversations/{theirs}/past")).status_code == 404
    merchant = await office.seat("mia", Role.MERCHANT)
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        for path in ("/conversations", f"/conversations/{talk}/past"):
            assert (await stranger.get(f"{DESK}{path}")).status_code == 401
            assert (await merchant.get(path)).status_code == 403
    await merchant.client.aclose()
