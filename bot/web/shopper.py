"""The shopper's routes (version 1)."""

from dataclasses import dataclass
from datetime import datetime

from sanic import Blueprint, HTTPResponse, Request

from bot.attachments.store import AttachmentStore
from bot.conversation.attached import ids_in
from bot.conversation.feed import EventFeed
from bot.conversation.feedback import Feedback
from bot.conversation.intake import Filled, Intake
from bot.conversation.introduction import Introductions
from bot.conversation.proactive import Proactive
from bot.conversation.signs import Signs
from bot.conversation.store import ConversationStore
from bot.conversation.suggestions import Suggestions
from bot.conversation.transcript import Transcripts
from bot.errors import AttachmentNotFound
from bot.language import Language
from bot.queueing.links import ResumeLinks
from bot.settings import LimitSettings
from bot.web.address import ClientAddress
from bot.web.admission import Admission, bearer
from bot.web.answers import answer
from bot.web.events import last_event_id, send_events
from bot.web.identity import ShopIdentity
from bot.web.limits import RateLimit
from bot.web.payloads import FilledForm, Identity, NewConversation, NewMessage, flag, parse
from bot.web.tokens import SessionTokens
from bot.web.uploads import kept_json, read_file, send_file


@dataclass(frozen=True)
class Shopper:
    """What the shopper's routes need."""

    conversations: ConversationStore
    intake: Intake
    feed: EventFeed
    tokens: SessionTokens
    identity: ShopIdentity
    attachments: AttachmentStore
    feedback: Feedback
    transcripts: Transcripts
    suggestions: Suggestions
    signs: Signs
    proactive: Proactive
    links: ResumeLinks
    introductions: Introductions


class ShopperRoutes:
    """Begins conversations, takes messages in, and tells what was said."""

    def __init__(self, shopper: Shopper, addresses: ClientAddress, limits: LimitSettings) -> None:
        self._shopper, self._addresses, self._turn_seconds = shopper, addresses, limits.turn_seconds
        self._admission = Admission(shopper.tokens)
        self._begun = RateLimit("new conversations", limits.conversations_per_minute)
        self._said = RateLimit("messages in this conversation", limits.messages_per_minute)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("shopper", url_prefix="/api/v1/conversations")
        own = "/<conversation_id:str>"
        routes.add_route(self.begin, "", methods=["POST"], name="begin")
        routes.add_route(self.identify, f"{own}/identity", methods=["POST"], name="identify")
        routes.add_route(self.say, f"{own}/messages", methods=["POST"], name="say")
        routes.add_route(self.history, f"{own}/messages", methods=["GET"], name="history")
        routes.add_route(self.events, f"{own}/events", methods=["GET"], name="events")
        routes.add_route(self.revoke_links, f"{own}/links/revoke", methods=["POST"], name="revoke-links")
        routes.add_route(self.attach, f"{own}/attachments", methods=["POST"], name="attach")
        routes.add_route(self.attachment, f"{own}/attachments/<attachment_id:str>", methods=["GET"], name="attachment")
        return routes

    async def begin(self, request: Request) -> HTTPResponse:
        self._begun.take(self._addresses.of(request))
        new = parse(NewConversation, request)
        customer_id = None if new.identity is None else await self._shopper.identity.customer_id(new.identity)
        page = {} if new.page is None else new.page.model_dump(mode="json", exclude_none=True)
        conversation = await self._shopper.conversations.begin(new.language or _browser_language(request), page)
        if customer_id is not None:
            await self._shopper.conversations.bind_customer(conversation.id, customer_id)
        body = {
            "conversation_id": conversation.id,
            "token": self._shopper.tokens.issue(conversation.id),
            "language": conversation.language,
            "status": conversation.status.value,
        }
        return answer(body, 201)

    async def identify(self, request: Request, conversation_id: str) -> HTTPResponse:
        """A shopper who signs in later."""
        self._admission.admit(request, conversation_id)
        self._said.take(conversation_id)
        customer_id = await self._shopper.identity.customer_id(parse(Identity, request).identity)
        await self._shopper.conversations.bind_customer(conversation_id, customer_id)
        return HTTPResponse(status=204)

    async def revoke_links(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Whoever starts again leaves no way back into what was said."""
        await self._since(request, conversation_id)
        await self._shopper.links.revoke(conversation_id)
        return HTTPResponse(status=204)

    async def _since(self, request: Request, conversation_id: str) -> datetime | None:
        """Since when the talk is shown to whoever came by a link; None for a session, which sees all of it."""
        token = bearer(request)
        if self._shopper.links.is_link(token):
            return await self._shopper.links.admit(token, conversation_id)
        self._admission.admit(request, conversation_id)
        return None

    async def say(self, request: Request, conversation_id: str) -> HTTPResponse:
        by_link = await self._since(request, conversation_id) is not None
        self._said.take(conversation_id)
        waits, message = flag(request, "wait"), parse(NewMessage, request)
        message_id = await self._shopper.intake.receive(
            conversation_id,
            text=message.text,
            choice_id=message.choice,
            form=_filled(message.form),
            attachments=message.attachments,
            idempotency_key=request.headers.get("idempotency-key"),
            address=self._addresses.of(request),
            by_link=by_link,
        )
        if not waits or by_link:
            return answer({"message_id": message_id}, 202)
        reply = await self._shopper.intake.reply_to(conversation_id, message_id, self._turn_seconds)
        return answer({"message_id": message_id, "replies": list(reply.parts), "status": reply.status.value})

    async def history(self, request: Request, conversation_id: str) -> HTTPResponse:
        since = await self._since(request, conversation_id)
        # A token outlives its conversation when the shop's data is seeded afresh.
        await self._shopper.conversations.conversation(conversation_id)
        messages = await self._shopper.conversations.history(conversation_id, request.args.get("after"))
        shown = messages if since is None else self._shopper.links.shown(messages, since)
        return answer({"messages": [message.to_json() for message in shown]})

    async def events(self, request: Request, conversation_id: str) -> None:
        since = await self._since(request, conversation_id)
        after = last_event_id(request)
        await self._shopper.conversations.conversation(conversation_id)
        events = self._shopper.feed.follow(conversation_id, after)
        if since is not None:
            events = self._shopper.links.follow(events, bearer(request), conversation_id)
        await send_events(request, events)

    async def attach(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Keeps a picture, which a message may then name."""
        await self._since(request, conversation_id)
        self._said.take(conversation_id)
        await self._shopper.conversations.conversation(conversation_id)
        sent = await read_file(request, self._shopper.attachments.largest_bytes)
        return answer(kept_json(await self._shopper.attachments.keep(conversation_id, sent)), 201)

    # How Sanic is told not to read the body itself: a picture may be larger than any other.
    attach.is_stream = True  # type: ignore[attr-defined]

    async def attachment(self, request: Request, conversation_id: str, attachment_id: str) -> HTTPResponse:
        """A picture's or document's bytes, to those who may read the message that shows it."""
        since = await self._since(request, conversation_id)
        said = await self._shopper.conversations.history(conversation_id)
        shown = said if since is None else self._shopper.links.shown(said, since)
        if not any(attachment_id in ids_in(message.parts) for message in shown):
            raise AttachmentNotFound(attachment_id)
        return await send_file(self._shopper.attachments, conversation_id, attachment_id)


def _filled(form: FilledForm | None) -> Filled | None:
    return None if form is None else Filled(form.id, form.model_dump()["values"])


def _browser_language(request: Request) -> Language:
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"
