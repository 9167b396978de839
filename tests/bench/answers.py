"""How long a shopper waits for the first checked sentence of an answer, and how much of that is Rasa."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from knowledge_base.document import Language
from tests.bench.events import EventStream, event_stream
from tests.bench.figures import Timings, milliseconds
from tests.bench.product import Product, ProductTalk
from tests.bench.questions import Question, questions
from tests.bench.table import Table

_A_CONVERSATION: Final = 4
"""Questions that one shopper asks."""
_ANSWER_SECONDS: Final = 40


@dataclass(frozen=True)
class Waited:
    """A question's way on the monotonic clock; `first` is None when no sentence was streamed."""

    conversation_id: str
    language: Language
    asked: float
    first: float | None
    whole: float


@dataclass(frozen=True)
class Note:
    """What Rasa wrote down of itself."""

    at: float
    what: str
    conversation_id: str


async def ask_all(bot: Product, each: int) -> list[Waited]:
    """Asks in both languages by turns, each question when the one before is answered."""
    waited = []
    for start in range(0, each, _A_CONVERSATION):
        for language in ("en", "zh"):
            asked = [question for question in questions(each) if question.language == language]
            waited += await _converse(bot, asked[start : start + _A_CONVERSATION])
    return waited


async def _converse(bot: Product, asked: Sequence[Question]) -> list[Waited]:
    talk = await bot.begin_as_guest(asked[0].language)
    async with event_stream(talk) as stream:
        return [await _ask(talk, stream, question) for question in asked]


async def _ask(talk: ProductTalk, stream: EventStream, question: Question) -> Waited:
    stream.forget()
    asked, first = time.monotonic(), None
    posting = asyncio.create_task(talk.post(question.text))
    async with asyncio.timeout(_ANSWER_SECONDS):
        while not _is_reply((event := await stream.next()).kind, event.data):
            if event.kind == "message.delta" and first is None:
                first = event.at
    await posting
    return Waited(talk.conversation_id, question.language, asked, first, event.at)


def _is_reply(kind: str, data: dict[str, Any]) -> bool:
    message = data.get("message", data)
    return kind in ("message.added", "message.replaced") and message.get("author") == "bot"


def read_notes(trace: Path) -> list[Note]:
    """Rasa's notes in the order of their times."""
    lines = [line.split(" ", 2) for line in trace.read_text("utf-8").splitlines()]
    return sorted((Note(float(at), what, who) for at, what, who in lines), key=lambda note: note.at)


def seconds_in_rasa(waited: Waited, notes: Sequence[Note]) -> float:
    """From Rasa's taking the question to its calling the action that answers, which is all that Rasa adds before the
    first sentence."""
    mine = [n for n in notes if n.conversation_id == waited.conversation_id and waited.asked <= n.at <= waited.whole]
    took = next(note.at for note in mine if note.what == "took")
    called = [note.at for note in mine if note.what == "called" and (waited.first is None or note.at <= waited.first)]
    return called[-1] - took


def answers_table(waited: Sequence[Waited], notes: Sequence[Note]) -> Table:
    """A row for each language and one for both."""
    streamed = [one for one in waited if one.first is not None]
    rows = [
        _row(name, [one for one in streamed if one.language in languages], notes)
        for name, languages in (("English", ("en",)), ("Chinese", ("zh",)), ("both", ("en", "zh")))
    ]
    columns = (
        "Language",
        "n",
        "First sentence: median ms",
        "p95",
        "Whole answer: median ms",
        "p95",
        "In Rasa: median ms",
        "Share of Rasa",
    )
    unanswered = len(waited) - len(streamed)
    note = (
        f"{len(waited)} questions were asked, {len(streamed)} of them answered from the documents. The other "
        f"{unanswered} got another reply (a question back, an order's form, an honest “I don't know”); nothing is "
        "streamed for these, and they are not counted. Share of Rasa: of the time to the first sentence."
    )
    return Table("First checked sentence over SSE, embedded generator", columns, tuple(rows), notes=(note,))


def _row(name: str, streamed: Sequence[Waited], notes: Sequence[Note]) -> tuple[str, ...]:
    first = [one.first - one.asked for one in streamed if one.first is not None]
    whole = Timings(tuple(one.whole - one.asked for one in streamed))
    rasa = [seconds_in_rasa(one, notes) for one in streamed]
    return (
        name,
        str(len(first)),
        milliseconds(Timings(tuple(first)).median),
        milliseconds(Timings(tuple(first)).p95),
        milliseconds(whole.median),
        milliseconds(whole.p95),
        milliseconds(Timings(tuple(rasa)).median),
        f"{sum(rasa) / sum(first):.0%}",
    )
