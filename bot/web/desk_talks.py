"""All of the shop's conversations over HTTP: looked through, filtered, searched, and those of one customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError
from sanic import Blueprint, HTTPResponse, Request

from bot.conversation.directory import CustomerDirectory
from bot.conversation.model import Handoff, Origin
from bot.conversation.store import ConversationStore
from bot.conversation.talks import Kept, Place, Talk, TalkQuery, TalkStore, View
from bot.errors import ConversationNotFound, InvalidInput
from bot.language import LANGUAGES, Language
from bot.people.accounts import Accounts
from bot.people.model import Person, Role, Topic
from bot.people.teams import Teams
from bot.web.answers import answer
from bot.web.payloads import Payload
from bot.web.preview import preview
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_MOST_WORDS: Final = 8
_MOST_CHOICES: Final = 200
_Name = Annotated[str, Field(min_length=1, max_length=96)]


class Search(Payload):
    """What the address asks for; everything that is named must fit."""

    view: View = View.ALL
    language: Language | None = None
    agent: _Name | None = None
    team: _Name | None = None
    tag: _Name | None = None
    origin: Origin | None = None
    topic: _Name | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    after: Annotated[str, Field(max_length=120)] | None = None


@dataclass(frozen=True)
class TalkRooms:
    """What the routes call."""

    talks: TalkStore
    conversations: ConversationStore
    directory: CustomerDirectory
    accounts: Accounts
    teams: Teams


class TalkRoutes:
    """Shoppers' conversations alone: what merchants say to the assistant is not for the desk."""

    def __init__(self, rooms: TalkRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-talks", url_prefix="/api/v1/desk")
        routes.add_route(self.colleagues, "/colleagues", methods=["GET"], name="talks-colleagues")
        routes.add_route(self.filters, "/filters", methods=["GET"], name="talks-filters")
        routes.add_route(self.find, "/conversations", methods=["GET"], name="talks-find")
        routes.add_route(self.past, "/conversations/<conversation_id:str>/past", methods=["GET"], name="talks-past")
        return routes

    async def find(self, request: Request) -> HTTPResponse:
        """Those in which something was said last come first; `next` is where the following page begins."""
        me = await self._person(request)
        search = _search(request)
        words = tuple(search.q.split())
        if len(words) > _MOST_WORDS:
            raise InvalidInput(f"q: it has {len(words)} words; accepted: at most {_MOST_WORDS}")
        called = await self._rooms.directory.called(words) if words else None
        query = TalkQuery(
            me.id,
            search.view,
            language=search.language,
            agent=search.agent,
            team=search.team,
            tag=search.tag and search.tag.casefold(),
            origin=search.origin,
            topic=search.topic,
            words=words,
            customers=called.customers if called else (),
            after=_place(search.after),
        )
        return await self._answer(query, me, all_names=called is None or called.all_known)

    async def past(self, request: Request, conversation_id: str) -> HTTPResponse:
        """The other conversations of the customer whom the shop has signed in there; none for a guest."""
        me = await self._person(request)
        about = await self._rooms.conversations.conversation(conversation_id)
        if about.audience != "shopper":
            raise ConversationNotFound(conversation_id)
        if about.customer_id is None:
            return answer({"conversations": [], "next": None})
        after = _search(request).after
        query = TalkQuery(me.id, customer_id=about.customer_id, but_for=about.id, most=10)
        return await self._answer(replace(query, after=_place(after)), me)

    async def colleagues(self, request: Request) -> HTTPResponse:
        """Everybody who answers at the desk, by name."""
        await self._person(request)
        people = [one for one in await self._rooms.accounts.list() if one.is_active and one.may_act_as(*_ANSWERS)]
        return answer({"colleagues": [{"id": one.id, "name": one.name} for one in sorted(people, key=_name)]})

    async def filters(self, request: Request) -> HTTPResponse:
        """What there is to look for, with how many conversations each value finds by itself.

        Teams and colleagues who have none yet are named too, and tags or teams that are no more while conversations
        keep them.
        """
        await self._person(request)
        kept = await self._rooms.talks.choices(_MOST_CHOICES)
        people = await self._rooms.accounts.list()
        names = {one.id: one.name for one in people}
        sitting = [one.id for one in people if one.is_active and one.may_act_as(*_ANSWERS)]
        agents = [{**one, "name": names.get(one["value"], one["value"])} for one in _counted(kept.agent, sitting)]
        teams = _counted(kept.team, [team.name for team in await self._rooms.teams.list()])
        body = {
            "language": _counted(kept.language, LANGUAGES),
            "agent": sorted(agents, key=lambda one: str(one["name"]).casefold()),
            "topic": _counted(kept.topic, [topic.value for topic in Topic]),
            "team": sorted(teams, key=lambda one: str(one["value"]).casefold()),
            "tag": _counted(kept.tag, ()),
        }
        return answer(body)

    async def _answer(self, query: TalkQuery, me: Person, *, all_names: bool = True) -> HTTPResponse:
        found = await self._rooms.talks.find(query)
        names = {person.id: person.name for person in await self._rooms.accounts.list()}
        shown = found[: query.most]
        body = {
            "conversations": [_talk(talk, me, names) for talk in shown],
            "next": _cursor(shown) if len(found) > query.most else None,
            "all_names_known": all_names,
        }
        return answer(body)

    async def _person(self, request: Request) -> Person:
        return (await self._signed_in.session(request, *_ANSWERS)).person


def _counted(kept: Sequence[Kept], also: Sequence[str]) -> list[dict[str, Any]]:
    found = {one.value: one.count for one in kept}
    return [{"value": value, "count": count} for value, count in (dict.fromkeys(also, 0) | found).items()]


def _name(person: Person) -> str:
    return person.name


def _search(request: Request) -> Search:
    """Raises `InvalidInput` naming every parameter that is wrong."""
    try:
        return Search.model_validate({name: values[0] for name, values in request.args.items() if values[0]})
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        raise InvalidInput(f"{'; '.join(wrong)} (accepted are {', '.join(Search.model_fields)})") from None


def _cursor(shown: Sequence[Talk]) -> str:
    return f"{shown[-1].last_at.isoformat()}~{shown[-1].conversation.id}"


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    moment, _, conversation_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not conversation_id:
        raise InvalidInput("after: accepted is the `next` of an earlier page")
    return Place(at, conversation_id)


def _talk(talk: Talk, me: Person, names: Mapping[str, str]) -> dict[str, Any]:
    about, handoff = talk.conversation, talk.handoff
    return {
        "conversation_id": about.id,
        "status": about.status.value,
        "language": about.language,
        "begun_at": about.created_at.isoformat(),
        "last_at": talk.last_at.isoformat(),
        "signed_in": about.customer_id is not None,
        "title": (handoff and handoff.reason) or (preview(talk.first) if talk.first else ""),
        "last": talk.last and {"author": talk.last.author.value, "words": preview(talk.last)},
        "handoff": handoff and _handoff(handoff, me, names),
    }


def _handoff(handoff: Handoff, me: Person, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "state": handoff.state.value,
        "origin": handoff.origin.value,
        "topic": handoff.topic,
        "team": handoff.team,
        "agent": handoff.agent and names.get(handoff.agent, handoff.agent),
        "is_mine": handoff.agent == me.id,
        "close_reason": handoff.close_reason,
    }
