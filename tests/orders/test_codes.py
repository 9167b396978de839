"""One-time codes: to the address that the shop holds, good once, for a while, for few tries."""

import asyncio

import pytest
from sqlalchemy import select

from bot.commerce.model import OrderStatus
from bot.errors import MailUnavailable, NotVerified, TooManyTries
from bot.mail.mailer import Letter
from bot.orders.codes import OneTimeCodes, masked
from bot.orders.tables import codes
from tests.shop_world import World, an_order


async def sent(world: World, talk: str, order_id: str = "W30001") -> str:
    await world.codes.send(talk, await world.commerce.order(order_id), "en")
    return await world.last_code()


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


async def test_the_letter_goes_to_the_stored_address_in_the_shoppers_language(world: World) -> None:
    talk, order = await world.talk(), await world.commerce.order("W30001")
    assert await world.codes.send(talk, order, "en") == "a•••@e•••.com"
    assert await world.codes.send(talk, order, "zh") == "a•••@e•••.com"
    zh, en = [kept.letter for kept in await world.mailer.letters()]
    assert {en.to, zh.to} == {"ana@example.com"}
    assert "Your code is" in en.text
    assert "10 minutes" in en.text
    assert "您的验证码是" in zh.text
    assert "W30001" in en.subject


async def test_a_right_code_is_good_once(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    assert await world.codes.check(talk, "W30001", code)
    assert not await world.codes.check(talk, "W30001", code)


async def test_a_code_is_good_for_its_conversation_and_order_alone(world: World) -> None:
    talk, other = await world.talk(), await world.talk()
    code = await sent(world, talk)
    await sent(world, other)
    assert not await world.codes.check(other, "W30001", code)
    assert not await world.codes.check(talk, "W30003", code)
    assert await world.codes.check(talk, "W30001", code)


async def test_a_code_expires(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    assert await world.codes.pending(talk, "W30001")
    world.clock.forward(minutes=10)
    assert not await world.codes.pending(talk, "W30001")
    assert not await world.codes.check(talk, "W30001", code)


async def test_a_new_code_replaces_the_old_one(world: World) -> None:
    talk = await world.talk()
    old = await sent(world, talk)
    new = await sent(world, talk)
    if old != new:
        assert not await world.codes.check(talk, "W30001", old)
    assert await world.codes.check(talk, "W30001", new)


async def test_after_five_wrong_tries_even_the_right_code_is_refused(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    for _ in range(4):
        assert not await world.codes.check(talk, "W30001", another(code))
    with pytest.raises(TooManyTries):
        await world.codes.check(talk, "W30001", another(code))
    assert not await world.codes.pending(talk, "W30001")
    with pytest.raises(TooManyTries):
        await world.codes.check(talk, "W30001", code)


@pytest.mark.race
async def test_tries_side_by_side_all_count(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    wrong = [world.codes.check(talk, "W30001", another(code)) for _ in range(12)]
    ends = await asyncio.gather(*wrong, return_exceptions=True)
    assert ends.count(False) == 4
    assert sum(isinstance(end, TooManyTries) for end in ends) == 8


@pytest.mark.race
async def test_a_right_code_typed_twice_at_once_is_good_once(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    ends = await asyncio.gather(*(world.codes.check(talk, "W30001", code) for _ in range(2)))
    assert sorted(ends) == [False, True]


async def test_only_so_many_codes_are_sent_for_one_order(world: World) -> None:
    for _ in range(5):
        await sent(world, await world.talk())
    with pytest.raises(TooManyTries):
        await sent(world, await world.talk())
    assert len(await world.mailer.letters()) == 5
    await sent(world, await world.talk(), "W30003")


async def test_an_order_without_an_address_gets_no_code(world: World) -> None:
    with pytest.raises(NotVerified, match="W1 has no e-mail"):
        await world.codes.send(await world.talk(), an_order("W1", OrderStatus.PENDING, email=None), "en")


async def test_a_letter_that_was_not_taken_leaves_no_code_behind(world: World) -> None:
    class ClosedPost:
        async def send(self, letter: Letter) -> None:
            raise MailUnavailable("post office closed")

    lost = OneTimeCodes(
        world.store, ClosedPost(), world.phrases, world.codes._lifetime, b"key", world.tries, world.audit, world.clock
    )
    talk = await world.talk()
    with pytest.raises(MailUnavailable):
        await lost.send(talk, await world.commerce.order("W30001"), "en")
    assert not await lost.pending(talk, "W30001")


async def test_only_a_digest_of_the_code_is_kept(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    async with world.store.reading() as connection:
        row = (await connection.execute(select(codes))).one()
    assert code not in str(tuple(row))
    assert len(row.digest) == 64


async def test_codes_sent_and_refused_are_written_down(world: World) -> None:
    talk = await world.talk()
    code = await sent(world, talk)
    await world.codes.check(talk, "W30001", another(code))
    assert await world.audited(talk) == ["code_sent", "proof_refused"]
    assert code not in str(await world.audit.entries(conversation_id=talk))


@pytest.mark.parametrize(("email", "shown"), [("mei.lin@example.com", "m•••@e•••.com"), ("a@b.co.uk", "a•••@b•••.uk")])
def test_an_address_is_masked(email: str, shown: str) -> None:
    assert masked(email) == shown
