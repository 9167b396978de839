"""The demo shop's documents, indexed once for a whole test session, and what answers from them."""

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from bot.answering.answerability import Answerability
from bot.answering.answerer import Answerer
from bot.answering.evaluation import KnownQuestion, read_questions
from bot.answering.extractive import ExtractiveGenerator
from bot.answering.followup import FollowUps
from bot.answering.generator import Generator
from bot.answering.grounding import Grounding
from bot.language import Language
from knowledge_base.build import build, load
from knowledge_base.carried_encoder import CarriedEncoder
from knowledge_base.document import Document
from knowledge_base.retriever import Retriever
from knowledge_base.sources import read_documents
from knowledge_base.vocabulary import shop_vocabulary

TODAY = date(2026, 11, 22)
_ROOT = Path(__file__).parents[1]


@cache
def carried_encoder() -> CarriedEncoder:
    return CarriedEncoder()


@cache
def demo_documents() -> tuple[Document, ...]:
    return tuple(read_documents(_ROOT / "data" / "shop" / "documents"))


@cache
def demo_index() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="shoptalk-index-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build(demo_documents(), carried_encoder(), folder)
    return folder


@cache
def demo_retriever() -> Retriever:
    return load(demo_index(), carried_encoder())


def demo_answerer(model: Generator | None = None) -> Answerer:
    vocabulary = shop_vocabulary()
    return Answerer(
        demo_retriever(),
        FollowUps(vocabulary),
        Answerability(),
        Grounding(carried_encoder(), vocabulary),
        ExtractiveGenerator(vocabulary),
        model,
    )


@cache
def known_questions(language: Language) -> tuple[KnownQuestion, ...]:
    path = _ROOT / "tests" / "knowledge_base" / f"questions.{language}.jsonl"
    return tuple(read_questions(path, language))


def document(body: str, **fields: object) -> Document:
    """A document with just what a test cares about."""
    plain = {"id": "returns", "title": "Returns", "language": "en"}
    return Document(body=body, **{**plain, **fields})  # type: ignore[arg-type]  # a test may leave out what it likes
