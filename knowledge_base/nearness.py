"""How near what a question asks is to the words of a collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import BM25
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.vocabulary import Vocabulary, is_meaning, meaning_term

HEAVIEST: Final = 6.0
"""The most that one word of a question counts: a rare word may be a typo as well as the point."""

_MOST_NEW_WORDS: Final = 10_000


@dataclass(frozen=True)
class Asked:
    """What a question asks, word by word and meaning by meaning."""

    weights: NDArray[np.float32]
    """How much each counts, shape (asked,)."""
    nearness: NDArray[np.float32]
    """How near each is to every term of the collection, 0 to 1, shape (asked, terms)."""


@dataclass(frozen=True)
class _Named:
    """Something that a question speaks of."""

    term: str
    same: tuple[str, ...]
    """Terms that mean the same."""


class Nearness:
    """Compares questions with the terms of a fixed collection; `words` are the vectors of those that are words."""

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        words: Mapping[str, Vectors],
        lexicon: BM25,
        embedder: Embedder,
        vocabulary: Vocabulary,
    ) -> None:
        self._lexicon, self._embedder, self._vocabulary = lexicon, embedder, vocabulary
        self.terms = sorted({term for text in texts for term in text})
        self.number = {term: number for number, term in enumerate(self.terms)}
        self._nothing = np.zeros(embedder.dimensions, dtype=np.float32)
        self._vectors = np.vstack([words.get(term, self._nothing) for term in self.terms])
        self._words = words
        self._new_words: dict[str, Vectors] = {}

    def of(self, question: str) -> Asked:
        """Of each word asked, and of each meaning that only several of them have."""
        named = self._named(question)
        weights = np.array([min(self._lexicon.weight(each.term), HEAVIEST) for each in named], dtype=np.float32)
        return Asked(weights, self._to_terms(named))

    def _named(self, question: str) -> list[_Named]:
        words = self._vocabulary.words(question)
        known = set().union(*(self._vocabulary.meanings(word) for word in words))
        # What only several words together mean, such as "send back", is asked beside them.
        phrases = sorted(self._vocabulary.meanings(question) - known)
        return [
            *(_Named(word, tuple(map(meaning_term, sorted(meanings)))) for word, meanings in words.items()),
            *(_Named(meaning_term(phrase), ()) for phrase in phrases),
        ]

    def _to_terms(self, named: Sequence[_Named]) -> NDArray[np.float32]:
        vectors = self._vectors_of([each.term for each in named])
        nearness: NDArray[np.float32] = np.clip(vectors @ self._vectors.T, 0, 1)
        for row, each in enumerate(named):
            same = [self.number[term] for term in (each.term, *each.same) if term in self.number]
            nearness[row, same] = 1
        return nearness

    def _vectors_of(self, terms: Sequence[str]) -> Vectors:
        """Words that neither the collection nor an earlier question had are encoded at once: each call costs anew."""
        found = {term: self._known_vector(term) for term in terms}
        new = [term for term, vector in found.items() if vector is None]
        if new:
            encoded = dict(zip(new, self._embedder.embed(new), strict=True))
            if len(self._new_words) + len(new) > _MOST_NEW_WORDS:
                self._new_words.clear()
            self._new_words |= encoded
            found |= encoded
        return np.array([found[term] for term in terms], dtype=np.float32).reshape(len(terms), len(self._nothing))

    def _known_vector(self, term: str) -> Vectors | None:
        if is_meaning(term):
            return self._nothing
        vector = self._words.get(term)
        return self._new_words.get(term) if vector is None else vector


def words_of(texts: Sequence[Sequence[str]]) -> list[str]:
    """The words of a collection whose vectors `Nearness` wants, sorted."""
    return sorted({term for text in texts for term in text if not is_meaning(term)})
