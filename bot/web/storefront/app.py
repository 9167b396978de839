"""The storefront's Sanic app: its routes, who is signed in, and what a browser may load."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from sanic import HTTPResponse, Request, Sanic, response
from sanic.exceptions import NotFound as NoSuchRoute
from sanic.response import BaseHTTPResponse

from bot.commerce.model import Customer, Order, Product, Review, Shop
from bot.errors import CustomerNotFound, ProductNotFound
from bot.language import LANGUAGES, Language
from bot.mail.outbox import KeptLetter
from bot.web.storefront import help as help_pages
from bot.web.storefront import pages
from bot.web.storefront.art import drawing
from bot.web.storefront.frame import Visit
from bot.web.storefront.markup import Html
from knowledge_base.document import Document

_HERE: Final = Path(__file__).parent
_MONTH: Final = 30 * 24 * 3600
_ORDERS_SHOWN: Final = 50

App = Sanic[Any, Any]

SignIdentity = Callable[[str], str]
"""Makes the shop's signed identity (a JWT) for a customer id."""

ReadOutbox = Callable[[], Awaitable[Sequence[KeptLetter]]]
"""The letters that the demo kept instead of sending, the newest first."""


class Catalogue(Protocol):
    """What the storefront reads of the shop's system; every `CommerceBackend` will do."""

    async def shop(self) -> Shop: ...

    async def catalogue(self) -> Sequence[Product]: ...

    async def product(self, product_id: str) -> Product:
        """Raises `ProductNotFound`."""
        ...

    async def customer(self, customer_id: str) -> Customer:
        """Raises `CustomerNotFound`."""
        ...

    async def orders_of(self, customer_id: str, limit: int = 20) -> Sequence[Order]: ...

    async def reviews(self, product_id: str) -> Sequence[Review]: ...


def create_storefront(
    catalogue: Catalogue,
    service_origin: str,
    sign_identity: SignIdentity,
    *,
    customers: Sequence[str],
    documents: Sequence[Document],
    outbox: ReadOutbox,
    name: str = "storefront",
) -> App:
    """The storefront, to be served on an origin of its own.

    `customers` are the ids that anybody may sign in as; `name` must differ between two apps of one process.
    """
    storefront = _Storefront(catalogue, service_origin, sign_identity, customers, documents, outbox)
    app: App = Sanic(name, configure_logging=False)
    # Sanic rewrites its own methods for the first app of a process and fails on the second.
    app.config.TOUCHUP = False
    storefront.add_routes(app)
    return app


class _Storefront:
    def __init__(
        self,
        catalogue: Catalogue,
        service_origin: str,
        sign_identity: SignIdentity,
        customers: Sequence[str],
        documents: Sequence[Document],
        outbox: ReadOutbox,
    ) -> None:
        self._catalogue = catalogue
        self._service_origin = service_origin
        self._sign_identity = sign_identity
        self._customers = tuple(customers)
        self._help = help_pages.HelpPages(documents)
        self._outbox = outbox

    def add_routes(self, app: App) -> None:
        app.add_route(self.home, "/", name="home")
        app.add_route(self.category, "/categories/<key>", name="category")
        app.add_route(self.product, "/products/<product_id>", name="product")
        app.add_route(self.help_contents, "/help", name="help")
        app.add_route(self.help_page, "/help/<document_id>", name="help_page")
        app.add_route(self.orders, "/orders", name="orders")
        app.add_route(self.outbox, "/outbox", name="outbox")
        app.add_route(self.sign_in_page, "/sign-in", name="sign_in_page")
        app.add_route(self.sign_in, "/sign-in", methods=["POST"], name="sign_in")
        app.add_route(self.sign_out, "/sign-out", methods=["POST"], name="sign_out")
        app.add_route(self.identity, "/identity", name="identity")
        app.add_route(self.switch_language, "/language/<language>", name="language")
        app.add_route(self.image, "/images/<name:ext=svg>", name="image")
        app.static("/logo.svg", _HERE / "logo.svg", name="logo")
        app.static("/shop.css", _HERE / "shop.css", name="style")
        app.static("/shop.js", _HERE / "shop.js", name="script")
        app.error_handler.add(NoSuchRoute, self.not_found)
        app.error_handler.add(ProductNotFound, self.not_found)
        app.register_middleware(self._secure, "response")

    async def home(self, request: Request) -> HTTPResponse:
        return _page(pages.home(await self._visit(request), await self._catalogue.catalogue()))

    async def category(self, request: Request, key: str) -> HTTPResponse:
        visit = await self._visit(request)
        if key not in visit.shop.categories:
            return _page(pages.not_found(visit), status=404)
        products = [product for product in await self._catalogue.catalogue() if product.category == key]
        return _page(pages.category(visit, key, products))

    async def product(self, request: Request, product_id: str) -> HTTPResponse:
        product = await self._catalogue.product(product_id)
        reviews = await self._catalogue.reviews(product_id)
        return _page(pages.product(await self._visit(request), product, reviews))

    async def help_contents(self, request: Request) -> HTTPResponse:
        visit = await self._visit(request)
        return _page(help_pages.contents(visit, self._help.titles(visit.language, _today())))

    async def help_page(self, request: Request, document_id: str) -> HTTPResponse:
        visit = await self._visit(request)
        document = self._help.find(document_id, visit.language, _today())
        return _page(help_pages.document(visit, document)) if document else _page(pages.not_found(visit), status=404)

    async def orders(self, request: Request) -> HTTPResponse:
        visit = await self._visit(request)
        if visit.customer is None:
            return response.redirect("/sign-in", status=303)
        return _page(pages.orders(visit, await self._catalogue.orders_of(visit.customer.customer_id, _ORDERS_SHOWN)))

    async def outbox(self, request: Request) -> HTTPResponse:
        return _page(pages.outbox(await self._visit(request), await self._outbox()))

    async def sign_in_page(self, request: Request) -> HTTPResponse:
        found = [await self._find(customer_id) for customer_id in self._customers]
        return _page(pages.sign_in(await self._visit(request), [customer for customer in found if customer]))

    async def sign_in(self, request: Request) -> HTTPResponse:
        customer_id = request.form.get("customer") if request.form else None
        if customer_id not in self._customers:
            return response.redirect("/sign-in", status=303)
        answer = response.redirect("/", status=303)
        answer.add_cookie("customer", customer_id, httponly=True, samesite="Lax", secure=False, max_age=_MONTH)
        return answer

    async def sign_out(self, request: Request) -> HTTPResponse:
        answer = response.redirect("/", status=303)
        answer.delete_cookie("customer")
        return answer

    async def identity(self, request: Request) -> HTTPResponse:
        """A fresh signed identity of whoever is signed in, null for a guest; read by this shop's own script only."""
        customer = await self._customer(request)
        identity = self._sign_identity(customer.customer_id) if customer else None
        return response.json({"identity": identity}, headers={"cache-control": "no-store"})

    async def switch_language(self, request: Request, language: str) -> HTTPResponse:
        answer = response.redirect(_own_path(request.args.get("next")), status=303)
        if language in LANGUAGES:
            answer.add_cookie("language", language, httponly=True, samesite="Lax", secure=False, max_age=_MONTH)
        return answer

    async def image(self, request: Request, name: str, ext: str) -> HTTPResponse:
        way = request.args.get("colourway", "0")
        svg = drawing(name, int(way) if way.isascii() and way.isdigit() and len(way) < 4 else 0)
        if svg is None:
            return response.empty(status=404)
        return response.text(svg, content_type="image/svg+xml", headers={"cache-control": "max-age=3600"})

    async def not_found(self, request: Request, _error: Exception) -> HTTPResponse:
        return _page(pages.not_found(await self._visit(request)), status=404)

    async def _visit(self, request: Request) -> Visit:
        return Visit(
            shop=await self._catalogue.shop(),
            language=_language(request),
            path=request.path,
            service_origin=self._service_origin,
            customer=await self._customer(request),
        )

    async def _customer(self, request: Request) -> Customer | None:
        customer_id = request.cookies.get("customer")
        return await self._find(customer_id) if customer_id in self._customers else None

    async def _find(self, customer_id: str) -> Customer | None:
        try:
            return await self._catalogue.customer(customer_id)
        except CustomerNotFound:
            return None

    async def _secure(self, _request: Request, answer: BaseHTTPResponse) -> HTTPResponse | None:
        service = self._service_origin
        answer.headers["content-security-policy"] = (
            f"default-src 'none'; script-src 'self' {service}; style-src 'self'; img-src 'self' https:; "
            f"connect-src 'self'; frame-src {service}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        answer.headers["x-content-type-options"] = "nosniff"
        answer.headers["referrer-policy"] = "strict-origin-when-cross-origin"
        return None


def _page(html: Html, status: int = 200) -> HTTPResponse:
    return response.html(html, status=status, headers={"cache-control": "no-store"})


def _language(request: Request) -> Language:
    """The language chosen before, else the first that the browser asks for and we speak."""
    asked = [request.cookies.get("language") or "", *request.headers.get("accept-language", "").split(",")]
    for tag in asked:
        primary = tag.split(";")[0].strip().split("-")[0].lower()
        for language in LANGUAGES:
            if primary == language:
                return language
    return "en"


def _own_path(path: str | None) -> str:
    """A path of this shop, so that a link made by somebody else leads nowhere but here."""
    return path if path and path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def _today() -> date:
    return datetime.now(UTC).date()
