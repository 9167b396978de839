"""The port to whatever finds the nearest vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge_base.embedder import Vectors

Rows = NDArray[np.int64]


class VectorIndex(Protocol):
    """Vectors by row number, searched by inner product. Synchronous: call it in a thread."""

    def __len__(self) -> int: ...

    @property
    def dimensions(self) -> int: ...

    def search(self, query: Vectors, k: int, allowed: Sequence[int] | Rows | None = None) -> tuple[Rows, Vectors]:
        """The `k` rows nearest to one vector of shape (dimensions,) and their inner products, the nearest first.

        With `allowed`, only those rows are looked at; fewer than `k` come back where there are fewer.
        """
        ...

    def vectors(self, rows: Sequence[int] | Rows) -> Vectors:
        """The vectors of these rows, in this order."""
        ...
