"""Finds a message that is nothing but a count, in folded text: the answer to "how many?"."""

import re
from collections.abc import Iterator

from bot.understanding import numerals
from bot.understanding.mention import Mention

_MEASURES = "个|件|双|只|把|台|条|瓶|盒|套|副|对|支|张|顶|包|袋|箱|本|盏|块|片|根|枚|口|部|份|串|罐|桶|辆|组"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_ONLY_A_COUNT = re.compile(
    rf"\W*(?:(?:just|only|all|make it|i want|i need|要|就|只要|就要|我要|来|共)\s*)?"
    rf"(?P<it>(?P<number>\d{{1,2}}|{_WORDS}|[一二两俩三四五六七八九十]{{1,3}})(?:{_MEASURES})?)"
    rf"(?:\s*(?:please|pls|of them|of those|吧|就行|就好|就够了|谢谢))*\W*"
)


def quantities(text: str) -> Iterator[Mention]:
    match = _ONLY_A_COUNT.fullmatch(text)
    if match:
        value = numerals.number(match["number"])
        yield Mention("quantity", *match.span("it"), match["it"] if value is None else numerals.written(value))
