"""The trained intent model: reads a text, ranks the intents; kept as arrays and JSON, never as a pickle."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.understanding.decision import Guess
from bot.understanding.features import Vocabulary, masked, shown
from bot.understanding.fold import plain
from bot.understanding.head import Head, fit
from knowledge_base.embedder import Embedder

_ARRAYS, _WORDS = "intents.npz", "intents.json"


@dataclass(frozen=True)
class Example:
    """A text that somebody might type, and what it means."""

    text: str
    intent: str


@dataclass(frozen=True)
class IntentModel:
    """A linear head over the encoder's vector and the text's pieces."""

    intents: tuple[str, ...]
    vocabulary: Vocabulary
    head: Head
    encoder: str
    """The name of the encoder it was trained with; another one's vectors would mean nothing to the head."""

    @classmethod
    def train(cls, examples: Sequence[Example], encoder: Embedder, penalty: float) -> "IntentModel":
        intents = tuple(sorted({example.intent for example in examples}))
        texts = [plain(example.text) for example in examples]
        shapes = [masked(text) for text in texts]
        vocabulary = Vocabulary.learn(shapes)
        head = fit(
            encoder.embed([shown(text) for text in texts]),
            vocabulary.matrix(shapes),
            [intents.index(example.intent) for example in examples],
            penalty=penalty,
        )
        return cls(intents, vocabulary, head, encoder.name)

    def rank(self, text: str, encoder: Embedder) -> list[Guess]:
        """Every intent, the likeliest first."""
        folded = plain(text)
        vector = encoder.embed([shown(folded)])[0]
        odds = self.head.probabilities(vector, *self.vocabulary.row(masked(folded)))
        return [Guess(self.intents[index], float(odds[index])) for index in np.argsort(-odds)]

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / _ARRAYS,
            dense=self.head.dense,
            sparse=self.head.sparse,
            bias=self.head.bias,
            weights=self.vocabulary.weights,
        )
        words = {"encoder": self.encoder, "intents": self.intents, "pieces": list(self.vocabulary.columns)}
        (folder / _WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "IntentModel":
        words = json.loads((folder / _WORDS).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            columns = {piece: column for column, piece in enumerate(words["pieces"])}
            return cls(
                tuple(words["intents"]),
                Vocabulary(columns, arrays["weights"]),
                Head(arrays["dense"], arrays["sparse"], arrays["bias"]),
                words["encoder"],
            )
