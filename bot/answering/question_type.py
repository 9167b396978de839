"""What kind of answer a question wants, and whether a line holds that kind."""

import re
from enum import StrEnum
from typing import Final


class QuestionType(StrEnum):
    """The kinds of answers that can be told by their form."""

    DURATION = "duration"  # how long, by when: days, hours, dates
    AMOUNT = "amount"  # how much: money, percent, free
    CONTACT = "contact"  # where to write: an e-mail address
    HOURS = "hours"  # when somebody is there: times of day
    COUNT = "count"  # how many: a number


_ASKED: Final = {
    QuestionType.DURATION: re.compile(
        r"\bhow (?:long|soon|fast|quick|late|many (?:\w+ )?(?:days?|weeks?|months?|hours?|years?|minutes?))\b|\bwhen\b"
        r"|\buntil\b|deadline|time limit|last day|turnaround|delivery time"
        r"|多久|多长|几天|几日|几个?月|几年|几周|几个?小时|多少天|期限|时效|最晚"
        # 什么时候开门 wants a time of day.
        r"|(?:什么时候|啥时候|何时|几时)(?!\w*(?:开门|关门|开始?营业|上班|下班))",
        re.I,
    ),
    QuestionType.AMOUNT: re.compile(
        r"\bhow much\b|\bcosts?\b|\bprices?\b|\bcharges?d?\b|\bfees?\b|\bworth\b|\bpay(?:ing)?\b|postage|\bfree\b"
        r"|\bspend\b|多少钱|费用|运费|邮费|啥价|什么价|要钱|花钱|包邮|免邮|价格|收费|几折|差价|掏|多少美元|加钱",
        re.I,
    ),
    QuestionType.CONTACT: re.compile(r"\be-?mail\b|\bcontact\b|\bwrite to\b|\breach\b|邮箱|联系|电邮", re.I),
    QuestionType.HOURS: re.compile(
        r"\bopen\b|opening|\bhours\b|what time|\bclosed?\b|几点|营业|上班|开门|关门|下班", re.I
    ),
    QuestionType.COUNT: re.compile(r"\bhow (?:many|often)\b|几次|多少次|几个|多少个|几张|多少张|几件|多少件", re.I),
}
_HELD: Final = {
    QuestionType.DURATION: re.compile(
        r"\d[\d,.–-]*\s*(?:business |working |calendar )?(?:minute|hour|day|week|month|year)|days?: ?\d|same day"
        r"|at once|\d\s*个?(?:工作日|自然日|天|周|月|小时|分钟|年|日)|工作日：|当天|立即",
        re.I,
    ),
    QuestionType.AMOUNT: re.compile(
        r"[$€£¥]\s?\d|\d\s*(?:percent|%|dollars|美元|元|块|折)|\bfree\b|\bno fee\b|免费|免运费|不收|包邮", re.I
    ),
    QuestionType.CONTACT: re.compile(r"\S@\S"),
    QuestionType.HOURS: re.compile(r"\d\d?:\d\d|\bclosed\b|around the clock|休息|24小时", re.I),
    QuestionType.COUNT: re.compile(r"\d"),
}

_POLAR: Final = re.compile(
    r"^\W*(?:do|does|did|are|is|can|could|may|will|would|have|has)\b"
    r"|(?:吗|嗎|嘛|不|没|(?<![怎什这那多])么)[啊呀呢？?！!。~\s]*$|有没有|能不能|可不可以|可以不|是不是|会不会",
    re.I,
)
# "can you tell me how long it takes" is polite, and no question for a yes; 包邮吗 asks from which amount on.
_OPEN: Final = re.compile(
    r"\b(?:how|what|when|where|which|who|why)\b|包邮|免邮|多少|多久|多长|怎么|怎样|如何|什么|哪|几[天个点]", re.I
)


def is_polar(question: str) -> bool:
    """Whether it wants a yes or a no, which only a text on the very thing can give."""
    return bool(_POLAR.search(question)) and not _OPEN.search(question)


def types_of(question: str) -> frozenset[QuestionType]:
    """The kinds of answer that a question asks for; none for a plain yes or no."""
    return frozenset(kind for kind, pattern in _ASKED.items() if pattern.search(question))


def holds(line: str, kinds: frozenset[QuestionType]) -> bool:
    """Whether a line has the form of an answer of one of these kinds."""
    return any(_HELD[kind].search(line) for kind in kinds)
