"""One form for the many ways of typing the same: full-width, capitals, zero-width and traditional characters."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("traditional.txt")
_APOSTROPHES = dict.fromkeys(map(ord, "‘’ʼ`´"), "'")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Folded:
    """A text in its folded form, and where each of its characters stood in the text as typed."""

    text: str
    origins: tuple[int, ...]
    """For each folded character the index of the typed one, and at last the length of the typed text."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where folded[start:end] stood in the text as typed; not for empty spans."""
        return self.origins[start], self.origins[end - 1] + 1


def fold(text: str) -> Folded:
    """NFKC, lower case, simplified, without characters that cannot be seen; every character can be traced back."""
    characters: list[str] = []
    origins: list[int] = []
    for index, typed in enumerate(text):
        for character in unicodedata.normalize("NFKC", typed).lower().translate(_translation()):
            if unicodedata.category(character) in ("Cf", "Cc", "Mn") and not character.isspace():
                continue
            characters.append(" " if character.isspace() else character)
            origins.append(index)
    return Folded("".join(characters), (*origins, len(text)))


def plain(text: str) -> str:
    """The folded text with single spaces."""
    return _SPACES.sub(" ", fold(text).text).strip()


@cache
def _translation() -> dict[int, str]:
    lines = [line for line in _TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    pairs = zip("".join(lines[0::2]), "".join(lines[1::2]), strict=True)
    return {ord(traditional): simplified for traditional, simplified in pairs} | _APOSTROPHES
