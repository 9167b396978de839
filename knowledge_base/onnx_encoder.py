"""An encoder exported as ONNX, run without torch in both environments (Python 3.10, onnxruntime and tokenizers)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge_base.embedder import Vectors
from knowledge_base.errors import EncoderUnusable

MODEL, TOKENIZER, CARD = "model.onnx", "tokenizer.json", "encoder.json"
Pooling = Literal["mean", "cls", "last", "none"]
POOLINGS: tuple[Pooling, ...] = ("mean", "cls", "last", "none")
_BATCH = 32


@dataclass(frozen=True)
class EncoderCard:
    """What an exported encoder's folder says about itself, in encoder.json."""

    name: str
    dimensions: int
    pooling: Pooling
    """How the vectors of a text's tokens become one; "none" if the model's first output is pooled already."""
    normalize: bool
    max_length: int
    """In tokens; longer texts are cut."""
    prefix: str
    """Put before every text, as some models were trained: "query: "."""

    @classmethod
    def read(cls, folder: Path) -> "EncoderCard":
        """Raises `EncoderUnusable` naming what is missing or of the wrong kind."""
        missing = [file for file in (MODEL, TOKENIZER, CARD) if not (folder / file).is_file()]
        if missing:
            raise EncoderUnusable(f"{folder} lacks {', '.join(missing)}; make it with `python -m bot encoder export`")
        try:
            fields = json.loads((folder / CARD).read_text(encoding="utf-8"))
            card = cls(
                name=str(fields["name"]),
                dimensions=int(fields["dimensions"]),
                pooling=fields["pooling"],
                normalize=bool(fields["normalize"]),
                max_length=int(fields["max_length"]),
                prefix=str(fields.get("prefix", "")),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise EncoderUnusable(f"{folder / CARD} is not a valid description of an encoder: {error!r}") from error
        if card.pooling not in POOLINGS:
            raise EncoderUnusable(f"{folder / CARD}: pooling is {card.pooling!r}; it can be {', '.join(POOLINGS)}")
        return card

    def write(self, folder: Path) -> None:
        (folder / CARD).write_text(json.dumps(self.__dict__, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


class OnnxEncoder:
    """Embeds texts with the model in `folder`, on `threads` threads."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._card = EncoderCard.read(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(self._card.max_length)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
        self._inputs = [entry.name for entry in self._session.get_inputs()]

    @property
    def name(self) -> str:
        return self._card.name

    @property
    def dimensions(self) -> int:
        return self._card.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        # Texts of like length go together: padding costs as much as words do.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._embed_batch([self._card.prefix + texts[index] for index in batch])
        return vectors

    def _embed_batch(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        shape = (len(texts), max(1, max(len(encoding.ids) for encoding in encodings)))
        ids, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feeds: dict[str, Any] = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = self._session.run(None, {name: feeds[name] for name in self._inputs})[0]
        pooled = pool(np.asarray(output, dtype=np.float32), mask, self._card.pooling)
        if self._card.normalize:
            pooled /= np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-12)
        return pooled


def pool(output: NDArray[np.float32], mask: NDArray[np.int64], pooling: Pooling) -> Vectors:
    """Token vectors (n, tokens, dimensions) to text vectors (n, dimensions); padding has no say."""
    if pooling == "none":
        return output
    if pooling == "cls":
        return output[:, 0]
    if pooling == "last":
        last: Vectors = output[np.arange(len(output)), np.maximum(mask.sum(axis=1) - 1, 0)]
        return last
    weights = mask[:, :, None].astype(np.float32)
    mean: Vectors = (output * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    return mean
