"""What stands around every page of the storefront: head, shelves, account, foot, and the one tag of the widget."""

from dataclasses import dataclass
from urllib.parse import quote

from bot.commerce.model import Customer, Shop
from bot.language import Language
from bot.web.storefront.markup import Content, Html, element, page
from bot.web.storefront.words import say

ACCENT = "#9c3d1e"


@dataclass(frozen=True)
class Visit:
    """Who is looking at which page, in which language."""

    shop: Shop
    language: Language
    path: str
    service_origin: str
    customer: Customer | None

    def say(self, name: str, **gaps: object) -> str:
        return say(name, self.language, **gaps)


def framed(visit: Visit, title: str, *content: Content, product_id: str | None = None) -> Html:
    """A whole page of the storefront."""
    name = visit.shop.name.in_language(visit.language)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{title} · {name}" if title else name),
        element("link", rel="icon", href="/logo.svg"),
        element("link", rel="stylesheet", href="/shop.css"),
        element("script", src="/shop.js", defer=True),
    )
    body = element(
        "body",
        element("a", visit.say("skip"), class_="skip", href="#content"),
        _header(visit, name),
        element("main", content, id="content"),
        _footer(visit, name),
        _widget(visit, product_id),
        data_signed_in=visit.customer is not None,
    )
    return page(element("html", head, body, lang="zh-CN" if visit.language == "zh" else "en"))


def _header(visit: Visit, name: str) -> Html:
    logo = element("a", element("img", src="/logo.svg", alt="", width="34", height="34"), name, class_="logo", href="/")
    return element("header", element("div", logo, _account(visit), class_="bar"), _shelves(visit))


def _shelves(visit: Visit) -> Html:
    def link(category: str, title: str) -> Html:
        href = f"/categories/{quote(category)}"
        return element("li", element("a", title, href=href, aria_current="page" if visit.path == href else None))

    shelves = [link(key, title.in_language(visit.language)) for key, title in visit.shop.categories.items()]
    return element("nav", element("ul", shelves), class_="shelves", aria_label=visit.say("shelves"))


def _account(visit: Visit) -> Html:
    other = ("zh", "中文") if visit.language == "en" else ("en", "English")
    switch = element("a", other[1], href=f"/language/{other[0]}?next={quote(visit.path)}", lang=other[0])
    links: list[Content] = [element("a", visit.say("help"), href="/help"), switch]
    if visit.customer is None:
        links.append(element("a", visit.say("sign_in"), class_="pill", href="/sign-in"))
    else:
        sign_out = element("button", visit.say("sign_out"), class_="plain")
        links.append(element("a", visit.say("orders"), href="/orders"))
        links.append(element("span", visit.customer.name, class_="name"))
        links.append(element("form", sign_out, action="/sign-out", method="post"))
    return element("nav", links, class_="account", aria_label=visit.say("account"))


def _footer(visit: Visit, name: str) -> Html:
    outbox = element("a", visit.say("outbox"), href="/outbox")
    return element("footer", element("p", name, " · ", visit.say("demo_note")), element("p", outbox))


def _widget(visit: Visit, product_id: str | None) -> Html:
    return element(
        "script",
        src=f"{visit.service_origin}/widget.js",
        data_language=visit.language,
        data_accent=ACCENT,
        data_product_id=product_id,
        async_=True,
    )
