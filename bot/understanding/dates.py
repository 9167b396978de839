"""Finds days, weeks, months and years in folded text; the value is ISO 8601: a date, or an interval `first/last`.

What cannot be placed in the calendar without knowing more (a feast that moves, "the weekend" of nobody knows when)
keeps the words it was typed in.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from bot.understanding import numerals
from bot.understanding.mention import Mention

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_DAY = r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
_FULL_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|weds?|thurs?|fri)"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a\ (?:few|couple(?:\ of)?))"
_YEAR = r"(?:19|20)\d\d"
_HAN_COUNT = r"(?:\d{1,3}|[一二两三四五六七八九十几半]{1,3})"

_RELATIVE = {
    "the day before yesterday": -2, "day before yesterday": -2, "yesterday": -1, "yday": -1, "last night": -1,
    "today": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "2day": 0,
    "the day after tomorrow": 2, "day after tomorrow": 2, "tomorrow": 1, "tmrw": 1, "tmr": 1, "tomoro": 1, "2moro": 1, "tomorow": 1,
    "大前天": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨晚": -1, "昨夜": -1, "寻日": -1, "今天": 0, "今日": 0,
    "今儿": 0, "今晚": 0, "今早": 0, "今晨": 0, "当天": 0, "明天": 1, "明日": 1, "明儿": 1, "明早": 1, "明晚": 1, "听日": 1, "大后天": 3, "后天": 2, "后日": 2,
}  # fmt: skip
_FEASTS = (
    r"christmas(?:\ (?:eve|day))?|xmas|easter|black\ friday|cyber\ monday|thanksgiving|new\ year'?s?(?:\ (?:eve|day))?|boxing\ day|diwali|eid|hanukkah|halloween"
    r"|valentine'?s?(?:\ day)?|mother'?s?\ day|father'?s?\ day|(?:public|bank|national)\ holidays?|labou?r\ day|lunar\ new\ year|chinese\ new\ year|ramadan|singles'?\ day|prime\ day"
    r"|双十一|双11|双十二|双12|六一八|618|黑五|黑色星期五|春节|国庆(?:节)?|十一(?=假|黄金|放假)|五一(?:节)?|元旦|中秋(?:节)?|端午(?:节)?|清明(?:节)?|圣诞(?:节)?|情人节|七夕|母亲节|父亲节|儿童节|感恩节|教师节|大年初[一二三四五]|除夕|过年|元宵(?:节)?"
)
_ENGLISH = re.compile(
    rf"""(?<![a-z\d])(?:
        (?P<relative>the\ day\ before\ yesterday|day\ before\ yesterday|the\ day\ after\ tomorrow|day\ after\ tomorrow|yesterday|yday|last\ night|today|2day|tonight
            |this\ (?:morning|afternoon|evening)|tomorrow|tomorow|tmrw|tmr|tomoro|2moro)
      | (?P<iso>{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}})
      | (?P<slashed>\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:{_YEAR}|\d\d))
      | (?P<month_day>(?P<md_month>{_MONTH})\.?\s+(?:the\ )?(?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<md_year>{_YEAR}))?)(?!\s*(?:%|dollars|days|items))
      | (?P<day_month>(?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\ )?(?P<dm_month>{_MONTH})(?:,?\s+(?P<dm_year>{_YEAR}))?)
      | (?P<shift>(?P<which>last|past|previous|this|next|coming)\ (?P<unit>week|month|year|weekend|quarter|spring|summer|autumn|fall|winter|{_DAY}|{_MONTH})s?)
      | (?P<ago>(?P<count>{_COUNT}|an?\ couple\ of)\s+(?P<ago_unit>days?|weeks?|months?|years?|hours?|minutes?)\s+ago)
      | (?P<weekday>{_FULL_DAY}s?)
      | (?P<weekend>(?:weekends?|weekdays?)(?!\s(?:bag|trip|getaway|break)))
      | (?P<ordinal>(?:[12]?1st|2?2nd|2?3rd|(?:[4-9]|1\d|20|2[4-9]|30)th|31st))(?!\s+(?:time|order|floor|item|one|gen|edition|birthday|anniversary|attempt|message|party|person|century))
      | (?<!happy\ )(?<!merry\ )(?P<feast>{_FEASTS})(?!\s+(?:gift|present)|送|快乐)
      | (?P<month>january|february|april|june|july|august|september|october|november|december|(?:(?<=in\ )|(?<=since\ )|(?<=by\ )|(?<=until\ )|(?<=till\ )|(?<=for\ )|(?<=from\ )|(?<=of\ )|(?<=early\ )|(?<=late\ )|(?<=before\ )|(?<=after\ )|(?<=during\ ))(?:march|may|jan|feb|apr|aug|sept?|oct|nov|dec))(?:\s+(?P<m_year>{_YEAR}))?
      | (?:(?<=in\ )|(?<=since\ )|(?<=until\ )|(?<=during\ )|(?<=from\ ))(?P<year>{_YEAR})(?!\s*[a-z]*\s*(?:dollars|pieces))
    )(?![a-z\d])""",
    re.VERBOSE,
)
_HAN_DAY = r"[一二三四五六日天末1-6]"
_HAN = re.compile(
    rf"""(?P<relative>大前天|前天|前日|昨天|昨日|昨儿|昨晚|昨夜|寻日|今天|今日|今儿|今晚|今早|今晨|明天|明日|明儿|明早|明晚|听日|大后天|后天|后日)
      | (?P<full>(?:(?P<f_year>{_YEAR})年)?(?P<f_month>\d{{1,2}}|十[一二]|[一二三四五六七八九十])月(?:份)?(?:(?P<f_day>\d{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]?)?)(?!\d|个)
      | (?P<shift>(?P<which>上上|上个?|这个?|本|下下|下个?)(?P<unit>周|星期|礼拜)(?P<weekday>{_HAN_DAY})?)
      | (?P<month_shift>(?P<m_which>上上个|上个?|这个?|本|下个?)月(?:(?P<m_day>\d{{1,2}})[号日])?)
      | (?P<bare>(?:周|星期|礼拜)(?P<b_day>{_HAN_DAY}))
      | (?P<year>前年|去年|今年|明年|后年)(?:(?P<y_month>\d{{1,2}}|十[一二]|[一二三四五六七八九十])月(?:份)?)?
      | (?P<ago>(?P<count>{_HAN_COUNT})(?P<ago_unit>天|日|周|个?星期|个?礼拜|个?月|年)(?:以|之)?前)
      | (?P<feast>{_FEASTS})(?!快乐|送|交换|.{{0,2}}礼物)
      | (?<!第)(?<![\d.])(?P<ordinal>(?:[12]?\d|3[01]))[号日](?!楼|线|电池|店|门|机|键|码|字|单|座|口|院|色)
    """,
    re.VERBOSE,
)
_AHEAD = re.compile(
    r"\b(?:will|by|before|until|till|arrive|arriving|coming|come|deliver|delivered\ by|get\ here|be\ here|next|on\ time)\b"
    r"|之前|以前能|前能|能到|会到|送到|到吗|到货|能不能到|前送|再|等到|才能"
)


class Dates:
    """Reads dates as of `today`."""

    def __init__(self, today: date) -> None:
        self._today = today

    def find(self, text: str) -> Iterator[Mention]:
        ahead = _AHEAD.search(text) is not None
        for match in _ENGLISH.finditer(text):
            yield self._mention(match, self._english(match, ahead))
        for match in _HAN.finditer(text):
            if match.end() > match.start():
                yield self._mention(match, self._chinese(match, ahead))

    @staticmethod
    def _mention(match: re.Match[str], value: str | None) -> Mention:
        return Mention("date", match.start(), match.end(), value or match.group())

    def _english(self, match: re.Match[str], ahead: bool) -> str | None:
        found = match.groupdict()
        if found["relative"]:
            return self._relative(found["relative"])
        if found["iso"]:
            return _iso(*map(int, re.split(r"[-/.]", found["iso"])))
        if found["slashed"]:
            return _slashed(found["slashed"])
        if found["month_day"]:
            return self._day_of(_month(found["md_month"]), int(found["md_day"]), found["md_year"], ahead)
        if found["day_month"]:
            return self._day_of(_month(found["dm_month"]), int(found["dm_day"]), found["dm_year"], ahead)
        if found["shift"]:
            return self._shift(found["which"], found["unit"])
        if found["ago"]:
            return self._ago(_count(found["count"]), found["ago_unit"])
        if found["weekday"]:
            plural = found["weekday"].endswith("s") and found["weekday"] not in ("tues", "weds", "thurs")
            return None if plural else self._weekday(_weekday(found["weekday"]), ahead)
        if found["ordinal"]:
            return self._ordinal(int(re.sub(r"\D", "", found["ordinal"])), ahead)
        if found["month"]:
            return self._month(_month(found["month"].split()[0]), found["m_year"], ahead)
        return f"{found['year']}-01-01/{found['year']}-12-31" if found["year"] else None

    def _chinese(self, match: re.Match[str], ahead: bool) -> str | None:
        found = match.groupdict()
        if found["relative"]:
            return self._relative(found["relative"])
        if found["full"]:
            month, day = _han_number(found["f_month"]), found["f_day"]
            if day is None:
                return self._month(month, found["f_year"], ahead)
            return self._day_of(month, _han_number(day), found["f_year"], ahead)
        if found["shift"]:
            return self._han_week(found["which"], found["weekday"])
        if found["month_shift"]:
            return self._han_month(found["m_which"], found["m_day"])
        if found["bare"]:
            day = found["b_day"]
            return None if day == "末" else self._weekday(_han_weekday(day), ahead)
        if found["year"]:
            year = self._today.year + {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}[found["year"]]
            return self._month(_han_number(found["y_month"]), str(year), ahead) if found["y_month"] else _whole(year)
        if found["ago"]:
            unit = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "年": "year"}
            return self._ago(numerals.number(found["count"]), unit[found["ago_unit"].removeprefix("个")])
        return self._ordinal(int(found["ordinal"]), ahead) if found["ordinal"] else None

    def _relative(self, word: str) -> str:
        return (self._today + timedelta(days=_RELATIVE[word])).isoformat()

    def _day_of(self, month: int, day: int, year: str | None, ahead: bool) -> str | None:
        """A day of the year; without a year the nearest one behind, or ahead."""
        if year is not None:
            return _iso(int(year), month, day)
        this = _iso(self._today.year, month, day)
        if this is None:
            return _iso(self._today.year + (1 if ahead else -1), month, day)
        if ahead and this < self._today.isoformat():
            return _iso(self._today.year + 1, month, day)
        if not ahead and this > self._today.isoformat():
            return _iso(self._today.year - 1, month, day)
        return this

    def _ordinal(self, day: int, ahead: bool) -> str | None:
        first = self._today.replace(day=1)
        for step in range(0, 3):
            month = _add_months(first, step if ahead else -step)
            found = _iso(month.year, month.month, day)
            if found and (found >= self._today.isoformat() if ahead else found <= self._today.isoformat()):
                return found
        return None

    def _weekday(self, weekday: int, ahead: bool) -> str:
        gap = (weekday - self._today.weekday()) % 7 if ahead else -((self._today.weekday() - weekday) % 7)
        return (self._today + timedelta(days=gap)).isoformat()

    def _month(self, month: int, year: str | None, ahead: bool) -> str:
        at = int(year) if year else self._today.year
        if year is None and ahead and month < self._today.month:
            at += 1
        if year is None and not ahead and month > self._today.month:
            at -= 1
        return f"{date(at, month, 1)}/{date(at, month, monthrange(at, month)[1])}"

    def _shift(self, which: str, unit: str) -> str | None:
        step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}[which]
        if unit == "week":
            return self._week(step)
        if unit == "month":
            first = _add_months(self._today.replace(day=1), step)
            return self._month(first.month, str(first.year), False)
        if unit == "year":
            return _whole(self._today.year + step)
        if unit == "weekend":
            saturday = self._today - timedelta(days=self._today.weekday() - 5) + timedelta(weeks=step)
            return f"{saturday}/{saturday + timedelta(days=1)}"
        if re.fullmatch(_DAY, unit):
            gap = (_weekday(unit) - self._today.weekday()) % 7
            day = self._today + timedelta(days=gap)
            return (
                day - timedelta(weeks=1) if step < 0 else day + timedelta(weeks=int(step > 0 and gap == 0))
            ).isoformat()
        return self._month(_month(unit), None, step > 0) if re.fullmatch(_MONTH, unit) else None

    def _han_week(self, which: str, weekday: str | None) -> str:
        step = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1, "下下": 2}[which.removesuffix("个")]
        if weekday is None:
            return self._week(step)
        monday = self._today - timedelta(days=self._today.weekday()) + timedelta(weeks=step)
        if weekday == "末":
            return f"{monday + timedelta(days=5)}/{monday + timedelta(days=6)}"
        return (monday + timedelta(days=_han_weekday(weekday))).isoformat()

    def _han_month(self, which: str, day: str | None) -> str | None:
        step = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}[which.removesuffix("个")]
        first = _add_months(self._today.replace(day=1), step)
        if day is not None:
            return _iso(first.year, first.month, int(day))
        return self._month(first.month, str(first.year), False)

    def _week(self, step: int) -> str:
        monday = self._today - timedelta(days=self._today.weekday()) + timedelta(weeks=step)
        return f"{monday}/{monday + timedelta(days=6)}"

    def _ago(self, count: float | None, unit: str) -> str | None:
        if count is None or unit.startswith(("hour", "minute")):
            return self._today.isoformat() if count is not None and count < 12 else None
        steps = int(count)
        if unit.startswith("day"):
            return (self._today - timedelta(days=steps)).isoformat()
        if unit.startswith("week"):
            return (self._today - timedelta(weeks=steps)).isoformat()
        day = _add_months(self._today, -steps * (12 if unit.startswith("year") else 1))
        return day.isoformat()


def _month(word: str) -> int:
    return next(index for index, name in enumerate(_MONTHS, start=1) if name.startswith(word[:3]))


def _weekday(word: str) -> int:
    return next(index for index, name in enumerate(_DAYS) if name.startswith(word[:3]))


def _han_weekday(character: str) -> int:
    return int(character) - 1 if character.isdigit() else "一二三四五六日天".index(character) - (character == "天")


def _han_number(text: str) -> int:
    return int(numerals.number(text) or 0)


def _count(word: str) -> float | None:
    return 1.0 if word in ("a", "an") else numerals.number(word)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _slashed(text: str) -> str | None:
    """Day or month first: told apart where one is above twelve; otherwise nobody can say."""
    first, second, year = (int(part) for part in re.split(r"[-/.]", text))
    year += 2000 if year < 100 else 0
    if first > 12:
        return _iso(year, second, first)
    return _iso(year, first, second) if second > 12 or first == second else None


def _whole(year: int) -> str:
    return f"{year}-01-01/{year}-12-31"


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
