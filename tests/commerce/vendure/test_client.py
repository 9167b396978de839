"""Vendure slow, down, signed out or refusing: what is tried again, and what is said."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest

from bot.commerce.changes import AddNote, CancelOrder, ChangeAddress
from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.remote.line import Line
from bot.commerce.vendure.client import Credential, VendureClient
from bot.commerce.vendure.shop import VendureShop
from bot.errors import CommerceUnavailable, ConfigurationError, OutcomeUnknown
from tests.commerce.vendure.conftest import Shelf
from tests.contracts.commerce_stage import ELSEWHERE
from tests.cutting_proxy import cutting_proxy
from tests.servers import free_port
from tests.vendure_server import ADMIN, Buyer, VendureServer

PING = "query Ping { activeChannel { id } }"
NOTE = 'mutation Note { addNoteToOrder(input: { id: 1, note: "x", isPublic: false }) { id } }'


@pytest.fixture
async def closing() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


def client(closing: AsyncExitStack, port: int, credential: Credential = ADMIN, seconds: float = 5.0) -> VendureClient:
    opened = VendureClient.open(f"http://127.0.0.1:{port}", credential, seconds)
    closing.push_async_callback(opened.close)
    return opened


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes a request and says nothing."""
    await reader.read()
    writer.close()


async def test_nobody_there_is_told_as_unavailable_and_nothing_was_begun(closing: AsyncExitStack) -> None:
    nobody = client(closing, free_port())
    for asked in (nobody.read(PING), nobody.write(NOTE)):
        with pytest.raises(CommerceUnavailable, match="Vendure at http"):
            await asked


async def test_a_server_that_is_silent_is_waited_for_no_longer_than_the_time_out(closing: AsyncExitStack) -> None:
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    closing.push_async_callback(server.wait_closed)
    closing.callback(server.close)
    slow = client(closing, server.sockets[0].getsockname()[1], Credential(api_key="any"), seconds=0.3)
    begun = time.monotonic()
    with pytest.raises(CommerceUnavailable):
        await slow.read(PING)  # tried twice
    with pytest.raises(OutcomeUnknown):
        await slow.write(NOTE)  # sent once: it may have arrived
    assert time.monotonic() - begun < 15


@pytest.mark.parametrize(("body", "status"), [(b"<html>Bad gateway</html>", 502), (b"{}", 200), (b"[]", 200)])
async def test_an_answer_that_is_none_is_no_answer(closing: AsyncExitStack, body: bytes, status: int) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=body))
    http = httpx.AsyncClient(transport=transport, base_url="http://shop")
    odd = VendureClient(Line(http, "Vendure", 5.0), Credential(api_key="any"))
    closing.push_async_callback(odd.close)
    with pytest.raises(CommerceUnavailable):
        await odd.read(PING)
    with pytest.raises(OutcomeUnknown):
        await odd.write(NOTE)


async def test_a_read_whose_answer_is_lost_once_is_read_again(closing: AsyncExitStack, vendure: VendureServer) -> None:
    proxy = await closing.enter_async_context(cutting_proxy(vendure.port, counts=lambda request: b"Ping" in request))
    through = client(closing, proxy.port)
    await through.read(PING)
    proxy.cut, proxy.where = proxy.counted + 1, "after"
    healing = asyncio.create_task(_heal_soon(proxy.heal))
    assert (await through.read(PING)).data["activeChannel"]
    await healing


async def _heal_soon(heal: object) -> None:
    await asyncio.sleep(0.1)
    assert callable(heal)
    heal()


async def test_an_ended_session_is_renewed_for_all_who_find_it_ended(
    closing: AsyncExitStack, vendure: VendureServer
) -> None:
    proxy = await closing.enter_async_context(cutting_proxy(vendure.port, counts=lambda request: b"login(" in request))
    mine = client(closing, proxy.port, vendure.administrator("ReadOrder"))
    await mine.read("query Me { me { id } }")
    await mine.write("mutation Logout { logout { success } }")
    asked = (mine.read("query Orders { orders(options: { take: 1 }) { totalItems } }") for _ in range(4))
    assert all(answer.data["orders"] for answer in await asyncio.gather(*asked))
    assert proxy.counted == 2


async def test_wrong_credentials_are_named_by_their_settings(closing: AsyncExitStack, vendure: VendureServer) -> None:
    stranger = client(closing, vendure.port, Credential("superadmin", "guess"))
    for asked in (stranger.read(PING), stranger.write(NOTE)):
        with pytest.raises(CommerceUnavailable, match="COMMERCE_PASSWORD"):
            await asked


async def test_an_api_key_needs_no_session(closing: AsyncExitStack, vendure: VendureServer) -> None:
    role = vendure.admin("{ roles { items { id code } } }")["items"]
    administrator = next(one["id"] for one in role if one["code"] == "__super_admin_role__")
    create = "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey } }"
    names = [{"languageCode": "en", "name": "Shoptalk"}]
    key = vendure.admin(create, i={"roleIds": [administrator], "translations": names})["apiKey"]
    answer = await client(closing, vendure.port, Credential(api_key=key)).read("query { orders { totalItems } }")
    assert answer.data["orders"]["totalItems"] >= 0
    with pytest.raises(CommerceUnavailable, match="not currently authorized"):
        await client(closing, vendure.port, Credential(api_key="forged")).read("query { orders { totalItems } }")


@pytest.mark.parametrize(
    ("url", "credential"),
    [
        ("vendure+ftp://shop.example", ADMIN),
        ("vendure+https://", ADMIN),
        ("vendure+https://me:secret@shop.example", ADMIN),
        ("vendure+https://shop.example", Credential()),
        ("vendure+https://shop.example", Credential("superadmin")),
    ],
)
def test_a_bad_address_or_no_credential_is_told_before_anything_is_asked(url: str, credential: Credential) -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_URL"):
        VendureShop.open(url, credential, ShopFolder(), timeout_seconds=1, fresh_seconds=1)


async def test_the_role_that_the_docs_ask_for_is_enough(
    closing: AsyncExitStack, vendure: VendureServer, shelf: Shelf, mei: Buyer
) -> None:
    shop = vendure.shop(credential=vendure.administrator(*_permissions()))
    closing.push_async_callback(shop.close)
    code = vendure.order(mei, {shelf.mug: 2})
    assert mei.customer_id
    assert (await shop.customer(mei.customer_id)).email == mei.email
    assert await shop.catalogue()
    for number, change in enumerate((AddNote(code, "x"), ChangeAddress(code, ELSEWHERE), CancelOrder(code))):
        order, agreed = await shop.order(code), await shop.settlement(change)
        await shop.change_order(change, version=order.version, agreed=agreed, key=f"key-{number}")
    assert vendure.facts(code)["state"] == "Cancelled"


def _permissions() -> list[str]:
    told = re.search(r"a role with (.*?), and no more", Path("docs/backends.md").read_text("utf-8"), re.DOTALL)
    assert told
    return re.findall(r"`(\w+)`", told[1])
