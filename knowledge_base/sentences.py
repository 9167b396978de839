"""Cuts text into sentences, in English and in Chinese."""

import re
from collections.abc import Iterator
from typing import Final

# A sentence ends at a full stop, question or exclamation mark with what closes after it; after an ASCII mark only where
# white space and something that can begin a sentence follows, so that 3.5, help@shop.example and /a.b stay whole.
_END = re.compile(r"[。！？]+[”’」』）)\"]*\s*|[.!?]+[\"'”’)\]]*(?=\s+[^a-z\s])\s+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“])(?:e\.g|i\.e|etc|vs|approx|no|nos|st|ave|rd|mr|mrs|ms|dr|jr|sr|inc|ltd|co|fig|[a-z])\.$", re.I
)
_BULLET: Final = re.compile(r"^(?:[-*•]|\d{1,2}\.)\s+")


def sentences(text: str) -> list[str]:
    """The sentences of `text`, in order, trimmed; a line break always ends one."""
    return [sentence for line in text.splitlines() for sentence in _of_line(line)]


def _of_line(line: str) -> Iterator[str]:
    marker = _BULLET.match(line)
    start, begin = 0, marker.end() if marker else 0
    for end in _END.finditer(line, begin):
        if _ABBREVIATION.search(line[start : end.end()].rstrip()):
            continue
        yield line[start : end.end()].strip()
        start = end.end()
    rest = line[start:].strip()
    if rest:
        yield rest
