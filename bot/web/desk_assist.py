"""What helps at the desk while talking, over HTTP: a summary, a reply with its sources, other words."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.assist.suggestions import Suggestion, Suggestions
from bot.assist.summary import Line, Summaries
from bot.assist.translating import LONGEST, Translator
from bot.assist.wording import Wording
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound, InvalidInput
from bot.language import LANGUAGES, Language
from bot.people.accounts import actor
from bot.people.model import Person, Role
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.web.answers import answer
from bot.web.payloads import Payload, flag, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)


class ToTranslate(Payload):
    """Words of a message, or of a reply that is being written."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    into: Language


@dataclass(frozen=True)
class AssistRooms:
    """What the routes call; `wording` only where a language model is set up."""

    conversations: ConversationStore
    summaries: Summaries
    suggestions: Suggestions
    translator: Translator
    audit: AuditLog
    wording: Wording | None = None


class AssistRoutes:
    """Aids for whoever may see a conversation at the desk; nothing here says or changes anything."""

    def __init__(self, rooms: AssistRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-assist", url_prefix="/api/v1/desk")
        own = "/conversations/<conversation_id:str>"
        for path, handler, method in (
            ("/aids", self.aids, "GET"),
            (f"{own}/summary", self.summary, "GET"),
            (f"{own}/suggestion", self.suggestion, "GET"),
            (f"{own}/translation", self.translation, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"assist-{handler.__name__}")
        return routes

    async def aids(self, request: Request) -> HTTPResponse:
        """Whether there is a language model, without which nothing is worded or translated."""
        await self._person(request)
        return answer({"model": self._rooms.translator.is_on, "longest_translation": LONGEST})

    async def summary(self, request: Request, conversation_id: str) -> HTTPResponse:
        """`?language=` is the reader's; `?worded=true` adds a model's words, where there is one and they hold."""
        me = await self._person(request)
        language, worded = read_language(request), flag(request, "worded")
        await self._must_be_seen(conversation_id)
        summary = await self._rooms.summaries.of(conversation_id, language)
        said = None
        if worded and self._rooms.wording is not None:
            said = await self._rooms.wording.of(summary, language, _reader(me))
        lines = [_line(line) for line in summary.lines]
        return answer({"lines": lines, "left_out": summary.left_out, "worded": said})

    async def suggestion(self, request: Request, conversation_id: str) -> HTTPResponse:
        """For `?message=`, else for what waits for an answer; null where nothing was asked."""
        me = await self._person(request)
        await self._must_be_seen(conversation_id)
        found = await self._rooms.suggestions.of(conversation_id, _reader(me), request.args.get("message"))
        return answer({"suggestion": None if found is None else _suggestion(found)})

    async def translation(self, request: Request, conversation_id: str) -> HTTPResponse:
        """Of words in the talk or of a draft; `text` is null where a number would have been changed."""
        me = await self._person(request)
        await self._must_be_seen(conversation_id)
        wanted = parse(ToTranslate, request)
        made = await self._rooms.translator.translate(wanted.text, wanted.into, _reader(me))
        by, into = actor(me.login), f"into {wanted.into}"
        await self._rooms.audit.write(Entry(AuditEvent.TRANSLATED, conversation_id, by, reason=into))
        return answer({"text": made.text, "differs": list(made.differs)})

    async def _must_be_seen(self, conversation_id: str) -> None:
        """What merchants say to the assistant is nobody's at the desk."""
        about = await self._rooms.conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)

    async def _person(self, request: Request) -> Person:
        return (await self._signed_in.session(request, *_ANSWERS)).person


def _reader(me: Person) -> str:
    """Whose share of a language model it is."""
    return f"desk:{me.id}"


def read_language(request: Request) -> Language:
    """Of who reads, from `?language=`; raises `InvalidInput`."""
    given = request.args.get("language", "en")
    for language in LANGUAGES:
        if given == language:
            return language
    raise InvalidInput(f"language: accepted are {' and '.join(LANGUAGES)}")


def _line(line: Line) -> dict[str, Any]:
    optional = {"quote": line.quote, "quote_language": line.quote_language, "message_id": line.message_id}
    kept = {name: value for name, value in optional.items() if value}
    return {"heading": line.heading.value, "words": line.words, **kept}


def _suggestion(found: Suggestion) -> dict[str, Any]:
    return {
        "message_id": found.question.id,
        "language": found.question.language,
        "answer": found.answer.to_part() if found.answer else None,
        "draft": found.draft,
        "written_by": found.answer.written_by if found.answer else "",
    }
