"""The two apps of the service: the public one, and the private one on loopback."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from sanic import Blueprint, Sanic

from bot.settings import LimitSettings, WebSettings, WidgetSettings
from bot.web.actions_route import ActionsRoute
from bot.web.address import ClientAddress
from bot.web.admission import Admission
from bot.web.approvals import ApprovalRoutes
from bot.web.assets import STATIC, Assets
from bot.web.chatwoot import ChatwootRoute
from bot.web.devices import DeviceRoutes
from bot.web.errors import add_error_handlers
from bot.web.feedback import FeedbackRoutes
from bot.web.headers import BrowserRules
from bot.web.introduction import IntroductionRoutes
from bot.web.news import ShopNews
from bot.web.openapi import add_document
from bot.web.operations import Metrics, Readiness, add_private_health, add_public_health
from bot.web.proactive import ProactiveRoutes
from bot.web.request_limits import RequestLimits
from bot.web.shopper import Shopper, ShopperRoutes
from bot.web.signed_in import SignedIn
from bot.web.signs import SignRoutes
from bot.web.suggestions import SuggestionRoutes
from bot.web.transcript import TranscriptRoutes

App = Sanic[Any, Any]


class Routes(Protocol):
    """Some of the shop's people's routes."""

    def blueprint(self) -> Blueprint: ...


_AFTER_THE_TURN: Final = 15.0
"""Seconds for which an answer may still be on its way when its turn has run out of time."""
_LARGEST_TRACKER: Final = 100_000_000


def create_app(
    shopper: Shopper,
    readiness: Readiness,
    metrics: Metrics,
    *,
    web: WebSettings,
    limits: LimitSettings,
    origins: Sequence[str],
    people: Sequence[Blueprint] = (),
    signed_in: SignedIn | None = None,
    static: Path = STATIC,
    news: ShopNews | None = None,
    widget: WidgetSettings | None = None,
    chatwoot: ChatwootRoute | None = None,
    zone: str = "",
    name: str = "shoptalk",
) -> App:
    """The public app. `origins` are the shop's, `people` the routes of its own people, who come in by `signed_in`.

    `zone` (IANA) is where the shop's days are.
    Without `news` the shop's system tells us nothing by itself, without `chatwoot` no Chatwoot.
    `name` must differ between two apps of one process.
    """
    app = _app(name, limits.body_bytes, limits.turn_seconds + _AFTER_THE_TURN)
    addresses = ClientAddress(web.trusted_proxies)
    metrics.watch(app)
    per_minute = limits.requests_per_minute
    RequestLimits(addresses, shopper.tokens, shopper.links, signed_in, per_minute).apply_to(app)
    admission = Admission(shopper.tokens)
    shoppers = (
        ShopperRoutes(shopper, addresses, limits),
        DeviceRoutes(shopper, addresses, limits.conversations_per_minute),
        FeedbackRoutes(shopper.feedback, admission, limits.messages_per_minute),
        TranscriptRoutes(shopper.transcripts, admission, addresses, limits.messages_per_minute),
        SuggestionRoutes(shopper.suggestions, shopper.identity, addresses, limits.requests_per_minute),
        SignRoutes(shopper.signs, admission),
        IntroductionRoutes(shopper, admission, addresses, limits.requests_per_minute),
        ProactiveRoutes(shopper.proactive, shopper.identity, addresses, limits.requests_per_minute),
    )
    for routes in (*(one.blueprint() for one in shoppers), *people):
        app.blueprint(routes)
    if news is not None:
        news.add_to(app)
    if chatwoot is not None:
        chatwoot.add_to(app)
    add_document(app, web.public_origin, news=news)
    add_public_health(app, readiness)
    look = {} if widget is None else widget.look
    # The widget looks for what to say only where the shop has rules for it.
    proactive = {"proactive": "true"} if shopper.proactive.is_wanted else {}
    asking = {"asks_first": "true"} if shopper.introductions.is_wanted else {}
    Assets(origins, static, {**look, **proactive, **asking}, zone).add_routes(app)
    BrowserRules(origins, https=web.public_origin.startswith("https://")).apply_to(app)
    return app


def create_loopback(
    actions: Sequence[Any],
    secret: str,
    readiness: Readiness,
    metrics: Metrics,
    *,
    desk: ApprovalRoutes | None = None,
    name: str = "shoptalk-loopback",
) -> App:
    """The private app: it must be bound to loopback alone. Rasa calls the actions with `secret`."""
    app = _app(name, _LARGEST_TRACKER, 60.0)
    ActionsRoute(actions, secret).add_to(app)
    if desk is not None:
        desk.add_to(app)
    add_private_health(app, readiness, metrics)
    return app


def _app(name: str, largest_body: int, response_seconds: float) -> App:
    app: App = Sanic(name, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = largest_body
    app.config.RESPONSE_TIMEOUT = response_seconds
    add_error_handlers(app)
    return app
