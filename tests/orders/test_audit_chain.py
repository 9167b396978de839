"""For every kind of change: nobody else's, and who, what, why, before and after of each step in the log."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.commerce.changes import Capability, Change, ChangeCustomer, from_json, to_json
from bot.commerce.model import OrderStatus
from bot.commerce.rules import Edition, RefundTo, Rule, RuleBook
from bot.commerce.sql.migrate import migrate as migrate_shop
from bot.errors import AwaitsApproval, ChangeRefused, NotFound, NotVerified
from bot.orders.limits import Limits
from bot.storage.audit import Entry
from bot.storage.database import Database
from bot.storage.migrate import migrate as migrate_store
from tests.contracts.commerce_acts import ACTS, BEFORE_SHIPPING
from tests.contracts.commerce_stage import ELSEWHERE, Scene, Wanted
from tests.contracts.sql_stage import SqlStage
from tests.shop_world import World, furnish

OPEN = RuleBook((Edition({kind: Rule(frozenset(OrderStatus), refund_to=RefundTo.ANY) for kind in ACTS}),))
"""A shop that lets its customers do everything."""

KINDS = [kind for kind in Capability if kind is not Capability.ERASE_CUSTOMER]
"""Of who is to be forgotten nothing but ids is written down: test_erasing.py."""


class House:
    """The rooms over the contracts' shop, as a merchant's limits have them."""

    def __init__(self, scene: Scene, world: World) -> None:
        self.scene, self.world = scene, world

    def change(self, kind: Capability) -> Change:
        if kind is Capability.CHANGE_CUSTOMER:
            return ChangeCustomer("C-1", address=ELSEWHERE, phone="+1-202-555-0199")
        return ACTS[kind](self.scene, "W1" if kind in BEFORE_SHIPPING else "W2")

    def under(self, limits: Limits) -> World:
        return furnish(self.world.store, self.world.shop_database, merchant=limits, rules=OPEN)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store_url, shop_url = (f"sqlite+aiosqlite:///{tmp_path}/{name}.db" for name in ("store", "shop"))
    await migrate_store(store_url)
    store, shop = Database.open(store_url), Database.open(shop_url)
    await migrate_shop(shop)
    scene = await SqlStage(shop).open(Wanted("W1"), Wanted("W2", OrderStatus.DELIVERED))
    world = furnish(store, shop, rules=OPEN)
    yield House(scene, world)
    await world.close()


async def log_of(house: House, talk: str) -> list[Entry]:
    return list(await house.world.audit.entries(conversation_id=talk))


def assert_named(entry: Entry, who: str, change: Change) -> None:
    subject = change.customer_id if isinstance(change, ChangeCustomer) else change.order_id
    assert (entry.actor, entry.order_id) == (who, subject)
    assert entry.at is not None
    assert entry.proposal_id


@pytest.mark.parametrize("kind", KINDS)
async def test_a_change_that_was_made_leaves_the_whole_chain(house: House, kind: Capability) -> None:
    talk, change = await house.world.talk("C-1"), house.change(kind)
    await house.world.writes.propose(talk, change)
    await house.world.writes.confirm(talk, "m-yes")
    proposed, confirmed, written = await log_of(house, talk)
    assert [entry.event.value for entry in (proposed, confirmed, written)] == ["proposed", "confirmed", "written"]
    for entry in (proposed, confirmed, written):
        assert_named(entry, "customer:C-1", change)
    assert len({entry.proposal_id for entry in (proposed, confirmed, written)}) == 1
    assert proposed.after is not None
    assert from_json(proposed.after)[0] == change
    assert confirmed.reason == "yes"
    assert written.before == proposed.before
    assert written.before is not None
    assert written.after is not None
    changed = {name for name, value in written.after.items() if written.before[name] != value}
    assert "version" in changed
    assert changed - {"version"}, "the log must show what was changed"


@pytest.mark.parametrize("kind", KINDS)
async def test_a_change_that_a_person_decided_names_the_person(house: House, kind: Capability) -> None:
    for decision in ("refuse", "approve"):
        strict = house.under(Limits(changes_per_day=0))
        talk, change = await strict.talk("C-1"), house.change(kind)
        await strict.writes.propose(talk, change)
        with pytest.raises(AwaitsApproval) as awaits:
            await strict.writes.confirm(talk, f"m-{decision}")
        if decision == "approve":
            await strict.approvals.approve(awaits.value.proposal_id, "Ann", "fine")
        else:
            await strict.approvals.refuse(awaits.value.proposal_id, "Bob", "no")
        log = await log_of(house, talk)
        ends = {"approve": ["approved", "written"], "refuse": ["turned_down"]}[decision]
        assert [entry.event.value for entry in log] == ["proposed", "awaits", *ends]
        assert "count" in log[1].reason
        for entry in log[:2]:
            assert_named(entry, "customer:C-1", change)
        for entry in log[2:]:
            assert_named(entry, "staff:Ann" if decision == "approve" else "staff:Bob", change)
        assert log[2].reason == ("fine" if decision == "approve" else "no")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_change_that_was_not_wanted_says_so(house: House, kind: Capability) -> None:
    for end, reason in (("declined", "no"), ("voided", "the shopper left")):
        talk, change = await house.world.talk("C-1"), house.change(kind)
        await house.world.writes.propose(talk, change)
        if end == "declined":
            await house.world.writes.decline(talk, "m-no")
        else:
            await house.world.writes.void(talk, reason)
        log = await log_of(house, talk)
        assert [entry.event.value for entry in log] == ["proposed", end]
        assert_named(log[-1], "customer:C-1", change)
        assert log[-1].reason == reason


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind in ACTS])
async def test_a_change_that_the_shop_forbids_names_what_was_asked_and_why(house: House, kind: Capability) -> None:
    closed = furnish(house.world.store, house.world.shop_database, rules=RuleBook((Edition({}),)))
    talk, change = await closed.talk("C-1"), house.change(kind)
    with pytest.raises(ChangeRefused):
        await closed.writes.propose(talk, change)
    (refused,) = await log_of(house, talk)
    assert (refused.event.value, refused.actor) == ("refused", "customer:C-1")
    assert kind.value in refused.reason
    assert refused.before == {"change": to_json(change, None)["change"]}


async def test_nobody_changes_what_is_somebody_elses(house: House) -> None:
    for kind in KINDS:
        for who in ("C-2", None):
            talk, change = await house.world.talk(who), house.change(kind)
            with pytest.raises((NotFound, NotVerified)):
                await house.world.writes.propose(talk, change)
            assert await house.world.proposals.open_in(talk) is None
    assert house.world.commerce.writes_sent == 0


@pytest.mark.parametrize("kind", list(BEFORE_SHIPPING))
async def test_whoever_is_signed_in_by_then_must_own_it_when_the_yes_comes(house: House, kind: Capability) -> None:
    """A proposal of one owner is no key for whoever has the conversation later."""
    talk, change = await house.world.talk("C-1"), house.change(kind)
    await house.world.writes.propose(talk, change)
    async with house.world.store.transaction() as connection:
        # Nothing in the product binds a conversation to another customer; were it ever to happen, nothing is written.
        await connection.exec_driver_sql("UPDATE conversations SET customer_id = 'C-2'")
    with pytest.raises(NotVerified):
        await house.world.writes.confirm(talk, "m-yes")
    assert house.world.commerce.writes_sent == 0
    assert (await log_of(house, talk))[-1].event.value == "refused"
