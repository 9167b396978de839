"""What a shopper said of themselves before the talk, as the desk sees it over HTTP."""

import httpx

from bot.conversation.introduction import Introductions
from tests.web.office import ASKED_FIRST, DESK, Office, Seat


async def test_it_stands_beside_the_talk_for_whoever_answers(office: Office, ann: Seat) -> None:
    talk, other = await office.waiting(), await office.waiting()
    introductions = Introductions(office.world.store, office.world.commerce.shop, ASKED_FIRST)
    said = {"name": "<b>Mei</b>", "email": "mei@example.com"}
    await introductions.take(talk, said, "en", signed_in=False)
    seen = (await ann.get(f"/conversations/{talk}/introduction")).json()["introduction"]
    assert seen == {**said, "topic": None, "order_number": None, "consent": None}
    assert (await ann.get(f"/conversations/{other}/introduction")).json() == {"introduction": None}


async def test_of_a_customer_whom_the_shop_knows_neither_name_nor_address_is_asked(office: Office) -> None:
    introductions = Introductions(office.world.store, office.world.commerce.shop, ASKED_FIRST)
    assert await introductions.questions("en", signed_in=True) is None
    asked = await introductions.questions("en", signed_in=False)
    assert asked is not None
    assert [field.name for field in asked.fields] == ["name", "email"]


async def test_it_is_seen_by_nobody_else(office: Office, ann: Seat) -> None:
    talk = await office.waiting()
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as nobody:
        assert (await nobody.get(f"{DESK}/conversations/{talk}/introduction")).status_code == 401
    merchants = (await office.world.conversations.begin("en", {}, audience="merchant")).id
    assert (await ann.get(f"/conversations/{merchants}/introduction")).status_code == 404
