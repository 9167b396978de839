"""Product questions, reviews and suggestions: which product is meant, and how the talk goes on."""

import pytest

from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import World
from tests.stories.cast import Cast


@pytest.fixture
def cast() -> Cast:
    return Cast()


class Shop:
    """A talk with the product actions."""

    def __init__(self, world: World, cast: Cast, talk: Talk) -> None:
        self._world, self._cast, self.talk = world, cast, talk

    async def __call__(self, name: str, text: str, intent: str, **entities: str) -> list[dict[str, object]]:
        return await self.talk.act(self._cast.action(self._world, f"action_{name}"), text, intent, **entities)


@pytest.fixture
async def shop(world: World, cast: Cast) -> Shop:
    return Shop(world, cast, Talk(world, await world.talk()))


async def test_a_fact_comes_with_the_product_as_it_stands(shop: Shop) -> None:
    reply = await shop("product_answer", "what does the Hush cost", "ask_product")
    assert kinds(reply) == ["text", "products"]
    assert "$79.00" in words(reply)


async def test_it_is_the_product_of_the_page_or_the_one_last_spoken_of(shop: Shop) -> None:
    shop.talk.page = {"product_id": "KT-201"}
    assert "$18.00" in words(await shop("product_answer", "what does it cost", "ask_product"))
    await shop("product_answer", "what does the Hush cost", "ask_product")
    assert "$79.00" in words(await shop("product_answer", "what does it cost", "ask_product"))
    shop.talk.page = {"product_id": "KT-201", "url": "/other"}
    assert "$79.00" in words(await shop("product_answer", "what does it cost", "ask_product"))


async def test_another_page_opened_since_counts_before_what_was_spoken_of(shop: Shop) -> None:
    await shop("product_answer", "what does the Hush cost", "ask_product")
    shop.talk.page = {"product_id": "KT-201"}
    assert "$18.00" in words(await shop("product_answer", "what does it cost", "ask_product"))


async def test_where_the_data_are_silent_the_documents_may_answer(shop: Shop) -> None:
    assert kinds(await shop("product_answer", "can I return the Hush", "ask_product")) == ["answer"]
    silent = await shop("product_answer", "is the Hush waterproof", "ask_product")
    assert words(silent) == "The data do not say."
    assert commands(silent) == ["/ask_person"]


async def test_several_products_are_offered_and_the_question_goes_along(shop: Shop) -> None:
    reply = await shop("product_answer", "what do the hush and the mug cost", "ask_product")
    assert commands(reply)[1] == '/ask_product{"question": "Ember mug: what do the hush and the mug cost"}'


async def test_a_product_named_when_asked_for_is_answered_about(shop: Shop) -> None:
    assert "Which product" in words(await shop("product_answer", "what does it cost", "ask_product"))
    reply = await shop("inform", "the Hush", "inform", product="the Hush")
    assert "$79.00" in words(reply)
    assert shop.talk.slots["unanswered"] is None


async def test_reviews_speak_of_the_product_in_focus(shop: Shop) -> None:
    await shop("product_answer", "what does the Hush cost", "ask_product")
    reply = await shop("reviews", "is it loud?", "ask_reviews")
    assert kinds(reply) == ["insight"]
    assert reply[0]["title"] == "KB-101: is it loud?"


async def test_a_product_that_nobody_reviewed_says_so(shop: Shop) -> None:
    assert "Nobody has reviewed Ember mug yet" in words(await shop("reviews", "is the mug any good", "ask_reviews"))


async def test_reviews_of_nothing_ask_which(shop: Shop) -> None:
    assert "Which product" in words(await shop("reviews", "is it loud?", "ask_reviews"))
    assert kinds(await shop("inform", "Hush 75", "inform", product="Hush 75")) == ["insight"]


async def test_suggestions_are_refined_from_what_was_shown(shop: Shop) -> None:
    first = await shop("recommend", "a present", "recommend")
    assert [item["product_id"] for item in first[1]["items"]] == ["KB-101", "KT-201"]  # type: ignore[attr-defined]
    second = await shop("refine", "cheaper", "refine")
    assert [item["product_id"] for item in second[1]["items"]] == ["KT-201"]  # type: ignore[attr-defined]
    assert shop.talk.slots["need"]["text"] == "a present, cheaper"
    third = await shop("follow_up", "and in blue?", "follow_up")
    assert kinds(third) == ["text", "products"]
    assert shop.talk.slots["need"]["text"] == "a present, cheaper, and in blue?"


async def test_several_suggestions_in_focus_are_asked_apart(shop: Shop) -> None:
    await shop("recommend", "a present", "recommend")
    reply = await shop("reviews", "is it loud?", "ask_reviews")
    assert "Which of these" in words(reply)
    assert commands(reply)[0] == '/ask_reviews{"question": "Hush 75 quiet keyboard: is it loud?"}'


@pytest.mark.parametrize("text", ["is the second one any good?", "第二个评价怎么样"])
async def test_one_of_several_suggestions_is_pointed_at(shop: Shop, text: str) -> None:
    await shop("recommend", "a present", "recommend")
    assert "Nobody has reviewed Ember mug yet" in words(await shop("reviews", text, "ask_reviews"))


async def test_what_is_pointed_at_among_suggestions_is_asked_of_the_catalogue(shop: Shop) -> None:
    await shop("recommend", "a present", "recommend")
    await shop("reviews", "is the second one any good?", "ask_reviews")
    # The list stands on the screen still, whatever one of it was spoken of since.
    assert "$79.00" in words(await shop("product_answer", "and the first one, what does it cost?", "ask_product"))


@pytest.mark.parametrize(("action", "intent"), [("reviews", "ask_reviews"), ("product_answer", "ask_product")])
async def test_pointing_past_the_end_is_said_and_not_guessed(shop: Shop, action: str, intent: str) -> None:
    await shop("recommend", "a present", "recommend")
    await shop("refine", "cheaper", "refine")
    reply = await shop(action, "the second one, what does it cost?", intent)
    assert "only 1" in words(reply)
    assert commands(reply)[0] == f'/{intent}{{"question": "Ember mug: what does it cost?"}}'


async def test_a_wish_without_words_is_asked_for(shop: Shop) -> None:
    assert "What are you looking for" in words(await shop("recommend", "/recommend", "recommend"))
    assert kinds(await shop("inform", "headphones", "inform", product="headphones")) == ["text", "products"]


async def test_cheaper_on_a_products_page_starts_from_that_product(shop: Shop, cast: Cast) -> None:
    shop.talk.page = {"product_id": "KB-101"}
    assert kinds(await shop("refine", "anything cheaper?", "refine")) == ["text", "products"]
    assert cast.adviser.focus == ["KB-101"]


async def test_cheaper_than_nothing_is_asked_about(shop: Shop) -> None:
    assert "What are you looking for" in words(await shop("refine", "cheaper", "refine"))


async def test_a_correction_of_suggestions_refines_them(shop: Shop) -> None:
    await shop("recommend", "a present", "recommend")
    assert kinds(await shop("correct", "no, I meant for my mother", "correct")) == ["text", "products"]


async def test_a_need_that_cannot_be_read_any_more_is_begun_anew(shop: Shop) -> None:
    shop.talk.slots |= {"need": {"from": "another age"}, "shown": ["KT-201"]}
    assert kinds(await shop("refine", "cheaper", "refine")) == ["text", "products"]


async def test_what_is_only_not_wanted_is_said_of_what_was_shown(shop: Shop) -> None:
    await shop("recommend", "something nice", "recommend")
    reply = await shop("recommend", "not keyboards", "recommend")
    assert [item["product_id"] for item in reply[-1]["items"]] == ["KT-201"]


async def test_reviews_of_another_kind_of_thing_leave_the_one_in_focus(shop: Shop) -> None:
    await shop("product_answer", "what does the mug cost", "ask_product")
    reply = await shop("reviews", "is the quiet one loud", "ask_reviews", product="hush")
    assert str(reply[0]["title"]).startswith("KB-101")


async def test_the_documents_may_answer_before_it_is_asked_which_product_is_meant(shop: Shop) -> None:
    shop.talk.policy = 0.3
    assert kinds(await shop("product_answer", "can I return the hush and the mug", "ask_product")) == ["answer"]


async def test_a_price_is_not_bargained_over_and_what_lowers_it_is_offered(shop: Shop) -> None:
    reply = await shop("haggle", "would you take 60 for the Hush", "haggle")
    assert "same for everybody" in words(reply)
    assert commands(reply) == ['/ask_policy{"question": "Which discounts are there?"}', "/recommend", "/ask_person"]
