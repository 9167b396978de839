"""Every action, built with its services: one explicit list."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.account import MyData
from actions.answering import Answering
from actions.answers import Addresses, AfterSales, Answer, Answers, Documents, FollowUp, OpenStream
from actions.base import ShopAction
from actions.comparing import Compare
from actions.desk_words import DeskWords
from actions.figures.figures import Figures
from actions.figures.first import FiguresFirst
from actions.general import (
    Affirm,
    Clarify,
    Complain,
    Correct,
    Deny,
    Inform,
    LeaveTask,
    OutOfScope,
    Repeat,
    SmallTalk,
    StartOver,
)
from actions.order_form import OrderForm
from actions.order_services import OrderServices
from actions.orders import ListOrders
from actions.people import HandOff
from actions.person_offer import Offering, Offers
from actions.pictures import Picture, PictureWish
from actions.products import Haggle, NotifyStock, ProductAnswer
from actions.recommendations import Recommend, Refine
from actions.requests_first import Requests, RequestsFirst
from actions.reviews import Reviews
from actions.several import Understanding
from actions.telling import Telling
from bot.answering.comparison import Comparison
from bot.answering.products import FindsProducts, ProductAnswers
from bot.dialogue.phrases import Phrases
from bot.recommendations.recommender import Recommender
from bot.reviews.insights import ReviewInsights

if TYPE_CHECKING:  # what is wired is seen as types alone: actions know no adapter
    from bot.services import Minds, Rooms


@dataclass(frozen=True)
class ActionServices:
    """The rooms that actions call."""

    phrases: Phrases
    orders: OrderServices
    answers: Answers
    addresses: Addresses
    open_stream: OpenStream
    products: ProductAnswers
    finder: FindsProducts
    reviews: ReviewInsights
    recommender: Recommender
    understanding: Understanding
    staffed: bool
    """Whether people of the shop can reply in the widget."""


def build_actions(rooms: "Rooms", minds: "Minds", understanding: Understanding) -> list[ShopAction]:
    """The actions over the rooms as the settings have wired them."""
    return build(
        ActionServices(
            phrases=rooms.phrases,
            orders=OrderServices(rooms.access, rooms.writes, rooms.codes, rooms.commerce),
            answers=minds.answerer,
            addresses=rooms.conversations,
            open_stream=rooms.open_stream,
            products=minds.products,
            finder=minds.finder,
            reviews=minds.insights,
            recommender=minds.recommender,
            understanding=understanding,
            staffed=rooms.settings.handoff.staffed,
        )
    )


def build_words(rooms: "Rooms", understanding: Understanding) -> DeskWords:
    """What speaks of changes at the desk, and reads what is asked for there."""
    services = OrderServices(rooms.access, rooms.writes, rooms.codes, rooms.commerce)
    return DeskWords(rooms.phrases, services, understanding)


def build(services: ActionServices) -> list[ShopAction]:
    """The actions that data/domain names."""
    phrases, orders = services.phrases, services.orders
    documents = Documents(services.answers, services.addresses, services.open_stream, orders)
    figures = Figures(orders, services.finder)

    def first(action: ShopAction) -> ShopAction:
        return FiguresFirst(phrases, action, figures, services.understanding)

    answer = Answer(phrases, documents)
    product = ProductAnswer(phrases, services.products, documents)
    reviews = Reviews(phrases, services.reviews, services.finder, orders.commerce)
    refine = Refine(phrases, services.recommender)
    recommend = Recommend(phrases, services.recommender, refine)
    hand_off = HandOff(phrases, orders, staffed=services.staffed)
    list_orders, my_data = ListOrders(phrases, orders), MyData(phrases, orders)
    notify_stock = NotifyStock(phrases, services.finder, orders.commerce)
    compare = Compare(phrases, Comparison(orders.commerce), services.finder)
    by_topic = {"product": product, "reviews": reviews, "compare": compare}
    asked = {
        "ask_product": product, "ask_reviews": reviews, "list_orders": list_orders, "my_data": my_data,
        "notify_stock": notify_stock, "compare": compare,
    }  # fmt: skip
    clarify = Clarify(phrases, documents)
    requests = Requests(orders, services.understanding)
    talk: list[ShopAction] = [
        first(list_orders),
        LeaveTask(phrases, orders),
        first(my_data),
        first(notify_stock),
        SmallTalk(phrases),
        first(clarify),
        Complain(phrases),
        first(OutOfScope(phrases, documents, clarify)),
        Inform(phrases, by_topic, recommend),
        Correct(phrases, refine),
        first(answer),
        first(AfterSales(phrases, documents)),
        first(FollowUp(phrases, {**by_topic, "recommend": refine}, answer)),
        first(product),
        reviews,
        compare,
        Haggle(phrases),
        PictureWish(phrases),
        first(recommend),
        first(refine),
    ]
    offers = Offers(hand_off)
    every: list[ShopAction] = [
        OrderForm(phrases, orders, Telling(documents), figures, services.understanding, Answering(asked, answer)),
        Repeat(phrases),
        StartOver(phrases, orders),
        hand_off,
        Picture(phrases),
        Affirm(phrases, hand_off),
        Deny(phrases),
        *(RequestsFirst(phrases, action, requests) for action in talk),
    ]
    return [Offering(action, offers) for action in every]
