"""Who plays in the stories: every action of the product, over the real rooms of the orders.

The rooms that answer from documents, catalogue and reviews have tests of their own; here somebody with few lines stands
in for them, so that a story shows how the talk goes on and not how well a question is answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from actions.base import ShopAction
from actions.registry import ActionServices, build
from actions.several import Understanding
from bot.answering.answer import Answer, AnswerStream
from bot.answering.answerer import Answerer
from bot.answering.products import Found, ProductAnswer
from bot.answering.question import Question
from bot.commerce.model import Product
from bot.dialogue.parts import Citation, Evidence, Part, insight
from bot.errors import GeneratorUnavailable
from bot.language import Language
from bot.recommendations.need import Need
from bot.recommendations.recommender import Recommendation
from tests.shop_world import PRODUCTS, World

_KNOWN = ("deliver", "ship", "return", "refund", "exchange", "运费", "配送", "发货", "退", "换")


class Clerk:
    """Answers what is asked about delivery, returns and refunds; knows nothing else."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.is_ill = False

    async def answer(self, question: Question, stream: AnswerStream | None = None) -> Answer | None:
        self.asked.append(question)
        if self.is_ill:
            raise GeneratorUnavailable("nobody home")
        text = f"{question.previous or ''} {question.text}".casefold()
        if not any(word in text for word in _KNOWN):
            return None
        said = "三十天内可退。[1]" if question.language == "zh" else "Within 30 days. [1]"
        if stream is not None:
            await stream.sentence(said)
        return Answer(said, (Citation(1, "returns", "Returns", said),), "extractive")


class Ear:
    """A stream that remembers what went over it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def sentence(self, text: str) -> None:
        self.heard.append(text)

    async def replace(self, text: str) -> None:
        self.heard = [text]


@dataclass(frozen=True)
class Hit:
    product: Product
    score: float


class Finder:
    """Knows the shop's products by a word of their titles."""

    async def find(self, text: str, language: Language, limit: int = 4) -> Sequence[Hit]:
        words = text.casefold()
        names = {"hush": PRODUCTS[0], "静语": PRODUCTS[0], "mug": PRODUCTS[1], "马克杯": PRODUCTS[1]}
        return [Hit(product, 0.9) for word, product in names.items() if word in words][:limit]


class Salesman:
    """Knows prices, and no more."""

    async def answer(self, text: str, language: Language, focus: Sequence[str]) -> ProductAnswer | None:
        named = [hit.product for hit in await Finder().find(text, language)]
        meant = named or [product for product in PRODUCTS if product.product_id in focus]
        if not meant:
            return None
        if len(meant) > 1:
            return ProductAnswer(Found.WHICH, "", tuple(meant))
        if "cost" not in text and "多少钱" not in text:
            return ProductAnswer(Found.NOT_SAID, "The data do not say.", (meant[0],))
        return ProductAnswer(Found.ANSWERED, meant[0].lowest_price.spoken(language), (meant[0],))


class Adviser:
    """Suggests everything there is; cheaper is the mug."""

    def __init__(self) -> None:
        self.focus: list[str] = []

    async def parse(self, text: str, focus: str = "") -> Need:
        self.focus.append(focus)
        return Need(text=text, not_kinds=("thing",)) if text.startswith("not ") else Need(text=text, kinds=("thing",))

    async def refine(self, need: Need, text: str, shown: Sequence[str], focus: str = "") -> Need:
        self.focus.append(focus)
        return Need(text=f"{need.text}, {text}", kinds=need.kinds, excluded=("KB-101",))

    async def recommend(self, need: Need, language: Language, limit: int = 4) -> Recommendation:
        shown = tuple((product, "fits") for product in PRODUCTS if product.product_id not in need.excluded)
        return Recommendation(shown, (), "", need)


@dataclass(frozen=True)
class Heard:
    title: str

    def part(self) -> Part:
        return insight(self.title, "Two of three say it is quiet.", [Evidence("so quiet", "R1", "for")])


class Listener:
    """Has heard buyers of the keyboard, and nobody else."""

    async def about(self, product_id: str, question: str, language: Language) -> Heard | None:
        return Heard(f"{product_id}: {question}") if product_id == "KB-101" else None


class Reader:
    """Tells apart pieces of a message by a word in them."""

    async def understand(self, text: str) -> str:
        words = {
            "cancel": "cancel_order", "取消": "cancel_order", "return": "return_items", "退": "return_items",
            "exchange": "exchange_items", "换": "exchange_items", "send": "change_address", "address": "change_address",
            "寄": "change_address", "note": "add_note", "备注": "add_note", "where": "track_order", "哪": "track_order",
        }  # fmt: skip
        return next((intent for word, intent in words.items() if word in text.casefold()), "ask_policy")


@dataclass
class Cast:
    """Everybody who stands in, to be looked at afterwards."""

    clerk: Clerk | Answerer = field(default_factory=Clerk)
    ear: Ear = field(default_factory=Ear)
    adviser: Adviser = field(default_factory=Adviser)
    understanding: Understanding = field(default_factory=Reader)
    staffed: bool = True

    def actions(self, world: World) -> list[ShopAction]:
        return build(
            ActionServices(
                phrases=world.phrases,
                orders=world.services,
                answers=self.clerk,
                addresses=world.conversations,
                open_stream=lambda conversation_id, reply_id: self.ear,
                products=Salesman(),  # type: ignore[arg-type]  # stands in
                finder=Finder(),
                reviews=Listener(),  # type: ignore[arg-type]  # stands in
                recommender=self.adviser,  # type: ignore[arg-type]  # stands in
                understanding=self.understanding,
                staffed=self.staffed,
            )
        )

    def action(self, world: World, name: str) -> ShopAction:
        return next(action for action in self.actions(world) if action.name() == name)
