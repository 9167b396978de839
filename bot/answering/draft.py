"""An answer while it is being written: checked sentences only, their sources numbered as they are first named."""

import re
from collections.abc import Sequence
from typing import Final

from bot.answering.grounding import Verdict
from bot.answering.sentence_stream import Sentence
from bot.dialogue.parts import Citation
from bot.language import Language, detect
from knowledge_base.document import Chunk, Passage

_MARK = re.compile(r"\[(\d{1,3})\]")
_ITEM = re.compile(r"- |\d{1,2}\. ")
_NOTE: Final[dict[Language, str]] = {
    "en": "Our documents have this in Chinese only; word for word:",
    "zh": "这部分内容目前只有英文，原文如下：",
}
LONGEST: Final = 2000
"""Characters, beyond which no sentence is taken any more."""


class Draft:
    """Collects sentences that were checked, and what they stand on."""

    def __init__(self, language: Language, passages: Sequence[Passage]) -> None:
        self._language = language
        self._chunks = [passage.chunk for passage in passages]
        self._text = ""
        self._numbers: dict[int, int] = {}
        self._lines: dict[int, set[int]] = {}

    @property
    def text(self) -> str:
        return self._text.rstrip()

    @property
    def full(self) -> bool:
        return len(self._text) >= LONGEST

    def add(self, sentence: Sentence, verdict: Verdict) -> str:
        """Takes a sentence that holds; returns what it adds to the text, numbered anew."""
        sources = [mark - 1 for mark in sentence.marks] or [number for number, _ in verdict.lines[:1]]
        note = self._note(sentence, sources)
        for source in sources:
            self._numbers.setdefault(source, len(self._numbers) + 1)
            self._lines.setdefault(source, set())
        for source, line in verdict.lines:
            self._lines.setdefault(source, set()).add(line)
        words = _MARK.sub(lambda mark: f"[{self._numbers[int(mark[1]) - 1]}]", sentence.text)
        if not sentence.marks and sources:
            words = f"{words} [{self._numbers[sources[0]]}]"
        # A single line break would join two paragraphs in Markdown; items of a list stand close.
        gap = "\n" if _ITEM.match(words) or words.endswith((":", "：")) else (sentence.gap or " ")
        added = f"{self._after_list(words)}{note}{words}{gap}"
        self._text += added
        return added

    def _after_list(self, words: str) -> str:
        """An empty line where a list ends: Markdown would take what follows for more of its last item."""
        last = self._text.rstrip("\n").rpartition("\n")[2]
        ends = bool(_ITEM.match(last)) and not _ITEM.match(words) and not self._text.endswith("\n\n")
        return "\n" if ends else ""

    def citations(self) -> tuple[Citation, ...]:
        """Where the sentences come from, with the words they stand on."""
        return tuple(
            self._citation(self._chunks[source], number, self._lines[source])
            for source, number in sorted(self._numbers.items(), key=lambda pair: pair[1])
        )

    def _citation(self, chunk: Chunk, number: int, lines: set[int]) -> Citation:
        return Citation(number, chunk.document.id, chunk.document.title, _quote(chunk, lines), chunk.document.url)

    def _note(self, sentence: Sentence, sources: Sequence[int]) -> str:
        """Said once, before the first words that are quoted in the other language."""
        foreign = any(self._chunks[source].document.language != self._language for source in sources)
        if self._text or not foreign or detect(sentence.bare, self._language) == self._language:
            return ""
        return f"{_NOTE[self._language]}\n\n"


def _quote(chunk: Chunk, lines: set[int]) -> str:
    """Word for word, from the first to the last line that was used; the whole passage where none is known."""
    if not lines:
        return chunk.text
    first, last = chunk.lines[min(lines)].text, chunk.lines[max(lines)].text
    start = chunk.text.find(first)
    end = chunk.text.find(last, start)
    return chunk.text[start : end + len(last)]
