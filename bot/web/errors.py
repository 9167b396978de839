"""Every error as an answer of the HTTP interface: problem+json (RFC 9457), by one table."""

import json
import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException

from bot import errors

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """The status and title of a kind of error."""

    status: int
    title: str


# The nearest class of an error's own line of descent decides.
ANSWERS: Final[dict[type[Exception], Answer]] = {
    errors.InvalidInput: Answer(422, "What was sent cannot be taken"),
    errors.CardNumberRefused: Answer(422, "A payment card number is not accepted"),
    errors.PasswordRefused: Answer(422, "The password is too easily guessed"),
    errors.FormRefused: Answer(422, "The form is not filled in as it should be"),
    errors.PictureRefused: Answer(422, "The picture or file is not accepted"),
    errors.NotFound: Answer(404, "Not found"),
    errors.NotAllowed: Answer(403, "Not allowed"),
    errors.TokenRejected: Answer(401, "The session token is missing, forged or expired"),
    errors.NotSignedIn: Answer(401, "Not signed in"),
    errors.SignInRefused: Answer(403, "The login, the password or the code is wrong"),
    errors.CodeWanted: Answer(403, "A code is wanted"),
    errors.InvitationRejected: Answer(403, "The invitation is not acceptable"),
    errors.LastAdmin: Answer(409, "This is the last admin"),
    errors.IdentityRejected: Answer(403, "The signed identity is not acceptable"),
    errors.CustomerConflict: Answer(409, "The conversation belongs to another customer"),
    errors.TooManyTries: Answer(429, "Too many wrong tries"),
    errors.RateLimited: Answer(429, "Too many requests"),
    errors.ChoiceExpired: Answer(409, "The choice is no longer open"),
    errors.HandoffTaken: Answer(409, "Another person has the conversation"),
    errors.SaidMeanwhile: Answer(409, "The shopper has written meanwhile"),
    errors.RoleWanted: Answer(403, "Your role may not do this"),
    errors.StatusChangeRefused: Answer(409, "The conversation cannot change so"),
    errors.RatingClosed: Answer(409, "This cannot be rated now"),
    errors.ChangeRefused: Answer(409, "The order cannot be cancelled"),
    errors.ProposalVoid: Answer(409, "The proposal is no longer good"),
    errors.Unavailable: Answer(503, "Something this service depends on does not answer"),
    TimeoutError: Answer(504, "The turn is not over yet"),
}
_RETRY_SECONDS: Final = 5
_UNAVAILABLE: Final = 503
_UNEXPECTED: Final = Answer(500, "Something went wrong on our side")


def add_error_handlers(app: Sanic[Any, Any]) -> None:
    """Whatever a route raises becomes a problem."""
    app.error_handler.add(Exception, _answer)


def problem(
    request: Request, status: int, title: str, detail: str, kind: str = "", more: Mapping[str, Any] | None = None
) -> HTTPResponse:
    """The body names what was wrong and what is accepted; `kind` tells problems of one status apart."""
    body = {
        "type": f"urn:shoptalk:problem:{kind}" if kind else "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        **(more or {}),
    }
    return HTTPResponse(
        json.dumps(body, ensure_ascii=False), status, {"Cache-Control": "no-store"}, "application/problem+json"
    )


def _answer(request: Request, error: Exception) -> HTTPResponse:
    if isinstance(error, SanicException):
        return _of_framework(request, error)
    answer = next((ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS), None)
    if answer is None:
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
        detail = "the fault was written down; the same request may succeed a little later"
        return problem(request, _UNEXPECTED.status, _UNEXPECTED.title, detail)
    if isinstance(error, errors.Unavailable):
        _log.warning("%s %s: %s: %s", request.method, request.path, type(error).__name__, error)
    response = problem(request, answer.status, answer.title, _detail(error), _kind(error), _more(error))
    response.headers.update(_headers(error))
    return response


def _of_framework(request: Request, error: SanicException) -> HTTPResponse:
    title = {400: "Bad request", 404: "Not found", 405: "Method not allowed", 413: "The body is too large"}
    status = error.status_code
    response = problem(request, status, title.get(status, "The request failed"), str(error) or "no more is known")
    response.headers.update(error.headers or {})
    if status == _UNAVAILABLE:  # it took longer than an answer may take
        response.headers.setdefault("Retry-After", str(_RETRY_SECONDS))
    return response


def _detail(error: Exception) -> str:
    if isinstance(error, errors.Unavailable):
        return "try again in a moment"  # what is behind us is nobody's business
    if isinstance(error, TimeoutError):
        return "the message is stored and will be answered: read the reply from the events or the history"
    if isinstance(error, errors.NotFound):
        return f"{_kind(error).replace('-', ' ')}: {error}"
    return str(error) or type(error).__doc__ or ""


def _more(error: Exception) -> Mapping[str, Any]:
    """Which fields of a form are wrong (names of ours, never what was filled in), or the limit that was passed."""
    if isinstance(error, errors.FileTooLarge | errors.TooManyFiles | errors.TextTooLong):
        return {"limit": error.limit}
    if not isinstance(error, errors.FormRefused):
        return {}
    return {"errors": [{"field": trouble.field, "detail": trouble.detail} for trouble in error.troubles]}


def _kind(error: Exception) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()


def _headers(error: Exception) -> dict[str, str]:
    if isinstance(error, errors.RateLimited):
        return {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
    if isinstance(error, errors.Unavailable):
        return {"Retry-After": str(_RETRY_SECONDS)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, errors.TokenRejected) else {}
