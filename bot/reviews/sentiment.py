"""Whether a sentence praises, blames or does neither: a small head on the encoder, trained on our own sentences."""

import csv
import hashlib
import logging
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from bot.errors import ConfigurationError
from bot.reviews.opinions import OpinionWords, plain
from knowledge_base.embedder import Embedder, Vectors

log = logging.getLogger(__name__)

_VERSION: Final = "1"
"""Changes with the features below, so that a head saved by older code is trained anew."""
_HASHED: Final = 8192
_GRAMS: Final = (1, 2, 3, 4)
_LEXICON_WEIGHT, _GRAM_WEIGHT, _VECTOR_WEIGHT = 0.6, 1.0, 2.0
_ROUNDS, _STEP, _DECAY = 300, 0.5, 2e-3


class Label(StrEnum):
    """What a sentence says of the thing; the order is that of the model's columns."""

    POSITIVE = "pos"  # praises
    NEGATIVE = "neg"  # blames
    NEUTRAL = "neu"  # neither, or both


LABELS: Final = tuple(Label)


@dataclass(frozen=True)
class Sentiment:
    """Probabilities that a sentence praises, blames, or does neither."""

    positive: float
    negative: float
    neutral: float

    @property
    def label(self) -> Label:
        return LABELS[int(np.argmax([self.positive, self.negative, self.neutral]))]

    @property
    def lean(self) -> float:
        """-1 (blames) to 1 (praises)."""
        return self.positive - self.negative


@dataclass(frozen=True)
class Example:
    """A labelled sentence."""

    text: str
    label: Label


def read_examples(folder: Path) -> list[Example]:
    """Reads sentences.*.tsv; raises `ConfigurationError` naming the line that is wrong."""
    return [example for path in sorted(folder.glob("sentences.*.tsv")) for example in _read(path)]


def _read(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    examples = []
    for number, row in enumerate(rows, start=2):
        if row.get("label") not in LABELS or not row.get("sentence"):
            raise ConfigurationError(
                f"{path.name}, line {number}: wants a label ({', '.join(LABELS)}), a tab, a sentence"
            )
        examples.append(Example(row["sentence"], Label(row["label"])))
    return examples


class SentimentModel:
    """Multinomial logistic regression over the encoder's vector, hashed character n-grams and the opinion words."""

    def __init__(self, words: OpinionWords, weights: Vectors) -> None:
        self._words, self._weights = words, weights

    @classmethod
    def ready(cls, embedder: Embedder, sentences: Path, models: Path) -> Self:
        """Loads the head for this encoder and these sentences from `models`; trains it (seconds) when there is none."""
        words = OpinionWords.load(sentences / "opinions.yml")
        saved = models / f"sentiment-{_fingerprint(embedder, sentences)}.npz"
        weights = _load(saved)
        if weights is None:
            weights = cls.train(embedder, words, read_examples(sentences))._weights
            models.mkdir(parents=True, exist_ok=True)
            part = models / f".{saved.stem}-{os.getpid()}.npz"  # another process may be at the same
            np.savez(part, weights=weights)
            part.replace(saved)
        return cls(words, weights)

    @classmethod
    def train(cls, embedder: Embedder, words: OpinionWords, examples: Sequence[Example]) -> Self:
        texts = [example.text for example in examples]
        features = _features(words, texts, embedder.embed(texts))
        labels = np.array([LABELS.index(example.label) for example in examples])
        return cls(words, _fit(features, labels))

    def judge(self, texts: Sequence[str], vectors: Vectors) -> list[Sentiment]:
        """One for each text; `vectors` are the encoder's for the same texts."""
        if not texts:
            return []
        odds = _softmax(_features(self._words, texts, vectors) @ self._weights)
        return [Sentiment(*(float(p) for p in row)) for row in odds]


def _features(words: OpinionWords, texts: Sequence[str], vectors: Vectors) -> Vectors:
    blocks = (
        _VECTOR_WEIGHT * vectors,
        _GRAM_WEIGHT * _grams(texts),
        _LEXICON_WEIGHT * words.features(texts),
        np.ones((len(texts), 1), dtype=np.float32),
    )
    return np.hstack(blocks).astype(np.float32)


def _grams(texts: Sequence[str]) -> Vectors:
    table = np.zeros((len(texts), _HASHED), dtype=np.float32)
    for row, text in enumerate(texts):
        padded = f" {plain(text)} "
        for size in _GRAMS:
            for start in range(len(padded) - size + 1):
                table[row, zlib.crc32(padded[start : start + size].encode()) % _HASHED] = 1.0
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    return np.asarray(table / np.where(norms == 0, 1.0, norms), dtype=np.float32)


def _fit(features: Vectors, labels: NDArray[np.intp]) -> Vectors:
    """Full-batch gradient descent with Nesterov's momentum: the same weights on every run."""
    wanted = np.eye(len(LABELS), dtype=np.float32)[labels]
    weights: Vectors = np.zeros((features.shape[1], len(LABELS)), dtype=np.float32)
    before = weights
    for round_ in range(_ROUNDS):
        ahead = weights + (round_ / (round_ + 3)) * (weights - before)
        slope = features.T @ (_softmax(features @ ahead) - wanted) / len(labels) + _DECAY * ahead
        before, weights = weights, np.asarray(ahead - _STEP * slope, dtype=np.float32)
    return np.asarray(weights, dtype=np.float32)


def _softmax(scores: Vectors) -> Vectors:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _fingerprint(embedder: Embedder, sentences: Path) -> str:
    digest = hashlib.sha256(f"{_VERSION}/{embedder.name}/{embedder.dimensions}".encode())
    for path in [*sorted(sentences.glob("sentences.*.tsv")), sentences / "opinions.yml"]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _load(saved: Path) -> Vectors | None:
    if not saved.exists():
        return None
    try:
        with np.load(saved, allow_pickle=False) as archive:
            weights: Vectors = archive["weights"]
    except (OSError, ValueError, KeyError) as error:
        log.warning("%s cannot be read and is trained anew: %s", saved.name, error)
        return None
    return weights
