"""Other words at the desk, over HTTP: messages in the reader's language, and an agent's draft in another tone."""

from typing import Annotated, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.assist.rewording import Rewording, Style
from bot.assist.translating import LONGEST
from bot.assist.translations import Translations
from bot.conversation.model import SHOPPER
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound
from bot.language import Language
from bot.people.accounts import actor
from bot.people.model import Person, Role
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.web.answers import answer
from bot.web.desk_assist import read_language
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)


class Into(Payload):
    """Whose language a message is wanted in."""

    into: Language


class Draft(Payload):
    """A reply that is being written."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    style: Style


class WordingRoutes:
    """A machine's words, for whoever may see the conversation; nothing here says anything in it."""

    def __init__(
        self,
        translations: Translations,
        rewording: Rewording,
        conversations: ConversationStore,
        audit: AuditLog,
        signed_in: SignedIn,
    ) -> None:
        self._translations, self._rewording, self._audit = translations, rewording, audit
        self._conversations, self._signed_in = conversations, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-wording", url_prefix="/api/v1/desk/conversations/<conversation_id:str>")
        for path, handler, method in (
            ("/translations", self.kept, "GET"),
            ("/messages/<message_id:str>/translation", self.translate, "POST"),
            ("/rewording", self.reword, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"wording-{handler.__name__}")
        return routes

    async def kept(self, request: Request, conversation_id: str) -> HTTPResponse:
        """What was made so far in `?language=`, by the messages' ids."""
        await self._person(request, conversation_id)
        return answer({"translations": dict(await self._translations.of(conversation_id, read_language(request)))})

    async def translate(self, request: Request, conversation_id: str, message_id: str) -> HTTPResponse:
        """Of one message; `text` is null where a figure would have been changed, and `differs` names these."""
        me = await self._person(request, conversation_id)
        into = parse(Into, request).into
        kept = (await self._translations.of(conversation_id, into)).get(message_id)
        if kept is not None:
            return answer({"text": kept, "differs": []})
        made = await self._translations.make(conversation_id, message_id, into, _reader(me))
        await self._write_down(conversation_id, me, f"into {into}")
        return answer({"text": made.text, "differs": list(made.differs)})

    async def reword(self, request: Request, conversation_id: str) -> HTTPResponse:
        """`text` is null where the model added what the draft does not say; `left_out` names figures that are gone."""
        me = await self._person(request, conversation_id)
        given = parse(Draft, request)
        made = await self._rewording.of(given.text, given.style, _reader(me))
        await self._write_down(conversation_id, me, given.style.value)
        return answer({"text": made.text, "added": list(made.added), "left_out": list(made.left_out)})

    async def _write_down(self, conversation_id: str, me: Person, how: str) -> None:
        entry = Entry(AuditEvent.TRANSLATED, conversation_id, actor(me.login), reason=how)
        await self._audit.write(entry)

    async def _person(self, request: Request, conversation_id: str) -> Person:
        person = (await self._signed_in.session(request, *_ANSWERS)).person
        if (await self._conversations.conversation(conversation_id)).audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        return person


def _reader(me: Person) -> str:
    """Whose share of a language model it is."""
    return f"desk:{me.id}"
