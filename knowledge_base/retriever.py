"""Finds the passages that a question is about: vectors and words, fused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.bm25 import BM25
from knowledge_base.coverage import Coverage, Covered, Shares
from knowledge_base.document import Chunk, Document, Language, Passage, ScoredLine
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.fusion import fuse
from knowledge_base.index import Rows, VectorIndex
from knowledge_base.nearness import Nearness
from knowledge_base.spelling import Spelling
from knowledge_base.tokens import STOP_WORDS
from knowledge_base.vocabulary import Vocabulary

_ENGLISH = re.compile(r"[A-Za-z]+")
DEPTH: Final = 200
"""Lines that the vector index is asked for."""
WEIGHTS: Final = (1.0, 1.0, 1.0, 2.0)
"""What each ranking counts: vectors, words of the chunk, words of its best line, share of the question covered."""


class PassageSearch(Protocol):
    """Anything that finds passages."""

    def corrected(self, query: str) -> str:
        """The query without its typing slips."""
        ...

    def search(self, query: str, language: Language, k: int, on: date) -> list[Passage]: ...


class Retriever:
    """Searches one built index; holds no state but caches, so it may be used from several threads."""

    def __init__(
        self,
        chunks: Sequence[Chunk],
        index: VectorIndex,
        words: Mapping[str, Vectors],
        embedder: Embedder,
        vocabulary: Vocabulary,
    ) -> None:
        self._chunks = tuple(chunks)
        self._index, self._embedder, self._vocabulary = index, embedder, vocabulary
        self._owner = np.repeat(np.arange(len(chunks)), [len(chunk.lines) for chunk in chunks])
        self._rows = np.split(np.arange(len(self._owner)), np.cumsum([len(chunk.lines) for chunk in chunks])[:-1])
        by_chunk, by_line = chunk_terms(chunks, vocabulary), line_terms(chunks, vocabulary)
        self._by_chunk, self._by_line = BM25(by_chunk), BM25(by_line)
        # Compared once for both: most of what either costs is this.
        self._nearness = Nearness([*by_chunk, *by_line], words, self._by_chunk, embedder, vocabulary)
        self._chunk_coverage = Coverage(by_chunk, self._nearness)
        self._line_coverage = Coverage(by_line, self._nearness)
        self._spelling = Spelling(_known_words(chunks, vocabulary))
        self._open_chunks = lru_cache(maxsize=16)(self._find_open_chunks)

    def corrected(self, query: str) -> str:
        """The query without typing slips in words that the documents or the vocabulary know."""
        return self._spelling.corrected(query)

    def search(self, query: str, language: Language, k: int, on: date) -> list[Passage]:
        """The `k` passages that fit `query` best, the best first, among the editions that hold on the day.

        A document that has no twin in the shopper's language is searched in the other one.
        """
        open_chunks, open_rows = self._open_chunks(language, on)
        if not query.strip() or not len(open_chunks):
            return []
        terms, near = self._vocabulary.query_terms(query), self._nearness.of(query)
        asked = _Asked(
            vector=self._embedder.embed([query])[0],
            lexical=self._by_line.scores(terms),
            line_coverage=self._line_coverage.of(near).shares,
            chunk_coverage=self._chunk_coverage.of(near),
        )
        rankings = [
            self._nearest(asked.vector, open_rows),
            _ranked(self._by_chunk.scores(terms), open_chunks),
            _ranked(self._best_line(asked.lexical), open_chunks),
            _ranked(self._best_line(asked.line_coverage), open_chunks),
        ]
        best = list(fuse(rankings, WEIGHTS).items())[:k]
        return [self._passage(number, score, asked) for number, score in best]

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

    def _passage(self, number: int, score: float, asked: "_Asked") -> Passage:
        chunk, rows = self._chunks[number], self._rows[number]
        similarities = self._index.vectors(rows) @ asked.vector
        lines = tuple(
            ScoredLine(line, float(similarity), float(asked.lexical[row]), float(asked.line_coverage[row]))
            for line, similarity, row in zip(chunk.lines, similarities, rows, strict=True)
        )
        return Passage(
            chunk,
            score,
            float(similarities.max()),
            float(asked.chunk_coverage.shares[number]),
            int(asked.chunk_coverage.met[number]),
            lines,
        )


@dataclass(frozen=True)
class _Asked:
    """A question's vector, and every line and chunk scored for it."""

    vector: Vectors
    lexical: NDArray[np.float32]
    line_coverage: Shares
    chunk_coverage: Covered


def chunk_terms(chunks: Sequence[Chunk], vocabulary: Vocabulary) -> list[list[str]]:
    """The terms of each chunk with its headings."""
    return [vocabulary.terms(f"{headings(chunk)}\n{chunk.text}") for chunk in chunks]


def line_terms(chunks: Sequence[Chunk], vocabulary: Vocabulary) -> list[list[str]]:
    """The terms of each line with its headings and what introduces it."""
    return [
        vocabulary.terms(f"{headings(chunk)}\n{line.lead}\n{line.text}") for chunk in chunks for line in chunk.lines
    ]


def _known_words(chunks: Sequence[Chunk], vocabulary: Vocabulary) -> set[str]:
    texts = [f"{headings(chunk)} {chunk.text}" for chunk in chunks]
    return {*_ENGLISH.findall(" ".join(texts)), *vocabulary.english_words(), *STOP_WORDS}


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
