"""The audit log over HTTP, for supervisors: read only, a page at a time."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse, Request

from bot.commerce.backend import CommerceBackend
from bot.errors import InvalidInput
from bot.people.model import Role
from bot.storage.audit import AuditEvent, AuditLog, Entry, Wanted
from bot.web.answers import answer
from bot.web.days import read_day
from bot.web.signed_in import SignedIn

_PAGE: Final = 50
_LONGEST: Final = 160


class AuditRoutes:
    """Every line, the newest first, and whether the log can be relied on."""

    def __init__(self, audit: AuditLog, commerce: CommerceBackend, signed_in: SignedIn) -> None:
        self._audit, self._commerce, self._signed_in = audit, commerce, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("audit", url_prefix="/api/v1/desk/audit")
        routes.add_route(self.list, "", methods=["GET"], name="audit-list")
        routes.add_route(self.check, "/check", methods=["GET"], name="audit-check")
        return routes

    async def list(self, request: Request) -> HTTPResponse:
        """`?actor=&conversation=&event=&since=&until=` narrow it (days of the shop, included); `before=` goes on."""
        await self._signed_in.session(request, Role.SUPERVISOR)
        found = await self._audit.page(await self._wanted(request), before=_before(request), most=_PAGE + 1)
        more = found[_PAGE - 1][0] if len(found) > _PAGE else None
        lines = [_line(number, entry) for number, entry in found[:_PAGE]]
        return answer({"entries": lines, "before": more, "events": [event.value for event in AuditEvent]})

    async def check(self, request: Request) -> HTTPResponse:
        await self._signed_in.session(request, Role.SUPERVISOR)
        check = await self._audit.check()
        return answer({**vars(check), "unbacked": list(check.unbacked), "is_well": check.is_well})

    async def _wanted(self, request: Request) -> Wanted:
        zone = (await self._commerce.shop()).zone
        since, until = _day(request, "since"), _day(request, "until")
        return Wanted(
            actor=_text(request, "actor"),
            conversation_id=_text(request, "conversation"),
            event=_event(request),
            since=_midnight(since, zone),
            until=_midnight(until and until + timedelta(days=1), zone),
        )


def _text(request: Request, name: str) -> str | None:
    given = str(request.args.get(name, "")).strip()
    if len(given) > _LONGEST:
        raise InvalidInput(f"{name}: accepted are {_LONGEST} characters")
    return given or None


def _event(request: Request) -> AuditEvent | None:
    given = _text(request, "event")
    try:
        return None if given is None else AuditEvent(given)
    except ValueError:
        raise InvalidInput(f"event: accepted are {', '.join(AuditEvent)}") from None


def _before(request: Request) -> int | None:
    given = _text(request, "before")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 18):
        raise InvalidInput("before: accepted is the number that the page before gave")
    return int(given)


def _day(request: Request, name: str) -> date | None:
    given = _text(request, name)
    return None if given is None else read_day(given, name)


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone).astimezone(UTC)


def _line(number: int, entry: Entry) -> dict[str, Any]:
    return {**vars(entry), "id": number, "event": entry.event.value, "at": entry.at.isoformat() if entry.at else None}
