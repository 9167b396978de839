"""Macros at the desk, over HTTP: supervisors write them, whoever has a conversation runs them there."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.assist.macro_runs import Asked, MacroRunner, Outcome
from bot.assist.macros import CLOSE_REASONS, MOST_STEPS, Macro, Macros, Step, StepKind
from bot.conversation.model import SHOPPER
from bot.conversation.screening import checked_key
from bot.conversation.store import ConversationStore
from bot.errors import ConversationNotFound, InvalidInput
from bot.people.model import Person, Role
from bot.web.answers import answer
from bot.web.payloads import Payload, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_LONGEST_NAME: Final = 90


class MacroStep(Payload):
    """One deed; its value is a reply's id, a tag, a note, a team or a reason."""

    kind: StepKind
    value: Annotated[str, Field(max_length=2000)] = ""


class NewMacro(Payload):
    """A macro to be kept."""

    shortcut: Annotated[str, Field(min_length=1, max_length=33)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    steps: Annotated[list[MacroStep], Field(max_length=MOST_STEPS)]


class Running(Payload):
    """The `version` that was shown, and the reply as the agent has edited it."""

    version: Annotated[str, Field(min_length=1, max_length=40)]
    text: Annotated[str, Field(max_length=10_000)] = ""
    seen: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    """The newest message that the agent has seen."""


class MacroRoutes:
    """What was shown is what is run, and under one `Idempotency-Key` it is run once."""

    def __init__(
        self, macros: Macros, runner: MacroRunner, conversations: ConversationStore, signed_in: SignedIn
    ) -> None:
        self._macros, self._runner = macros, runner
        self._conversations, self._signed_in = conversations, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-macros", url_prefix="/api/v1/desk")
        for path, handler, method in (
            ("/macros", self.list, "GET"),
            ("/macros", self.add, "POST"),
            ("/macros/<macro_id:str>", self.change, "POST"),
            ("/macros/<macro_id:str>/remove", self.remove, "POST"),
            ("/conversations/<conversation_id:str>/macros/<macro_id:str>/run", self.run, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"macros-{handler.__name__}")
        return routes

    async def list(self, request: Request) -> HTTPResponse:
        await self._person(request, *_ANSWERS)
        return answer({"macros": [_macro(one) for one in await self._macros.list()], "reasons": list(CLOSE_REASONS)})

    async def add(self, request: Request) -> HTTPResponse:
        me = await self._person(request, Role.SUPERVISOR)
        given = parse(NewMacro, request)
        kept = await self._macros.add(given.shortcut, given.name, _steps(given), me.login[:_LONGEST_NAME])
        return answer({"macro": _macro(kept)}, 201)

    async def change(self, request: Request, macro_id: str) -> HTTPResponse:
        me = await self._person(request, Role.SUPERVISOR)
        given = parse(NewMacro, request)
        login = me.login[:_LONGEST_NAME]
        kept = await self._macros.change(macro_id, given.shortcut, given.name, _steps(given), login)
        return answer({"macro": _macro(kept)})

    async def remove(self, request: Request, macro_id: str) -> HTTPResponse:
        me = await self._person(request, Role.SUPERVISOR)
        await self._macros.remove(macro_id, me.login[:_LONGEST_NAME])
        return answer({})

    async def run(self, request: Request, conversation_id: str, macro_id: str) -> HTTPResponse:
        """What became of each step: done, failed (and why), or left, since none is tried after one that failed."""
        me = await self._person(request, *_ANSWERS)
        about = await self._conversations.conversation(conversation_id)
        if about.audience != SHOPPER:
            raise ConversationNotFound(conversation_id)
        given, key = parse(Running, request), checked_key(request.headers.get("idempotency-key"))
        if key is None:
            raise InvalidInput("Idempotency-Key is wanted, so that the macro is not run twice")
        asked = Asked(about.id, me.id, given.text, key, given.seen)
        outcomes = await self._runner.run(macro_id, given.version, asked)
        return answer({"steps": [_outcome(one) for one in outcomes]})

    async def _person(self, request: Request, *roles: Role) -> Person:
        return (await self._signed_in.session(request, *roles)).person


def _steps(given: NewMacro) -> Sequence[Step]:
    return [Step(step.kind, step.value) for step in given.steps]


def _macro(macro: Macro) -> dict[str, Any]:
    steps = [step.to_json() for step in macro.steps]
    return {"id": macro.id, "shortcut": macro.shortcut, "name": macro.name, "steps": steps, "version": macro.version}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return outcome.to_json()
