"""Waiting for the first sentence: the event stream's words, and Rasa's share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bench.answers import Note, Waited, answers_table, read_notes, seconds_in_rasa
from tests.bench.events import read_events


async def _lines(body: str) -> AsyncIterator[str]:
    for line in body.split("\n"):
        yield line


async def test_events_are_read_with_their_kind_and_data() -> None:
    body = (
        ": a comment\nretry: 1000\n\n"
        'id: 7\nevent: message.added\ndata: {"author":\ndata: "bot"}\n\n'
        'event:message.delta\ndata:{"text": "Hi"}\n\n'
        "event: typing\n\n"
    )
    events = [(event.kind, event.data) async for event in read_events(_lines(body))]
    assert events == [("message.added", {"author": "bot"}), ("message.delta", {"text": "Hi"})]


NOTES = [
    Note(9.0, "took", "c1"),  # the question before
    Note(9.1, "called", "c1"),
    Note(10.01, "took", "c1"),
    Note(10.02, "took", "c2"),
    Note(10.03, "called", "c1"),
    Note(10.30, "called", "c1"),  # after the first sentence: a follow-up action
]
WAITED = Waited("c1", "en", asked=10.0, first=10.1, whole=10.4)


def test_rasa_counts_from_taking_the_question_to_calling_the_action_that_spoke() -> None:
    assert seconds_in_rasa(WAITED, NOTES) == pytest.approx(0.02)


def test_the_share_of_rasa_is_of_the_time_to_the_first_sentence() -> None:
    chinese = Waited("c2", "zh", asked=10.0, first=10.1, whole=10.2)
    silent = Waited("c3", "zh", asked=10.0, first=None, whole=10.2)
    notes = [*NOTES, Note(10.06, "called", "c2")]
    table = answers_table([WAITED, chinese, silent], notes)
    assert [row[:2] + row[-2:] for row in table.rows] == [
        ("English", "1", "20.0", "20%"),
        ("Chinese", "1", "40.0", "40%"),
        ("both", "2", "30.0", "30%"),
    ]
    assert "3 questions were asked, 2 of them answered" in table.notes[0]


def test_notes_are_read_in_the_order_of_their_times(tmp_path: Path) -> None:
    trace = tmp_path / "notes"
    trace.write_text("10.500000 called a/1\n10.250000 took a/1\n")
    assert read_notes(trace) == [Note(10.25, "took", "a/1"), Note(10.5, "called", "a/1")]
