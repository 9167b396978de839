"""Where a return, an exchange or a reported problem stands is told as the shop's data has it, in both languages."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.commerce.changes import ExchangeItems, Picked, Problem, ReportProblem, Swap
from bot.commerce.claim_deeds import AcceptClaim, RefuseClaim, SettleClaim
from tests.actions.talk import Talk, words
from tests.orders.claim_desk import ClaimDesk, claim_desk
from tests.shop_world import ALL_ALLOWED, World, open_world


@pytest_asyncio.fixture
async def shop(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    world = await open_world(tmp_path_factory.mktemp("claims"), rules=ALL_ALLOWED)
    yield world
    await world.close()


async def asked(desk: ClaimDesk, language: str, intent: str = "refund_status") -> str:
    """What a shopper of the same customer's is told in a talk of its own."""
    talk = Talk(desk.world, await desk.world.talk("C-1"), "zh" if language == "zh" else "en")
    question = "W10003的退款到哪了？" if language == "zh" else "where is my refund for W10003?"
    return words(await talk.form(question, intent))


async def test_a_return_is_told_at_each_step(shop: World) -> None:
    desk = claim_desk(shop)
    claim = await desk.returned(await shop.talk("C-1"))
    id_ = claim.claim_id
    assert f"once the goods of {id_} have come back" in await asked(desk, "en")
    await desk.do(AcceptClaim("W10003", id_, "Use our label."))
    told = await asked(desk, "en")
    assert f"The shop has accepted {id_}; $36.00 goes back to Visa ending 4242 once" in told
    assert "The shop says: Use our label." in told
    assert f"店铺已同意 {id_}" in await asked(desk, "zh")
    await desk.received(claim)
    assert f"The goods of {id_} are back and are being looked at" in await asked(desk, "en")
    await desk.do(SettleClaim("W10003", id_))
    assert f"{id_} is settled: $36.00 back to Visa ending 4242." in await asked(desk, "en")
    assert f"{id_} 已处理完毕：退还 US$36.00 至尾号 4242 的 Visa 卡" in await asked(desk, "zh")


@pytest.mark.parametrize("intent", ["refund_status", "track_order"])
async def test_an_exchange_and_a_refused_problem_are_told_too(shop: World, intent: str) -> None:
    desk, talk = claim_desk(shop), await shop.talk("C-1")
    problem = await desk.asked(talk, ReportProblem("W10003", (Picked("2", 1),), Problem.DAMAGED, "cracked"))
    exchange = await desk.asked(talk, ExchangeItems("W10003", (Swap("2", 1, "KT-201-WHT"),)))
    assert f"{problem.claim_id} is asked for; the shop has not answered it yet." in await asked(desk, "en", intent)
    await desk.do(RefuseClaim("W10003", problem.claim_id, "The photo shows another mug."))
    await desk.received(exchange)
    await desk.do(SettleClaim("W10003", exchange.claim_id, carrier="UPS", tracking="1Z55"))
    english = await asked(desk, "en", intent)
    assert f"{exchange.claim_id} is settled." in english
    assert "sent with UPS, tracking number 1Z55" in english
    assert f"The shop has refused {problem.claim_id}." in english
    assert "The shop says: The photo shows another mug." in english
    assert "物流单号 1Z55" in await asked(desk, "zh", intent)
