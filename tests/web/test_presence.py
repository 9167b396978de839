"""Who is at the desk, over HTTP."""

import httpx

from bot.people.model import Role
from tests.web.office import DESK, Office, Seat


async def test_those_at_the_desk_see_each_other_until_they_sign_out(office: Office, ann: Seat, bob: Seat) -> None:
    talk = await office.waiting()
    await ann.post(f"/conversations/{talk}/take")
    (alone,) = (await ann.post("/presence")).json()["people"]
    assert alone == {"name": "Ann", "availability": "online", "is_me": True, "conversations": 1}
    both = (await bob.post("/presence", {"availability": "busy"})).json()["people"]
    assert [(one["name"], one["availability"], one["is_me"]) for one in both] == [
        ("Ann", "online", False),
        ("Bob", "busy", True),
    ]
    assert (await ann.get("/presence")).json()["people"][1]["availability"] == "busy"
    headers = {"X-Shoptalk-CSRF": bob.csrf}
    assert (await bob.client.post("/api/v1/people/sign-out", headers=headers)).status_code == 200
    assert [one["name"] for one in (await ann.post("/presence")).json()["people"]] == ["Ann"]


async def test_what_somebody_may_be_at_the_desk_is_told(office: Office, ann: Seat) -> None:
    refused = await ann.post("/presence", {"availability": "asleep"})
    assert refused.status_code == 422
    assert "online" in refused.text
    async with httpx.AsyncClient(base_url=office.url, trust_env=False) as stranger:
        assert (await stranger.post(f"{DESK}/presence", json={})).status_code == 401
    merchant = await office.seat("mia", Role.MERCHANT)
    assert (await merchant.post("/presence")).status_code == 403
    await merchant.client.aclose()
