"""Returns, exchanges and reported problems at the desk, over HTTP: who waits for what, and what is done about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request

from bot.assist.holes import must_be_whole
from bot.commerce.backend import CommerceBackend
from bot.commerce.claim_deeds import AcceptClaim, ClaimDeed, ReceiveClaim, RefuseClaim, SettleClaim
from bot.commerce.model import ClaimKind, ClaimLine, ClaimStatus
from bot.commerce.payment_names import payment_name
from bot.dialogue import parts
from bot.errors import ChangeRefused, InvalidInput
from bot.language import Language
from bot.orders.claim_cases import MOST, ClaimCase, ClaimCases
from bot.orders.claim_writes import ClaimWrites
from bot.orders.proposals import Proposal
from bot.people.accounts import Accounts
from bot.people.model import Person, Role
from bot.web.answers import answer
from bot.web.desk_assist import read_language
from bot.web.payloads import Payload, flag, parse
from bot.web.signed_in import SignedIn

_ANSWERS: Final = (Role.AGENT, Role.SUPERVISOR)
_LONGEST_NAME: Final = 90
"""Of a person, as a proposal and its line in the log keep it."""
_LONGEST_SEARCH: Final = 100
_STATES: Final = ("open", "overdue", *ClaimStatus)
Word = Annotated[str, Field(max_length=1000)]
Pieces = Annotated[int, Field(ge=1, le=1_000_000)]
LineId = Annotated[str, Field(min_length=1, max_length=64)]


class Accept(Payload):
    """The shop agrees; `version` is the order's as the page showed it."""

    deed: Literal["accept"]
    version: int
    word: Word = ""

    def of(self, order_id: str, claim_id: str) -> ClaimDeed:
        return AcceptClaim(order_id, claim_id, self.word)


class Refuse(Payload):
    """The shop does not agree, for a reason that the shopper reads."""

    deed: Literal["refuse"]
    version: int
    word: Annotated[str, Field(min_length=1, max_length=1000)]

    def of(self, order_id: str, claim_id: str) -> ClaimDeed:
        return RefuseClaim(order_id, claim_id, self.word)


class Receive(Payload):
    """How many pieces of each line have come back so far, and a private word on their state."""

    deed: Literal["receive"]
    version: int
    lines: dict[LineId, Pieces]
    condition: Word = ""

    def of(self, order_id: str, claim_id: str) -> ClaimDeed:
        lines = tuple(ClaimLine(line_id, pieces) for line_id, pieces in sorted(self.lines.items()))
        return ReceiveClaim(order_id, claim_id, lines, self.condition)


class Settle(Payload):
    """The end; `refund` in minor units, left out for all that a return or an exchange gives back."""

    deed: Literal["settle"]
    version: int
    refund: Annotated[int, Field(ge=0)] | None = None
    carrier: Annotated[str, Field(max_length=64)] = ""
    tracking: Annotated[str, Field(max_length=64)] = ""
    word: Word = ""

    def of(self, order_id: str, claim_id: str) -> ClaimDeed:
        return SettleClaim(order_id, claim_id, self.refund, self.carrier, self.tracking, self.word)


_DEEDS: Final[Mapping[str, type[Accept | Refuse | Receive | Settle]]] = {
    "accept": Accept,
    "refuse": Refuse,
    "receive": Receive,
    "settle": Settle,
}


class ClaimRoutes:
    """For everybody who answers shoppers; money over a limit is decided by a supervisor, among the approvals."""

    def __init__(
        self,
        cases: ClaimCases,
        writes: ClaimWrites,
        commerce: CommerceBackend,
        accounts: Accounts,
        signed_in: SignedIn,
    ) -> None:
        self._cases, self._writes, self._commerce = cases, writes, commerce
        self._accounts, self._signed_in = accounts, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk-claims", url_prefix="/api/v1/desk/claims")
        own = "/<order_id:str>/<claim_id:str>"
        for path, handler, method in (
            ("", self.list, "GET"),
            (own, self.show, "GET"),
            (f"{own}/take", self.take, "POST"),
            (f"{own}/leave", self.leave, "POST"),
            (f"{own}/deeds", self.do, "POST"),
        ):
            routes.add_route(handler, path, methods=[method], name=f"claims-{handler.__name__}")
        return routes

    async def list(self, request: Request) -> HTTPResponse:
        """`?state=&kind=&q=&mine=true` narrow it; the counts are of all of them."""
        me, language = await self._person(request), read_language(request)
        wanted, kind = _choice(request, "state", _STATES), _choice(request, "kind", tuple(ClaimKind))
        words = _search(request)
        cases = await self._cases.list()
        names = await self._names()
        found = [
            case
            for case in cases
            if (wanted is None or _stands(case, wanted))
            and (kind is None or case.claim.kind == kind)
            and (not flag(request, "mine") or case.worker == me.id)
            and _is_called(case, words)
        ]
        body = {
            "claims": [_entry(case, me, names, language) for case in found[:MOST]],
            "counts": _counts(cases),
            "offered": sorted(self._cases.offered),
            "left_off": max(0, len(found) - MOST),
        }
        return answer(body)

    async def show(self, request: Request, order_id: str, claim_id: str) -> HTTPResponse:
        me = await self._person(request)
        return await self._told(await self._cases.one(order_id, claim_id), me, read_language(request))

    async def take(self, request: Request, order_id: str, claim_id: str) -> HTTPResponse:
        """`?over=true` takes it from a colleague."""
        me = await self._person(request)
        await self._cases.take(await self._cases.one(order_id, claim_id), me.id, over=flag(request, "over"))
        return await self._told(await self._cases.one(order_id, claim_id), me, read_language(request))

    async def leave(self, request: Request, order_id: str, claim_id: str) -> HTTPResponse:
        me = await self._person(request)
        await self._cases.leave(await self._cases.one(order_id, claim_id), me.id)
        return await self._told(await self._cases.one(order_id, claim_id), me, read_language(request))

    async def do(self, request: Request, order_id: str, claim_id: str) -> HTTPResponse:
        """One step, by an `Idempotency-Key`; `state` is `done`, or `awaiting` where a supervisor decides."""
        me = await self._person(request)
        key = request.headers.get("idempotency-key", "")
        if not 1 <= len(key) <= 200:
            raise InvalidInput("Idempotency-Key is wanted (up to 200 characters), so that nothing is done twice")
        asked = parse(_DEEDS[_deed(request)], request)
        if not isinstance(asked, Receive):
            must_be_whole(asked.word, "word")
        deed = asked.of(order_id, claim_id)
        ended = await self._writes.do(deed, version=asked.version, login=me.login[:_LONGEST_NAME], key=key)
        return await self._told(await self._cases.one(order_id, claim_id), me, read_language(request), ended)

    async def _told(
        self, case: ClaimCase, me: Person, language: Language, ended: Proposal | None = None
    ) -> HTTPResponse:
        names = await self._names()
        possible = case.possible(self._cases.offered)
        body = {
            **_entry(case, me, names, language),
            "version": case.order.version,
            "order": parts.order(case.order, language),
            "lines": _lines(case, language),
            "attachments": list(case.claim.attachments),
            "condition": case.claim.condition,
            "word": case.claim.word,
            "carrier": case.claim.carrier,
            "tracking": case.claim.tracking,
            "deeds": [deed.value.removesuffix("_claim") for deed in possible],
            "most_back": await self._most_back(case) if possible else None,
            "elsewhere": self._elsewhere(case),
            "history": _history(case, await self._by_login()),
        }
        return answer({"claim": body, **({} if ended is None else {"state": ended.state.value})})

    async def _most_back(self, case: ClaimCase) -> Any:
        try:
            return parts.money(await self._commerce.most_back(case.order.order_id, case.claim.claim_id))
        except ChangeRefused:
            return None

    def _elsewhere(self, case: ClaimCase) -> str | None:
        """Why nothing can be done about it here, where that is so whatever its state."""
        if not self._cases.offered:
            return "system"
        return "no_conversation" if case.conversation_id is None else None

    async def _person(self, request: Request) -> Person:
        return (await self._signed_in.session(request, *_ANSWERS)).person

    async def _names(self) -> Mapping[str, str]:
        return {person.id: person.name for person in await self._accounts.list()}

    async def _by_login(self) -> Mapping[str, str]:
        return {person.login[:_LONGEST_NAME]: person.name for person in await self._accounts.list()}


def _entry(case: ClaimCase, me: Person, names: Mapping[str, str], language: Language) -> dict[str, Any]:
    claim, order = case.claim, case.order
    return {
        "order_id": order.order_id,
        "claim_id": claim.claim_id,
        "kind": claim.kind.value,
        "status": claim.status.value,
        "at": claim.at.isoformat(),
        "reason": claim.reason,
        "amount": None if claim.amount is None else parts.money(claim.amount),
        "method": payment_name(claim.method, language),
        "goods": _goods(case, language),
        "customer": {"id": order.customer_id, "email": order.email, "phone": order.phone},
        "conversation_id": case.conversation_id,
        "worker": None if case.worker is None else names.get(case.worker, case.worker),
        "is_mine": case.worker == me.id,
        "due": None if case.due is None else case.due.isoformat(),
        "is_overdue": case.is_overdue,
        "awaits": case.awaits is not None,
        "is_under_way": case.is_under_way,
    }


def _goods(case: ClaimCase, language: Language) -> list[str]:
    titles = {line.line_id: line.title.in_language(language) for line in case.order.lines}
    return [f"{part.quantity} × {titles.get(part.line_id, part.line_id)}" for part in case.claim.lines]


def _lines(case: ClaimCase, language: Language) -> list[dict[str, Any]]:
    titles = {line.line_id: line.title.in_language(language) for line in case.order.lines}
    came = {part.line_id: part.quantity for part in case.claim.received}
    return [
        {
            "line_id": part.line_id,
            "title": titles.get(part.line_id, part.line_id),
            "quantity": part.quantity,
            "wanted": part.sku,
            "received": came.get(part.line_id, 0),
        }
        for part in case.claim.lines
    ]


def _history(case: ClaimCase, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """What people of the shop did or tried, in order."""
    return [
        {
            "deed": deed.action.removesuffix("_claim"),
            "state": deed.state.value,
            "at": (deed.decided_at or deed.created_at).isoformat(),
            "by": names.get(deed.proposed_by or "", deed.proposed_by),
            "approved_by": deed.approved_by and names.get(deed.approved_by, deed.approved_by),
            "word": str(dict(deed.details.get("change", {})).get("word", "")),
        }
        for deed in case.deeds
    ]


def _counts(cases: Sequence[ClaimCase]) -> dict[str, int]:
    counted = Counter(case.claim.status.value for case in cases)
    open_, late = sum(case.is_open for case in cases), sum(case.is_overdue for case in cases)
    return {**{status.value: counted[status.value] for status in ClaimStatus}, "open": open_, "overdue": late}


def _stands(case: ClaimCase, wanted: str) -> bool:
    if wanted == "open":
        return case.is_open
    return case.is_overdue if wanted == "overdue" else case.claim.status == wanted


def _is_called(case: ClaimCase, words: Sequence[str]) -> bool:
    """Whether each word is found in what names a claim."""
    order, claim = case.order, case.claim
    titles = [text for line in order.lines for text in (line.title.en, line.title.zh)]
    named = [order.order_id, claim.claim_id, claim.reason, order.customer_id, order.email, order.phone, *titles]
    text = " ".join(filter(None, named)).casefold()
    return all(word in text for word in words)


def _search(request: Request) -> Sequence[str]:
    given = str(request.args.get("q", ""))
    if len(given) > _LONGEST_SEARCH:
        raise InvalidInput(f"q: accepted are up to {_LONGEST_SEARCH} characters")
    return given.casefold().split()


def _choice(request: Request, name: str, accepted: Sequence[str]) -> str | None:
    given = str(request.args.get(name, "")) or None
    if given is not None and given not in accepted:
        raise InvalidInput(f"{name}: {given!r} is not accepted; accepted: {', '.join(accepted)}")
    return given


def _deed(request: Request) -> str:
    sent = request.json
    given = sent.get("deed") if isinstance(sent, dict) else None
    if given not in _DEEDS:
        raise InvalidInput(f"deed: accepted are {', '.join(_DEEDS)}")
    return str(given)
