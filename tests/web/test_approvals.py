"""A person of the shop decides over HTTP: on the private listener alone, with the secret alone, each request once."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.errors import AwaitsApproval
from bot.orders.limits import Limits
from bot.web.app import create_loopback
from bot.web.approvals import ApprovalRoutes
from bot.web.listen import Listener
from bot.web.operations import Metrics, Readiness
from tests.shop_world import World, open_world

SECRET, WRONG = "desk secret of the tests", "desk secret of somebody"
PATH = "/api/v1/desk/approvals"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = await open_world(tmp_path, merchant=Limits(approve_above=Decimal("100")))
    yield world
    await world.close()


@pytest.fixture
async def desk(world: World, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    routes = ApprovalRoutes(world.approvals, SECRET)
    name = f"desk-{abs(hash(request.node.nodeid))}"
    app = create_loopback([], "secret of the actions", Readiness({}), Metrics(), desk=routes, name=name)
    listener = await Listener.open(app, "127.0.0.1", 0)
    url, headers = f"http://127.0.0.1:{listener.port}", {"X-Shoptalk-Secret": SECRET}
    async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as client:
        yield client
    await listener.close(grace_seconds=0.2)


async def ask(world: World) -> str:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    with pytest.raises(AwaitsApproval) as awaits:
        await world.writes.confirm(talk, "m-yes")
    return awaits.value.proposal_id


async def test_what_awaits_is_listed_with_what_it_would_change(world: World, desk: httpx.AsyncClient) -> None:
    request_id = await ask(world)
    (listed,) = (await desk.get(PATH)).json()["approvals"]
    assert (listed["id"], listed["kind"], listed["subject_id"]) == (request_id, "cancel_order", "W10001")
    assert listed["amount"] == {"amount": 12_000, "currency": "USD"}
    assert listed["limits"] == ["amount"]
    assert listed["change"]["order_id"] == "W10001"


async def test_a_request_is_approved_once(world: World, desk: httpx.AsyncClient) -> None:
    path = f"{PATH}/{await ask(world)}"
    answer = await desk.post(path, json={"decision": "approve", "by": "Ann"})
    assert (answer.status_code, answer.json()["state"], answer.json()["by"]) == (200, "done", "Ann")
    assert (await world.commerce.order("W10001")).status is OrderStatus.CANCELLED
    assert (await desk.post(path, json={"decision": "approve", "by": "Ann"})).status_code == 409
    assert (await desk.get(PATH)).json() == {"approvals": []}


async def test_a_request_is_refused_with_a_word(world: World, desk: httpx.AsyncClient) -> None:
    path = f"{PATH}/{await ask(world)}"
    assert (await desk.post(path, json={"decision": "refuse", "by": "Ann"})).status_code == 422
    answer = await desk.post(path, json={"decision": "refuse", "by": "Ann", "word": "It is packed."})
    assert answer.json()["state"] == "turned_down"
    assert world.commerce.writes_sent == 0


@pytest.mark.parametrize("headers", [{"X-Shoptalk-Secret": ""}, {"X-Shoptalk-Secret": WRONG}])
async def test_nobody_sees_or_decides_without_the_secret(
    world: World, desk: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    path = f"{PATH}/{await ask(world)}"
    assert (await desk.get(PATH, headers=headers)).status_code == 403
    answer = await desk.post(path, json={"decision": "approve", "by": "Ann"}, headers=headers)
    assert answer.status_code == 403
    assert world.commerce.writes_sent == 0
    assert len(await world.approvals.list()) == 1


@pytest.mark.parametrize(
    "body", [{}, {"decision": "approve"}, {"decision": "maybe", "by": "Ann"}, {"decision": "approve", "by": ""}]
)
async def test_a_decision_that_is_none_is_named(world: World, desk: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await desk.post(f"{PATH}/{await ask(world)}", json=body)).status_code == 422


async def test_an_unknown_request_is_not_found(world: World, desk: httpx.AsyncClient) -> None:
    assert (await desk.post(f"{PATH}/pr_0", json={"decision": "approve", "by": "Ann"})).status_code == 404
