"""Whose order it is, and that nobody learns more than they have proved."""

import pytest

from bot.commerce.model import OrderStatus
from bot.errors import NotVerified, OrderNotFound, TooManyTries
from bot.orders.access import Proof
from bot.orders.contact import Contact
from tests.shop_world import MEI, TOM, World, open_world


def contact(typed: str) -> Contact:
    found = Contact.parse(typed)
    assert found is not None
    return found


async def test_somebody_signed_in_sees_their_own_orders_and_no_others(world: World) -> None:
    talk = await world.talk("C-1")
    assert (await world.access.visible(talk, "#w10001")).order_id == "W10001"
    assert [o.order_id for o in await world.access.own_orders(talk)] == ["W10001", "W10002", "W10003"]
    for stranger in ("W20001", "W30001", "W99999"):
        with pytest.raises(OrderNotFound, match=stranger):
            await world.access.visible(talk, stranger)


async def test_somebody_signed_in_may_change_their_own_orders_only(world: World) -> None:
    talk = await world.talk("C-1")
    assert await world.access.may_write(talk, await world.commerce.order("W10001"))
    assert not await world.access.may_write(talk, await world.commerce.order("W20002"))
    assert not await world.access.may_write(talk, await world.commerce.order("W30001"))


@pytest.mark.parametrize("number", ["W10001", "W99999"])
async def test_a_guest_must_prove_an_order_whether_or_not_there_is_one(world: World, number: str) -> None:
    with pytest.raises(NotVerified):
        await world.access.visible(await world.talk(), number)


@pytest.mark.parametrize("typed", [MEI, "202 555 0143"])
async def test_a_guests_contact_opens_that_order_and_no_other(world: World, typed: str) -> None:
    talk = await world.talk()
    assert await world.access.prove(talk, "w10001", contact(typed)) is Proof.CONTACT
    assert (await world.access.visible(talk, "W10001")).order_id == "W10001"
    assert [o.order_id for o in await world.access.own_orders(talk)] == ["W10001"]
    with pytest.raises(NotVerified):
        await world.access.visible(talk, "W10002")
    with pytest.raises(NotVerified):
        await world.access.visible(await world.talk(), "W10001")


async def test_an_unknown_order_and_a_wrong_contact_are_told_alike(world: World) -> None:
    talk = await world.talk()
    said = []
    for number, typed in (("W99999", MEI), ("W10001", TOM), ("W10001", "00000")):
        with pytest.raises(OrderNotFound) as told:
            await world.access.prove(talk, number, contact(typed))
        said.append(str(told.value).replace(number, "?"))
    assert len(set(said)) == 1


async def test_a_postcode_shows_the_status_and_no_more(world: World) -> None:
    talk = await world.talk()
    assert await world.access.prove(talk, "W10002", contact("97201")) is Proof.POSTCODE
    assert (await world.access.masked(talk, "W10002")).status is OrderStatus.SHIPPED
    with pytest.raises(NotVerified):
        await world.access.visible(talk, "W10002")
    assert await world.access.own_orders(talk) == []
    assert not await world.access.may_write(talk, await world.commerce.order("W10002"))


async def test_a_weaker_proof_never_replaces_a_stronger_one(world: World) -> None:
    talk = await world.talk()
    order = await world.commerce.order("W30001")
    for proof in (Proof.CONTACT, Proof.CODE, Proof.POSTCODE, Proof.CONTACT):
        await world.access.record(talk, order.order_id, proof)
    assert await world.access.proof(talk, order) is Proof.CODE


async def test_a_guests_write_wants_a_code(world: World) -> None:
    talk = await world.talk()
    order = await world.commerce.order("W30001")
    await world.access.prove(talk, "W30001", contact("ana@example.com"))
    assert not await world.access.may_write(talk, order)
    await world.access.record(talk, order.order_id, Proof.CODE)
    assert await world.access.may_write(talk, order)


async def test_a_matching_contact_is_enough_where_the_merchant_says_so(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    world = await open_world(tmp_path_factory.mktemp("lenient"), contact_may_write=True)
    talk = await world.talk()
    await world.access.prove(talk, "W30001", contact("ana@example.com"))
    assert await world.access.may_write(talk, await world.commerce.order("W30001"))
    await world.close()


async def test_one_conversation_serves_one_customer(world: World) -> None:
    talk = await world.talk()
    await world.access.prove(talk, "W10001", contact(MEI))
    with pytest.raises(OrderNotFound):
        await world.access.prove(talk, "W20001", contact(TOM))
    with pytest.raises(OrderNotFound):
        await world.access.prove(talk, "W30001", contact("ana@example.com"))
    assert await world.access.prove(talk, "W10002", contact(MEI)) is Proof.CONTACT


async def test_two_guest_orders_of_one_address_are_one_person(world: World) -> None:
    talk = await world.talk()
    for number in ("W30001", "W30003"):
        await world.access.prove(talk, number, contact("ana@example.com"))
    with pytest.raises(OrderNotFound):
        await world.access.prove(talk, "W30004", contact("bo@example.com"))


async def test_signing_in_takes_back_what_was_proved_of_somebody_else(world: World) -> None:
    talk = await world.talk()
    await world.access.prove(talk, "W20001", contact(TOM))
    await world.conversations.bind_customer(talk, "C-1")
    with pytest.raises(OrderNotFound):
        await world.access.visible(talk, "W20001")
    assert await world.access.proof(talk, await world.commerce.order("W20001")) is None


async def test_somebody_signed_in_cannot_prove_another_customers_order(world: World) -> None:
    with pytest.raises(OrderNotFound):
        await world.access.prove(await world.talk("C-1"), "W20001", contact(TOM))


async def test_tries_are_counted_by_order_across_conversations(world: World) -> None:
    for n in range(5):
        with pytest.raises(OrderNotFound):
            await world.access.prove(await world.talk(), "W10001", contact(f"no{n}@example.com"))
    with pytest.raises(TooManyTries):
        await world.access.prove(await world.talk(), "#w10001", contact(MEI))


async def test_tries_are_counted_by_contact_across_orders(world: World) -> None:
    for n in range(10):
        with pytest.raises(OrderNotFound):
            await world.access.prove(await world.talk(), f"W4000{n}", contact(MEI))
    with pytest.raises(TooManyTries):
        await world.access.prove(await world.talk(), "W10001", contact("Mei.Lin@EXAMPLE.com"))


async def test_tries_are_counted_by_address_across_everything(world: World) -> None:
    for n in range(20):
        talk = await world.talk(address="198.51.100.7")
        with pytest.raises(OrderNotFound):
            await world.access.prove(talk, f"W5{n:04}", contact(f"no{n}@example.com"))
    with pytest.raises(TooManyTries):
        await world.access.prove(await world.talk(address="198.51.100.7"), "W10001", contact(MEI))
    assert await world.access.prove(await world.talk(), "W10001", contact(MEI)) is Proof.CONTACT


async def test_right_tries_are_not_counted(world: World) -> None:
    for _ in range(8):
        await world.access.prove(await world.talk(), "W10001", contact(MEI))


async def test_every_proof_is_written_down(world: World) -> None:
    talk = await world.talk()
    with pytest.raises(OrderNotFound):
        await world.access.prove(talk, "W10001", contact(TOM))
    await world.access.prove(talk, "W10001", contact(MEI))
    entries = await world.audit.entries(conversation_id=talk)
    assert [(e.event.value, e.actor, e.order_id) for e in entries] == [
        ("proof_refused", "guest", "W10001"),
        ("proof_given", "guest", "W10001"),
    ]
    assert MEI not in str(entries)


async def test_a_number_longer_than_any_is_refused_like_others(world: World) -> None:
    with pytest.raises(OrderNotFound):
        await world.access.prove(await world.talk(), "W" + "1" * 500, contact(MEI))
