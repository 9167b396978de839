from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge_base.build import MANIFEST, POINTER, VECTORS, build, current, load
from knowledge_base.embedder import Vectors
from knowledge_base.errors import IndexMissing, IndexUnusable
from knowledge_base.live import LiveRetriever
from tests.library import TODAY, carried_encoder, document

FIRST = document("# Returns\n\nShoes can be returned within 45 days.")
SECOND = document("# Returns\n\nShoes can be returned within 60 days.")


class Renamed:
    """The carried encoder under another name, as if it were another version."""

    name, dimensions = "another", 512

    def embed(self, texts: list[str]) -> Vectors:
        return carried_encoder().embed(texts)


class Slow(Renamed):
    """While it is at work, another process finishes."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile = meanwhile

    def embed(self, texts: list[str]) -> Vectors:
        self._meanwhile()
        return super().embed(texts)


class Failing(Renamed):
    def embed(self, texts: list[str]) -> Vectors:
        raise RuntimeError("out of memory")


def said(live: LiveRetriever) -> str:
    return live.search("how long can shoes be returned", "en", 1, TODAY)[0].chunk.text


def test_progress_is_told_and_an_index_up_to_date_is_not_built_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    first = build([FIRST], carried_encoder(), tmp_path, lambda done, of: told.append((done, of)))
    again = build([FIRST], carried_encoder(), tmp_path, lambda done, of: told.append((done, of)))
    assert told == [(1, 1)]
    assert (first.renewed, again.renewed) == (True, False)
    assert again.folder == first.folder


@pytest.mark.parametrize("change", ["documents", "encoder"])
def test_other_documents_or_another_encoder_make_a_new_index(tmp_path: Path, change: str) -> None:
    first = build([FIRST], carried_encoder(), tmp_path)
    encoder = Renamed() if change == "encoder" else carried_encoder()
    second = build([SECOND if change == "documents" else FIRST], encoder, tmp_path)
    assert second.renewed
    assert current(tmp_path) == second.folder.name != first.folder.name


def test_a_build_that_fails_leaves_the_old_index_in_use_and_no_litter(tmp_path: Path) -> None:
    first = build([FIRST], carried_encoder(), tmp_path)
    with pytest.raises(RuntimeError, match="out of memory"):
        build([SECOND], Failing(), tmp_path)
    assert current(tmp_path) == first.folder.name
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([POINTER, first.folder.name])


def test_only_the_index_in_use_and_the_one_before_are_kept(tmp_path: Path) -> None:
    built = [build([document(f"# R\n\nText {number}.")], carried_encoder(), tmp_path).folder for number in range(4)]
    assert [folder.exists() for folder in built] == [False, False, True, True]


def test_what_another_process_built_meanwhile_is_left_to_whoever_opens_it(tmp_path: Path) -> None:
    build([FIRST], carried_encoder(), tmp_path)
    quick: list[Path] = []

    def finish() -> None:
        if not quick:
            quick.append(build([SECOND], carried_encoder(), tmp_path).folder)

    slow = build([SECOND], Slow(finish), tmp_path)
    assert current(tmp_path) == slow.folder.name
    assert {path for path in tmp_path.iterdir() if path.is_dir()} == {slow.folder, *quick}


def test_an_index_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match="no documents"):
        build([], carried_encoder(), tmp_path)


def test_a_missing_index_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m bot index"):
        load(tmp_path, carried_encoder())


def test_an_index_of_another_encoder_is_refused(tmp_path: Path) -> None:
    build([FIRST], carried_encoder(), tmp_path)
    with pytest.raises(IndexUnusable, match="another"):
        load(tmp_path, Renamed())


@pytest.mark.parametrize("file", [VECTORS, MANIFEST, "chunks.jsonl", "words.npz"])
def test_a_broken_index_is_named(tmp_path: Path, file: str) -> None:
    built = build([FIRST], carried_encoder(), tmp_path)
    (built.folder / file).write_bytes(b"not what it should be")
    with pytest.raises(IndexUnusable, match=file):
        load(tmp_path, carried_encoder())


def test_a_new_index_is_swapped_in_whole_while_serving(tmp_path: Path) -> None:
    build([FIRST], carried_encoder(), tmp_path)
    live = LiveRetriever(tmp_path, carried_encoder(), look_every=0)
    assert "45 days" in said(live)
    build([SECOND], carried_encoder(), tmp_path)
    assert "60 days" in said(live)


def test_a_broken_new_index_leaves_the_old_one_in_use(tmp_path: Path) -> None:
    build([FIRST], carried_encoder(), tmp_path)
    live = LiveRetriever(tmp_path, carried_encoder(), look_every=0)
    second = build([SECOND], carried_encoder(), tmp_path)
    (second.folder / VECTORS).write_bytes(b"")
    assert "45 days" in said(live)
