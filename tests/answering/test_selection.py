"""Which lines of the demo shop's documents an answer of the embedded composer is made of."""

import re

import pytest

from bot.answering.question import Question
from bot.language import Language
from tests.library import TODAY, demo_answerer


async def lines(text: str, language: Language = "en") -> list[str]:
    """The answer's lines without their marks."""
    answer = await demo_answerer().answer(Question(text, language, TODAY))
    assert answer is not None
    assert answer.citations
    return [re.sub(r"\s*\[\d+\]$", "", line) for line in answer.text.splitlines() if line]


@pytest.mark.parametrize("question", ["How long does a refund take?", "how long do refunds take?"])
async def test_a_question_that_names_no_row_is_answered_by_the_whole_table(question: str) -> None:
    assert await lines(question) == [
        "How long a refund takes:",
        "- Credit or debit card, Apple Pay, Google Pay — Refund arrives: 3-5 business days",
        "- PayPal — Refund arrives: Within 1 business day",
        "- Gift card — Refund arrives: At once",
        "- Bank transfer — Refund arrives: 5-7 business days",
        "- WeChat Pay or Alipay — Refund arrives: 1-3 business days",
        "- Cash on delivery — Refund arrives: 5-7 business days, by bank transfer",
    ]


async def test_the_whole_table_is_told_in_chinese_too() -> None:
    said = await lines("退款多久到账", "zh")
    assert len(said) == 7
    assert said[1] == "- 信用卡、借记卡、Apple Pay、Google Pay——到账时间：3-5个工作日"


@pytest.mark.parametrize(
    ("question", "language", "row"),
    [
        ("How long does a PayPal refund take?", "en", "- PayPal — Refund arrives: Within 1 business day"),
        ("退款到PayPal要多久？", "zh", "- PayPal——到账时间：1个工作日内"),
    ],
)
async def test_a_question_that_names_a_row_gets_that_row_only(question: str, language: Language, row: str) -> None:
    assert (await lines(question, language))[1:] == [row]


@pytest.mark.parametrize(("question", "language"), [("how do I return something", "en"), ("怎么退货？", "zh")])
async def test_steps_are_told_together_and_numbered_as_in_the_document(question: str, language: Language) -> None:
    said = await lines(question, language)
    assert [line[:3] for line in said[1:4]] == ["1. ", "2. ", "3. "]
    assert not any(re.match(r"- \d", line) for line in said)


@pytest.mark.parametrize(
    ("question", "language", "opening"),
    [
        (
            "what is your return policy?",
            "en",
            "Most Maple Lane items can be returned within 30 days of delivery, and shoes within 45 days.",
        ),
        ("退货政策是什么？", "zh", "枫巷的大部分商品签收后30天内可以退货，鞋类可以在45天内退货。"),
    ],
)
async def test_a_question_for_a_documents_title_gets_its_opening_sentence_first(
    question: str, language: Language, opening: str
) -> None:
    assert (await lines(question, language))[0] == opening


async def test_lines_about_other_things_than_the_one_asked_about_are_left_out() -> None:
    said = "\n".join(await lines("Can I return shoes?"))
    assert "45 days" in said
    assert "make-up" not in said


@pytest.mark.parametrize(
    ("question", "language", "said", "not_said"),
    [
        ("do I pay customs", "en", "Where duties are paid by the recipient, the carrier collects", "Mexico"),
        ("要交关税吗", "zh", "关税由收件人缴纳的国家和地区，由承运商代收进口税费", "墨西哥"),
    ],
)
async def test_a_few_of_many_rows_alike_do_not_pass_for_all(
    question: str, language: Language, said: str, not_said: str
) -> None:
    answer = "\n".join(await lines(question, language))
    assert said in answer
    assert not_said not in answer


async def test_a_bare_question_for_free_delivery_is_answered() -> None:
    assert "99美元免运费" in "\n".join(await lines("包邮吗", "zh"))
