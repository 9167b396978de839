"""Cuts text that arrives in pieces into sentences, each with the `[n]` marks that belong to it."""

import re
from dataclasses import dataclass
from typing import Final

_MARK = re.compile(r"\s*\[(\d{1,3})\]")
_MARKS: Final = r"(?:\s*\[\d{1,3}\])*"
# After an ASCII stop more must have arrived, and it must not be a mark or go on in lower case: 3.5, a@b.example, [1].
_END = re.compile(
    rf"\s*\n\s*"
    rf"|[。！？]+[”’」』）)\"]*{_MARKS}[ \t]*(?=[^\s\[。！？”’」』）)\"])"
    rf"|[.!?]+[\"'”’)]*{_MARKS}[ \t]+(?=[^\s\[a-z])"
)
_NOT_AN_END = re.compile(
    r"(?:^|[\s(\"“])(?:e\.g|i\.e|etc|vs|approx|no|nos|st|ave|rd|mr|mrs|ms|dr|jr|sr|inc|ltd|co|[a-z]|\d{1,2})\.\s*$",
    re.I,
)


@dataclass(frozen=True)
class Sentence:
    """One sentence as it was written."""

    text: str
    """With its marks, trimmed."""
    gap: str
    """The white space that followed."""

    @property
    def bare(self) -> str:
        """Without its marks and without a list's bullet."""
        return re.sub(r"^[-*•]\s+", "", _MARK.sub("", self.text)).strip()

    @property
    def marks(self) -> tuple[int, ...]:
        """The numbers of its marks, in order, each once."""
        return tuple(dict.fromkeys(int(number) for number in _MARK.findall(self.text)))


class SentenceStream:
    """Holds back what is not yet a whole sentence."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[Sentence]:
        """The sentences that `piece` completes."""
        self._rest += piece
        done: list[Sentence] = []
        start = 0
        for end in _END.finditer(self._rest):
            whole = self._rest[start : end.end()]
            if "\n" not in end[0] and _NOT_AN_END.search(self._rest[start : end.start() + 1]):
                continue
            if whole.strip():
                done.append(_sentence(whole))
            start = end.end()
        self._rest = self._rest[start:]
        return done

    def end(self) -> list[Sentence]:
        """What is left when no more comes."""
        rest, self._rest = self._rest, ""
        return [_sentence(rest)] if rest.strip() else []


def _sentence(whole: str) -> Sentence:
    text = whole.rstrip()
    return Sentence(text.lstrip(), whole[len(text) :])
