"""How Chinese speakers name days: each form with the way to read it. For folded (simplified) text."""

import re
from collections.abc import Callable

from bot.understanding import numerals
from bot.understanding.days import Days, iso

Read = Callable[[Days, "re.Match[str]"], "str | None"]

_RELATIVE = {
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨晚": -1, "昨夜": -1, "寻日": -1,
    "今天": 0, "今日": 0, "今儿": 0, "今晚": 0, "今早": 0, "今晨": 0,
    "明天": 1, "明日": 1, "明儿": 1, "明早": 1, "明晚": 1, "听日": 1, "大后天": 3, "后天": 2, "后日": 2,
}  # fmt: skip
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_STEPS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}
_WHICH = r"(?P<which>上上|下下|[上下这本])个?"
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = r"(?P<weekday>[一二三四五六日天1-6])"
_MONTH = r"(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<day>3[01]|[12]\d|[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_COUNT = r"(?P<count>\d{1,3}|[一二两三四五六七八九十几半]{1,3})"
_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year"}
_FEASTS = (
    "双十一|双11|双十二|双12|六一八|618|黑五|黑色星期五|春节|国庆节?|元旦|中秋节?|端午节?|清明节?|圣诞节?|情人节|七夕"
    "|母亲节|父亲节|儿童节|感恩节|教师节|五一|除夕|过年|元宵节?|大年初[一二三四五]"
)
_NOT_A_DAY = "(?!楼|线|电池|店|门|机|键|码|字|单|座|口|院|色)"


def _number(text: str) -> int:
    return int(numerals.number(text) or 0)


def _weekday(text: str) -> int:
    return int(text) - 1 if text.isdigit() else _WEEKDAYS.index(text.replace("天", "日"))


def _year(match: "re.Match[str]") -> int | None:
    return int(match["year"]) if match["year"] else None


def _day_of_month(days: Days, match: "re.Match[str]") -> str | None:
    return days.day_of_month_from_now(_STEPS[match["which"]], _number(match["day"]))


def _month_of_year(days: Days, match: "re.Match[str]") -> str | None:
    return days.month(_number(match["month"]), days.today.year + _YEARS[match["year"]])


def _as_typed(days: Days, match: "re.Match[str]") -> str | None:
    return None


def _form(pattern: str, read: Read) -> tuple["re.Pattern[str]", Read]:
    return re.compile(pattern), read


FORMS: tuple[tuple["re.Pattern[str]", Read], ...] = (
    _form(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        lambda _, match: iso(int(match["year"]), int(match["month"]), int(match["day"])),
    ),
    _form("|".join(sorted(_RELATIVE, key=len, reverse=True)), lambda days, match: days.away(_RELATIVE[match.group()])),
    _form(
        rf"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)年)?{_MONTH}月份?{_DAY}[号日]?(?!\d|个|天|件|块|元)",
        lambda days, match: days.day(_number(match["month"]), _number(match["day"]), _year(match)),
    ),
    _form(rf"(?P<year>{'|'.join(_YEARS)}){_MONTH}月份?", _month_of_year),
    _form(rf"{_WHICH}月{_DAY}[号日]", _day_of_month),
    _form(rf"{_WHICH}{_WEEK}末", lambda days, match: days.weekend(_STEPS[match["which"]])),
    _form(
        rf"{_WHICH}{_WEEK}{_WEEKDAY}",
        lambda days, match: days.day_in_week(_weekday(match["weekday"]), _STEPS[match["which"]]),
    ),
    _form(rf"{_WHICH}{_WEEK}", lambda days, match: days.week(_STEPS[match["which"]])),
    _form(rf"{_WHICH}月", lambda days, match: days.month_from_now(_STEPS[match["which"]])),
    _form(
        rf"(?<![\d.])(?:(?P<year>(?:19|20)\d\d)年)?{_MONTH}月份?(?!\d)",
        lambda days, match: days.month(_number(match["month"]), _year(match)),
    ),
    _form("周末", _as_typed),
    _form(f"{_WEEK}{_WEEKDAY}", lambda days, match: days.weekday(_weekday(match["weekday"]))),
    _form("|".join(_YEARS), lambda days, match: days.year(_YEARS[match.group()])),
    _form(
        rf"{_COUNT}个?(?P<unit>{'|'.join(_UNITS)})(?:以|之)?前(?!下单|付款)",
        lambda days, match: days.ago(numerals.number(match["count"]), _UNITS[match["unit"]]),
    ),
    _form(rf"(?:{_FEASTS})(?!快乐|送|交换|.{{0,2}}礼物)", _as_typed),
    _form(
        rf"(?<![\d.第])(?P<day>3[01]|[12]?\d)[号日]{_NOT_A_DAY}",
        lambda days, match: days.ordinal(int(match["day"])),
    ),
)
