"""The vector index as one FAISS file, searched exactly."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import faiss
import numpy as np

from knowledge_base.embedder import Vectors
from knowledge_base.errors import IndexUnusable
from knowledge_base.index import Rows

# One query over a shop's documents takes less than a thread's start.
faiss.omp_set_num_threads(1)


class FaissIndex:
    """A `VectorIndex` in memory; Douze et al., "The Faiss library" (2024)."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> Self:
        """Holds `vectors`, shape (n, dimensions), by row."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads what `write` wrote; raises `IndexUnusable` on anything else."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexUnusable(f"{path} cannot be read as a FAISS index") from error
        if not isinstance(index, faiss.IndexFlatIP):
            raise IndexUnusable(f"{path} holds a {type(index).__name__}; wanted is an IndexFlatIP")
        return cls(index)

    def write(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        return int(self._index.d)

    def search(self, query: Vectors, k: int, allowed: Sequence[int] | Rows | None = None) -> tuple[Rows, Vectors]:
        if k < 1 or (allowed is not None and len(allowed) == 0):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        query = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        if allowed is None:
            scores, rows = self._index.search(query, min(k, len(self)))
        else:
            ids = np.ascontiguousarray(allowed, dtype=np.int64)
            chosen = faiss.SearchParameters(sel=faiss.IDSelectorBatch(ids))  # type: ignore[call-arg]  # its stub has no keywords
            scores, rows = self._index.search(query, min(k, len(ids)), params=chosen)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))
        return found
