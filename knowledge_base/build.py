"""Builds the search index from documents, beside the one in use, and switches over when it is whole."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from knowledge_base.document import Chunk, Document, Line, LineKind
from knowledge_base.embedder import Embedder, Vectors
from knowledge_base.errors import IndexMissing, IndexUnusable
from knowledge_base.faiss_index import FaissIndex
from knowledge_base.nearness import words_of
from knowledge_base.retriever import Retriever, line_terms, line_vectors
from knowledge_base.splitter import split
from knowledge_base.vocabulary import shop_vocabulary

POINTER: Final = "current"
"""The file that names the build in use; replaced in one step."""
CHUNKS, VECTORS, WORDS, MANIFEST = "chunks.jsonl", "vectors.faiss", "words.npz", "manifest.json"
_BATCH: Final = 32
# What shapes an index: change one of these and every index is out of date.
_SHAPED_BY: Final = (
    *("build.py", "splitter.py", "sentences.py", "retriever.py", "document.py"),
    *("tokens.py", "stop_words.txt", "vocabulary.py", "vocabulary.yml", "coverage.py"),
)

Progress = Callable[[int, int], None]
"""Told how many chunks are done, of how many."""


@dataclass(frozen=True)
class Manifest:
    """What an index was built from."""

    fingerprint: str
    encoder: str
    dimensions: int
    documents: int
    chunks: int
    built_at: str


@dataclass(frozen=True)
class Built:
    """The outcome of `build`."""

    folder: Path
    manifest: Manifest
    renewed: bool
    """False when what was there was still up to date."""


def build(documents: Sequence[Document], embedder: Embedder, folder: Path, progress: Progress | None = None) -> Built:
    """Makes the index of `documents` in a new folder below `folder` and points to it; does nothing when up to date."""
    wanted = fingerprint(documents, embedder)
    present = _present(folder)
    if present is not None and present.manifest.fingerprint == wanted:
        return present
    folder.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        manifest = _write(scratch, documents, embedder, wanted, progress)
        finished = folder / f"{wanted[:16]}-{scratch.name.removeprefix('.building-')}"
        scratch.rename(finished)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    before = _present(folder)  # perhaps what another process has built meanwhile
    _point(folder, finished.name)
    _sweep(folder, keep={finished.name, *([before.folder.name] if before else [])})
    return Built(finished, manifest, renewed=True)


def fingerprint(documents: Sequence[Document], embedder: Embedder) -> str:
    """Changes whenever an index would."""
    digest = hashlib.sha256(embedder.name.encode())
    for file in _SHAPED_BY:
        digest.update(Path(__file__).with_name(file).read_bytes())
    for document in documents:
        digest.update(json.dumps(asdict(document), default=str, sort_keys=True).encode())
    return digest.hexdigest()


def current(folder: Path) -> str:
    """The name of the build in use; raises `IndexMissing`."""
    try:
        return (folder / POINTER).read_text("utf-8").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"no index in {folder}; make it with `python -m bot index`") from error


def load(folder: Path, embedder: Embedder) -> Retriever:
    """The index in use, ready to be searched; raises `IndexMissing` or `IndexUnusable`."""
    build_folder = folder / current(folder)
    manifest = _manifest(build_folder)
    if manifest.encoder != embedder.name:
        raise IndexUnusable(
            f"{build_folder} was built with {manifest.encoder}, and the encoder is {embedder.name}; "
            "make it anew with `python -m bot index`"
        )
    chunks = list(_read_chunks(build_folder / CHUNKS))
    index = FaissIndex.read(build_folder / VECTORS)
    if len(index) != sum(len(chunk.lines) for chunk in chunks):
        raise IndexUnusable(f"{build_folder}: {VECTORS} and {CHUNKS} do not belong together")
    words = _read_words(build_folder / WORDS)
    return Retriever(chunks, index, words, embedder, shop_vocabulary())


def _present(folder: Path) -> Built | None:
    try:
        build_folder = folder / current(folder)
        return Built(build_folder, _manifest(build_folder), renewed=False)
    except (IndexMissing, IndexUnusable):
        return None


def _write(
    folder: Path, documents: Sequence[Document], embedder: Embedder, wanted: str, progress: Progress | None
) -> Manifest:
    chunks = [chunk for document in documents for chunk in split(document)]
    if not chunks:
        raise IndexUnusable("there are no documents to build an index from")
    FaissIndex.of(_vectors(chunks, embedder, progress)).write(folder / VECTORS)
    with (folder / CHUNKS).open("w", encoding="utf-8") as file:
        for chunk in chunks:
            file.write(json.dumps(asdict(chunk), ensure_ascii=False, default=str) + "\n")
    _write_words(folder / WORDS, chunks, embedder)
    manifest = Manifest(
        fingerprint=wanted,
        encoder=embedder.name,
        dimensions=embedder.dimensions,
        documents=len(documents),
        chunks=len(chunks),
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", "utf-8")
    return manifest


def _vectors(chunks: Sequence[Chunk], embedder: Embedder, progress: Progress | None) -> Vectors:
    parts = []
    for start in range(0, len(chunks), _BATCH):
        batch = chunks[start : start + _BATCH]
        parts.append(line_vectors(batch, embedder))
        if progress is not None:
            progress(start + len(batch), len(chunks))
    return np.vstack(parts)


def _write_words(path: Path, chunks: Sequence[Chunk], embedder: Embedder) -> None:
    words = words_of(line_terms(chunks, shop_vocabulary()))
    parts = [embedder.embed(words[start : start + _BATCH]) for start in range(0, len(words), _BATCH)]
    np.savez(path, words=np.array(words), vectors=np.vstack(parts).astype(np.float16))


def _read_words(path: Path) -> dict[str, Vectors]:
    try:
        with np.load(path, allow_pickle=False) as stored:
            vectors = stored["vectors"].astype(np.float32)
            return dict(zip(stored["words"].tolist(), vectors, strict=True))
    except (OSError, ValueError, KeyError) as error:
        raise IndexUnusable(f"{path} cannot be read; make it anew with `python -m bot index`") from error


def _point(folder: Path, name: str) -> None:
    waiting = folder / f".{POINTER}-{os.getpid()}"
    waiting.write_text(name + "\n", "utf-8")
    waiting.replace(folder / POINTER)


def _sweep(folder: Path, keep: set[str]) -> None:
    """Removes older builds; the one before stays, since a reader may be opening it."""
    for old in folder.iterdir():
        if old.is_dir() and old.name not in keep and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)


def _manifest(folder: Path) -> Manifest:
    try:
        return Manifest(**json.loads((folder / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnusable(f"{folder / MANIFEST} cannot be read; make it anew with `python -m bot index`") from error


def _read_chunks(path: Path) -> Iterator[Chunk]:
    documents: dict[str, Document] = {}
    try:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            key = json.dumps(row["document"], sort_keys=True)
            # Chunks of one document share it, so that it is held once.
            document = documents.setdefault(key, _document(row["document"]))
            yield _chunk(row, document)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnusable(f"{path} cannot be read; make it anew with `python -m bot index`") from error


def _document(row: dict[str, Any]) -> Document:
    days = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("effective_from", "effective_to")}
    return Document(**{**row, **days})


def _chunk(row: dict[str, Any], document: Document) -> Chunk:
    return Chunk(
        id=row["id"],
        document=document,
        section=tuple(row["section"]),
        text=row["text"],
        lines=tuple(Line(line["text"], LineKind(line["kind"]), line["lead"]) for line in row["lines"]),
    )
