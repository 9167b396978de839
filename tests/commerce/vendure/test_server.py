"""The Vendure of these tests keeps what it answered, whatever becomes of requests that come at the same time."""

import asyncio

from tests.commerce.vendure.conftest import Shelf
from tests.vendure_server import CRASHING, Api, Buyer, VendureServer

_REFUND = """mutation($p: ID!) { refundOrder(input: {
  paymentId: $p, amount: 100, shipping: 0, adjustment: 0, reason: "x" }) { __typename }
}"""
_LOGIN = "mutation($u: String!, $p: String!) { login(username: $u, password: $p) { __typename } }"
_NOTE = 'mutation($o: ID!) { addNoteToOrder(input: { id: $o, note: "kept", isPublic: true }) { id } }'


async def test_what_was_answered_outlives_a_request_that_is_rolled_back(
    vendure: VendureServer, shelf: Shelf, mei: Buyer
) -> None:
    """On sql.js TypeORM would nest the two, which once lost a step of a write that Vendure had told as done."""
    crashing, other = vendure.order(mei, {shelf.mug: 1}, method=CRASHING), vendure.order(mei, {shelf.mug: 1})
    payment, order = vendure.facts(crashing)["payments"][0]["id"], vendure.facts(other)["id"]
    rolled_back = asyncio.create_task(asyncio.to_thread(_ends_badly, vendure, payment))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(vendure.admin, _NOTE, o=order)
    assert await rolled_back
    notes = [entry["data"].get("note") for entry in vendure.facts(other)["history"]["items"]]
    assert "kept" in notes


def _ends_badly(vendure: VendureServer, payment: str) -> bool:
    """Over a line of its own: the other one is used meanwhile."""
    api = Api(f"{vendure.origin}/admin-api", vendure.channel)
    try:
        api(_LOGIN, u="superadmin", p="superadmin")
        api(_REFUND, p=payment)
    except AssertionError as error:
        return "line is cut" in str(error)
    finally:
        api.close()
    return False
