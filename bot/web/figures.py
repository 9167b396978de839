"""The desk's figures over HTTP: who waits, how soon shoppers are answered, which limits broke, who has how much."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sanic import Blueprint, HTTPResponse, Request

from bot.commerce.backend import CommerceBackend
from bot.conversation.feedback import Feedback, Tally
from bot.conversation.hours import OpeningHours
from bot.conversation.service_levels import Kept, Limits, ServiceLevels
from bot.people.accounts import Accounts, actor
from bot.people.figures import DeskFigures, Figures, Group, Load, Span, Times
from bot.people.model import Person, Role
from bot.storage.audit import AuditEvent, AuditLog, Entry
from bot.web.answers import answer
from bot.web.days import read_day
from bot.web.signed_in import SignedIn

_USUAL: Final = timedelta(days=6)
_COLUMNS: Final = (
    "of", "who", "asked", "abandoned", "answered", "first_response_median_s", "first_response_p90_s",
    "resolved", "resolution_median_s", "resolution_p90_s",
)  # fmt: skip
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class FigureRooms:
    """What these routes call."""

    figures: DeskFigures
    feedback: Feedback
    accounts: Accounts
    commerce: CommerceBackend
    limits: Limits
    audit: AuditLog


class FigureRoutes:
    """Figures are for supervisors and merchants; what is due, for everybody at the desk."""

    def __init__(self, rooms: FigureRooms, signed_in: SignedIn) -> None:
        self._rooms, self._signed_in = rooms, signed_in

    def blueprint(self) -> Blueprint:
        routes = Blueprint("figures", url_prefix="/api/v1/desk")
        for path, handler in (("/figures", self.show), ("/figures.csv", self.table), ("/due", self.due)):
            routes.add_route(handler, path, methods=["GET"], name=f"figures-{handler.__name__}")
        return routes

    async def show(self, request: Request) -> HTTPResponse:
        """`?since=` and `?until=` are days of the shop, both included; else today and the six days before."""
        await self._signed_in.session(request, Role.SUPERVISOR, Role.MERCHANT)
        span = await self._span(request)
        found, levels = await self._rooms.figures.of(span), await self._levels()
        tally = await self._rooms.feedback.tally(span.begins(span.since), span.ends(span.until))
        now, people = self._rooms.figures.now(), await self._rooms.accounts.list()
        asked = list(found.asked)
        body = {
            "zone": span.zone.key,
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "at": now.isoformat(),
            "waiting": [
                {
                    "conversation_id": one.conversation_id,
                    "asked_at": one.asked_at.isoformat(),
                    "seconds": int((now - one.asked_at).total_seconds()),
                    "is_late": levels.due(one).is_late(one, now),
                }
                for one in found.waiting
            ],
            "total": {**_group(found.total), "unasked": found.unasked},
            "days": [{"day": day.isoformat(), **_group(group)} for day, group in found.days.items()],
            "agents": [await self._agent(one, name, span, found) for one, name in _who(people, found).items()],
            "limits": {
                "first_response": _limit(levels.limits.first_response, levels.first_responses(asked, now)),
                "resolution": _limit(levels.limits.resolution, levels.resolutions(asked, now)),
            },
            "satisfaction": _tally(tally),
        }
        return answer(body)

    async def table(self, request: Request) -> HTTPResponse:
        """The same for a spreadsheet: the whole, each day, each person."""
        session = await self._signed_in.session(request, Role.SUPERVISOR, Role.MERCHANT)
        span = await self._span(request)
        found, people = await self._rooms.figures.of(span), await self._rooms.accounts.list()
        written = io.StringIO()
        lines = csv.writer(written)
        lines.writerow(_COLUMNS)
        lines.writerow(_line("all", f"{span.since}/{span.until}", found.total))
        lines.writerows(_line("day", day.isoformat(), group) for day, group in found.days.items())
        named = _who(people, found)
        lines.writerows(_line("person", named[one], group) for one, group in found.agents.items())
        file = f'attachment; filename="shoptalk-figures-{span.since}-{span.until}.csv"'
        headers = {"Cache-Control": "no-store", "Content-Disposition": file}
        taken, by = f"figures, {span.since} to {span.until}", actor(session.person.login)
        await self._rooms.audit.write(Entry(AuditEvent.EXPORTED, None, by, reason=taken))
        # Without its mark Excel takes UTF-8 for something else, and Chinese names for noise.
        return HTTPResponse(written.getvalue().encode("utf-8-sig"), 200, headers, "text/csv; charset=utf-8")

    async def due(self, request: Request) -> HTTPResponse:
        """By when each open request for a person is to be answered and to have ended."""
        await self._signed_in.session(request, Role.AGENT, Role.SUPERVISOR)
        levels = await self._levels()
        if levels.limits == Limits():
            return answer({"due": []})
        found = [(one, levels.due(one)) for one in await self._rooms.figures.open_handoffs()]
        due = [
            {
                "conversation_id": one.conversation_id,
                "answer_by": due.answer_by.isoformat() if due.answer_by and not one.first_answer_at else None,
                "end_by": due.end_by.isoformat() if due.end_by else None,
            }
            for one, due in found
        ]
        return answer({"due": due})

    async def _levels(self) -> ServiceLevels:
        return ServiceLevels(self._rooms.limits, OpeningHours((await self._rooms.commerce.shop()).hours))

    async def _span(self, request: Request) -> Span:
        zone = (await self._rooms.commerce.shop()).zone
        today = self._rooms.figures.now().astimezone(zone).date()
        until = _day(request, "until", today)
        return Span(_day(request, "since", until - _USUAL), until, zone)

    async def _agent(self, person_id: str, name: str, span: Span, found: Figures) -> dict[str, Any]:
        tally = await self._rooms.feedback.tally(span.begins(span.since), span.ends(span.until), person_id)
        load = found.loads.get(person_id, Load())
        return {
            "name": name,
            "open": load.open,
            "answered_today": load.answered_today,
            "ended_today": load.ended_today,
            **_group(found.agents.get(person_id, Group())),
            "satisfaction": _tally(tally),
        }


def _who(people: Sequence[Person], found: Figures) -> Mapping[str, str]:
    """Id -> name of whoever answers now, or has had something to do with the figures; by name."""
    names = {person.id: person.name for person in people}
    answering = {person.id for person in people if person.is_active and person.role is not Role.MERCHANT}
    known = answering | set(found.agents) | {one for one, load in found.loads.items() if load != Load()}
    return dict(sorted(((one, names.get(one, one)) for one in known), key=lambda pair: (pair[1].casefold(), pair[0])))


def _group(group: Group) -> dict[str, Any]:
    return {
        "asked": group.asked,
        "abandoned": group.abandoned,
        "first_response": vars(group.first_response),
        "resolution": vars(group.resolution),
    }


def _limit(limit: timedelta | None, kept: Kept) -> dict[str, Any] | None:
    return None if limit is None else {"seconds": int(limit.total_seconds()), **vars(kept)}


def _tally(tally: Tally) -> dict[str, Any]:
    given = sum(tally.scores.values())
    mean = round(sum(score * count for score, count in tally.scores.items()) / given, 2) if given else None
    return {"given": given, "mean": mean, "scores": dict(tally.scores), "could": tally.ended}


def _line(kind: str, who: str, group: Group) -> list[str | int | None]:
    first, last = group.first_response, group.resolution
    # A name that begins like a formula must not become one.
    who = f"'{who}" if who.startswith(_FORMULAS) else who
    return [kind, who, group.asked, group.abandoned, *_times(first), *_times(last)]


def _times(times: Times) -> tuple[int, int | None, int | None]:
    return times.count, times.median, times.p90


def _day(request: Request, name: str, usual: date) -> date:
    given = request.args.get(name)
    return usual if given is None else read_day(given, name)
