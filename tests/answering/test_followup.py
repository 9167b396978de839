import pytest

from bot.answering.followup import FollowUps
from bot.answering.question import Question
from bot.language import Language
from knowledge_base.vocabulary import shop_vocabulary
from tests.library import TODAY

FOLLOW_UPS = FollowUps(shop_vocabulary())


@pytest.mark.parametrize(
    ("language", "previous", "text", "standalone"),
    [
        ("en", "how long to return a jacket?", "and for shoes?", "how long to return a and for shoes?"),
        ("en", "What does shipping to Canada cost?", "to Singapore?", "What does shipping to cost to Singapore?"),
        ("en", "what's the EU size for US 7", "and US 9?", "what's the EU size for US  and US 9?"),
        ("zh", "寄到加拿大多少钱", "那新加坡呢", "寄到多少钱 那新加坡呢"),
        ("zh", "外套多久内能退", "那鞋呢", "多久内能退 那鞋呢"),
    ],
)
def test_what_is_replaced_leaves_the_earlier_question(
    language: Language, previous: str, text: str, standalone: str
) -> None:
    assert FOLLOW_UPS.standalone(Question(text, language, TODAY, previous)) == standalone


@pytest.mark.parametrize(
    "text",
    [
        "how much does delivery to Japan cost",
        "Do you take American Express cards?",
        "退货运费是谁来承担",
        "and by the way, where can I download the invoice of my last order?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(text: str) -> None:
    language: Language = "zh" if text[0] > "\u3400" else "en"
    assert FOLLOW_UPS.standalone(Question(text, language, TODAY, "how long do I have to return a jacket?")) == text


def test_without_an_earlier_question_there_is_nothing_to_fill_in() -> None:
    assert FOLLOW_UPS.standalone(Question("and for shoes?", "en", TODAY)) == "and for shoes?"


@pytest.mark.parametrize(
    ("language", "previous", "text", "standalone"),
    [
        (
            "en",
            "How long do I have to return shoes?",
            "and how do I get my money back?",
            "shoes and how do I get my money back?",
        ),
        ("en", "do you ship to Germany", "do I pay customs there", "ship Germany do I pay customs there"),
        ("zh", "能送到德国吗", "要交税吗", "德国 要交税吗"),
        ("zh", "买两个有优惠吗", "要交税吗", "要交税吗"),
        ("zh", "聊天记录你们会存吗", "存多久", "聊天记录你们会存吗 存多久"),
    ],
)
def test_a_question_of_its_own_owes_the_one_before_no_more_than_a_place_or_goods(
    language: Language, previous: str, text: str, standalone: str
) -> None:
    assert FOLLOW_UPS.standalone(Question(text, language, TODAY, previous)) == standalone
