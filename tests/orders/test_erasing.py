"""A customer is forgotten: whole, once, by nobody else's word, and through a kill at any step."""

import json
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.commerce.changes import CancelOrder, Capability, ChangeCustomer, EraseCustomer
from bot.commerce.widget import AskedFirst, FieldName, PreChat, ShownWhen
from bot.conversation.feedback import Feedback
from bot.conversation.introduction import Introductions
from bot.conversation.model import Status
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.tables import handoffs
from bot.conversation.turn import Said
from bot.dialogue import parts
from bot.dialogue.trackers import RasaTrackers
from bot.errors import ChangeRefused, NotVerified, ProposalNotFound
from bot.mail.mailer import Letter
from bot.orders.erasing import Erasing
from bot.orders.limits import Limits
from bot.orders.proposals import ProposalState
from bot.orders.tables import proposals
from bot.storage.audit import audit_log
from bot.storage.database import Database
from tests.orders.dying import Death, Job, act, watched, yes_of
from tests.servers import PostgresServer
from tests.shop_world import MEI, World, furnish, prepare
from tests.undertaker import Undertaker

FULL: Final = os.environ.get("RACES") == "full"
SECRET: Final = "my blue parrot is called Otto"
"""Words that only this customer has said."""
ME: Final = EraseCustomer("C-1")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[World]:
    world = furnish(*await prepare(*urls(tmp_path)), folder=tmp_path)
    yield world
    await world.close()


def urls(folder: Path) -> tuple[str, str]:
    return f"sqlite+aiosqlite:///{folder / 'store.db'}", f"sqlite+aiosqlite:///{folder / 'shop.db'}"


def picture() -> bytes:
    body = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(body, "PNG")
    return body.getvalue()


async def a_talk(world: World, customer_id: str = "C-1", words: str = SECRET) -> str:
    """A conversation of the past: something said, a picture, what the dialogue kept, and a change that was made."""
    talk = await world.talk(customer_id)
    turns = SqlTurnStore(world.store)
    received = await turns.receive(talk, Said(words, address="192.0.2.77"), "test", timedelta(seconds=30))
    assert received.turn is not None
    await turns.finish(received.turn, [parts.text(f"You said: {words}")], world.proposals.begun_by)
    await world.pictures.keep(talk, picture())
    # The conversation, taken away to an address that is none of the shop's.
    await world.mailer.send(Letter("friend@example.net", "Your conversation", f"Reference: {talk}\n\n{words}"))
    await Feedback(world.store).judge(talk, received.turn.turn.reply_id, True)
    async with world.store.transaction() as connection:
        at = datetime.now(UTC)
        over = {"id": f"h_{talk}", "conversation_id": talk, "state": "ended", "reason": words, "asked_at": at}
        await connection.execute(handoffs.insert().values(**over, ended_at=at, first_answer_at=at))
    await Feedback(world.store).rate(talk, f"h_{talk}", 4, words)
    asked = PreChat(ShownWhen.ALWAYS, (AskedFirst(FieldName.NAME),))
    await Introductions(world.store, world.commerce.shop, asked).take(talk, {"name": words}, "en", signed_in=False)
    async with world.trackers.transaction() as connection:
        table = "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id TEXT, data TEXT)"
        await connection.exec_driver_sql(table)
        row = {"sender": talk, "data": json.dumps({"text": words})}
        await connection.execute(text("INSERT INTO events (sender_id, data) VALUES (:sender, :data)"), row)
    change = ChangeCustomer(customer_id, email=f"otto.{talk}@example.com".lower())
    await world.writes.propose(talk, change)
    await world.writes.confirm(talk, f"m_{talk}"[:40])
    return talk


async def everything(world: World) -> str:
    """All that is stored of anybody, as one text."""
    found = []
    for database in (world.store, world.trackers):
        async with database.reading() as connection:
            names = await connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            for name in list(names):
                found += [str(tuple(row)) for row in await connection.execute(text(f'SELECT * FROM "{name}"'))]
    return "\n".join(found)


def pictures_in(folder: Path) -> list[Path]:
    return list((folder / "pictures").rglob("*.jpg"))


async def test_nothing_of_the_customer_is_left_but_ids_and_the_orders(house: World, tmp_path: Path) -> None:
    old, hers = [await a_talk(house) for _ in range(2)], await house.talk("C-1")
    stranger = await a_talk(house, "C-2", "I am Tom and nobody else")
    assert (await house.writes.held(hers)).conversations == 3
    assert (await house.writes.held(hers)).pictures == 2
    await house.writes.propose(hers, ME)
    done = await house.writes.confirm(hers, "m_yes")
    left = await everything(house)
    assert SECRET not in left
    assert MEI not in left
    assert "otto." + old[0].lower() not in left
    assert "192.0.2.77" in left, "the other customer's conversation stays"
    assert "I am Tom and nobody else" in left
    assert len(pictures_in(tmp_path)) == 1
    for talk in old:
        conversation = await house.conversations.conversation(talk)
        assert (conversation.customer_id, conversation.status) == (None, Status.CLOSED)
        assert await house.conversations.history(talk) == []
    assert (await house.conversations.conversation(stranger)).customer_id == "C-2"
    customer = await house.commerce.customer("C-1")
    assert done.after == customer
    assert (customer.name, customer.email, customer.phone, customer.address) == ("", None, None, None)
    assert [way.payment_id for way in customer.payments] == ["pay-gift"], "a gift card's money is not taken away"
    order = await house.commerce.order("W10001")
    assert (order.customer_id, order.email) == ("C-1", MEI), "what an invoice must show stays"


async def test_the_log_keeps_who_did_what_and_when_and_no_contents(house: World) -> None:
    old, hers = await a_talk(house), await house.talk("C-1")
    await house.writes.propose(hers, ME)
    await house.writes.confirm(hers, "m_yes")
    assert await house.audited(old) == ["proposed", "confirmed", "written"]
    log = await house.audit.entries(conversation_id=old)
    assert all(entry.before is None and entry.after is None for entry in log)
    assert {(entry.actor, entry.order_id) for entry in log} == {("customer:C-1", "C-1")}
    *_, written = await house.audit.entries(conversation_id=hers)
    assert (written.event.value, written.actor, written.after) == ("written", "customer:C-1", {"version": 3})


async def test_the_log_can_be_emptied_line_by_line_and_changed_in_no_other_way(house: World) -> None:
    await a_talk(house)
    for values in ({"actor": "guest"}, {"reason": "other"}, {"before": None, "after": {"a": 1}}):
        with pytest.raises(Exception, match="append-only"):
            async with house.store.transaction() as connection:
                await connection.execute(audit_log.update().values(**values))
    with pytest.raises(Exception, match="append-only"):
        async with house.store.transaction() as connection:
            await connection.execute(audit_log.delete())


async def test_postgresql_forgets_as_well_and_keeps_its_log_as_tight(postgres: PostgresServer, tmp_path: Path) -> None:
    world = furnish(*await prepare(postgres.new_database(), postgres.new_database()), folder=tmp_path)
    old, hers = await a_talk(world), await world.talk("C-1")
    await world.writes.propose(hers, ME)
    await world.writes.confirm(hers, "m_yes")
    assert await world.conversations.history(old) == []
    log = await world.audit.entries(conversation_id=old)
    assert [entry.event.value for entry in log] == ["proposed", "confirmed", "written"]
    assert all(entry.before is None and entry.after is None for entry in log)
    for forbidden in (audit_log.update().values(actor="guest"), audit_log.delete()):
        with pytest.raises(DBAPIError, match="append-only"):
            async with world.store.transaction() as connection:
                await connection.execute(forbidden)
    await world.close()


async def test_what_is_being_answered_stays_until_the_conversation_is_over(house: World) -> None:
    hers = await a_talk(house)
    turns = SqlTurnStore(house.store)
    asked = await turns.receive(hers, Said("delete my account"), "test", timedelta(seconds=30))
    assert asked.turn is not None
    proposal = (await house.writes.propose(hers, ME)).proposal
    yes, no = parts.Choice("Yes", "/affirm", proposal.id), parts.Choice("No", "/deny", proposal.id)
    await turns.finish(asked.turn, [parts.confirmation("Delete it?", [], yes, no)], house.proposals.begun_by)
    received = await turns.receive(hers, Said("yes, delete it"), "test", timedelta(seconds=30))
    assert received.turn is not None
    await house.writes.confirm(hers, received.turn.turn.message_id)
    await turns.finish(received.turn, [parts.text("Done.")], house.proposals.begun_by)
    history = await house.conversations.history(hers)
    assert [message.parts[0].get("text") for message in history[-2:]] == ["yes, delete it", "Done."]
    assert SECRET not in await everything(house)
    assert await house.erasing.settle() == 0
    later = Erasing(house.store, house.pictures, RasaTrackers(house.trackers), house.commerce, house.audit, in_an_hour)
    assert await later.settle() == 1
    assert await house.conversations.history(hers) == []
    assert (await house.conversations.conversation(hers)).customer_id is None


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


async def test_what_was_begun_afterwards_is_not_meant(house: World) -> None:
    hers = await house.talk("C-1")
    await house.writes.propose(hers, ME)
    await house.writes.confirm(hers, "m_yes")
    again = await a_talk(house)
    await house.erasing.settle()
    assert len(await house.conversations.history(again)) == 2


async def test_without_the_shops_help_a_person_sees_to_the_account(house: World) -> None:
    house.commerce.cancels = False  # a back end that can do nothing but read
    hers = await house.talk("C-1")
    await house.writes.propose(hers, ME)
    await house.writes.confirm(hers, "m_yes")
    assert (await house.commerce.customer("C-1")).email == MEI
    (left,) = await house.erasing.for_a_person()
    assert (left.customer_id, left.by_person) == ("C-1", True)
    await house.erasing.close(left.id, "Ann")
    assert await house.erasing.for_a_person() == []
    with pytest.raises(ProposalNotFound):
        await house.erasing.close(left.id, "Ann")
    *_, noted = await house.audit.entries(order_id="C-1")
    assert (noted.actor, noted.reason) == ("staff:Ann", "erased at the shop")


async def test_nobody_is_forgotten_on_anothers_word_or_where_the_merchant_forbids_it(house: World) -> None:
    for who in ("C-2", None):
        with pytest.raises(NotVerified):
            await house.writes.propose(await house.talk(who), ME)
    off = furnish(
        house.store, house.shop_database, merchant=Limits(switched_off=frozenset({Capability.ERASE_CUSTOMER}))
    )
    with pytest.raises(ChangeRefused):
        await off.writes.propose(await house.talk("C-1"), ME)


async def test_a_request_that_a_person_still_decides_is_kept_until_then(house: World) -> None:
    asking = furnish(house.store, house.shop_database, merchant=Limits(changes_per_day=0))
    other = await house.talk("C-1")
    await asking.writes.propose(other, CancelOrder("W10001"))
    with pytest.raises(Exception, match="awaits"):
        await asking.writes.confirm(other, "m_cancel")
    hers = await house.talk("C-1")
    await house.writes.propose(hers, ME)
    await house.writes.confirm(hers, "m_yes")
    (waiting,) = await house.approvals.list()
    assert waiting.change == CancelOrder("W10001")


async def steps_of(folder: Path) -> list[str]:
    """Every step of the whole act, as it is taken when nothing happens."""
    watch = Death(None)
    job = await ready(folder)
    world = watched(job.store_url, job.shop_url, watch, job.folder)
    await act(world, job)
    await world.close()
    return watch.steps


async def ready(folder: Path) -> Job:
    """A shop of its own, with a customer who has been shown what a yes deletes."""
    world = furnish(*await prepare(*urls(folder)), folder=folder)
    await a_talk(world)
    hers = await world.talk("C-1")
    await world.writes.propose(hers, ME)
    await world.close()
    return Job(*urls(folder), "confirm", hers, folder=str(folder))


@pytest.mark.race
@pytest.mark.timeout(900)
async def test_a_kill_at_any_step_leaves_it_whole_in_the_end_or_not_begun(tmp_path: Path) -> None:
    steps = await steps_of(tmp_path / "whole")
    dying = [number for number, step in enumerate(steps) if FULL or "before its commit" in step]
    assert len(dying) > 8
    async with Undertaker.hire("tests.orders.dying") as undertaker:
        for number in dying:
            folder = tmp_path / str(number)
            job = await ready(folder)
            assert await undertaker.tell(replace(job, step=number)) == signal.SIGKILL, steps[number]
            await assert_whole_or_not_begun(folder, job)


async def assert_whole_or_not_begun(folder: Path, job: Job) -> None:
    world = furnish(*(Database.open(url) for url in urls(folder)), folder=folder)
    for _ in range(2):
        await world.writes.reconcile()
        world.clock.forward(minutes=1)
    left = await everything(world)
    proposal = await _the_erasure(world, job.id)
    assert proposal in (ProposalState.OPEN, ProposalState.NOT_WRITTEN, ProposalState.DONE)
    if proposal is ProposalState.OPEN:  # the yes had not been taken: it may still be said
        await world.writes.confirm(job.id, yes_of(job.id))
        left, proposal = await everything(world), ProposalState.DONE
    is_whole = proposal is ProposalState.DONE
    assert (SECRET not in left) is is_whole
    assert (pictures_in(folder) == []) is is_whole
    assert ((await world.commerce.customer("C-1")).email is None) is is_whole
    await world.close()


async def _the_erasure(world: World, talk: str) -> ProposalState:
    query = select(proposals.c.state).where(proposals.c.conversation_id == talk)
    async with world.store.reading() as connection:
        return ProposalState(await connection.scalar(query))
