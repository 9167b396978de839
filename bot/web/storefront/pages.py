"""The pages of the storefront."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from bot.commerce.model import Customer, Order, OrderLine, Product, Refund, Review, Variant
from bot.commerce.payment_names import payment_name
from bot.mail.outbox import KeptLetter
from bot.web.storefront.art import colourway
from bot.web.storefront.frame import Visit, framed
from bot.web.storefront.markup import Content, Html, element
from bot.web.storefront.words import order_status, refund_status

FIRST_OF_A_SHELF = 4
FEW = 5
REVIEWS_SHOWN = 6


def home(visit: Visit, products: Sequence[Product]) -> Html:
    ask = element("button", visit.say("ask"), class_="pill", type="button", data_ask=True)
    hero = element(
        "section",
        element("div", element("h1", visit.say("tagline")), element("p", visit.say("intro")), ask),
        element("img", src="/images/kitchen.svg", alt="", width="400", height="300"),
        class_="hero",
    )
    shelves = [_shelf(visit, key, [p for p in products if p.category == key]) for key in visit.shop.categories]
    return framed(visit, "", hero, shelves)


def category(visit: Visit, key: str, products: Sequence[Product]) -> Html:
    title = visit.shop.categories[key].in_language(visit.language)
    return framed(visit, title, element("h1", title), _grid(visit, products, heading="h2"))


def _shelf(visit: Visit, key: str, products: Sequence[Product]) -> Content:
    if not products:
        return None
    title = visit.shop.categories[key].in_language(visit.language)
    see_all = visit.say("see_all")
    more = element("a", see_all, href=f"/categories/{quote(key)}", aria_label=f"{see_all}: {title}")
    heading = element("div", element("h2", title), more, class_="heading")
    return element("section", heading, _grid(visit, products[:FIRST_OF_A_SHELF]))


def _grid(visit: Visit, products: Sequence[Product], heading: str = "h3") -> Html:
    return element("ul", [_card(visit, product, heading) for product in products], class_="grid")


def _card(visit: Visit, product: Product, heading: str) -> Html:
    title = element("a", product.title.in_language(visit.language), href=f"/products/{quote(product.product_id)}")
    sold_out = None if product.in_stock else element("span", visit.say("sold_out"), class_="sold-out")
    price = element("p", _price_range(visit, product), " ", sold_out, class_="price")
    return element("li", _picture(product), element(heading, title), price, class_="card")


def _picture(product: Product) -> Html:
    source = product.image or f"/images/{product.category}.svg"
    # The shop's own drawings come in colourways; any other picture is what it is.
    tinted = f"{source}?colourway={colourway(product.product_id)}" if source.startswith("/images/") else source
    return element("img", src=tinted, alt="", width="400", height="300", loading="lazy")


def _price_range(visit: Visit, product: Product) -> str:
    lowest = product.lowest_price.spoken(visit.language)
    if len({variant.price.amount for variant in product.variants}) == 1:
        return lowest
    return visit.say("from", price=lowest)


def product(visit: Visit, shown: Product, reviews: Sequence[Review]) -> Html:
    title = shown.title.in_language(visit.language)
    shelf = visit.shop.categories.get(shown.category)
    to_shelf = f"/categories/{quote(shown.category)}"
    crumb = element("a", shelf.in_language(visit.language), href=to_shelf) if shelf else None
    ask = element("button", visit.say("ask_product"), class_="pill", type="button", data_ask=True)
    facts = element(
        "div",
        element("p", crumb, class_="crumb"),
        element("h1", title),
        element("p", _price_range(visit, shown), class_="price large"),
        element("p", shown.description.in_language(visit.language), class_="lead"),
        _variants(visit, shown.variants),
        ask,
    )
    top = element("article", _picture(shown), facts, class_="product")
    return framed(visit, title, top, _details(visit, shown), _reviews(visit, reviews), product_id=shown.product_id)


def _variants(visit: Visit, variants: Sequence[Variant]) -> Html:
    heads = [element("th", visit.say(name), scope="col") for name in ("variant", "price", "stock", "article")]
    rows = [_variant(visit, variant) for variant in variants]
    table = element("table", element("thead", element("tr", heads)), element("tbody", rows))
    return element("div", table, class_="scroll", tabindex="0")


def _variant(visit: Visit, variant: Variant) -> Html:
    options = ", ".join(value.in_language(visit.language) for value in variant.options.values())
    before = element("s", variant.compare_at.spoken(visit.language)) if variant.compare_at else None
    return element(
        "tr",
        element("th", options or visit.say("standard"), scope="row"),
        element("td", variant.price.spoken(visit.language), " ", before),
        element("td", _stock(visit, variant.stock), class_="sold-out" if variant.stock == 0 else None),
        element("td", variant.sku, class_="sku"),
    )


def _stock(visit: Visit, stock: int) -> str:
    if stock == 0:
        return visit.say("sold_out")
    return visit.say("few_left", count=stock) if stock <= FEW else visit.say("in_stock")


def _details(visit: Visit, shown: Product) -> Content:
    if not shown.attributes:
        return None
    names: Mapping[str, str] = {key: name.in_language(visit.language) for key, name in visit.shop.attributes.items()}
    rows = [
        element("div", element("dt", names.get(key, key)), element("dd", value.in_language(visit.language)))
        for key, value in shown.attributes.items()
    ]
    return element("section", element("h2", visit.say("details")), element("dl", rows, class_="details"))


def _reviews(visit: Visit, reviews: Sequence[Review]) -> Html:
    heading = element("h2", visit.say("reviews"))
    if not reviews:
        return element("section", heading, element("p", visit.say("no_reviews")))
    average = f"{sum(review.rating for review in reviews) / len(reviews):.1f}"
    count = element("p", visit.say("review_count", average=average, count=len(reviews)))
    # The reader's own language first; within it the newest first, as they came.
    shown = sorted(reviews, key=lambda review: review.language != visit.language)[:REVIEWS_SHOWN]
    listed = element("ul", [_review(visit, review) for review in shown], class_="reviews")
    return element("section", heading, count, listed)


def _review(visit: Visit, review: Review) -> Html:
    rating = "★" * review.rating + "☆" * (5 - review.rating)
    stars = element("span", rating, role="img", aria_label=visit.say("stars", count=review.rating))
    told = [review.author, review.at.date().isoformat(), visit.say("verified") if review.verified else ""]
    return element(
        "li",
        element("p", stars, " ", element("strong", review.title), class_="stars"),
        element("p", review.text),
        element("p", " · ".join(part for part in told if part), class_="small"),
        lang=review.language,
    )


def orders(visit: Visit, placed: Sequence[Order]) -> Html:
    title = visit.say("orders")
    listed = [_order(visit, order) for order in placed] or element("p", visit.say("no_orders"))
    return framed(visit, title, element("h1", title), listed)


def _order(visit: Visit, order: Order) -> Html:
    status = element("span", order_status(order.status, visit.language), class_="badge")
    lines = element("ul", [_line(visit, line) for line in order.lines])
    total = element("p", visit.say("total"), ": ", element("strong", order.total.spoken(visit.language)))
    placed = element("p", visit.say("placed", date=order.placed_at.date().isoformat()), class_="small")
    refunds = [_refund(visit, refund) for refund in order.refunds]
    heading = element("h2", order.order_id, " ", status)
    return element("article", heading, placed, lines, total, refunds, class_="paper")


def _line(visit: Visit, line: OrderLine) -> Html:
    title = line.title.in_language(visit.language)
    return element("li", f"{line.quantity} × {title}", element("span", line.total.spoken(visit.language)))


def _refund(visit: Visit, refund: Refund) -> Html:
    state = refund_status(refund.status, visit.language)
    told = (refund.amount.spoken(visit.language), payment_name(refund.method, visit.language), state)
    return element("p", f"{visit.say('refund')}: {' · '.join(told)}")


def sign_in(visit: Visit, customers: Sequence[Customer]) -> Html:
    title = visit.say("sign_in_title")
    choices = [_person(customer) for customer in customers]
    form = element("form", choices, action="/sign-in", method="post", class_="people")
    return framed(visit, title, element("h1", title), element("p", visit.say("sign_in_intro"), class_="lead"), form)


def _person(customer: Customer) -> Html:
    name = element("strong", customer.name)
    return element("button", name, element("span", customer.email), name="customer", value=customer.customer_id)


def outbox(visit: Visit, letters: Sequence[KeptLetter]) -> Html:
    title = visit.say("outbox_title")
    listed = [_letter(visit, kept) for kept in letters] or element("p", visit.say("outbox_empty"))
    return framed(visit, title, element("h1", title), listed)


def _letter(visit: Visit, kept: KeptLetter) -> Html:
    letter = kept.letter
    written = kept.at.isoformat(sep=" ", timespec="minutes")
    head = element("p", f"{visit.say('to')}: {letter.to} · {written}", class_="small")
    return element("article", element("h2", letter.subject), head, element("pre", letter.text), class_="paper")


def not_found(visit: Visit) -> Html:
    title = visit.say("not_found")
    return framed(visit, title, element("h1", title), element("p", element("a", visit.say("home"), href="/")))
