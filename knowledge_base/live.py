"""The index in use, taken up anew when another was built while serving."""

import logging
import threading
import time
from datetime import date
from pathlib import Path
from typing import Final

from knowledge_base.build import current, load
from knowledge_base.document import Language, Passage
from knowledge_base.embedder import Embedder
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.retriever import Retriever

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at the pointer."""

log = logging.getLogger(__name__)


class LiveRetriever:
    """Searches the index in use; a new one takes its place whole, and a broken one leaves the old one in use."""

    def __init__(self, folder: Path, embedder: Embedder, look_every: float = LOOK_EVERY) -> None:
        self._folder, self._embedder, self._look_every = folder, embedder, look_every
        self._name = current(folder)
        self._retriever = load(folder, embedder)
        self._looked_at = time.monotonic()
        self._loading = threading.Lock()

    @property
    def retriever(self) -> Retriever:
        """The retriever of the build in use. Looks at the pointer at most once in `look_every` seconds."""
        if time.monotonic() - self._looked_at >= self._look_every and self._loading.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._loading.release()
        return self._retriever

    def corrected(self, query: str) -> str:
        """See `Retriever.corrected`."""
        return self._retriever.corrected(query)

    def search(self, query: str, language: Language, k: int, on: date) -> list[Passage]:
        """See `Retriever.search`."""
        return self.retriever.search(query, language, k, on)

    def _renew(self) -> None:
        self._looked_at = time.monotonic()
        try:
            name = current(self._folder)
            if name != self._name:
                self._retriever, self._name = load(self._folder, self._embedder), name
        except KnowledgeBaseError as error:
            log.error("the search index stays as it was: %s", error)
