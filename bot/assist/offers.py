"""Changes that a person of the shop proposes: found in the talk, shown with their difference, confirmed by the shopper.

The person says nothing in the shopper's name: what the shopper may do is what the shopper's own proof allows, and the
write is the same safe write that a yes to the bot begins.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final, Protocol

from sqlalchemy import select

from bot.assist.summary import own_words
from bot.assist.wants import Missing, Wanted
from bot.commerce.changes import Capability, CustomerChange, OrderChange, Settlement, from_json
from bot.commerce.claim_deeds import ClaimDeed
from bot.commerce.model import Bilingual, Order
from bot.conversation import offered
from bot.conversation.desk import Desk
from bot.conversation.model import Author, Conversation, HandoffState, Message
from bot.conversation.notices import Notices
from bot.conversation.offered import Decided
from bot.conversation.store import ConversationStore
from bot.conversation.tables import messages, turns
from bot.dialogue import parts
from bot.dialogue.parts import Change, Part
from bot.dialogue.phrases import Phrases
from bot.errors import (
    AwaitsApproval,
    ChangeRefused,
    HalfDone,
    HandoffTaken,
    InvalidInput,
    NotAllowed,
    NotVerified,
    OrderNotFound,
    OutcomeUnknown,
    ProposalNotFound,
    ShoptalkError,
    Why,
)
from bot.language import Language
from bot.orders.access import OrderAccess
from bot.orders.proposals import BY_A_PERSON, Proposal, Proposals, ProposalState
from bot.orders.tables import proposals as proposal_rows
from bot.orders.telling import Teller
from bot.orders.writes import Offer, SafeWrites
from bot.storage.database import Database

_log = logging.getLogger(__name__)
_NOT_DONE: Final = frozenset(
    {
        ProposalState.OPEN,
        ProposalState.VOID,
        ProposalState.DECLINED,
        ProposalState.REFUSED,
        ProposalState.NOT_WRITTEN,
    }
)
_MOST: Final = 6
_LEFT: Final = timedelta(seconds=20)
"""After which a word that was stored and not acted on is taken up by another process."""
_OVER: Final = Bilingual("This offer is no longer open, and nothing was changed.", "这项提议已失效，没有任何改动。")


class Origin(StrEnum):
    """Where a suggestion comes from."""

    SHOWN = "shown"  # it was shown in this conversation and not done
    ASKED = "asked"  # the shopper wrote of it
    AWAITS = "awaits"  # a person has proposed it, and the shopper has yet to answer


@dataclass(frozen=True)
class Candidate:
    """A change that may be proposed as things stand, or why it may not."""

    id: str
    kind: Capability
    order_id: str
    """Empty where it is not known which order is meant."""
    origin: Origin
    settlement: Settlement | None = None
    before: Order | None = None
    blocked: Why | None = None
    difference: tuple[Change, ...] = ()
    missing: tuple[Missing, ...] = ()
    """What the shopper has yet to say: it cannot be proposed without."""


class Words(Protocol):
    """Speaks of changes, and reads what shoppers ask for."""

    async def wants(self, conversation_id: str, said: Sequence[str]) -> Sequence[Wanted]: ...

    async def difference(
        self, conversation_id: str, change: OrderChange, before: Order, settlement: Settlement, language: Language
    ) -> Sequence[Change]: ...

    async def confirmation(self, conversation_id: str, offer: Offer, language: Language) -> Part: ...


@dataclass(frozen=True)
class Person:
    """Who sits at the desk: `id` has conversations, `login` is what the audit log keeps."""

    id: str
    login: str


@dataclass(frozen=True)
class OfferRooms:
    """What offers are made with."""

    conversations: ConversationStore
    database: Database
    desk: Desk
    access: OrderAccess
    proposals: Proposals
    writes: SafeWrites
    teller: Teller
    notices: Notices
    phrases: Phrases
    words: Words


class Offers:
    """Finds, proposes and sees to the end what a person of the shop offers; `agents_act` lets them say the yes."""

    def __init__(self, rooms: OfferRooms, *, agents_act: bool = False) -> None:
        self._rooms, self.agents_act = rooms, agents_act
        self._acting: set[asyncio.Task[None]] = set()

    # What may be proposed

    async def candidates(self, conversation_id: str, language: Language) -> Sequence[Candidate]:
        """Order changes that were shown or asked for here and not made, each tried out as things stand now."""
        found = [found async for found in self._found(conversation_id)]
        return [await self._candidate(conversation_id, *one, language) for one in found[:_MOST]]

    async def _candidate(
        self, conversation_id: str, found: OrderChange | Wanted, origin: Origin, language: Language
    ) -> Candidate:
        if not isinstance(found, Wanted):
            return await self._tried(conversation_id, found, origin, language)
        return Candidate(_id(found), found.kind, found.order_id, origin, blocked=found.blocked, missing=found.missing)

    async def _found(self, conversation_id: str) -> AsyncIterator[tuple[OrderChange | Wanted, Origin]]:
        shown = await self._rooms.proposals.of_conversation(conversation_id)
        known: set[tuple[str, str]] = set()
        for proposal in reversed(shown):
            same = (proposal.action, proposal.order_id)
            if same in known:
                continue
            known.add(same)
            change = from_json(proposal.details)[0]
            if proposal.state in _NOT_DONE and not isinstance(change, CustomerChange | ClaimDeed):
                is_ours = proposal.state is ProposalState.OPEN and proposal.proposed_by is not None
                yield change, Origin.AWAITS if is_ours else Origin.SHOWN
        said = await self._rooms.conversations.history(conversation_id)
        own = [words for m in said if m.author is Author.SHOPPER and (words := own_words(m))]
        for wanted in reversed(await self._rooms.words.wants(conversation_id, own)):
            if (wanted.kind.value, wanted.order_id) not in known:
                yield wanted.change or wanted, Origin.ASKED

    async def _tried(self, conversation_id: str, change: OrderChange, origin: Origin, language: Language) -> Candidate:
        id_ = _id(change)
        try:
            settlement = await self._rooms.writes.try_out(conversation_id, change)
            order = await self._rooms.access.visible(conversation_id, change.order_id)
            if not await self._rooms.access.may_write(conversation_id, order):
                raise NotVerified(change.order_id)
        except ChangeRefused as refusal:
            return Candidate(id_, change.kind, change.order_id, origin, blocked=refusal.why)
        except (NotVerified, OrderNotFound):
            return Candidate(id_, change.kind, change.order_id, origin, blocked=Why.UNSUPPORTED)
        rows = await self._rooms.words.difference(conversation_id, change, order, settlement, language)
        return Candidate(id_, change.kind, change.order_id, origin, settlement, order, difference=tuple(rows))

    # What a person does

    async def propose(self, conversation_id: str, candidate_id: str, person: Person, key: str) -> Message:
        """Asks the shopper, in the conversation that `person` has; the same `key` again asks nothing twice.

        Raises `HandoffTaken`, `HandoffNotFound`, `ProposalNotFound` when it is none of the candidates, and what
        `SafeWrites.propose` raises.
        """
        about = await self._must_have(conversation_id, person)
        offer = await self._opened(conversation_id, candidate_id, person)
        part = await self._rooms.words.confirmation(conversation_id, offer, about.language)
        spoken = await self._rooms.desk.offer(conversation_id, person.id, [part], key)
        assert spoken.message
        return spoken.message

    async def act(self, conversation_id: str, candidate_id: str, person: Person) -> None:
        """Makes the change by the person's own word, where the shop lets them, for a customer whom it has signed in."""
        if not self.agents_act:
            raise NotAllowed("the shop lets the customer confirm (WRITES_AGENTS_ACT is off): propose it instead")
        about = await self._must_have(conversation_id, person)
        if about.customer_id is None:
            raise NotVerified(conversation_id)
        offer = await self._opened(conversation_id, candidate_id, person)
        await self._confirm(conversation_id, f"{BY_A_PERSON}{offer.proposal.id}", offer.proposal.id, person.login)

    async def _opened(self, conversation_id: str, candidate_id: str, person: Person) -> Offer:
        found = [one async for one, _ in self._found(conversation_id) if _id(one) == candidate_id]
        if not found:
            raise ProposalNotFound(candidate_id)
        if isinstance(found[0], Wanted):
            if found[0].blocked is not None:
                raise ChangeRefused(found[0].order_id, found[0].blocked, found[0].kind.value)
            names = ", ".join(found[0].missing)
            raise InvalidInput(f"{names}: the customer has not said it; accepted is a change that is known whole")
        return await self._rooms.writes.propose(conversation_id, found[0], by=person.login)

    async def _must_have(self, conversation_id: str, person: Person) -> Conversation:
        handoff = await self._rooms.desk.handoff(conversation_id)
        if handoff.state is not HandoffState.TAKEN or handoff.agent != person.id:
            raise HandoffTaken(handoff.id, handoff.agent or "")
        return await self._rooms.conversations.conversation(handoff.conversation_id)

    # What the shopper says to it

    def begin(self, conversation_id: str, decided: Decided) -> None:
        """Acts on a word in the background: the request that brought it has its answer."""
        task = asyncio.create_task(self._act_on(conversation_id, decided))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def stop(self) -> None:
        """Lets what has begun end."""
        await asyncio.gather(*self._acting, return_exceptions=True)

    async def resume(self) -> int:
        """Takes up words that were stored and not acted on, and takes back what nobody has answered in time; returns
        how many such words there were.
        """
        left = await self._words(_LEFT)
        for conversation_id, decided in left:
            await self._act_on(conversation_id, decided)
        outlived = await self._rooms.proposals.outlived()
        answered = {decided.proposal_id for _, decided in await self._words(timedelta())} if outlived else set()
        for offer in outlived:
            if offer.id not in answered:  # else who answered is told first that it was over
                await self._rooms.proposals.void_offer(offer.id, "the handoff in which it was shown is over", "system")
        return len(left)

    async def _words(self, age: timedelta) -> Sequence[tuple[str, Decided]]:
        """Stored words, at least so old, to what is still open."""
        is_open = (proposal_rows.c.state == ProposalState.OPEN.value) & proposal_rows.c.proposed_by.is_not(None)
        joined = turns.join(proposal_rows, proposal_rows.c.conversation_id == turns.c.conversation_id)
        joined = joined.join(messages, messages.c.id == turns.c.message_id)
        old = messages.c.at <= datetime.now(UTC) - age
        columns = (turns.c.conversation_id, turns.c.message_id, turns.c.command, proposal_rows.c.id)
        query = select(*columns).select_from(joined).where(is_open, old, turns.c.command.is_not(None))
        async with self._rooms.database.reading() as connection:
            found = (await connection.execute(query)).all()
        words = {offered.YES: True, offered.NO: False}
        return [
            (row.conversation_id, Decided(row.message_id, row.id, agreed))
            for row in found
            for word, agreed in words.items()
            if row.command == offered.command_of(word, row.id)
        ]

    async def _act_on(self, conversation_id: str, decided: Decided) -> None:
        try:
            if decided.agreed:
                await self._confirm(conversation_id, decided.message_id, decided.proposal_id, None)
            else:
                id_ = decided.proposal_id
                await self._rooms.writes.decline(conversation_id, decided.message_id, proposal_id=id_)
        except ShoptalkError as error:
            # It is taken up again in the background.
            _log.warning("the word on %s waits: %s: %s", decided.proposal_id, type(error).__name__, error)
        except Exception:
            _log.exception("acting on %s failed", decided.message_id)

    async def _confirm(self, conversation_id: str, word_id: str, proposal_id: str, by: str | None) -> None:
        """Writes what the word is to and nothing else, and has the end told to both by a notice."""
        try:
            await self._rooms.writes.confirm(conversation_id, word_id, by, proposal_id=proposal_id)
        except (AwaitsApproval, OutcomeUnknown) as error:
            name = _name(error)
            await self._say(conversation_id, f"w_{word_id}", lambda language: self._rooms.phrases.say(name, language))
            if not isinstance(error, HalfDone):
                return
        except (NotAllowed, ProposalNotFound) as refusal:
            if by is not None:
                raise  # the shopper has agreed to nothing: it is the person's alone to know
            _log.info("what was agreed to in %s was not done: %s", conversation_id, refusal)
        ended = await self._rooms.proposals.decided_by(conversation_id, word_id)
        if ended is None:
            await self._say(conversation_id, f"w_{word_id}", _OVER.in_language)
            # What was told to be over is so, whoever has the conversation next.
            await self._rooms.proposals.void_offer(proposal_id, "no person had the conversation at the yes", "system")
            return
        await self._tell(ended)

    async def _tell(self, ended: Proposal) -> None:
        if ended.state in (ProposalState.DONE, ProposalState.REFUSED):
            await self._rooms.proposals.owe(ended.id, True)
        await self._rooms.teller.tell(ended.conversation_id)

    async def _say(self, conversation_id: str, notice_id: str, words: "Sentence") -> None:
        await self._rooms.notices.say(conversation_id, notice_id[:40], lambda language: [parts.text(words(language))])


class Sentence(Protocol):
    """A sentence in either language."""

    def __call__(self, language: Language) -> str: ...


def _name(error: AwaitsApproval | OutcomeUnknown) -> str:
    if isinstance(error, AwaitsApproval):
        return "awaits_approval"
    return "half_done" if isinstance(error, HalfDone) else "outcome_unknown"


def _id(change: OrderChange | Wanted) -> str:
    """Names a change by what it is: what comes back from a browser picks one of those that were found here."""
    return f"ca_{sha256(repr(change).encode()).hexdigest()[:24]}"
