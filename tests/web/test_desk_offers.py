"""Changes that a person at the desk proposes: the shopper's yes, the same safe write, and nobody else's orders."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select, update

from actions.desk_words import DeskWords
from bot.assist.offers import OfferRooms, Offers, Person
from bot.commerce.changes import CancelOrder
from bot.commerce.model import OrderStatus
from bot.commerce.rules import PLAIN_RULES, RuleBook
from bot.conversation.intake import Intake
from bot.conversation.model import Author, Status
from bot.conversation.notices import Notices
from bot.conversation.offered import Decided
from bot.conversation.runner import TurnRunner
from bot.conversation.sql_turns import SqlTurnStore
from bot.conversation.tables import handoffs, messages
from bot.conversation.turn import Said
from bot.dialogue.parts import Part
from bot.dialogue.scripted import ScriptedDialogue
from bot.errors import ChoiceExpired, OutcomeUnknown, ProposalVoid
from bot.orders.limits import Limits
from bot.orders.proposals import ProposalState
from bot.orders.telling import Teller
from bot.orders.writes import Done, Offer, SafeWrites
from bot.people.model import Role
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.web.desk_offers import OfferRoutes
from bot.web.errors import add_error_handlers
from bot.web.listen import Listener
from bot.web.signed_in import SignedIn
from tests.people.conftest import quick_passwords
from tests.shop_world import ALL_ALLOWED
from tests.web.office import DESK, Office, Seat

OVER = "This offer is no longer open, and nothing was changed."
_names = count(1)
_keys = count(1)


@dataclass
class Counter:
    """A desk that proposes, and the shoppers in front of it."""

    office: Office
    ann: Seat
    bob: Seat
    url: str
    offers: Offers
    rooms: OfferRooms
    turns: SqlTurnStore
    intake: Intake
    writes: SafeWrites

    async def actions(self, talk: str, seat: Seat | None = None, language: str = "en") -> dict[str, Any]:
        query = {"language": language}
        found = await (seat or self.ann).client.get(f"{self.url}{DESK}/conversations/{talk}/actions", params=query)
        assert found.status_code == 200, found.text
        seen: dict[str, Any] = found.json()
        return seen

    async def post(self, talk: str, action: str, seat: Seat | None = None, key: str | None = None) -> httpx.Response:
        seat = seat or self.ann
        sent = {"X-Shoptalk-CSRF": seat.csrf, "Idempotency-Key": key or f"k{next(_keys)}"}
        where = f"{self.url}{DESK}/conversations/{talk}/actions/{action}"
        return await seat.client.post(where, json={}, headers=sent)

    async def proposed(self, talk: str) -> Part:
        """The confirmation that the shopper sees, for the first of the suggested changes."""
        (action, *_) = (await self.actions(talk))["actions"]
        shown = await self.post(talk, f"{action['id']}/propose")
        assert shown.status_code == 201, shown.text
        (part,) = shown.json()["message"]["parts"]
        return dict(part)

    async def wanting(self, words: str = "please cancel my order W10001", customer: str | None = "C-1") -> str:
        """A conversation that Ann has."""
        talk = await self.office.waiting(words, customer=customer)
        assert (await self.ann.post(f"/conversations/{talk}/take")).status_code == 200
        return talk

    async def said(self, talk: str) -> list[tuple[str, str]]:
        history = await self.office.world.conversations.history(talk)
        return [(m.author.value, str(part["text"])) for m in history for part in m.parts if part["kind"] == "text"]

    async def press(self, talk: str, choice: str) -> None:
        """The shopper presses, and what that begins has ended."""
        await self.intake.receive(talk, choice_id=choice)
        await self.offers.stop()

    async def status(self, order: str = "W10001") -> OrderStatus:
        return (await self.office.world.commerce.order(order)).status


class Meanwhile(SafeWrites):
    """Writes at which, between a word and its being taken, the person at the desk proposes something else."""

    def __init__(self, writes: SafeWrites, talk: str) -> None:
        vars(self).update(vars(writes))
        self._talk = talk

    async def confirm(self, *args: Any, **more: Any) -> Done:
        await self.other()
        return await super().confirm(*args, **more)

    async def decline(self, *args: Any, **more: Any) -> None:
        await self.other()
        await super().decline(*args, **more)

    async def other(self) -> Offer:
        return await self.propose(self._talk, CancelOrder("W10001", "Ordered by mistake"), by="ann@shop.example")


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def agents_act() -> bool:
    return False


@pytest.fixture
def rules() -> RuleBook:
    return PLAIN_RULES


@pytest.fixture
async def counter(
    office: Office, ann: Seat, bob: Seat, limits: Limits, agents_act: bool, rules: RuleBook
) -> AsyncIterator[Counter]:
    world, turns = office.world, SqlTurnStore(office.world.store)
    notices = Notices(world.store, office.bus)
    teller = Teller(world.proposals, notices, turns, world.commerce, world.phrases)
    writes = SafeWrites(
        world.access, world.commerce, world.proposals, world.audit, rules, world.erasing, world.clock,
        limits=limits, teller=teller,
    )  # fmt: skip
    rooms = OfferRooms(
        world.conversations, world.store, office.desk, world.access, world.proposals, writes, teller, notices,
        world.phrases, DeskWords(world.phrases, replace(world.services, writes=writes), ScriptedDialogue()),
    )  # fmt: skip
    offers = Offers(rooms, agents_act=agents_act)
    runner = TurnRunner(turns, office.bus, ScriptedDialogue(), world.proposals)
    intake = Intake(turns, office.bus, runner, world.proposals, office.attachments, decisions=offers)
    sign_in = SignIn(world.store, quick_passwords(), SecondFactor(b"k" * 32), world.tries, world.audit)
    app: Sanic[Any, Any] = Sanic(f"offers-{next(_names)}", configure_logging=False)
    add_error_handlers(app)
    app.blueprint(OfferRoutes(offers, world.conversations, SignedIn(sign_in, b"csrf", https=False)).blueprint())
    listener = await Listener.open(app, "127.0.0.1", 0)
    yield Counter(office, ann, bob, f"http://127.0.0.1:{listener.port}", offers, rooms, turns, intake, writes)
    await offers.stop()
    await listener.close(grace_seconds=0.2)


async def test_what_the_shopper_asked_for_is_suggested_with_its_difference_and_done_on_their_yes(
    counter: Counter,
) -> None:
    talk = await counter.wanting()
    (action,) = (await counter.actions(talk))["actions"]
    assert (action["words"], action["origin"], action["blocked"]) == ("cancel order W10001", "asked", None)
    assert "$120.00 back to Visa ending 4242" in str(action["changes"])
    (chinese,) = (await counter.actions(talk, language="zh"))["actions"]
    assert chinese["words"] == "取消订单 W10001"
    asked = await counter.proposed(talk)
    assert await counter.status() is OrderStatus.PENDING, "nothing is done before the yes"
    (awaits,) = (await counter.actions(talk))["actions"]
    assert awaits["origin"] == "awaits"
    await counter.press(talk, asked["confirm"])
    assert await counter.status() is OrderStatus.CANCELLED
    assert (await counter.said(talk))[-1] == ("system", "Done, as you agreed: cancel order W10001.")
    history = await counter.office.world.conversations.history(talk)
    assert history[-1].parts[-1]["status"] == "cancelled", "the notice shows the order as it was read again"
    assert (await counter.actions(talk))["actions"] == []
    log = await counter.office.world.audit.entries(order_id="W10001")
    assert [(entry.event.value, entry.actor) for entry in log] == [
        ("proposed", "staff:ann@shop.example"),
        ("confirmed", "customer:C-1"),
        ("written", "customer:C-1"),
    ]


async def test_a_no_changes_nothing_and_both_answers_are_used_up(counter: Counter) -> None:
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    await counter.press(talk, asked["decline"])
    assert await counter.status() is OrderStatus.PENDING
    with pytest.raises(ChoiceExpired):
        await counter.press(talk, asked["confirm"])
    (again,) = (await counter.actions(talk))["actions"]
    assert again["origin"] == "shown", "it may be proposed anew"


async def test_a_change_that_was_shown_by_the_bot_and_outrun_by_the_handoff_is_suggested(counter: Counter) -> None:
    talk = await counter.office.waiting("somebody help me", customer="C-1")
    await counter.office.world.writes.propose(talk, CancelOrder("W10001", "No longer needed"))
    await counter.ann.post(f"/conversations/{talk}/take")
    await counter.office.world.writes.void(talk, "a person took it")
    (action,) = (await counter.actions(talk))["actions"]
    assert (action["origin"], action["kind"]) == ("shown", "cancel_order")
    assert "No longer needed" in str(action["changes"])


async def test_what_cannot_be_done_is_shown_with_its_reason_and_cannot_be_proposed(counter: Counter) -> None:
    talk = await counter.wanting("please cancel W10002")
    (action,) = (await counter.actions(talk))["actions"]
    assert (action["blocked"], action["changes"]) == ("the order’s status does not allow it", [])
    refused = await counter.post(talk, f"{action['id']}/propose")
    assert refused.status_code == 409
    assert [author for author, _ in await counter.said(talk)] == ["shopper"]


@pytest.mark.parametrize("rules", [ALL_ALLOWED])
async def test_what_the_shopper_has_yet_to_say_is_named_and_asked_for_in_their_language(counter: Counter) -> None:
    talk = await counter.wanting("please change the address of order W10001")
    (action,) = (await counter.actions(talk, language="zh"))["actions"]
    assert (action["kind"], action["origin"], action["changes"]) == ("change_address", "asked", [])
    assert action["missing"] == ["完整的收货地址"]
    assert action["question"] == "What is the whole address to which order W10001 should go?"
    refused = await counter.post(talk, f"{action['id']}/propose")
    assert (refused.status_code, "the customer has not said it" in refused.json()["detail"]) == (422, True)
    assert [author for author, _ in await counter.said(talk)] == ["shopper"]


async def test_an_offer_sent_again_is_shown_once(counter: Counter) -> None:
    talk = await counter.wanting()
    (action,) = (await counter.actions(talk))["actions"]
    for _ in range(2):
        shown = await counter.post(talk, f"{action['id']}/propose", key="same")
        assert shown.status_code == 201
    history = await counter.office.world.conversations.history(talk)
    assert [m.author for m in history].count(Author.AGENT) == 1


async def test_what_has_changed_since_it_was_shown_is_not_done_and_told(counter: Counter) -> None:
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    await counter.office.world.set_status("W10001", OrderStatus.SHIPPED)
    await counter.press(talk, asked["confirm"])
    assert await counter.status() is OrderStatus.SHIPPED
    author, words = (await counter.said(talk))[-1]
    assert author == "system"
    assert "Nothing has been written" in words


@pytest.mark.parametrize("limits", [Limits(approve_above=Decimal(50))])
async def test_a_change_over_a_limit_waits_for_a_supervisor_whoever_proposed_it(counter: Counter) -> None:
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    await counter.press(talk, asked["confirm"])
    assert await counter.status() is OrderStatus.PENDING
    author, words = (await counter.said(talk))[-1]
    assert (author, "a person of the shop looks at it first" in words) == ("system", True)
    (request,) = await counter.office.world.approvals.list()
    await counter.office.world.approvals.approve(request.proposal.id, "bob")
    assert await counter.status() is OrderStatus.CANCELLED


async def test_a_yes_that_was_stored_by_a_process_that_died_is_taken_up(counter: Counter) -> None:
    world = counter.office.world
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    # As the intake stores it, and then dies.
    received = await SqlTurnStore(world.store).receive(
        talk, Said(choice_id=asked["confirm"]), "dead", timedelta(seconds=1)
    )
    assert isinstance(received.decided, Decided)
    assert await counter.offers.resume() == 0, "whoever has just stored it is at it"
    async with world.store.transaction() as connection:
        old = datetime.now(UTC) - timedelta(minutes=1)
        await connection.execute(update(messages).where(messages.c.id == received.message_id).values(at=old))
    assert await counter.offers.resume() == 1
    assert await counter.status() is OrderStatus.CANCELLED
    assert await counter.offers.resume() == 0
    assert [author for author, words in await counter.said(talk) if "as you agreed" in words] == ["system"]
    assert world.commerce.writes_sent == 1


async def said_before_another_is_proposed(counter: Counter, answer: str) -> tuple[str, Decided, Offers]:
    """A word that is stored, and offers at which something else is proposed before it is taken."""
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    received = await counter.turns.receive(talk, Said(choice_id=asked[answer]), "dead", timedelta(seconds=1))
    assert isinstance(received.decided, Decided)
    late = replace(counter.rooms, writes=Meanwhile(counter.writes, talk))
    return talk, received.decided, Offers(late, agents_act=True)


async def states_of(counter: Counter, talk: str) -> list[ProposalState]:
    return sorted(proposal.state for proposal in await counter.office.world.proposals.of_conversation(talk))


async def test_a_yes_is_never_taken_for_what_was_proposed_after_it(counter: Counter) -> None:
    talk, decided, offers = await said_before_another_is_proposed(counter, "confirm")
    offers.begin(talk, decided)
    await offers.stop()
    assert await counter.status() is OrderStatus.PENDING
    assert await states_of(counter, talk) == [ProposalState.OPEN, ProposalState.VOID]
    assert (await counter.said(talk))[-1] == (
        "system",
        OVER,
    )


async def test_a_no_is_never_taken_for_what_was_proposed_after_it(counter: Counter) -> None:
    talk, decided, offers = await said_before_another_is_proposed(counter, "decline")
    offers.begin(talk, decided)
    await offers.stop()
    assert await states_of(counter, talk) == [ProposalState.OPEN, ProposalState.VOID]


async def test_a_yes_that_is_taken_up_late_is_never_taken_for_what_was_proposed_after_it(counter: Counter) -> None:
    talk, decided, offers = await said_before_another_is_proposed(counter, "confirm")
    async with counter.office.world.store.transaction() as connection:
        old = datetime.now(UTC) - timedelta(minutes=1)
        await connection.execute(update(messages).where(messages.c.id == decided.message_id).values(at=old))
    assert await offers.resume() == 1
    assert await counter.status() is OrderStatus.PENDING
    assert await states_of(counter, talk) == [ProposalState.OPEN, ProposalState.VOID]


async def test_a_person_who_acts_never_makes_what_was_proposed_after_it(counter: Counter) -> None:
    talk = await counter.wanting()
    (action,) = (await counter.actions(talk))["actions"]
    offers = Offers(replace(counter.rooms, writes=Meanwhile(counter.writes, talk)), agents_act=True)
    ann = next(one for one in await counter.office.accounts.list() if one.login == "ann@shop.example")
    with pytest.raises(ProposalVoid):
        await offers.act(talk, action["id"], Person(ann.id, ann.login))
    assert await counter.status() is OrderStatus.PENDING


async def test_a_word_said_to_the_bot_is_no_answer_to_what_a_person_has_proposed(counter: Counter) -> None:
    talk = await counter.wanting()
    await counter.proposed(talk)
    with pytest.raises(ProposalVoid):
        await counter.writes.confirm(talk, "a turn that had begun before")
    await counter.writes.decline(talk, "a turn that had begun before")
    assert await states_of(counter, talk) == [ProposalState.OPEN]


async def test_an_end_that_was_not_seen_is_said_and_told_once_it_is_looked_up(counter: Counter) -> None:
    world = counter.office.world
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    world.commerce.before_write = [OutcomeUnknown("W10001") for _ in range(3)]
    await counter.press(talk, asked["confirm"])
    author, words = (await counter.said(talk))[-1]
    assert (author, "didn't tell me how it ended" in words) == ("system", True)
    world.clock.forward(minutes=1)
    await counter.writes.reconcile(talk)
    author, words = (await counter.said(talk))[-1]
    assert (author, "it was not done, and nothing has been changed" in words) == ("system", True)


# Attacks


async def test_another_customers_order_is_never_suggested_nor_proposed(counter: Counter) -> None:
    theirs = await counter.wanting("cancel W20002 please", customer="C-2")
    (foreign,) = (await counter.actions(theirs))["actions"]
    talk = await counter.wanting("cancel W20002 please", customer="C-1")
    seen = (await counter.actions(talk))["actions"]
    assert "W20002" not in {action["order_id"] for action in seen}
    refused = await counter.post(talk, f"{foreign['id']}/propose")
    assert refused.status_code == 404
    assert await counter.status("W20002") is OrderStatus.PROCESSING


async def test_a_guests_order_is_not_proposed_without_proof(counter: Counter) -> None:
    talk = await counter.wanting("cancel W30001 please", customer=None)
    assert (await counter.actions(talk))["actions"] == []
    known = await counter.wanting("cancel W10001 please")
    (action,) = (await counter.actions(known))["actions"]
    assert (await counter.post(talk, f"{action['id']}/propose")).status_code == 404


async def test_only_the_one_who_has_the_conversation_proposes_in_it(counter: Counter) -> None:
    talk = await counter.wanting()
    (action,) = (await counter.actions(talk))["actions"]
    assert (await counter.post(talk, f"{action['id']}/propose", counter.bob)).status_code == 409
    waiting = await counter.office.waiting("cancel W10001 please", customer="C-1")
    (other,) = (await counter.actions(waiting))["actions"]
    assert (await counter.post(waiting, f"{other['id']}/propose")).status_code == 409, "nobody has taken it"
    await counter.ann.post(f"/conversations/{talk}/close")
    assert (await counter.post(talk, f"{action['id']}/propose")).status_code == 404, "it is closed"
    assert len(await counter.office.world.conversations.history(talk)) == 2


async def test_a_yes_is_void_once_the_person_has_left(counter: Counter) -> None:
    for act in ("return", "close", "put-back"):
        talk = await counter.wanting()
        asked = await counter.proposed(talk)
        await counter.ann.post(f"/conversations/{talk}/{act}")
        with pytest.raises(ChoiceExpired):
            await counter.press(talk, asked["confirm"])
    assert await counter.status() is OrderStatus.PENDING
    assert counter.office.world.commerce.writes_sent == 0


async def test_a_yes_that_was_told_to_be_over_is_over_whoever_has_the_conversation_next(counter: Counter) -> None:
    """A process dies with the yes in hand, Ann closes, and days later somebody writes by the link in a letter."""
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    await counter.turns.receive(talk, Said(choice_id=asked["confirm"]), "dead", timedelta(seconds=1))
    await counter.ann.post(f"/conversations/{talk}/close")
    await all_is_older(counter)
    assert await counter.offers.resume() == 1
    assert (await counter.said(talk))[-1] == ("system", OVER)
    await counter.intake.receive(talk, text="hello, any news?", by_link=True)
    assert await counter.offers.resume() == 0
    await counter.offers.stop()
    assert await counter.status() is OrderStatus.PENDING
    assert await states_of(counter, talk) == [ProposalState.VOID]


async def test_a_yes_that_nobody_came_to_is_none_in_the_next_handoff(counter: Counter) -> None:
    talk = await counter.wanting()
    asked = await counter.proposed(talk)
    await counter.turns.receive(talk, Said(choice_id=asked["confirm"]), "dead", timedelta(seconds=1))
    await counter.ann.post(f"/conversations/{talk}/close")
    await counter.intake.receive(talk, text="hello, any news?", by_link=True)
    await all_is_older(counter, but_handoffs=True)
    assert await counter.offers.resume() == 1
    assert await counter.status() is OrderStatus.PENDING
    assert await states_of(counter, talk) == [ProposalState.VOID]


async def test_an_offer_that_nobody_answered_is_taken_back_with_its_handoff(counter: Counter) -> None:
    talk = await counter.wanting()
    await counter.proposed(talk)
    await counter.offers.resume()
    assert await states_of(counter, talk) == [ProposalState.OPEN], "as long as a person has the conversation it stands"
    await counter.ann.post(f"/conversations/{talk}/close")
    await counter.offers.resume()
    assert await states_of(counter, talk) == [ProposalState.VOID]


async def all_is_older(counter: Counter, *, but_handoffs: bool = False) -> None:
    """As if a day had gone by."""
    day = timedelta(days=1)
    async with counter.office.world.store.transaction() as connection:
        for message in (await connection.execute(select(messages.c.id, messages.c.at))).all():
            changed = update(messages).where(messages.c.id == message.id)
            await connection.execute(changed.values(at=message.at - day))
        if not but_handoffs:
            for handoff in (await connection.execute(select(handoffs.c.id, handoffs.c.asked_at))).all():
                moved = update(handoffs).where(handoffs.c.id == handoff.id)
                await connection.execute(moved.values(asked_at=handoff.asked_at - day))


async def test_a_yes_of_another_conversation_is_nobodys(counter: Counter) -> None:
    talk, other = await counter.wanting(), await counter.wanting("hello", customer="C-2")
    asked = await counter.proposed(talk)
    with pytest.raises(ChoiceExpired):
        await counter.press(other, asked["confirm"])


async def test_strangers_merchants_and_other_pages_are_kept_out(counter: Counter) -> None:
    talk = await counter.wanting()
    (action,) = (await counter.actions(talk))["actions"]
    where = f"{counter.url}{DESK}/conversations/{talk}/actions"
    forged = await counter.ann.client.post(f"{where}/{action['id']}/propose", json={}, headers={"Idempotency-Key": "k"})
    assert forged.status_code == 401, "without the page's own token"
    foreign = {"X-Shoptalk-CSRF": counter.ann.csrf, "Idempotency-Key": "k", "Origin": "https://evil.example"}
    assert (
        await counter.ann.client.post(f"{where}/{action['id']}/propose", json={}, headers=foreign)
    ).status_code == 401
    merchant = await counter.office.seat("mia", Role.MERCHANT)
    assert (await merchant.client.get(where)).status_code == 403
    await merchant.client.aclose()
    async with httpx.AsyncClient(trust_env=False) as stranger:
        assert (await stranger.get(where)).status_code == 401
    merchants = (await counter.office.world.conversations.begin("en", {}, "merchant")).id
    assert (await counter.ann.client.get(f"{counter.url}{DESK}/conversations/{merchants}/actions")).status_code == 404


async def test_a_person_does_not_say_the_yes_where_the_shop_has_not_let_them(counter: Counter) -> None:
    talk = await counter.wanting()
    seen = await counter.actions(talk)
    assert seen["may_act"] is False
    assert (await counter.post(talk, f"{seen['actions'][0]['id']}/do")).status_code == 403
    assert await counter.status() is OrderStatus.PENDING


@pytest.mark.parametrize("agents_act", [True])
async def test_a_person_whom_the_shop_lets_makes_the_change_and_the_log_names_them(counter: Counter) -> None:
    talk = await counter.wanting()
    seen = await counter.actions(talk)
    assert seen["may_act"] is True
    both = [counter.post(talk, f"{seen['actions'][0]['id']}/do") for _ in range(2)]
    assert 200 in {answer.status_code for answer in await asyncio.gather(*both)}
    order = await counter.office.world.commerce.order("W10001")
    assert (order.status, len(order.refunds)) == (OrderStatus.CANCELLED, 1), "pressed twice, done once"
    told = [words for author, words in await counter.said(talk) if author == "system"]
    assert told == ["A person of the shop has done this for you: cancel order W10001."]
    log = await counter.office.world.audit.entries(order_id="W10001")
    assert {entry.actor for entry in log} == {"staff:ann@shop.example"}
    states = [proposal.state for proposal in await counter.office.world.proposals.of_conversation(talk)]
    assert states.count(ProposalState.DONE) == 1
    # The other press may have proposed it once more: nothing was written for that.
    assert set(states) <= {ProposalState.DONE, ProposalState.VOID, ProposalState.REFUSED}


@pytest.mark.parametrize("agents_act", [True])
async def test_a_person_acts_for_nobody_but_a_signed_in_customer_whose_conversation_they_have(
    counter: Counter,
) -> None:
    guest = await counter.wanting("cancel W10001 please", customer=None)
    known = await counter.wanting("cancel W10001 please")
    (action,) = (await counter.actions(known))["actions"]
    assert (await counter.post(guest, f"{action['id']}/do")).status_code == 403
    assert (await counter.post(known, f"{action['id']}/do", counter.bob)).status_code == 409
    await counter.ann.post(f"/conversations/{known}/close")
    assert (await counter.post(known, f"{action['id']}/do")).status_code == 404
    assert (await counter.office.world.conversations.conversation(known)).status is Status.CLOSED
    assert await counter.status() is OrderStatus.PENDING
