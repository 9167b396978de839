"""Writes a sentence-transformers model as ONNX, so that it runs where there is no torch; needs the `models` extra."""

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final, cast

import torch
from torch import nn

from knowledge_base.errors import EncoderUnusable
from knowledge_base.onnx_encoder import MODEL, TOKENIZER, EncoderCard, OnnxEncoder, Pooling
from knowledge_base.sentence_transformer_embedder import SentenceTransformerEmbedder

_TOLERANCE: Final = 1e-3
_SAMPLES: Final = ("How long do I have to return shoes?", "退货运费谁出", "Yes.", "30 days, $6.95, 5-8 business days")
_POOLINGS: Final[dict[str, Pooling]] = {"mean": "mean", "cls": "cls", "lasttoken": "last"}


class _TokenVectors(nn.Module):
    """The transformer alone: ids and mask in, one vector for each token out."""

    def __init__(self, transformer: nn.Module) -> None:
        super().__init__()
        self.transformer = transformer

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        output: torch.Tensor = self.transformer(input_ids=input_ids, attention_mask=attention_mask)[0]
        return output


def export(model: str, folder: Path, device: str = "cpu") -> EncoderCard:
    """Writes model, tokenizer and card into `folder`, in one step, and returns the card.

    Raises `EncoderUnusable` for a model that pools in a way of its own, or whose export gives other vectors.
    """
    embedder = SentenceTransformerEmbedder(model, device)
    card = _card(embedder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".exporting-", dir=folder.parent) as scratch:
        written = Path(scratch) / folder.name
        written.mkdir()
        _write_model(embedder, written / MODEL)
        _write_tokenizer(embedder, written / TOKENIZER)
        card.write(written)
        _compare(embedder, written)
        if folder.exists():
            shutil.rmtree(folder)
        written.rename(folder)
    return card


def _card(embedder: SentenceTransformerEmbedder) -> EncoderCard:
    model = embedder.model
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise EncoderUnusable(f"{embedder.name!r} is made of {', '.join(kinds)}; exported are Transformer and Pooling")
    mode = str(_pooling_mode(model[1]))
    if mode not in _POOLINGS:
        raise EncoderUnusable(f"{embedder.name!r} pools by {mode!r}; exported are {', '.join(_POOLINGS)}")
    return EncoderCard(
        name=embedder.name,
        dimensions=embedder.dimensions,
        pooling=_POOLINGS[mode],
        normalize=True,
        max_length=int(model.max_seq_length or 512),
        prefix=model.prompts.get(model.default_prompt_name or "", "") or "",
    )


def _pooling_mode(pooling: Any) -> str:
    return str(pooling.get_config_dict()["pooling_mode"])


def _write_model(embedder: SentenceTransformerEmbedder, path: Path) -> None:
    transformer = cast(nn.Module, embedder.model[0].auto_model)
    example = embedder.model.tokenizer(["one text", "another, longer text"], padding=True, return_tensors="pt")
    axes = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    with torch.inference_mode():
        torch.onnx.export(
            _TokenVectors(transformer).eval(),
            (example["input_ids"].to(embedder.model.device), example["attention_mask"].to(embedder.model.device)),
            path,
            input_names=["input_ids", "attention_mask"],
            output_names=["token_vectors"],
            dynamic_shapes=(axes, axes),
            external_data=False,
            verbose=False,
        )


def _write_tokenizer(embedder: SentenceTransformerEmbedder, path: Path) -> None:
    tokenizer = embedder.model.tokenizer
    if not getattr(tokenizer, "is_fast", False):
        raise EncoderUnusable(f"{embedder.name!r} has no tokenizer.json")
    tokenizer.backend_tokenizer.save(str(path))


def _compare(embedder: SentenceTransformerEmbedder, folder: Path) -> None:
    apart = float(abs(embedder.embed(_SAMPLES) - OnnxEncoder(folder).embed(_SAMPLES)).max())
    if apart > _TOLERANCE:
        raise EncoderUnusable(f"{embedder.name!r}: exported vectors differ by {apart:.4f}; allowed is {_TOLERANCE}")
