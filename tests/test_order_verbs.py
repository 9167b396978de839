"""Deciding requests and reading the audit log from the command line, as somebody types it."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.conversation.model import Author
from bot.errors import AwaitsApproval
from bot.orders.limits import Limits
from tests.command_line import Bot
from tests.shop_world import World, open_world


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = await open_world(tmp_path, merchant=Limits(approve_above=Decimal("100")))
    yield world
    await world.close()


@pytest.fixture
def bot(tmp_path: Path) -> Bot:
    return Bot(tmp_path)


async def ask(world: World) -> tuple[str, str]:
    talk = await world.talk("C-1")
    await world.writes.propose(talk, CancelOrder("W10001"))
    with pytest.raises(AwaitsApproval) as awaits:
        await world.writes.confirm(talk, "m-yes")
    return talk, awaits.value.proposal_id


async def test_a_request_is_listed_approved_and_audited(world: World, bot: Bot) -> None:
    assert bot("approvals", "list").stdout.strip() == "Nothing awaits approval."
    talk, request_id = await ask(world)
    listed = bot("approvals", "list").stdout
    assert all(part in listed for part in (request_id, "cancel_order W10001", "amount", "$120.00", talk))

    said = bot("approvals", "approve", request_id, "--as", "Ann", "--word", "Gladly.")
    assert (said.returncode, said.stdout.strip()) == (0, "Done, and the shopper is told.")
    assert (await world.commerce.order("W10001")).status is OrderStatus.CANCELLED
    (notice,) = [m for m in await world.conversations.history(talk) if m.author is Author.SYSTEM]
    assert "Gladly." in notice.parts[0]["text"]

    log = bot("audit", "--order", "W10001").stdout
    order = [log.index(event) for event in ("proposed", "awaits", "approved", "written")]
    assert order == sorted(order)
    assert all(part in log for part in ("customer:C-1", "staff:Ann", "Gladly.", "before", "after", "status cancelled"))
    assert "{'" not in log, "what is written down is told as facts, not as Python"
    assert bot("audit", "--conversation", talk).stdout == log


async def test_a_request_is_turned_down_with_a_word(world: World, bot: Bot) -> None:
    _, request_id = await ask(world)
    assert bot("approvals", "refuse", request_id).returncode == 2
    said = bot("approvals", "refuse", request_id, "--word", "It is packed already.")
    assert said.stdout.strip() == "Turned down, and the shopper is told."
    assert (await world.commerce.order("W10001")).status is OrderStatus.PENDING


def test_what_is_not_there_is_refused_in_one_sentence(bot: Bot) -> None:
    unknown = bot("approvals", "approve", "pr_0")
    assert (unknown.returncode, unknown.stderr.strip()) == (
        2,
        "ProposalNotFound: pr_0: No proposal is open in this conversation.",
    )
    assert bot("audit", "--order", "W1").stdout.strip() == "Nothing was written down."
    both = bot("audit", "--order", "W1", "--conversation", "c_1")
    assert (both.returncode, "--order X or --conversation Y" in both.stderr) == (2, True)
