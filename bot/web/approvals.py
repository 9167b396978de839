"""What a person of the shop decides over HTTP with a secret instead of an account: on the private listener alone."""

import hmac
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request, Sanic

from bot.commerce.changes import to_json
from bot.dialogue.parts import money
from bot.orders.approvals import Approvals
from bot.orders.approvals import Request as Asked
from bot.orders.proposals import Proposal
from bot.web.actions_route import SECRET_HEADER
from bot.web.answers import answer
from bot.web.errors import problem
from bot.web.payloads import Payload, parse

_LONGEST_WORD: Final = 1000


class Decision(Payload):
    """A person's word on a request."""

    decision: Literal["approve", "refuse"]
    by: Annotated[str, Field(min_length=1, max_length=96)]
    """Who decides; the audit log keeps it."""
    word: Annotated[str, Field(max_length=_LONGEST_WORD)] = ""
    """What the shopper is told besides; a refusal wants one."""


class ApprovalRoutes:
    """Lists the requests that await a person, and takes that person's word; whoever calls must know the secret."""

    def __init__(self, approvals: Approvals, secret: str) -> None:
        self._approvals, self._secret = approvals, secret.encode()

    def add_to(self, app: Sanic[Any, Any]) -> None:
        routes = Blueprint("approvals", url_prefix="/api/v1/desk/approvals")
        routes.add_route(self.list, "", methods=["GET"], name="approvals")
        routes.add_route(self.decide, "/<request_id:str>", methods=["POST"], name="decide")
        app.blueprint(routes)

    async def list(self, request: Request) -> HTTPResponse:
        if not self._knows_secret(request):
            return _stranger(request)
        return answer({"approvals": [asked_json(asked) for asked in await self._approvals.list()]})

    async def decide(self, request: Request, request_id: str) -> HTTPResponse:
        if not self._knows_secret(request):
            return _stranger(request)
        decision = parse(Decision, request)
        decide = self._approvals.approve if decision.decision == "approve" else self._approvals.refuse
        return answer(ended_json(await decide(request_id, decision.by, decision.word)))

    def _knows_secret(self, request: Request) -> bool:
        given = request.headers.get(SECRET_HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret)


def _stranger(request: Request) -> HTTPResponse:
    return problem(request, 403, "Not allowed", f"{SECRET_HEADER} is missing or wrong")


def asked_json(asked: Asked) -> dict[str, Any]:
    proposal = asked.proposal
    return {
        "id": proposal.id,
        "conversation_id": proposal.conversation_id,
        "kind": proposal.action,
        "subject_id": proposal.order_id,
        "change": to_json(asked.change, None)["change"],
        "amount": money(asked.settlement.amount),
        "method": asked.settlement.label,
        "state": proposal.state.value,
        "limits": proposal.limits.split(", ") if proposal.limits else [],
        "asked_at": (proposal.decided_at or proposal.created_at).isoformat(),
    }


def ended_json(proposal: Proposal) -> dict[str, Any]:
    return {"id": proposal.id, "state": proposal.state.value, "by": proposal.approved_by}
