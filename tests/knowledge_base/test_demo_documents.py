"""The demo shop's documents: twins agree, editions do not overlap, and the question sets match what is written."""

import calendar
import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "data" / "shop" / "documents"
MONTHS = tuple(calendar.month_name)[1:]
NAMES = sorted(path.name for path in (DOCUMENTS / "en").glob("*.md"))


@dataclass(frozen=True)
class Page:
    """One file of the folder, as written."""

    head: dict[str, str]
    body: str

    @property
    def sections(self) -> dict[str, str]:
        parts = re.split(r"^#+ (.*)$", self.body, flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    @property
    def shape(self) -> tuple[list[int], list[int], int]:
        """Heading levels, the columns of each table row, the number of list items."""
        lines = self.body.splitlines()
        return (
            [len(line) - len(line.lstrip("#")) for line in lines if line.startswith("#")],
            [line.count("|") for line in lines if line.startswith("|")],
            sum(bool(re.match(r"(-|\d+\.) ", line)) for line in lines),
        )


def read(language: str, name: str) -> Page:
    _, head, body = (DOCUMENTS / language / name).read_text(encoding="utf-8").split("---\n", 2)
    return Page(dict(line.split(": ", 1) for line in head.splitlines()), body)


def questions(language: str) -> list[dict[str, Any]]:
    path = Path(__file__).parent / f"questions.{language}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def numbers(page: Page) -> Counter[str]:
    """The numbers of a page; "10-24 April" and "in March" count as Chinese writes them, with the month as a number."""
    text = re.sub(
        rf"(\d+)(-\d+)? ({'|'.join(MONTHS)})", lambda m: f"{MONTHS.index(m[3]) + 1} {m[1]}{m[2] or ''}", page.body
    )
    text = re.sub(rf"in ({'|'.join(MONTHS)})", lambda m: f"{MONTHS.index(m[1]) + 1}", text)
    return Counter(re.findall(r"\d[\d,.:/]*\d|\d", text))


def test_both_languages_hold_the_same_files() -> None:
    assert sorted(path.name for path in (DOCUMENTS / "zh").glob("*.md")) == NAMES
    assert len({name.split(".")[0] for name in NAMES}) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_twins_agree(name: str) -> None:
    english, chinese = read("en", name), read("zh", name)
    assert (english.head.pop("language"), chinese.head.pop("language")) == ("en", "zh")
    assert english.head.pop("title") in english.sections
    assert chinese.head.pop("title") in chinese.sections
    assert english.head == chinese.head
    assert english.head["id"] == name.split(".")[0]
    assert english.shape == chinese.shape
    written, translated = numbers(english), numbers(chinese)
    assert written - translated == Counter()
    spelled_out_in_english = translated - written
    assert all(len(number) == 1 for number in spelled_out_in_english), spelled_out_in_english


@pytest.mark.parametrize("language", ["en", "zh"])
def test_editions_of_one_document_do_not_overlap(language: str) -> None:
    by_id: dict[str, list[tuple[date, date]]] = {}
    for name in NAMES:
        head = read(language, name).head
        first, last = date.fromisoformat(head["effective_from"]), head.get("effective_to")
        by_id.setdefault(head["id"], []).append((first, date.fromisoformat(last) if last else date.max))
    for spans in by_id.values():
        assert all(first <= last for first, last in spans)
        assert all(earlier[1] < later[0] for earlier, later in pairwise(sorted(spans)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_is_answered_where_it_says(language: str) -> None:
    asked = questions(language)
    kinds = Counter((line["document_id"] is not None, "context" in line) for line in asked)
    assert kinds == {(True, False): 60, (False, False): 25, (True, True): 15}
    for line in asked:
        if line["document_id"] is not None:
            section = read(language, f"{line['document_id']}.md").sections[line["section"]]
            assert line["must_contain"]
            assert [text for text in line["must_contain"] if text not in section] == [], line["q"]
