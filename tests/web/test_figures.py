"""Figures and the audit log over HTTP: who may see them, and that they say what happened."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.conversation.tables import handoffs
from bot.people.model import Role
from tests.web.office import Office, Seat


@pytest.fixture
async def boss(office: Office) -> AsyncIterator[Seat]:
    seat = await office.seat("boss", Role.SUPERVISOR)
    yield seat
    await seat.client.aclose()


async def asked_earlier(office: Office, talk: str, ago: timedelta) -> None:
    async with office.world.store.transaction() as connection:
        own = update(handoffs).where(handoffs.c.conversation_id == talk)
        await connection.execute(own.values(asked_at=datetime.now(UTC) - ago))


async def test_the_figures_tell_who_waits_how_soon_and_whose_turn_it_is(office: Office, boss: Seat) -> None:
    talk, waits = await office.waiting("my lamp"), await office.waiting("my cup")
    await asked_earlier(office, waits, timedelta(minutes=31))
    await boss.post(f"/conversations/{talk}/messages", {"text": "Hello."})
    await boss.post(f"/conversations/{talk}/close")
    shown = (await boss.get("/figures")).json()
    assert [one["conversation_id"] for one in shown["waiting"]] == [waits]
    assert 31 * 60 <= shown["waiting"][0]["seconds"] < 32 * 60
    assert (shown["total"]["asked"], shown["total"]["first_response"]["count"]) == (2, 1)
    assert 0 <= shown["total"]["first_response"]["median"] <= 30
    assert shown["total"]["resolution"]["count"] == 1
    assert len(shown["days"]) == 7
    assert sum(day["asked"] for day in shown["days"]) == 2
    (agent,) = shown["agents"]
    assert (agent["name"], agent["open"], agent["answered_today"], agent["ended_today"]) == ("Boss", 0, 1, 1)
    assert shown["satisfaction"] == {"given": 0, "mean": None, "scores": {str(n): 0 for n in range(1, 6)}, "could": 1}


async def test_what_is_over_a_limit_is_due_and_late(office: Office, boss: Seat) -> None:
    talk = await office.waiting()
    (due,) = (await boss.get("/due")).json()["due"]
    assert due["conversation_id"] == talk
    assert datetime.fromisoformat(due["answer_by"]) > datetime.now(UTC)
    assert not (await boss.get("/figures")).json()["waiting"][0]["is_late"]
    # Whatever the shop's hours are: it has been open for half an hour since.
    await asked_earlier(office, talk, timedelta(days=10))
    (due,) = (await boss.get("/due")).json()["due"]
    assert datetime.fromisoformat(due["answer_by"]) < datetime.now(UTC)
    today = date.fromisoformat((await boss.get("/figures")).json()["until"])
    shown = (await boss.get(f"/figures?since={today - timedelta(days=20)}")).json()
    assert shown["waiting"][0]["is_late"]
    assert shown["limits"]["first_response"] == {"seconds": 1800, "kept": 0, "broken": 1}
    await boss.post(f"/conversations/{talk}/messages", {"text": "Hello."})
    (due,) = (await boss.get("/due")).json()["due"]
    assert due["answer_by"] is None, "it is answered"


async def test_the_table_holds_the_same_and_no_formula(office: Office, boss: Seat) -> None:
    await boss.client.post(
        "/api/v1/people/name", json={"name": "=HYPERLINK(1)"}, headers={"X-Shoptalk-CSRF": boss.csrf}
    )
    talk = await office.waiting()
    await boss.post(f"/conversations/{talk}/messages", {"text": "Hello."})
    answer = await boss.get("/figures.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [line["of"] for line in lines] == ["all", *["day"] * 7, "person"]
    assert (lines[0]["asked"], lines[0]["answered"], lines[0]["resolved"]) == ("1", "1", "0")
    assert lines[-1]["who"] == "'=HYPERLINK(1)"
    (line,) = (await boss.get("/audit?event=exported")).json()["entries"]
    assert (line["actor"], line["reason"].partition(",")[0]) == ("staff:boss@shop.example", "figures")


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-02-01&until=2026-01-01",
        "since=2020-01-01",
        "until=0001-01-01",
        "until=9999-12-31",
    ],
)
async def test_a_span_that_is_none_is_named(boss: Seat, query: str) -> None:
    refused = await boss.get(f"/figures?{query}")
    assert (refused.status_code, "accepted" in refused.json()["detail"]) == (422, True)


async def test_the_log_shows_every_act_a_page_at_a_time(office: Office, boss: Seat) -> None:
    talk = await office.waiting()
    for _ in range(30):
        await boss.post(f"/conversations/{talk}/take")
        await boss.post(f"/conversations/{talk}/put-back")
    page = (await boss.get(f"/audit?conversation={talk}")).json()
    assert len(page["entries"]) == 50
    assert page["entries"][0]["event"] == "put_back"
    assert page["entries"][0]["actor"] == "staff:boss@shop.example"
    rest = (await boss.get(f"/audit?conversation={talk}&before={page['before']}")).json()
    assert (len(rest["entries"]), rest["before"]) == (10, None)
    taken = (await boss.get(f"/audit?conversation={talk}&event=taken&actor=staff:boss@shop.example")).json()
    assert {line["event"] for line in taken["entries"]} == {"taken"}
    assert len(taken["entries"]) == 30
    zone = ZoneInfo((await boss.get("/figures")).json()["zone"])
    today = datetime.now(zone).date()
    assert (await boss.get(f"/audit?until={today - timedelta(days=1)}")).json()["entries"] == []
    assert (await boss.get(f"/audit?since={today}&until={today}")).json()["entries"]
    check = (await boss.get("/audit/check")).json()
    assert (check["is_well"], check["is_guarded"], check["unbacked"]) == (True, True, [])
    assert (await boss.post("/audit")).status_code == 405


@pytest.mark.parametrize(
    "query", ["event=stolen", "before=-1", "since=x", "since=0001-01-01", "until=9999-12-31", "actor=" + "a" * 161]
)
async def test_a_wrong_filter_is_named(boss: Seat, query: str) -> None:
    refused = await boss.get(f"/audit?{query}")
    assert (refused.status_code, "accepted" in refused.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.AGENT, {"/due"}),
        (Role.SUPERVISOR, {"/due", "/figures", "/figures.csv", "/audit", "/audit/check"}),
        (Role.MERCHANT, {"/figures", "/figures.csv"}),
        (Role.ADMIN, {"/due", "/figures", "/figures.csv", "/audit", "/audit/check"}),
    ],
)
async def test_each_role_sees_what_is_its_own(office: Office, role: Role, may: set[str]) -> None:
    seat = await office.seat("somebody", role)
    for path in ("/due", "/figures", "/figures.csv", "/audit", "/audit/check"):
        assert (await seat.get(path)).status_code == (200 if path in may else 403), path
    await seat.client.aclose()
