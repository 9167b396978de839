"""Any sentence-transformers model as an embedder; needs the `models` extra."""

from collections.abc import Sequence

import numpy as np
from sentence_transformers import SentenceTransformer

from knowledge_base.embedder import Vectors
from knowledge_base.errors import EncoderUnusable

_BATCH = 32


class SentenceTransformerEmbedder:
    """Embeds with the model of this name or in this folder, on `device` ("cpu", "cuda", "cuda:1", "mps")."""

    def __init__(self, model: str, device: str = "cpu") -> None:
        try:
            self._model = SentenceTransformer(model, device=device)
        except (OSError, ValueError, RuntimeError) as error:
            raise EncoderUnusable(f"{model!r} cannot be loaded on {device}: {error}") from error
        self._name = model

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        dimensions = self._model.get_embedding_dimension()
        if dimensions is None:
            raise EncoderUnusable(f"{self._name!r} does not tell how many dimensions its vectors have")
        return dimensions

    @property
    def model(self) -> SentenceTransformer:
        """The model itself, for its export."""
        return self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        vectors: Vectors = self._model.encode(
            list(texts), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return vectors.astype(np.float32)
