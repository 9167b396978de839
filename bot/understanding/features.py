"""What a text is made of, letter by letter and word by word: sparse features beside the encoder's meaning."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_EMAIL = re.compile(r"[a-z\d][a-z\d_.+-]*@[a-z\d-]+(?:\.[a-z\d-]+)+")
_ORDER = re.compile(r"#?(?<![a-z])[a-z]{1,3}[ -]?\d{4,}(?!\d)|#\d{3,}")
_LONG = re.compile(r"\d{6,}")
_FIGURE = re.compile(r"\d+")
_WORD = re.compile(r"[a-z']+|[0∎№⑥]|[\u3400-\u9fff]|[^\w\s]")


def masked(text: str) -> str:
    """A folded text in which every address, order number and figure looks alike."""
    for pattern, stand_in in ((_EMAIL, "∎"), (_ORDER, "№"), (_LONG, "⑥"), (_FIGURE, "0")):
        text = pattern.sub(stand_in, text)
    return text


def shown(text: str) -> str:
    """A folded text as the encoder is shown it: every address and order number the same one."""
    for pattern, stand_in in ((_EMAIL, "mail@example.com"), (_ORDER, "w12345"), (_LONG, "123456")):
        text = pattern.sub(stand_in, text)
    return text


def pieces(text: str) -> Iterator[str]:
    """The n-grams of a masked text: one to two words, and two to five letters within the edges of words."""
    words = _WORD.findall(text)
    yield from (f"w {word}" for word in words)
    yield from (f"w {first} {second}" for first, second in zip(["<", *words], [*words, ">"], strict=True))
    padded = f" {' '.join(text.split())} "
    for size in (2, 3, 4):
        yield from (padded[start : start + size] for start in range(len(padded) - size + 1))


@dataclass(frozen=True)
class Vocabulary:
    """The pieces that the training texts taught, and how telling each is (inverse document frequency)."""

    columns: dict[str, int]
    weights: NDArray[np.float32]

    @classmethod
    def learn(cls, texts: Sequence[str], seldom: int = 2) -> "Vocabulary":
        """Pieces found in at least `seldom` of the masked texts."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(pieces(text)))
        kept = sorted(piece for piece, count in counts.items() if count >= seldom)
        weights = [math.log((1 + len(texts)) / (1 + counts[piece])) + 1 for piece in kept]
        return cls({piece: column for column, piece in enumerate(kept)}, np.array(weights, dtype=np.float32))

    def __len__(self) -> int:
        return len(self.columns)

    def row(self, text: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Columns and values of one masked text; the values have length one, or are empty if nothing is known."""
        counts: Counter[int] = Counter()
        for piece in pieces(text):
            column = self.columns.get(piece)
            if column is not None:
                counts[column] += 1
        columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1 + np.log(values)) * self.weights[columns]
        return columns, (values / max(float(np.linalg.norm(values)), 1e-12)).astype(np.float32)

    def matrix(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row a masked text."""
        rows = [self.row(text) for text in texts]
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([columns for columns, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return sparse.csr_matrix((values, columns, starts), shape=(len(texts), len(self)))
