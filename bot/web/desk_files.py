"""What colleagues write down for each other, and how a conversation is passed on among them."""

from dataclasses import dataclass
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.case_file import LONGEST_TAG, CaseFiles
from bot.conversation.store import ConversationStore
from bot.conversation.transfers import Transfers
from bot.errors import ConversationNotFound, InvalidInput
from bot.people.accounts import Accounts
from bot.people.model import Person, Role
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)


class NewNote(Payload):
    """A word that no shopper ever reads."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]


class NewTag(Payload):
    """A tag that is set, or taken away."""

    tag: Annotated[str, Field(min_length=1, max_length=LONGEST_TAG)]
    on: bool = True


class Passing(Payload):
    """To whom: a colleague's id or a team's name, one of them; with a note for them."""

    colleague: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    team: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""

    @model_validator(mode="after")
    def _to_one(self) -> Self:
        if (self.colleague is None) == (self.team is None):
            raise ValueError("accepted is either a colleague or a team")
        return self


@dataclass(frozen=True)
class FileRooms:
    """What the routes call."""

    files: CaseFiles
    transfers: Transfers
    conversations: ConversationStore
    accounts: Accounts


class FileRoutes:
    """For the desk's people alone, whoever of them has the conversation; only that one passes it on."""

    def __init__(self, rooms: FileRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-files", url_prefix="/api/v1/desk/conversations/<conversation_id:str>")
        routes.add_route(self.show, "/file", methods=["GET"], name="file-show")
        routes.add_route(self.write, "/notes", methods=["POST"], name="file-note")
        routes.add_route(self.tag, "/tags", methods=["POST"], name="file-tag")
        routes.add_route(self.transfer, "/transfer", methods=["POST"], name="file-transfer")
        return routes

    async def show(self, request: Request, conversation_id: str) -> HTTPResponse:
        await self._person(request, conversation_id)
        file = await self._rooms.files.of(conversation_id)
        names = {person.id: person.name for person in await self._rooms.accounts.list()}
        notes = [
            {"id": one.id, "author": names.get(one.author, one.author), "text": one.text, "at": one.at.isoformat()}
            for one in file.notes
        ]
        return answer({"notes": notes, "tags": list(file.tags)})

    async def write(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request, conversation_id)
        await self._rooms.files.write(conversation_id, me.id, parse(NewNote, request).text)
        return answer({}, 201)

    async def tag(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request, conversation_id)
        new = parse(NewTag, request)
        if new.on:
            await self._rooms.files.tag(conversation_id, new.tag, me.id)
        else:
            await self._rooms.files.untag(conversation_id, new.tag, me.id)
        return answer({})

    async def transfer(self, request: Request, conversation_id: str) -> HTTPResponse:
        me = await self._person(request, conversation_id)
        to = parse(Passing, request)
        note = to.note.strip() or None
        if to.colleague is not None:
            await self._must_answer(to.colleague)
            await self._rooms.transfers.to_colleague(conversation_id, me.id, to.colleague, note)
        elif to.team is not None:
            await self._rooms.transfers.to_team(conversation_id, me.id, " ".join(to.team.split()), note)
        return answer({})

    async def _must_answer(self, person_id: str) -> None:
        for person in await self._rooms.accounts.list():
            if person.id == person_id and person.is_active and person.may_act_as(*_ANSWERS):
                return
        raise InvalidInput("colleague: accepted is the id of somebody who answers at the desk (GET .../colleagues)")

    async def _person(self, request: Request, conversation_id: str) -> Person:
        person = (await self._signed_in.session(request, *_ANSWERS)).person
        if (await self._rooms.conversations.conversation(conversation_id)).audience != "shopper":
            raise ConversationNotFound(conversation_id)
        return person
