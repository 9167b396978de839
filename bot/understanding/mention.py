"""Something that a message mentions and that can be read without learning: a number, an address, a day."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """`value` is the normal form; start and end count characters of the text it was found in."""

    entity: str
    start: int
    end: int
    value: str

    def overlaps(self, other: "Mention") -> bool:
        return self.start < other.end and other.start < self.end


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Of mentions that overlap, the one that comes first in the list; the kept ones in the text's order."""
    kept: list[Mention] = []
    for mention in mentions:
        if not any(mention.overlaps(other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


def every(entity: str, pattern: re.Pattern[str], text: str) -> Iterator[Mention]:
    """A mention for each match: of its group `it` if the pattern has one, else of the whole."""
    group = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        start, end = match.span(group)
        if end > start:
            yield Mention(entity, start, end, match[group])
