"""The desk over HTTP: who waits, the talk, what the customer ordered, and the acts of the person who has it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.assist.holes import must_be_whole
from bot.attachments.store import AttachmentStore, Sender
from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Customer
from bot.commerce.payment_names import payment_name
from bot.conversation.attached import ids_in
from bot.conversation.desk import Desk
from bot.conversation.feed import EventFeed
from bot.conversation.model import SHOPPER, Conversation, Handoff, Message, Waiting
from bot.conversation.store import ConversationStore
from bot.dialogue import parts
from bot.errors import ConversationNotFound, CustomerNotFound
from bot.orders.approvals import Approvals
from bot.people.accounts import Accounts
from bot.people.model import Person, Role, Topic
from bot.people.teams import Teams
from bot.queueing.standing import Standing, Standings
from bot.web.answers import answer
from bot.web.approvals import asked_json, ended_json
from bot.web.desk_assist import read_language
from bot.web.events import last_event_id, send_events
from bot.web.payloads import Payload, flag, parse
from bot.web.preview import preview
from bot.web.signed_in import SignedIn
from bot.web.uploads import send_file

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_LONGEST_NAME: Final = 96
"""Of a person, as a decision keeps it."""


class AgentMessage(Payload):
    """What an agent says: words, files that were uploaded before, or both.

    An `Idempotency-Key` keeps it from being said twice.
    """

    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    attachments: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=64)], ...], Field(max_length=5)] = ()


class Ending(Payload):
    """The newest message that whoever ends it has seen: what the shopper has said since is not to go unanswered."""

    seen: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Closing(Ending):
    """Why a conversation is over."""

    reason: Literal["solved", "no_answer", "duplicate", "spam", "other"] | None = None


class Verdict(Payload):
    """A supervisor's word on a change that is over a limit; a refusal wants one for the shopper."""

    decision: Literal["approve", "refuse"]
    word: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True)
class DeskRooms:
    """What the desk's routes call."""

    desk: Desk
    conversations: ConversationStore
    feed: EventFeed
    attachments: AttachmentStore
    commerce: CommerceBackend
    approvals: Approvals
    accounts: Accounts
    standings: Standings
    teams: Teams


class DeskRoutes:
    """Shoppers' conversations are seen here, whoever has them; only the one who has one speaks in it."""

    def __init__(self, rooms: DeskRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk", url_prefix="/api/v1/desk")
        own = "/conversations/<conversation_id:str>"
        for path, handler, method in (
            ("/handoffs", self.list, "GET"),
            (own, self.conversation, "GET"),
            (f"{own}/events", self.events, "GET"),
            (f"{own}/customer", self.customer, "GET"),
            (f"{own}/attachments/<attachment_id:str>", self.attachment, "GET"),
            (f"{own}/take", self.take, "POST"),
            (f"{own}/messages", self.say, "POST"),
            (f"{own}/put-back", self.put_back, "POST"),
            (f"{own}/return", self.return_to_bot, "POST"),
            (f"{own}/close", self.close, "POST"),
            ("/approvals", self.approvals, "GET"),
            ("/approvals/<request_id:str>", self.decide, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"desk-{handler.__name__}")
        return routes

    # What is seen

    async def list(self, request: Request) -> HTTPResponse:
        """Who waits and who is being answered, the oldest first; `?conversation=` may name some."""
        me = await self._person(request)
        only = request.args.getlist("conversation")
        waiting, names = await self._rooms.desk.in_view(only or None), await self._names()
        standings = await self._rooms.standings.of(only or None)
        mine = await self._rooms.teams.of(me.id)
        shown = [{**_waiting(one, me, names, mine), **_standing(one, me, mine, standings)} for one in waiting]
        return answer({"handoffs": shown})

    async def conversation(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Any shopper's; `handoff` is null while nobody of the shop is asked for."""
        me = await self._person(request)
        about = await self._seen(conversation_id)
        handoff = await self._rooms.desk.handoff_in(about.id)
        said = await self._rooms.conversations.history(about.id)
        body = {
            "handoff": handoff and _handoff(handoff, me, await self._names(), await self._rooms.teams.of(me.id)),
            "status": about.status.value,
            "language": about.language,
            "messages": [message.to_json() for message in said],
        }
        return answer(body)

    async def events(self, request: Request, conversation_id: str) -> None:
        """They end with the session."""
        session = await self._signed_in.session(request, *_ANSWERS)
        about = await self._seen(conversation_id)
        after = last_event_id(request)
        with self._signed_in.streams.of(session, *_ANSWERS) as ended:
            await send_events(request, self._rooms.feed.follow(about.id, after), until=ended)

    async def customer(self, request: Request, conversation_id: str) -> HTTPResponse:
        """The customer who is signed in there and their orders, in the reader's language; null for a guest."""
        await self._person(request)
        about = await self._seen(conversation_id)
        if about.customer_id is None:
            return answer({"customer": None, "orders": []})
        try:
            customer = await self._rooms.commerce.customer(about.customer_id)
        except CustomerNotFound:
            return answer({"customer": None, "orders": []})
        orders = await self._rooms.commerce.orders_of(about.customer_id)
        language = read_language(request) if "language" in request.args else about.language
        shown = [parts.order(order, language) for order in orders]
        return answer({"customer": _customer(customer), "orders": shown})

    async def attachment(self, request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
        """A picture or document that somebody sent."""
        await self._person(request)
        about = await self._seen(conversation_id)
        return await send_file(self._rooms.attachments, about.id, attachment_id)

    # What is done

    async def take(self, request: Request, conversation_id: str) -> HTTPResponse:
        """`?over=true` takes it from a colleague, `?from_bot=true` from the bot."""
        me = await self._person(request)
        if flag(request, "from_bot"):
            await self._rooms.desk.take_from_bot(conversation_id, me.id)
        else:
            await self._rooms.desk.take(conversation_id, me.id, over=flag(request, "over"))
        return answer({})

    async def say(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request)
        said = parse(AgentMessage, request)
        must_be_whole(said.text or "")
        files = await self._rooms.attachments.find(conversation_id, said.attachments, Sender.AGENT)
        spoken = await self._rooms.desk.answer(
            conversation_id, me.id, said.text, request.headers.get("idempotency-key"), attachments=files
        )
        assert spoken.message
        return answer({"message": spoken.message.to_json()}, 201)

    async def put_back(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request)
        await self._rooms.desk.put_back(conversation_id, me.id)
        return answer({})

    async def return_to_bot(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request)
        await self._rooms.desk.return_to_bot(conversation_id, me.id, seen=parse(Ending, request).seen)
        return answer({})

    async def close(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request)
        closing = parse(Closing, request)
        await self._rooms.desk.close(conversation_id, me.id, closing.reason, seen=closing.seen)
        return answer({})

    # What is over a limit

    async def approvals(self, request: Request) -> HTTPResponse:
        await self._signed_in.session(request, Role.SUPERVISOR)
        language = read_language(request)
        listed = [asked_json(asked) for asked in await self._rooms.approvals.list()]
        return answer({"approvals": [{**one, "method": payment_name(one["method"], language)} for one in listed]})

    async def decide(self, request: Request, request_id: str) -> HTTPResponse:
        """The audit log keeps whose word it was."""
        session = await self._signed_in.session(request, Role.SUPERVISOR)
        verdict = parse(Verdict, request)
        must_be_whole(verdict.word, "word")
        decide = self._rooms.approvals.approve if verdict.decision == "approve" else self._rooms.approvals.refuse
        return answer(ended_json(await decide(request_id, session.person.login[:_LONGEST_NAME], verdict.word)))

    async def _seen(self, conversation_id: str) -> Conversation:
        """A shopper's; what merchants say to the assistant is nobody's at the desk."""
        about = await self._rooms.conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        return about

    async def _person(self, request: Request) -> Person:
        return (await self._signed_in.session(request, *_ANSWERS)).person

    async def _names(self) -> Mapping[str, str]:
        return {person.id: person.name for person in await self._rooms.accounts.list()}


def _handoff(handoff: Handoff, me: Person, names: Mapping[str, str], mine: Set[str]) -> dict[str, Any]:
    return {
        "id": handoff.id,
        "conversation_id": handoff.conversation_id,
        "state": handoff.state.value,
        "origin": handoff.origin.value,
        "reason": handoff.reason,
        "priority": handoff.priority,
        "asked_at": handoff.asked_at.isoformat(),
        "contact": handoff.contact,
        # A name that was given on the command line is nobody's id.
        "agent": None if handoff.agent is None else names.get(handoff.agent, handoff.agent),
        "is_mine": handoff.agent == me.id,
        "team": handoff.team,
        "is_my_team": handoff.team in mine,
    }


def _waiting(waiting: Waiting, me: Person, names: Mapping[str, str], mine: Set[str]) -> dict[str, Any]:
    last = waiting.last
    told = None if last is None else _last(last)
    language = waiting.conversation.language
    return {**_handoff(waiting.handoff, me, names, mine), "language": language, "last": told}


def _standing(waiting: Waiting, me: Person, mine: frozenset[str], standings: Mapping[str, Standing]) -> dict[str, Any]:
    handoff, language = waiting.handoff, waiting.conversation.language
    is_for_me = handoff.team is None or handoff.team in mine
    # It may have been asked for between two looks.
    standing = standings.get(handoff.conversation_id, Standing())
    return {
        "topic": handoff.topic,
        "fits_me": is_for_me and me.skills.fit(language, Topic(handoff.topic or Topic.OTHER)),
        "given": standing.given,
        "answer_in": None if standing.answer_in is None else round(standing.answer_in, 1),
        "raised": list(standing.raised),
        "silent_since": standing.silent_since and standing.silent_since.isoformat(),
        "unread": standing.unread,
        "undelivered": standing.undelivered,
    }


def _last(message: Message) -> dict[str, Any]:
    files = len(ids_in(message.parts))
    return {"author": message.author.value, "at": message.at.isoformat(), "words": preview(message), "files": files}


def _customer(customer: Customer) -> dict[str, Any]:
    return {
        "customer_id": customer.customer_id,
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "joined_at": customer.joined_at.isoformat() if customer.joined_at else None,
        "tags": list(customer.tags),
    }
