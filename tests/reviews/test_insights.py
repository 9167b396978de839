"""What buyers say, over the demo's reviews and over reviews made for the question."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.commerce.model import Review
from bot.commerce.sql.shop import SqlShop
from bot.errors import ProductNotFound
from bot.language import Language
from bot.reviews.insights import Insight, ReviewInsights
from knowledge_base.carried_encoder import CarriedEncoder

pytestmark = pytest.mark.asyncio(loop_scope="session")

INJECTED = "helpful_buyer_77"


class Reviewed:
    """The demo shop with other reviews in place of its own."""

    def __init__(self, shop: SqlShop, reviews: Sequence[Review]) -> None:
        self._shop, self._reviews = shop, tuple(reviews)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shop, name)

    async def reviews(self, product_id: str) -> Sequence[Review]:
        return self._reviews


def review(number: int, text: str, rating: int = 4, language: Language = "en", verified: bool = True) -> Review:
    at = datetime(2026, 5, number + 1, tzinfo=UTC)
    return Review(f"T{number}", "KB-101", rating, language, text, at, author=f"Buyer {number}", verified=verified)


async def about(
    insights: ReviewInsights,
    shop: SqlShop,
    encoder: CarriedEncoder,
    reviews: Sequence[Review],
    question: str,
    language: Language = "en",
) -> Insight | None:
    return await ReviewInsights(Reviewed(shop, reviews), encoder, insights.reader).about("KB-101", question, language)


@pytest.mark.parametrize(
    ("product", "question", "language", "topic"),
    [
        ("KB-101", "is it loud?", "en", "noise"),
        ("KB-101", "声音大吗", "zh", "noise"),
        ("AU-201", "is it comfy with glasses", "en", "comfort"),
        ("AU-201", "戴着舒服吗", "zh", "comfort"),
        ("AU-201", "does the battery last", "en", "battery"),
        ("AU-201", "续航怎么样", "zh", "battery"),
        ("SH-601", "does it run small", "en", "fit"),
        ("BG-501", "is the zip any good", "en", "durability"),
        ("BG-501", "质量好吗", "zh", "durability"),
        ("GF-805", "does it smell strong", "en", "smell"),
        ("GF-805", "香味浓吗", "zh", "smell"),
        ("KT-404", "is it easy to clean", "en", "cleaning"),
        ("CL-704", "is it warm enough for winter", "en", "warmth"),
        ("BG-505", "重不重", "zh", "weight"),
        ("LT-301", "does it flicker", "en", "brightness"),
        ("KB-101", "what do people think", "en", "overall"),
        ("KB-101", "how do buyers like the first one", "en", "overall"),
        ("KB-101", "what do customers think of it?", "en", "overall"),
        ("KB-101", "大家评价怎么样", "zh", "overall"),
        ("KB-101", "any complaints?", "en", "overall"),
        ("AU-201", "静港500降噪头戴耳机大家评价怎么样", "zh", "overall"),
        ("AU-201", "静港500评价怎么样", "zh", "overall"),
        ("AU-201", "静港500降噪怎么样", "zh", "sound"),
        ("AU-201", "reviews of the Harbour 500 noise-cancelling headphones", "en", "overall"),
        ("AU-201", "are the Harbour 500 noise-cancelling headphones comfy", "en", "comfort"),
        ("KB-101", "what do people say about the quiet keyboard", "en", "overall"),
        ("KB-101", "静语75静音键盘", "zh", "overall"),
        ("KB-101", "is the Hush 75 quiet?", "en", "noise"),
        ("KB-101", "静语75静音吗", "zh", "noise"),
    ],
)
async def test_a_question_finds_its_aspect(
    insights: ReviewInsights, product: str, question: str, language: Language, topic: str
) -> None:
    insight = await insights.about(product, question, language)
    assert insight is not None
    assert insight.topic == topic
    assert insight.count.mentions >= 3


async def test_what_is_counted_is_what_is_said(insights: ReviewInsights) -> None:
    insight = await insights.about("KB-101", "is it loud?", "en")
    assert insight is not None
    count = insight.count
    assert insight.total == 14
    assert count.praise > count.blame
    assert f"Of the {count.mentions} reviews (of 14) that mention noise, {count.praise} praise it" in insight.text
    kettle = await insights.about("KT-402", "吵吗", "zh")
    assert kettle is not None
    assert kettle.count.blame > kettle.count.praise
    assert f"{kettle.count.blame}条不满意" in kettle.text


async def test_quotes_are_word_for_word_and_carry_their_source(insights: ReviewInsights, shop: SqlShop) -> None:
    for product in await shop.catalogue():
        insight = await insights.about(product.product_id, "what do people think", "en")
        written = " ".join(f"{r.title} {r.text}" for r in await shop.reviews(product.product_id))
        for evidence in insight.evidence if insight else ():
            assert evidence.quote in written.replace("  ", " ")
            assert "of 5 stars" in evidence.source


async def test_reviewers_are_counted_not_sentences(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    talkative = review(1, "It is loud. So loud. Loud at night. Loud by day. Awfully noisy!", 1)
    others = [review(2, "Very quiet, I hear nothing.", 5), review(3, "Wonderfully silent.", 5)]
    insight = await about(insights, shop, encoder, [talkative, *others], "is it loud?")
    assert insight is not None
    assert (insight.count.praise, insight.count.blame, insight.count.between) == (2, 1, 0)


async def test_fewer_than_three_are_too_few_to_say(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    reviews = [review(1, "Very quiet.", 5), review(2, "Loud.", 1), review(3, "Pretty blue."), review(4, "A gift.")]
    english = await about(insights, shop, encoder, reviews, "is it loud?")
    chinese = await about(insights, shop, encoder, reviews, "声音大吗", "zh")
    assert english is not None
    assert chinese is not None
    assert not english.enough
    assert english.text == "Only 2 of 4 reviews mention noise: too few to say."
    assert "太少了" in chinese.text


async def test_what_nobody_mentions_is_said(insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder) -> None:
    reviews = [review(number, "Lovely colour.") for number in range(4)]
    insight = await about(insights, shop, encoder, reviews, "does it smell?")
    assert insight is not None
    assert insight.text == "None of the 4 reviews mentions smell, so there is nothing to go by."
    assert insight.evidence == ()


async def test_the_other_language_counts_and_is_quoted_last(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    reviews = [
        review(1, "声音很小，很安静。", 5, "zh"),
        review(2, "真的很安静。", 5, "zh"),
        review(3, "Very quiet indeed.", 5),
    ]
    insight = await about(insights, shop, encoder, reviews, "is it loud?")
    assert insight is not None
    assert insight.count.praise == 3
    assert insight.evidence[0].quote == "Very quiet indeed."
    assert "written in Chinese" in insight.evidence[1].source


async def test_praise_from_a_displeased_buyer_is_taken_as_in_between(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    reviews = [
        review(1, "Absolutely silent! Marvellous engineering.", 1),
        review(2, "真的很安静，太好了。", 2, "zh"),
        review(3, "Very quiet indeed.", 3),
        review(4, "Very quiet indeed.", 5),
        review(5, "It is far too loud and noisy.", 5),
    ]
    noise = await about(insights, shop, encoder, reviews, "is it loud?")
    overall = await about(insights, shop, encoder, reviews, "what do people think")
    assert noise is not None
    assert overall is not None
    assert (noise.count.praise, noise.count.blame, noise.count.between) == (2, 1, 2)
    assert {e.quote for e in (*noise.evidence, *overall.evidence) if e.stance == "for"} == {"Very quiet indeed."}


async def test_nobody_who_gave_the_demo_two_stars_is_quoted_as_for(insights: ReviewInsights, shop: SqlShop) -> None:
    questions: list[tuple[str, Language]] = [("is it loud?", "en"), ("is the sound good", "en"), ("评价怎么样", "zh")]
    for product in await shop.catalogue():
        for question, language in questions:
            insight = await insights.about(product.product_id, question, language)
            for evidence in insight.evidence if insight else ():
                displeased = any(
                    f"{stars} of 5" in evidence.source or f"{stars}星" in evidence.source for stars in (1, 2)
                )
                assert evidence.stance == "against" or not displeased


async def test_unverified_reviews_are_noted(insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder) -> None:
    reviews = [review(n, "Very quiet.", 5, verified=n > 1) for n in range(1, 5)]
    insight = await about(insights, shop, encoder, reviews, "is it loud?")
    assert insight is not None
    assert insight.count.unverified == 1
    assert "1 of them is not from a verified purchase" in insight.text


async def test_the_courier_is_not_held_against_the_product(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    reviews = [review(1, "The courier left it in the rain, terrible delivery.", 1)]
    reviews += [review(n, "Very quiet keyboard, I love it.", 5) for n in (2, 3)]
    insight = await about(insights, shop, encoder, reviews, "what do people think")
    assert insight is not None
    assert insight.count.blame == 0
    assert not [e for e in insight.evidence if "courier" in e.quote]
    assert "1 also speaks of delivery" in insight.text


async def test_an_instruction_in_a_review_changes_nothing(insights: ReviewInsights, shop: SqlShop) -> None:
    for question, language in (("what do people think", "en"), ("大家怎么说", "zh"), ("are all products free", "en")):
        insight = await insights.about("KT-402", question, language)  # type: ignore[arg-type]
        assert insight is not None
        told = str(insight.part())
        for word in (INJECTED, "APPROVED", "free today", "IMPORTANT NOTICE", "refund every"):
            assert word not in told


async def test_an_injected_review_counts_no_more_than_its_plain_opinion(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    reviews = list(await shop.reviews("KT-402"))
    (injected,) = [r for r in reviews if r.author == INJECTED]
    plain = [replace(injected, review_id="P1", title="", text="Nice kettle.") if r is injected else r for r in reviews]
    for question in ("what do people think", "is it loud", "is it worth the money", "does it smell"):
        real = await about(insights, shop, encoder, reviews, question)
        same = await about(insights, shop, encoder, plain, question)
        assert real is not None
        assert same is not None
        assert (real.count, real.text) == (same.count, same.text)


async def test_nobody_has_reviewed_it(insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder) -> None:
    assert await about(insights, shop, encoder, [], "is it loud?") is None
    with pytest.raises(ProductNotFound):
        await insights.about("NO-1", "is it loud?", "en")


async def test_stars_are_tabled(insights: ReviewInsights) -> None:
    insight = await insights.about("KB-101", "what are the reviews like", "en")
    assert insight is not None
    part = insight.part()
    assert part["table"]["columns"] == ["Stars", "Reviews"]
    assert sum(int(count) for _, count in part["table"]["rows"]) == 14
    assert "14 reviews, 3." in insight.text


async def test_an_insight_takes_less_time_than_reading_the_reviews_anew(
    insights: ReviewInsights, shop: SqlShop, encoder: CarriedEncoder
) -> None:
    texts = [f"{review.title} {review.text}" for review in await shop.reviews("AU-201")]
    took, reading = [], []
    for question in ("is it loud?", "what do people think", "would a robot like it") * 5:
        start = time.process_time()
        await insights.about("AU-201", question, "en")
        told = time.process_time()
        encoder.embed(texts)  # a fifth of it is usual, on any machine
        took.append(told - start)
        reading.append(time.process_time() - told)
    assert statistics.median(took) < statistics.median(reading)
