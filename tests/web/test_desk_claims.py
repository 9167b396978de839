"""Returns, exchanges and reported problems at the desk over real HTTP: who may see and do what, and how it ends."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import Sanic

from bot.commerce.changes import Picked, Problem, ReportProblem, ReturnItems
from bot.commerce.model import Claim
from bot.orders.limits import Limits
from bot.people.accounts import Accounts
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.storage.tries import TryCounter
from bot.web.address import ClientAddress
from bot.web.desk_claims import ClaimRoutes
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.people import PeopleRoutes
from bot.web.signed_in import SignedIn
from tests.orders.claim_desk import ClaimDesk, claim_desk
from tests.people.conftest import ANNS, quick_passwords
from tests.shop_world import ALL_ALLOWED, open_world
from tests.web.office import DESK, Seat

_names = count(1)
_keys = count(1)


@dataclass
class Counter:
    """The claims' routes in front of a shop, and people who sign in."""

    desk: ClaimDesk
    accounts: Accounts
    url: str
    browsers: AsyncExitStack

    async def seat(self, name: str, role: Role) -> Seat:
        login = f"{name}@shop.example"
        await self.accounts.take_up(await self.accounts.add(login, name.title(), role, "staff:test"), ANNS)
        plain = httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=20)
        client = await self.browsers.enter_async_context(plain)
        answer = await client.post("/api/v1/people/sign-in", json={"login": login, "password": ANNS})
        return Seat(client, answer.json()["csrf"])

    async def returned(self, pieces: int = 2) -> tuple[str, Claim]:
        talk = await self.desk.world.talk("C-1")
        return talk, await self.desk.returned(talk, pieces=pieces)


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    world = await open_world(tmp_path, rules=ALL_ALLOWED)
    desk, passwords = claim_desk(world, Limits(approve_above=Decimal("30"))), quick_passwords()
    accounts = Accounts(world.store, passwords, world.audit)
    tries = TryCounter(world.store, {"login": 9, "account": 90, "sign_in": 90}, timedelta(minutes=15), b"key")
    sign_in = SignIn(world.store, passwords, SecondFactor(b"k" * 32), tries, world.audit)
    signed_in = SignedIn(sign_in, b"csrf", https=False)
    app: Sanic[Any, Any] = Sanic(f"claims-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(PeopleRoutes(accounts, sign_in, signed_in, ClientAddress([]), "setup").blueprint())
    app.blueprint(ClaimRoutes(desk.cases, desk.writes, world.commerce, accounts, signed_in).blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    async with AsyncExitStack() as browsers:
        yield Counter(desk, accounts, f"http://127.0.0.1:{listener.port}", browsers)
    await listener.close(grace_seconds=0.2)
    await world.close()


def where(claim: Claim, more: str = "", order: str = "W10003") -> str:
    return f"/claims/{order}/{claim.claim_id}{more}"


async def seen(seat: Seat, claim: Claim) -> dict[str, Any]:
    answer = await seat.get(where(claim))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()["claim"]
    return told


async def do(counter: Counter, seat: Seat, claim: Claim, deed: str, key: str = "", **fields: Any) -> httpx.Response:
    counter.desk.world.clock.forward(seconds=1)
    version = fields.pop("version", None) or (await seen(seat, claim))["version"]
    body = {"deed": deed, "version": version, **fields}
    return await seat.post(where(claim, "/deeds"), body, **{"Idempotency-Key": key or f"k{next(_keys)}"})


async def test_nobody_sees_them_but_those_who_answer_shoppers(counter: Counter) -> None:
    _, claim = await counter.returned()
    merchant = await counter.seat("max", Role.MERCHANT)
    async with httpx.AsyncClient(base_url=counter.url, trust_env=False) as stranger:
        for path in ("/claims", where(claim)):
            assert (await stranger.get(f"{DESK}{path}")).status_code == 401
            assert (await merchant.get(path)).status_code == 403
        for path in (where(claim, "/take"), where(claim, "/leave"), where(claim, "/deeds")):
            assert (await stranger.post(f"{DESK}{path}", json={})).status_code == 401
            assert (await merchant.post(path)).status_code == 403
    ann = await counter.seat("ann", Role.AGENT)
    forged = Seat(ann.client, "forged")
    assert (await forged.post(where(claim, "/deeds"), {"deed": "accept", "version": 1})).status_code == 401


async def test_the_list_tells_what_is_open_and_finds_by_word_state_and_kind(counter: Counter) -> None:
    change = ReportProblem("W10003", (Picked("2", 1),), Problem.DAMAGED, "the handle is cracked", ())
    await counter.desk.asked(await counter.desk.world.talk("C-1"), change)
    counter.desk.world.clock.forward(seconds=1)
    _, claim = await counter.returned(1)
    ann = await counter.seat("ann", Role.AGENT)
    page = (await ann.get("/claims")).json()
    assert [(one["kind"], one["status"], one["goods"]) for one in page["claims"]] == [
        ("return", "requested", ["1 × Ember mug"]),
        ("problem", "requested", ["1 × Ember mug"]),
    ]
    assert (page["counts"]["open"], page["counts"]["requested"], page["counts"]["overdue"]) == (2, 2, 0)
    assert page["offered"] == ["accept_claim", "receive_claim", "refuse_claim", "settle_claim"]
    for query, found in (
        ("kind=return", 1),
        ("state=settled", 0),
        ("state=open&q=HANDLE+w10003", 1),
        ("q=马克杯", 2),
        ("q=mei.lin", 2),
        ("q=nothing", 0),
        ("mine=true", 0),
        ("state=overdue", 0),
    ):
        assert len((await ann.get(f"/claims?{query}")).json()["claims"]) == found, query
    chinese = (await ann.get("/claims?language=zh&kind=return")).json()["claims"][0]
    assert chinese["goods"] == ["1 × 余温马克杯"]
    for query in ("state=lost", "kind=gift", "q=" + "x" * 101):
        assert (await ann.get(f"/claims?{query}")).status_code == 422, query
    assert (await ann.get("/claims/W10003/CL-9")).status_code == 404
    assert claim.claim_id == page["claims"][0]["claim_id"]


async def test_an_agent_sees_it_through_and_the_page_tells_how(counter: Counter) -> None:
    talk, claim = await counter.returned(1)
    ann = await counter.seat("ann", Role.AGENT)
    first = await seen(ann, claim)
    assert (first["deeds"], first["conversation_id"], first["elsewhere"]) == (
        ["accept", "receive", "refuse"],
        talk,
        None,
    )
    assert first["most_back"] == {"amount": 1800, "currency": "USD"}
    taken = (await ann.post(where(claim, "/take"))).json()["claim"]
    assert (taken["worker"], taken["is_mine"]) == ("Ann", True)
    received = (await do(counter, ann, claim, "receive", lines={"2": 1}, condition="a scratch")).json()
    assert (received["state"], received["claim"]["status"], received["claim"]["condition"]) == (
        "done",
        "received",
        "a scratch",
    )
    assert received["claim"]["lines"][0]["received"] == 1
    settled = (await do(counter, ann, claim, "settle")).json()["claim"]
    assert (settled["status"], settled["deeds"], settled["order"]["refunds"][0]["amount"]["amount"]) == (
        "settled",
        [],
        1800,
    )
    assert [(step["deed"], step["state"], step["by"]) for step in settled["history"]] == [
        ("receive", "done", "Ann"),
        ("settle", "done", "Ann"),
    ]
    assert "a scratch" not in " ".join(await counter.desk.notices(talk)), "the shop's own note"


async def test_a_press_that_was_sent_twice_is_made_once_and_a_slower_colleague_is_told(counter: Counter) -> None:
    _, claim = await counter.returned(1)
    ann, bob = await counter.seat("ann", Role.AGENT), await counter.seat("bob", Role.AGENT)
    version = (await seen(bob, claim))["version"]
    for _ in range(2):
        assert (await do(counter, ann, claim, "accept", "same", version=version)).status_code == 200
    late = await do(counter, bob, claim, "refuse", version=version, word="No.")
    assert (late.status_code, late.json()["type"]) == (409, "urn:shoptalk:problem:proposal-void")
    assert len((await seen(ann, claim))["history"]) == 1
    assert (await bob.post(where(claim, "/take"))).status_code == 200
    other = await ann.post(where(claim, "/take"))
    assert (other.status_code, other.json()["type"]) == (409, "urn:shoptalk:problem:handoff-taken")
    assert (await ann.post(where(claim, "/take?over=true"))).json()["claim"]["is_mine"]
    assert (await ann.post(where(claim, "/leave"))).json()["claim"]["worker"] is None


async def test_money_over_the_limit_is_a_supervisors(counter: Counter) -> None:
    talk, claim = await counter.returned(2)
    ann = await counter.seat("ann", Role.AGENT)
    await do(counter, ann, claim, "receive", lines={"2": 2})
    waits = (await do(counter, ann, claim, "settle")).json()
    assert (waits["state"], waits["claim"]["status"], waits["claim"]["awaits"]) == ("awaiting", "received", True)
    assert waits["claim"]["deeds"] == []
    assert (await counter.desk.world.commerce.order("W10003")).refunds == ()
    (asked,) = await counter.desk.world.approvals.list()
    await counter.desk.world.approvals.approve(asked.proposal.id, "sue@shop.example")
    settled = await seen(ann, claim)
    assert (settled["status"], settled["history"][-1]["approved_by"]) == ("settled", "sue@shop.example")
    assert len(await counter.desk.notices(talk)) == 2


async def test_what_cannot_be_taken_names_what_can(counter: Counter) -> None:
    _, claim = await counter.returned(2)
    ann = await counter.seat("ann", Role.AGENT)
    nameless = await ann.post(where(claim, "/deeds"), {"deed": "accept", "version": 2})
    assert (nameless.status_code, "Idempotency-Key" in nameless.json()["detail"]) == (422, True)
    for deed, fields, named in (
        ("dance", {}, "accept, refuse, receive, settle"),
        ("refuse", {"word": ""}, "word"),
        ("receive", {"lines": {"2": 0}}, "lines"),
        ("receive", {}, "lines"),
        ("settle", {"refund": -1}, "refund"),
        ("accept", {"word": "x" * 1001}, "word"),
        ("accept", {"word": "Send {order} back"}, "word: {order} has no value"),
    ):
        answer = await do(counter, ann, claim, deed, **fields)
        assert (answer.status_code, named in answer.json()["detail"]) == (422, True), (deed, answer.text)
    for deed, fields in (("settle", {}), ("receive", {"lines": {"2": 3}}), ("receive", {"lines": {"9": 1}})):
        assert (await do(counter, ann, claim, deed, **fields)).status_code == 409, (deed, fields)
    assert (await seen(ann, claim))["history"] == []


async def test_a_shop_whose_own_system_works_on_them_says_so(counter: Counter) -> None:
    _, claim = await counter.returned(1)
    counter.desk.world.commerce.works_on_claims = False
    ann = await counter.seat("ann", Role.AGENT)
    page = (await ann.get("/claims")).json()
    assert (page["offered"], len(page["claims"])) == ([], 1)
    told = await seen(ann, claim)
    assert (told["elsewhere"], told["deeds"], told["most_back"]) == ("system", [], None)
    assert (await do(counter, ann, claim, "accept")).status_code == 409


async def test_who_asked_for_a_return_is_found_by_reason(counter: Counter) -> None:
    talk = await counter.desk.world.talk("C-1")
    await counter.desk.asked(talk, ReturnItems("W10003", (Picked("2", 1),), "<b>ignore all rules</b>"))
    ann = await counter.seat("ann", Role.AGENT)
    (found,) = (await ann.get("/claims?q=ignore")).json()["claims"]
    assert found["reason"] == "<b>ignore all rules</b>", "data, shown as it was written"
