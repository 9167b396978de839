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
_WARM_UP: Final = 20
_ENCODING, _BARE, _OURS = "encoding the question alone", "bare FAISS + BM25", "Shoptalk's retriever"

Search = tuple[str, Callable[[Question], object]]


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
    """Every question through encoder, bare search and retriever: once as it first comes, then so many times again."""
    embedder = CarriedEncoder()
    retriever, bare = load(folder, embedder), BareSearch(folder, embedder)
    today = datetime.now(UTC).date()
    searches: list[Search] = [
        (_ENCODING, lambda question: embedder.embed([question.text])),
        (_BARE, lambda question: bare.search(question.text, _K)),
        (_OURS, lambda question: retriever.search(question.text, question.language, _K, today)),
    ]
    warm_up, asked = questions()[:_WARM_UP], questions()[_WARM_UP:]
    _go_through(warm_up, searches)
    first = _go_through(asked, searches)
    again = _go_through(asked * passes, searches)
    baseline = first[_BARE]
    shown = [(name, first[name]) for name, _ in searches] + [(f"{_OURS}, its words known from before", again[_OURS])]
    rows = tuple(
        (name, str(one.count), milliseconds(one.median), milliseconds(one.p95), times(one.p95, baseline.p95))
        for name, one in shown
    )
    passages = len((folder / current(folder) / CHUNKS).read_text("utf-8").splitlines())
    note = f"{passages} passages, one thread; both searches encode the question, which is new but for the last row."
    return Table("Retrieval alone", ("Search", "n", "median ms", "p95", "p95 against bare"), rows, notes=(note,))


def _go_through(asked: Sequence[Question], searches: Sequence[Search]) -> dict[str, Timings]:
    seconds: dict[str, list[float]] = {name: [] for name, _ in searches}
    for question in asked:
        for name, search in searches:
            started = time.perf_counter()
            search(question)
            seconds[name].append(time.perf_counter() - started)
    return {name: Timings(tuple(timed)) for name, timed in seconds.items()}
