"""How much of a question a text speaks of: word by word, where a near word counts by how near it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import BM25
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.tokens import tokens
from knowledge_base.vocabulary import Vocabulary, is_meaning, meaning_term

HEAVIEST: Final = 6.0
"""The most that one word of a question counts: a rare word may be a typo as well as the point."""

_OUTRIGHT: Final = 0.99

Shares = NDArray[np.float32]


@dataclass(frozen=True)
class Covered:
    """How much of a question each text speaks of."""

    shares: Shares
    """0 to 1, near words counted by how near they are."""
    met: NDArray[np.int64]
    """How many of the things asked it names outright."""


@dataclass(frozen=True)
class _Asked:
    """Something that a question speaks of."""

    term: str
    same: tuple[str, ...]
    """Terms that mean the same."""


class Coverage:
    """Tells for every text of a fixed collection how much of a question it speaks of, 0 to 1."""

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        words: Mapping[str, Vectors],
        lexicon: BM25,
        embedder: Embedder,
        vocabulary: Vocabulary,
    ) -> None:
        self._lexicon, self._vocabulary = lexicon, vocabulary
        terms = sorted({term for text in texts for term in text})
        self._number = {term: number for number, term in enumerate(terms)}
        nothing = np.zeros(embedder.dimensions, dtype=np.float32)
        self._vectors = np.vstack([words.get(term, nothing) for term in terms])
        # A text without a word would leave reduceat no slice: a term that nothing is near to stands in for it.
        lengths = [max(len(set(text)), 1) for text in texts]
        self._terms = np.array(
            [self._number[term] for text in texts for term in (set(text) or {terms[0]})], dtype=np.int64
        )
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        self._vector = lru_cache(maxsize=10_000)(lambda word: embedder.embed([word])[0])

    def of(self, question: str) -> Covered:
        """What each text covers; nothing asked is nothing covered."""
        asked = self._asked(question)
        if not asked:
            texts = len(self._starts)
            return Covered(np.zeros(texts, dtype=np.float32), np.zeros(texts, dtype=np.int64))
        weights = np.array([min(self._lexicon.weight(each.term), HEAVIEST) for each in asked], dtype=np.float32)
        nearness = np.maximum.reduceat(self._nearness(asked)[:, self._terms], self._starts, axis=1)
        shares: Shares = weights @ nearness / weights.sum()
        return Covered(shares, (nearness >= _OUTRIGHT).sum(axis=0))

    def _asked(self, question: str) -> list[_Asked]:
        words = list(dict.fromkeys(tokens(question)))
        by_word = {word: self._vocabulary.meanings(word) for word in words}
        known = set().union(*by_word.values())
        # What only several words together mean, such as "send back", is asked beside them.
        phrases = sorted(self._vocabulary.meanings(question) - known)
        return [
            *(_Asked(word, tuple(meaning_term(meaning) for meaning in by_word[word])) for word in words),
            *(_Asked(meaning_term(phrase), ()) for phrase in phrases),
        ]

    def _nearness(self, asked: Sequence[_Asked]) -> NDArray[np.float32]:
        """Of every asked term to every term of the texts, 0 to 1."""
        nothing = np.zeros(self._vectors.shape[1], dtype=np.float32)
        vectors = np.vstack([nothing if is_meaning(each.term) else self._vector(each.term) for each in asked])
        nearness: NDArray[np.float32] = np.clip(vectors @ self._vectors.T, 0, 1)
        for row, each in enumerate(asked):
            same = [self._number[term] for term in (each.term, *each.same) if term in self._number]
            nearness[row, same] = 1
        return nearness


def words_of(texts: Sequence[Sequence[str]]) -> list[str]:
    """The words of a collection whose vectors `Coverage` wants, sorted."""
    return sorted({term for text in texts for term in text if not is_meaning(term)})
