"""What every `VectorIndex` owes its callers, run over each adapter."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.embedder import Vectors
from knowledge_base.errors import IndexUnusable
from knowledge_base.faiss_index import FaissIndex
from knowledge_base.index import VectorIndex

Build = Callable[[Vectors], VectorIndex]


def reread(vectors: Vectors, folder: Path) -> VectorIndex:
    FaissIndex.of(vectors).write(folder / "vectors.faiss")
    return FaissIndex.read(folder / "vectors.faiss")


@pytest.fixture(params=["in memory", "from its file"])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Build:
    return FaissIndex.of if request.param == "in memory" else lambda vectors: reread(vectors, tmp_path)


@pytest.fixture
def vectors() -> Vectors:
    random = np.random.default_rng(7).normal(size=(200, 16)).astype(np.float32)
    found: Vectors = random / np.linalg.norm(random, axis=1, keepdims=True)
    return found


def test_the_nearest_come_first_with_their_products(build: Build, vectors: Vectors) -> None:
    rows, products = build(vectors).search(vectors[17], 5)
    exact = vectors @ vectors[17]
    assert rows.tolist() == np.argsort(-exact)[:5].tolist()
    assert products == pytest.approx(exact[rows], abs=1e-5)


def test_only_allowed_rows_are_found(build: Build, vectors: Vectors) -> None:
    allowed = [3, 50, 199]
    rows, _ = build(vectors).search(vectors[17], 10, allowed)
    assert sorted(rows.tolist()) == allowed


def test_nothing_allowed_and_nothing_wanted_find_nothing(build: Build, vectors: Vectors) -> None:
    index = build(vectors)
    assert index.search(vectors[0], 5, [])[0].tolist() == []
    assert index.search(vectors[0], 0)[0].tolist() == []


def test_more_than_there_are_gives_all(build: Build, vectors: Vectors) -> None:
    assert len(build(vectors).search(vectors[0], 1000)[0]) == len(vectors)


def test_vectors_are_given_back_in_the_order_asked_for(build: Build, vectors: Vectors) -> None:
    index = build(vectors)
    assert index.vectors([9, 2, 9]) == pytest.approx(vectors[[9, 2, 9]])
    assert (len(index), index.dimensions) == vectors.shape


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.faiss").write_bytes(b"nothing of the kind")
    with pytest.raises(IndexUnusable, match=r"x\.faiss"):
        FaissIndex.read(tmp_path / "x.faiss")
