"""Retrieval alone against bare FAISS plus BM25 on the same vectors and texts."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import faiss
import numpy as np

from knowledge_base.bm25 import BM25
from knowledge_base.build import CHUNKS, VECTORS, current, load
from knowledge_base.carried_encoder import CarriedEncoder
from knowledge_base.embedder import Embedder
from knowledge_base.fusion import fuse
from knowledge_base.tokens import tokens
from tests.bench.figures import Timings, milliseconds, times
from tests.bench.questions import Question, questions
from tests.bench.table import Table

_K: Final = 6
"""Passages asked for."""


class BareSearch:
    """FAISS over the index's vectors and BM25 over its passages, joined by rank: no more than a tutorial's search."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        build = folder / current(folder)
        rows = [json.loads(line) for line in (build / CHUNKS).read_text("utf-8").splitlines()]
        self._index = faiss.read_index(str(build / VECTORS))
        self._owner = np.repeat(np.arange(len(rows)), [len(row["lines"]) for row in rows])
        self._words = BM25([tokens(row["text"]) for row in rows])
        self._embedder = embedder

    def search(self, question: str, k: int) -> list[int]:
        """The numbers of the `k` best passages."""
        vector = self._embedder.embed([question])
        _, found = self._index.search(vector, 4 * k)
        near = list(dict.fromkeys(self._owner[found[0]].tolist()))
        scores = self._words.scores(dict.fromkeys(tokens(question), 1.0))
        worded = [int(number) for number in np.argsort(-scores)[: 2 * k]]
        return list(fuse([near, worded]))[:k]


def measure_retrieval(folder: Path, passes: int) -> Table:
    """Every question through encoder, bare search and retriever, one after the other."""
    embedder = CarriedEncoder()
    retriever, bare = load(folder, embedder), BareSearch(folder, embedder)
    today = datetime.now(UTC).date()
    asked = questions()
    measured: list[tuple[str, Callable[[Question], object]]] = [
        ("encoding the question alone", lambda question: embedder.embed([question.text])),
        ("bare FAISS + BM25", lambda question: bare.search(question.text, _K)),
        ("the product's retriever", lambda question: retriever.search(question.text, question.language, _K, today)),
    ]
    # Once untimed: caches that a running service has filled.
    _go_through(asked, measured, 1)
    timed = _go_through(asked, measured, passes)
    baseline = timed["bare FAISS + BM25"]
    rows = tuple(
        (name, str(one.count), milliseconds(one.median), milliseconds(one.p95), times(one.p95, baseline.p95))
        for name, one in timed.items()
    )
    note = f"Over {retriever_size(folder)} passages; both searches encode the question first."
    return Table("Retrieval alone", ("Search", "n", "median ms", "p95", "p95 against bare"), rows, notes=(note,))


def retriever_size(folder: Path) -> int:
    """Passages in the index."""
    return len((folder / current(folder) / CHUNKS).read_text("utf-8").splitlines())


def _go_through(
    asked: Sequence[Question], measured: Sequence[tuple[str, Callable[[Question], object]]], passes: int
) -> dict[str, Timings]:
    seconds: dict[str, list[float]] = {name: [] for name, _ in measured}
    for _ in range(passes):
        for question in asked:
            for name, search in measured:
                started = time.perf_counter()
                search(question)
                seconds[name].append(time.perf_counter() - started)
    return {name: Timings(tuple(timed)) for name, timed in seconds.items()}
