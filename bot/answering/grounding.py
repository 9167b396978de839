"""Holds every sentence of an answer against the passages that it cites."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np

from bot.answering.facts import Fact, FactKind, facts
from bot.answering.sentence_stream import Sentence
from knowledge_base.document import Chunk
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.retriever import headings
from knowledge_base.tokens import tokens
from knowledge_base.vocabulary import Vocabulary

NEAR: Final = 0.45
"""Cosine that a reworded sentence must have to some line of what it cites."""
SUPPORTED: Final = 0.5
"""The share of its words that its passages must hold, by word, meaning or near word."""
NEAR_WORD: Final = 0.6

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|unless|except|excluded|excluding|unable|\w+n['’]t"
    r"|refuse[sd]?|impossible|ineligible)\b|不|没|无(?!论|需|须)|未|非(?!常)|除外|除[^了]{1,12}外|勿|禁止|拒",
    re.I,
)


class Refusal(StrEnum):
    """Why a sentence is not said."""

    FACT = "fact"  # a number, date, amount or address that the passages do not hold
    NEGATION = "negation"  # it denies what the passage affirms, or the other way round
    UNSUPPORTED = "unsupported"  # the passages do not speak of it
    NO_SOURCE = "no source"  # it cites a passage that was not given


@dataclass(frozen=True)
class Verdict:
    """What the check found; `refusal` is None for a sentence that may be said."""

    refusal: Refusal | None
    detail: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    """The lines it stands on: the number of the source, from 0, and the line's place in it."""

    @property
    def holds(self) -> bool:
        return self.refusal is None


class Grounding:
    """The check; stateless but for a cache of word vectors. Synchronous and CPU-bound: call it in a thread."""

    def __init__(self, embedder: Embedder, vocabulary: Vocabulary) -> None:
        self._embedder, self._vocabulary = embedder, vocabulary
        self._vector = lru_cache(maxsize=10_000)(lambda text: embedder.embed([text])[0])

    def check(self, sentence: Sentence, sources: Sequence[Chunk]) -> Verdict:
        """Whether `sentence` says what its marks' sources say; without marks, what any one of the sources says."""
        if any(not 1 <= mark <= len(sources) for mark in sentence.marks):
            return Verdict(Refusal.NO_SOURCE, f"marks {sentence.marks} of {len(sources)} sources")
        cited = [mark - 1 for mark in sentence.marks] or range(len(sources))
        quoted = _quoted(sentence.bare, cited, sources)
        if quoted is not None:
            return Verdict(None, lines=quoted)
        verdicts = [self._reworded(sentence, cited, sources)] if sentence.marks else [
            self._reworded(sentence, [source], sources) for source in cited
        ]  # fmt: skip
        return next((verdict for verdict in verdicts if verdict.holds), verdicts[0] if verdicts else _nothing())

    def _reworded(self, sentence: Sentence, cited: Sequence[int], sources: Sequence[Chunk]) -> Verdict:
        said = sentence.bare
        missing = _missing(facts(said), facts("\n".join(_whole(sources[number]) for number in cited)))
        if missing:
            return Verdict(Refusal.FACT, ", ".join(sorted(f"{fact.kind}: {fact.value}" for fact in missing)))
        lines = [(number, place) for number in cited for place in range(len(sources[number].lines))]
        if not lines:
            return _nothing()
        nearness = self._nearness(said, [sources[number].lines[place].text for number, place in lines])
        best = max(range(len(lines)), key=lambda index: float(nearness[index]))
        number, place = lines[best]
        if float(nearness[best]) < NEAR or self._support(said, [sources[number] for number in cited]) < SUPPORTED:
            return Verdict(Refusal.UNSUPPORTED, f"nearest: {sources[number].lines[place].text}")
        line = sources[number].lines[place]
        if _denies(said) != _denies(f"{line.lead} {line.text}"):
            return Verdict(Refusal.NEGATION, f"nearest: {line.text}")
        return Verdict(None, lines=((number, place),))

    def _nearness(self, said: str, lines: Sequence[str]) -> Vectors:
        vectors = self._embedder.embed([said, *lines])
        near: Vectors = vectors[1:] @ vectors[0]
        return near

    def _support(self, said: str, sources: Sequence[Chunk]) -> float:
        """The share of the sentence's words that the sources hold."""
        words = list(dict.fromkeys(tokens(said)))
        if not words:
            return 1.0
        text = "\n".join(_whole(source) for source in sources)
        held, meanings = set(tokens(text)), self._vocabulary.meanings(text)
        known = [word for word in words if word in held or self._vocabulary.meanings(word) & meanings]
        strange = [word for word in words if word not in known]
        if strange and held:
            near = self._vectors(strange) @ self._vectors(sorted(held)).T
            known.extend(word for word, row in zip(strange, near, strict=True) if float(row.max()) >= NEAR_WORD)
        return len(known) / len(words)

    def _vectors(self, words: Sequence[str]) -> Vectors:
        return np.vstack([self._vector(word) for word in words])


def _nothing() -> Verdict:
    return Verdict(Refusal.UNSUPPORTED, "no source")


def _whole(chunk: Chunk) -> str:
    return f"{headings(chunk)}\n{chunk.text}"


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip(":：-—").lower()


def _quoted(said: str, cited: Sequence[int], sources: Sequence[Chunk]) -> tuple[tuple[int, int], ...] | None:
    """The lines that a word-for-word sentence stands on: none for a heading, None if it is not word for word."""
    plain = _plain(said)
    for number in cited:
        source = sources[number]
        lines = [(number, place) for place, line in enumerate(source.lines) if plain == _plain(line.text)]
        if lines:
            return (lines[0],)
        if plain in (_plain(source.heading), *(_plain(line.lead) for line in source.lines)):
            return ()
    return None


def _missing(said: frozenset[Fact], held: frozenset[Fact]) -> set[Fact]:
    return {fact for fact in said if fact not in held and not _held_otherwise(fact, held)}


def _held_otherwise(fact: Fact, held: frozenset[Fact]) -> bool:
    """A date without its year, and a bare number that is measured in the passage, are the same fact said shorter."""
    if fact.kind is FactKind.DATE:
        return any(other.kind is FactKind.DATE and other.value.endswith(f" {fact.value}") for other in held)
    if fact.kind is FactKind.NUMBER:
        return any(other.value.split()[-1 if other.kind is FactKind.MONEY else 0] == fact.value for other in held)
    return False


def _denies(text: str) -> bool:
    return _NEGATION.search(text) is not None
