"""What buyers say of a product: counted, quoted, and never more than they said."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.commerce.backend import CommerceBackend
from bot.commerce.model import Product, Review
from bot.dialogue import parts
from bot.dialogue.parts import Evidence, Part
from bot.language import Language
from bot.reviews import wording
from bot.reviews.aspects import Aspect, Aspects, Overall
from bot.reviews.count import ENOUGH, Count, Opinion
from bot.reviews.naming import without_name
from bot.reviews.opinions import OpinionWords, plain
from bot.reviews.quotes import quotes
from bot.reviews.reading import Reader, ReadReview, Remark
from bot.reviews.sentiment import SentimentModel
from knowledge_base.embedder import Embedder, Vectors

_ALIKE: Final = 0.45
"""Cosine from which a sentence is taken to speak of a question that has no aspect; measured in docs/reviews.md."""
_NAMED: Final = 3
"""How many praised and blamed aspects are named."""


@dataclass(frozen=True)
class Insight:
    """What the reviews of a product say to a question."""

    title: str
    text: str
    evidence: tuple[Evidence, ...]
    count: Count
    total: int
    """Reviews of the product, whatever they speak of."""
    topic: str
    """The aspect's key, "overall", or "question" where the question has no aspect of its own."""
    table: Part | None = None

    @property
    def enough(self) -> bool:
        return self.count.enough

    def part(self) -> Part:
        return parts.insight(self.title, self.text, self.evidence, self.table)


class ReviewInsights:
    """Answers questions about a product from its live reviews."""

    def __init__(self, commerce: CommerceBackend, embedder: Embedder, reader: Reader) -> None:
        self._commerce, self._embedder, self.reader = commerce, embedder, reader

    @classmethod
    def build(cls, commerce: CommerceBackend, embedder: Embedder, lexica: Path, models: Path) -> "ReviewInsights":
        """Reads the lexica of data/reviews, trains or loads the sentiment head. CPU-bound for seconds: in a thread."""
        words = OpinionWords.load(lexica / "opinions.yml")
        sentiment = SentimentModel.ready(embedder, lexica, models)
        reader = Reader(embedder, sentiment, Aspects.load(lexica / "aspects.yml"), words)
        return cls(commerce, embedder, reader)

    async def warm(self) -> None:
        """Reads every review once, so that no shopper waits for it."""
        for product in await self._commerce.catalogue():
            reviews = await self._commerce.reviews(product.product_id)
            await asyncio.to_thread(self.reader.read, reviews)
        await asyncio.to_thread(self.reader.aspects.asked_by, "…", self._embedder)

    async def about(self, product_id: str, question: str, language: Language) -> Insight | None:
        """None when nobody has reviewed the product yet; raises `ProductNotFound`."""
        product = await self._commerce.product(product_id)
        reviews = await self._commerce.reviews(product_id)
        if not reviews:
            return None
        return await asyncio.to_thread(self._answer, product, reviews, question, language)

    def _answer(self, product: Product, reviews: Sequence[Review], question: str, language: Language) -> Insight:
        read = self.reader.read(reviews)
        unnamed = without_name(question, product.title)
        topic = self.reader.aspects.asked_by(unnamed, self._embedder) if unnamed.strip() else Overall()
        if isinstance(topic, Overall):
            return self._overall(product, read, language)
        asked: Vectors = self._embedder.embed([question])[0]
        if topic is None:
            opinions = self._alike(read, asked)
            name, key = ("你问的这一点" if language == "zh" else "what you ask about"), "question"
        else:
            opinions, name, key = self._opinions(read, topic), topic.name.in_language(language), topic.key
        count = Count.of(opinions)
        told = (wording.share(count, len(read), name, language), wording.unverified(count, language))
        return Insight(
            title=_title(product, name if topic else "", language),
            text=_joined(told, language),
            evidence=quotes(opinions, language, asked),
            count=count,
            total=len(read),
            topic=key,
        )

    def _opinions(self, read: Sequence[ReadReview], aspect: Aspect) -> list[Opinion]:
        heard = [Opinion(review, tuple(review.remarks_on(aspect, self.reader.words))) for review in read]
        return [opinion for opinion in heard if opinion.remarks]

    def _alike(self, read: Sequence[ReadReview], asked: Vectors) -> list[Opinion]:
        """Whoever says something close to a question that has no aspect of its own."""
        heard = []
        for review in read:
            near = [s for s in review.sentences if float(s.vector @ asked) >= _ALIKE]
            if near:
                heard.append(Opinion(review, tuple(Remark(s, review.lean_of(s)) for s in near)))
        return heard

    def _overall(self, product: Product, read: Sequence[ReadReview], language: Language) -> Insight:
        by_aspect = {aspect: self._opinions(read, aspect) for aspect in self.reader.aspects.all}
        counts = {aspect: Count.of(opinions) for aspect, opinions in by_aspect.items()}
        everyone = [Opinion(review, tuple(self._remarks(review))) for review in read]
        count = Count.of(everyone)
        told = [wording.overall(_average(read), len(read), language), wording.unverified(count, language)]
        told += [wording.too_few_overall(language)] if len(read) < ENOUGH else _named(counts, language)
        return Insight(
            title=_title(product, "", language),
            text=_joined(told, language),
            evidence=quotes(everyone, language),
            count=count,
            total=len(read),
            topic="overall",
            table=_stars(read, language),
        )

    def _remarks(self, review: ReadReview) -> Iterator[Remark]:
        """What a buyer says of the product itself: not what the courier or the shop did."""
        aside = [aspect for aspect in self.reader.aspects.all if aspect.off_product]
        for sentence in review.sentences:
            if not any(aspect.is_in(plain(sentence.text)) for aspect in aside):
                yield Remark(sentence, review.lean_of(sentence))


def _named(counts: Mapping[Aspect, Count], language: Language) -> list[str]:
    """What is praised and what is blamed by more than one buyer, and what was left out as not the product's doing."""
    praised, blamed = ("好评集中在", "不满集中在") if language == "zh" else ("Most praised", "Most criticised")
    told = []
    of_product = {aspect: count for aspect, count in counts.items() if not aspect.off_product}
    praise = {aspect: count.praise for aspect, count in of_product.items()}
    blame = {aspect: count.blame for aspect, count in of_product.items()}
    for label, numbers in ((praised, praise), (blamed, blame)):
        top = _top(numbers, language)
        told += [wording.named(label, top, language)] if top else []
    for aspect, count in counts.items():
        if aspect.off_product and count.mentions:
            told.append(wording.aside(count.mentions, aspect.name.in_language(language), language))
    return told


def _top(numbers: Mapping[Aspect, int], language: Language) -> list[tuple[str, int]]:
    ranked = sorted(numbers.items(), key=lambda item: (-item[1], item[0].key))
    return [(aspect.name.in_language(language), number) for aspect, number in ranked if number > 1][:_NAMED]


def _average(read: Sequence[ReadReview]) -> float:
    return sum(r.review.rating for r in read) / len(read)


def _stars(read: Sequence[ReadReview], language: Language) -> Part:
    columns = ["星级", "评价数"] if language == "zh" else ["Stars", "Reviews"]
    rows = [[str(stars), str(sum(r.review.rating == stars for r in read))] for stars in range(5, 0, -1)]
    return {"columns": columns, "rows": rows}


def _title(product: Product, name: str, language: Language) -> str:
    title = product.title.in_language(language)
    if language == "zh":
        return f"买家怎么说：{title}" + (f"（{name}）" if name else "")
    return f"What buyers say: {title}" + (f", {name}" if name else "")


def _joined(sentences: Iterable[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(filter(None, sentences))
