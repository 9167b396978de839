"""What a conversation was about: what was asked, done and tried, each told from data or quoted word for word."""

import re
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Final, Protocol

from sqlalchemy import select

from bot.assist import words
from bot.commerce.backend import CommerceBackend
from bot.commerce.changes import Settlement, from_json
from bot.commerce.model import Order
from bot.commerce.payment_names import payment_name
from bot.conversation.model import Author, Message
from bot.conversation.tables import turns
from bot.dialogue.phrases import Phrases
from bot.errors import OrderNotFound, Why
from bot.language import LANGUAGES, Language
from bot.orders.proposals import Proposal, Proposals, ProposalState
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.storage.database import Database

_LONGEST_QUOTE: Final = 240
_MOST_QUOTES: Final = 8
_MOST_ORDERS: Final = 6
_GAVE_UP: Final = ("unanswered", "after_sales_unknown", "clarify", "clarify_again", "trouble", "answer_unavailable")
"""What the bot says when it has no answer."""
_NO_NEWS: Final = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|afternoon|evening)|thanks?(?: you)?(?: (?:very|so) much)?|yes|yep|no|nope"
    r"|ok(?:ay)?|please|sure|great|bye|goodbye|您好|你好|嗨|谢谢(?:您|你)?|多谢|是的?|不是?|好的?|嗯|可以|行|再见|在吗)$",
    re.IGNORECASE,
)
"""Words that ask for nothing."""
_REFUSAL: Final = re.compile(r"^(?P<kind>\w+): .*?: (?P<why>\w+)(?: \(.*\))?$", re.DOTALL)
_MADE: Final = frozenset({ProposalState.DONE, ProposalState.SEEN_TO})
_PENDING: Final = frozenset(
    {ProposalState.OPEN, ProposalState.AWAITING, ProposalState.CLAIMED, ProposalState.HALF_DONE}
)


class Heading(StrEnum):
    """What a line of a summary is."""

    UNANSWERED = "unanswered"  # the shopper's own words, to which nobody has said anything that answers
    ASKED = "asked"  # the shopper's own words
    ORDER = "order"  # an order that was spoken of, as the shop's data has it now
    DONE = "done"  # a change that was made
    PENDING = "pending"  # a change that awaits somebody
    FAILED = "failed"  # what was refused, declined or not made, and why


@dataclass(frozen=True)
class Line:
    """One line: `words` are ours and in the reader's language, `quote` is the shopper's own."""

    heading: Heading
    words: str = ""
    quote: str = ""
    quote_language: Language | None = None
    message_id: str | None = None


@dataclass(frozen=True)
class Summary:
    """All lines, those that want something of the reader first."""

    lines: tuple[Line, ...]
    left_out: bool = False
    """Whether earlier words of the shopper are not quoted."""


class History(Protocol):
    """What this room asks of the conversation store."""

    async def history(self, conversation_id: str) -> Sequence[Message]: ...


class Summaries:
    """Sums conversations up without a model: nothing is said that the data or the talk do not hold."""

    def __init__(
        self,
        conversations: History,
        database: Database,
        proposals: Proposals,
        audit: AuditLog,
        commerce: CommerceBackend,
        phrases: Phrases,
    ) -> None:
        self._conversations, self._database, self._proposals = conversations, database, proposals
        self._audit, self._commerce = audit, commerce
        self._no_answers = {phrases.say(name, language) for name in _GAVE_UP for language in LANGUAGES}

    async def of(self, conversation_id: str, language: Language) -> Summary:
        said = await self._conversations.history(conversation_id)
        picked = await self._picked(conversation_id)
        made = await self._proposals.of_conversation(conversation_id)
        log = await self._audit.entries(conversation_id=conversation_id)
        orders = [order async for order in self._orders(said, made)]
        zone = await self._zone()
        quotes, left_out = self._quotes(said, picked)
        lines = [
            *quotes,
            *_of_proposals(made, language),
            *_of_log(log, language),
            *(Line(Heading.ORDER, _order(order, zone, language)) for order in orders),
        ]
        place = list(Heading).index
        return Summary(tuple(sorted(lines, key=lambda line: place(line.heading))), left_out)

    async def _picked(self, conversation_id: str) -> Collection[str]:
        """Messages that are choices: their words are ours."""
        query = select(turns.c.message_id).where(
            turns.c.conversation_id == conversation_id, turns.c.command.is_not(None)
        )
        async with self._database.reading() as connection:
            return set(await connection.scalars(query))

    def _quotes(self, said: Sequence[Message], picked: Collection[str]) -> tuple[Sequence[Line], bool]:
        """The shopper's own words, each told apart by whether anybody has answered them."""
        own = [m for m in said if m.author is Author.SHOPPER and m.id not in picked and asks(own_words(m))]
        waiting = set(self._waiting(said))
        kept = own[-_MOST_QUOTES:]
        if len(own) > _MOST_QUOTES:
            # How it began is what the rest is about.
            kept = [own[0], *own[-_MOST_QUOTES + 1 :]]
        lines = [_quote(m, Heading.UNANSWERED if m.id in waiting else Heading.ASKED) for m in kept]
        return lines, len(kept) < len(own)

    def _waiting(self, said: Sequence[Message]) -> Iterator[str]:
        """Messages to which nobody has said anything, or only that there is no answer."""
        open_: list[str] = []
        for message in said:
            if message.author is Author.SHOPPER:
                open_.append(message.id)
            elif message.author is Author.SYSTEM:
                continue
            elif message.author is Author.BOT and self._gives_up(message):
                yield from open_[-1:]
                open_ = []
            else:
                open_ = []
        yield from open_

    def _gives_up(self, message: Message) -> bool:
        return any(part["kind"] == "text" and part["text"] in self._no_answers for part in message.parts)

    async def _orders(self, said: Sequence[Message], made: Sequence[Proposal]) -> AsyncIterator[Order]:
        """Those that were shown in full here or are changed here, as they are now."""
        shown = [
            part["order_id"] for m in said for part in m.parts if part["kind"] == "order" and not part.get("masked")
        ]
        changed = [p.order_id for p in made if p.action not in ("change_customer", "erase_customer")]
        for order_id in list(dict.fromkeys([*reversed(changed), *reversed(shown)]))[:_MOST_ORDERS]:
            try:
                yield await self._commerce.order(order_id)
            except OrderNotFound:
                continue

    async def _zone(self) -> tzinfo:
        return (await self._commerce.shop()).zone


def own_words(message: Message) -> str:
    """What a shopper typed."""
    return " ".join(str(part["text"]) for part in message.parts if part["kind"] == "text").strip()


def asks(said: str) -> bool:
    """Whether words want something: a greeting, a thank-you or a yes does not."""
    return bool(said) and _NO_NEWS.match(said.strip(" .!?~。！？，,")) is None


def _quote(message: Message, heading: Heading) -> Line:
    said = own_words(message)
    shown = said if len(said) <= _LONGEST_QUOTE else f"{said[: _LONGEST_QUOTE - 1]}…"
    return Line(heading, quote=shown, quote_language=message.language, message_id=message.id)


def _of_proposals(made: Sequence[Proposal], language: Language) -> Iterator[Line]:
    for position, proposal in enumerate(made):
        same = [(later.action, later.order_id) for later in made[position + 1 :]]
        if proposal.state is ProposalState.VOID and (proposal.action, proposal.order_id) in same:
            continue  # it was shown again
        what = words.what(proposal.action, proposal.order_id, language)
        told = [words.state(proposal.state, what, language), *_money(from_json(proposal.details)[1], language)]
        heading = (
            Heading.DONE
            if proposal.state in _MADE
            else Heading.PENDING
            if proposal.state in _PENDING
            else Heading.FAILED
        )
        yield Line(heading, words.join(told, language), quote=proposal.word or "")


def _money(settlement: Settlement | None, language: Language) -> Iterator[str]:
    if settlement is None or settlement.amount.amount == 0:
        return
    name, amount = ("back", settlement.refund) if settlement.amount.amount > 0 else ("paid", settlement.charge)
    bare = "" if settlement.label else "_bare"
    yield words.say(
        f"{name}{bare}", language, amount=amount.spoken(language), label=payment_name(settlement.label, language)
    )


def _of_log(log: Sequence[Entry], language: Language) -> Iterator[Line]:
    """What was tried and refused before anything could be shown."""
    told: set[str] = set()
    for entry in log:
        line = _tried(entry, language)
        if line is not None and line.words not in told:
            told.add(line.words)
            yield line


def _tried(entry: Entry, language: Language) -> Line | None:
    order_id = entry.order_id or ""
    match entry.event:
        case AuditEvent.REFUSED if entry.proposal_id is None:
            return Line(Heading.FAILED, _refusal(entry, language))
        case AuditEvent.PROOF_REFUSED:
            return Line(Heading.FAILED, words.say("proof_refused", language))
        case AuditEvent.ACCESS_REFUSED:
            return Line(Heading.FAILED, words.say("not_theirs", language))
        case AuditEvent.PROOF_GIVEN:
            return Line(Heading.DONE, words.say("proof_given", language, id=order_id))
        case AuditEvent.CODE_SENT:
            return Line(Heading.DONE, words.say("code_sent", language, id=order_id))
        case _:
            return None


def _refusal(entry: Entry, language: Language) -> str:
    read = _REFUSAL.match(entry.reason)
    kind, reason = (read["kind"], read["why"]) if read else ("", "")
    said = [words.say("refused", language, what=words.what(kind, entry.order_id or "", language))]
    if reason in list(Why):
        said.append(words.why(Why(reason), language))
    return words.join(said, language)


def _order(order: Order, zone: tzinfo, language: Language) -> str:
    status, total = words.status(order.status, language), order.total.spoken(language)
    said = [words.say("order", language, id=order.order_id, status=status, total=total)]
    for parcel in order.shipments:
        name, moment = ("arrived", parcel.delivered_at) if parcel.delivered_at else ("due", parcel.eta)
        if moment is not None:
            said.append(words.say(name, language, day=f"{moment.astimezone(zone):%Y-%m-%d}"))
    return words.join(said, language)
