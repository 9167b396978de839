"""The port that turns text into vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors of one space for both languages. Synchronous and CPU-bound: call it in a thread."""

    @property
    def name(self) -> str:
        """Names model and version: an index built by another name is out of date."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, dimensions), float32, rows of length one."""
        ...
