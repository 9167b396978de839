"""Reads the shop's documents from a folder of Markdown files with a YAML head."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, cast

import yaml

from knowledge_base.document import Document, Language
from knowledge_base.errors import BadFile, DocumentsRejected

LANGUAGES: Final = ("en", "zh")
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<head>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)(?P<body>.*)\Z", re.DOTALL)
_WANTED: Final = ("id", "title", "language")
_KNOWN: Final = frozenset({*_WANTED, "effective_from", "effective_to", "url"})


@dataclass(frozen=True)
class _Read:
    file: str
    document: Document


class _Refused(Exception):
    """What is wrong with one file."""


def read_documents(folder: Path) -> list[Document]:
    """All documents under `folder`, by file name; raises `DocumentsRejected` with every problem of every file."""
    read: list[_Read] = []
    problems: list[BadFile] = []
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        try:
            read.append(_Read(name, _document(path)))
        except _Refused as refused:
            problems.append(BadFile(name, str(refused)))
    problems.extend(_overlaps(read))
    if problems:
        raise DocumentsRejected(problems)
    return [each.document for each in read]


def _document(path: Path) -> Document:
    match = _HEAD.match(_text(path))
    if match is None:
        raise _Refused("wants a head between two lines of `---`, with " + ", ".join(_WANTED))
    head = _head(match["head"])
    body = match["body"].strip()
    if not body:
        raise _Refused("has a head but no text below it")
    first, last = _day(head, "effective_from"), _day(head, "effective_to")
    if first and last and last < first:
        raise _Refused(f"effective_to {last} lies before effective_from {first}")
    return Document(
        id=_words(head, "id"),
        title=_words(head, "title"),
        language=_language(head),
        body=body,
        effective_from=first,
        effective_to=last,
        url=_words(head, "url") if "url" in head else None,
    )


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _Refused(f"is not UTF-8 (byte {error.start})") from error


def _head(text: str) -> dict[str, Any]:
    try:
        head = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _Refused(f"its head is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(head, dict):
        raise _Refused("its head wants lines of `name: value`")
    unknown = sorted(str(key) for key in head if key not in _KNOWN)
    if unknown:
        raise _Refused(f"its head has {', '.join(unknown)}; accepted: {', '.join(sorted(_KNOWN))}")
    missing = [key for key in _WANTED if head.get(key) in (None, "")]
    if missing:
        raise _Refused(f"its head lacks {', '.join(missing)}")
    return head


def _words(head: dict[str, Any], key: str) -> str:
    value = head[key]
    if not isinstance(value, str) or not value.strip():
        raise _Refused(f"{key} {value!r} is no text")
    return value.strip()


def _language(head: dict[str, Any]) -> Language:
    language = head["language"]
    if language not in LANGUAGES:
        raise _Refused(f"language {language!r} is not known; accepted: {', '.join(LANGUAGES)}")
    return cast(Language, language)


def _day(head: dict[str, Any], key: str) -> date | None:
    value = head.get(key)
    if value is None:
        return None
    # A datetime is a date to isinstance, but an edition holds for whole days.
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _Refused(f"{key} {value!r} is no day; accepted: YYYY-MM-DD")
    return value


def _overlaps(read: Iterable[_Read]) -> Iterator[BadFile]:
    editions: dict[tuple[str, Language], list[_Read]] = defaultdict(list)
    for each in read:
        editions[each.document.id, each.document.language].append(each)
    for (document_id, language), group in editions.items():
        group.sort(key=lambda each: each.document.effective_from or date.min)
        for earlier, later in pairwise(group):
            if (later.document.effective_from or date.min) <= (earlier.document.effective_to or date.max):
                yield BadFile(
                    later.file,
                    f"overlaps {earlier.file}: two editions of {document_id} ({language}) may not hold on one day",
                )
