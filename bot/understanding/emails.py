"""Finds e-mail addresses in folded text."""

import re
from collections.abc import Iterator

from bot.understanding.mention import Mention, every

_EMAIL = re.compile(r"[a-z\d][a-z\d_.+-]*@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}")


def emails(text: str) -> Iterator[Mention]:
    return every("email", _EMAIL, text)
