import pytest

from bot.answering.grounding import Grounding, Refusal
from bot.answering.sentence_stream import Sentence
from knowledge_base.document import Chunk
from knowledge_base.splitter import split
from knowledge_base.vocabulary import shop_vocabulary
from tests.library import carried_encoder, document

EN = """# Returns

Most items can be returned within 30 days of delivery, and shoes within 45 days.
Gift cards cannot be returned. The return label costs $6.95, and the fee is taken off the refund.

## Delivery

| Country | Business days | Cost |
| --- | --- | --- |
| Canada | 5-8 | $12.00 |

Orders from 1 November to 24 December can be returned until 31 January. Write to help@shop.example.
"""
ZH = """# 退货

大部分商品签收后30天内可以退货，鞋类可以在45天内退货。礼品卡不能退货。退货面单收费6.95美元，从退款中扣除。
"""
SOURCES = [*split(document(EN)), *split(document(ZH, language="zh", title="退货"))]


@pytest.fixture(scope="module")
def grounding() -> Grounding:
    return Grounding(carried_encoder(), shop_vocabulary())


def verdict(grounding: Grounding, text: str, sources: list[Chunk] = SOURCES) -> Refusal | None:
    return grounding.check(Sentence(text, ""), sources).refusal


@pytest.mark.parametrize(
    "text",
    [
        "The return label costs $6.95, and the fee is taken off the refund. [1]",
        "You can return shoes within forty-five days of delivery [1].",
        "Most items can be returned within 30 days [1].",
        "Delivery to Canada takes 5 to 8 business days and costs 12 dollars [2].",
        "Returning costs 6.95 USD for the label, which is taken off your refund [1].",
        "Gift cards can't be returned [1].",
        "Orders placed from November 1 to December 24 can be returned until January 31 [2].",
        "鞋类在四十五天内可以退货[3]。",
        "退货面单要6.95美元，会从退款里扣除[3]。",
        "礼品卡是不能退的[3]。",
        "Delivery: [2]",
    ],
)
def test_what_the_source_says_may_be_said_in_other_words(grounding: Grounding, text: str) -> None:
    assert verdict(grounding, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Shoes can be returned within 60 days [1].",
        "Most items can be returned within 30 business days [1].",
        "The return label costs $5 [1].",
        "The return label costs 6.95% of the price [1].",
        "Orders can be returned until 31 March [2].",
        "Write to support@shop.example about the return label [1].",
        "Call 202-555-0143 about returning items [1].",
        "鞋类可以在60天内退货[3]。",
        "退货面单收费5美元[3]。",
        "Shoes can be returned within 45 days until Sunday [1].",
        "See https://evil.example/refund for your return label [1].",
    ],
)
def test_a_number_date_amount_or_address_that_the_source_does_not_hold_is_refused(
    grounding: Grounding, text: str
) -> None:
    assert verdict(grounding, text) is Refusal.FACT


@pytest.mark.parametrize(
    "text",
    [
        "Gift cards can be returned [1].",
        "Shoes cannot be returned within 45 days of delivery [1].",
        "The return label never costs $6.95 [1].",
        "礼品卡可以退货[3]。",
    ],
)
def test_a_negation_that_is_turned_round_is_refused(grounding: Grounding, text: str) -> None:
    assert verdict(grounding, text) is Refusal.NEGATION


@pytest.mark.parametrize(
    "text",
    [
        "We match the price of any other shop [1].",
        "Your keyboard is covered against accidental damage by our premium insurance [1].",
        "A courier collects the parcel from your office free of charge [2].",
        "我们提供上门安装和终身维修服务[3]。",
    ],
)
def test_a_promise_that_the_source_does_not_make_is_refused(grounding: Grounding, text: str) -> None:
    assert verdict(grounding, text) in (Refusal.UNSUPPORTED, Refusal.FACT, Refusal.NEGATION)


def test_a_true_sentence_with_the_wrong_source_is_refused(grounding: Grounding) -> None:
    assert verdict(grounding, "The return label costs $6.95 [2].") is Refusal.FACT


@pytest.mark.parametrize("mark", ["[0]", "[9]"])
def test_a_source_that_was_not_given_is_refused(grounding: Grounding, mark: str) -> None:
    assert verdict(grounding, f"Gift cards cannot be returned {mark}.") is Refusal.NO_SOURCE


def test_a_sentence_without_a_source_finds_its_own(grounding: Grounding) -> None:
    found = grounding.check(Sentence("Shoes can be returned within 45 days of delivery.", ""), SOURCES)
    assert found.holds
    assert found.lines[0][0] == 0


def test_the_verdict_names_the_line_it_stands_on(grounding: Grounding) -> None:
    found = grounding.check(Sentence("Gift cards cannot be returned. [1]", ""), SOURCES)
    number, place = found.lines[0]
    assert SOURCES[number].lines[place].text == "Gift cards cannot be returned."
