"""Which encoder the pipeline understands with, by the name in config.yml."""

from functools import cache
from pathlib import Path

from knowledge_base.carried_encoder import CarriedEncoder
from knowledge_base.embedder import Embedder

CARRIED = "carried"


@cache
def encoder(name: str) -> Embedder:
    """`carried`, or the folder of an exported encoder. One copy serves every component of the process."""
    if name == CARRIED:
        return CarriedEncoder()
    # onnxruntime takes a second to load, and the default needs none of it.
    from knowledge_base.onnx_encoder import OnnxEncoder

    return OnnxEncoder(Path(name))
