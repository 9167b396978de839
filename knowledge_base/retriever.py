"""Finds the passages that a question is about: vectors and words, fused."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import BM25
from knowledge_base.document import Chunk, Document, Language, Passage, ScoredLine
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.fusion import fuse
from knowledge_base.index import Rows, VectorIndex
from knowledge_base.vocabulary import Vocabulary

DEPTH: Final = 200
"""Lines that the vector index is asked for."""


class PassageSearch(Protocol):
    """Anything that finds passages."""

    def search(self, query: str, language: Language, k: int, on: date) -> list[Passage]: ...


class Retriever:
    """Searches one built index; holds no state but caches, so it may be used from several threads."""

    def __init__(self, chunks: Sequence[Chunk], index: VectorIndex, embedder: Embedder, vocabulary: Vocabulary) -> None:
        self._chunks = tuple(chunks)
        self._index, self._embedder, self._vocabulary = index, embedder, vocabulary
        self._owner = np.repeat(np.arange(len(chunks)), [len(chunk.lines) for chunk in chunks])
        self._rows = np.split(np.arange(len(self._owner)), np.cumsum([len(chunk.lines) for chunk in chunks])[:-1])
        self._by_chunk = BM25([vocabulary.terms(f"{headings(chunk)}\n{chunk.text}") for chunk in chunks])
        self._by_line = BM25(
            [vocabulary.terms(f"{headings(chunk)}\n{line.text}") for chunk in chunks for line in chunk.lines]
        )
        self._open_chunks = lru_cache(maxsize=16)(self._find_open_chunks)

    @property
    def vocabulary(self) -> Vocabulary:
        return self._vocabulary

    @property
    def lexicon(self) -> BM25:
        """How telling each word is among these documents."""
        return self._by_chunk

    def search(self, query: str, language: Language, k: int, on: date) -> list[Passage]:
        """The `k` passages that fit `query` best, the best first, among the editions that hold on the day.

        A document that has no twin in the shopper's language is searched in the other one.
        """
        open_chunks, open_rows = self._open_chunks(language, on)
        if not query.strip() or not len(open_chunks):
            return []
        vector = self._embedder.embed([query])[0]
        terms = self._vocabulary.query_terms(query)
        line_scores = self._by_line.scores(terms)
        rankings = [
            self._nearest(vector, open_rows),
            _ranked(self._by_chunk.scores(terms), open_chunks),
            _ranked(self._best_line(line_scores), open_chunks),
        ]
        best = list(fuse(rankings).items())[:k]
        return [self._passage(number, score, vector, line_scores) for number, score in best]

    def _find_open_chunks(self, language: Language, on: date) -> tuple[Rows, Rows]:
        documents = {chunk.document for chunk in self._chunks}
        readable = _readable([document for document in documents if document.holds_on(on)], language)
        is_open = np.array([chunk.document in readable for chunk in self._chunks], dtype=bool)
        return np.flatnonzero(is_open), np.flatnonzero(is_open[self._owner])

    def _nearest(self, vector: Vectors, open_rows: Rows) -> list[int]:
        rows, _ = self._index.search(vector, DEPTH, open_rows)
        return list(dict.fromkeys(self._owner[rows].tolist()))

    def _best_line(self, line_scores: NDArray[np.float32]) -> NDArray[np.float32]:
        best = np.zeros(len(self._chunks), dtype=np.float32)
        np.maximum.at(best, self._owner, line_scores)
        return best

    def _passage(self, number: int, score: float, vector: Vectors, line_scores: NDArray[np.float32]) -> Passage:
        chunk, rows = self._chunks[number], self._rows[number]
        similarities = self._index.vectors(rows) @ vector
        lines = tuple(
            ScoredLine(line, float(similarity), float(line_scores[row]))
            for line, similarity, row in zip(chunk.lines, similarities, rows, strict=True)
        )
        return Passage(chunk, score, float(similarities.max()), lines)


def headings(chunk: Chunk) -> str:
    """All that stands above a chunk."""
    return " ".join([chunk.document.title, *chunk.section])


def line_vectors(chunks: Sequence[Chunk], embedder: Embedder) -> Vectors:
    """One vector for each line of these chunks: the mean of the line under its heading, its chunk and its headings.

    So its product with a query is the mean of three cosines, and a chunk's best line tells how near the chunk is.
    """
    lines = embedder.embed([f"{chunk.heading}: {line.text}" for chunk in chunks for line in chunk.lines])
    wholes = embedder.embed([f"{headings(chunk)}\n{chunk.text}" for chunk in chunks])
    above = embedder.embed([headings(chunk) for chunk in chunks])
    owner = np.repeat(np.arange(len(chunks)), [len(chunk.lines) for chunk in chunks])
    mean: Vectors = (lines + wholes[owner] + above[owner]) / np.float32(3)
    return mean


def _readable(documents: Sequence[Document], language: Language) -> set[Document]:
    """Those in the language, and those that have no twin in it."""
    own = {document.id for document in documents if document.language == language}
    return {document for document in documents if document.language == language or document.id not in own}


def _ranked(scores: NDArray[np.float32], among: Rows) -> list[int]:
    order = among[np.argsort(-scores[among], kind="stable")]
    return [int(number) for number in order if scores[number] > 0]
