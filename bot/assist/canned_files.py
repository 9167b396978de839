"""Ready-made replies as a file, to be taken elsewhere and brought in: JSON or CSV, one shape each.

JSON is `{"replies": [{"shortcut": "hello", "en": "Hello {customer}!", "zh": "您好{customer}！"}]}`; CSV has the same
three names in its first line. What is written here is read here as it was.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.assist.canned import CannedReply, checked
from bot.errors import CardNumberRefused, InvalidInput

MOST_REPLIES: Final = 1000
LONGEST_FILE: Final = 1_000_000
_FIELDS: Final = ("shortcut", "en", "zh")
_MOST_TOLD: Final = 20
# A table would take what begins so for a formula; the apostrophe before it is taken off again when it is read.
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "'")


class FileFormat(StrEnum):
    """How replies are written down."""

    JSON = "json"  # for programs and for keeping
    CSV = "csv"  # for tables


@dataclass(frozen=True)
class _Row:
    """An entry of a file, and the line in which it begins."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True)
class _Wrong:
    """What of a file cannot be taken."""

    line: int
    field: str
    words: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.words}"


def written(replies: Iterable[CannedReply], format_: FileFormat) -> str:
    """The file's text."""
    kept = [{name: getattr(reply, name) for name in _FIELDS} for reply in replies]
    if format_ is FileFormat.JSON:
        return json.dumps({"replies": kept}, ensure_ascii=False, indent=2) + "\n"
    table = io.StringIO()
    lines = csv.DictWriter(table, _FIELDS)
    lines.writeheader()
    lines.writerows({name: _shown(text) for name, text in row.items()} for row in kept)
    return table.getvalue()


def read(text: str, format_: FileFormat) -> Sequence[CannedReply]:
    """The replies of a file, without ids; raises `InvalidInput` naming line and field of all that is wrong."""
    if len(text) > LONGEST_FILE:
        raise InvalidInput(f"the file has {len(text)} characters; accepted: at most {LONGEST_FILE}")
    text = text.removeprefix("\ufeff")
    rows = list(_json_rows(text) if format_ is FileFormat.JSON else _csv_rows(text))
    if not rows:
        raise InvalidInput("line 1, replies: there is none in the file; accepted is at least one reply")
    if len(rows) > MOST_REPLIES:
        raise InvalidInput(f"the file has {len(rows)} replies; accepted: at most {MOST_REPLIES}")
    replies, wrong = list[CannedReply](), list[_Wrong]()
    first: dict[str, int] = {}
    for row in rows:
        reply = _reply(row, wrong)
        if reply is None:
            continue
        if reply.shortcut in first:
            words = f"{reply.shortcut!r} stands in line {first[reply.shortcut]} already; accepted is each once"
            wrong.append(_Wrong(row.line, "shortcut", words))
        first.setdefault(reply.shortcut, row.line)
        replies.append(reply)
    if wrong:
        raise _refusal(wrong)
    return replies


def _reply(row: _Row, wrong: list[_Wrong]) -> CannedReply | None:
    """The reply; None, with all that is wrong in the row added, where there is any."""
    alone = {
        "shortcut": CannedReply("", row.fields["shortcut"], "x"),
        "en": CannedReply("", "x", row.fields["en"], "x"),
        "zh": CannedReply("", "x", "x", row.fields["zh"]),
    }
    found = [_Wrong(row.line, field, words) for field, one in alone.items() if (words := _why_not(one))]
    whole = CannedReply("", row.fields["shortcut"], row.fields["en"], row.fields["zh"])
    if not found and (words := _why_not(whole)):
        found.append(_Wrong(row.line, "en, zh", words))
    wrong += found
    return None if found else checked(whole)


def _why_not(reply: CannedReply) -> str:
    try:
        checked(reply)
    except (InvalidInput, CardNumberRefused) as error:
        return str(error).removeprefix("shortcut: ")
    return ""


def _refusal(wrong: Sequence[_Wrong]) -> InvalidInput:
    told = [str(one) for one in wrong[:_MOST_TOLD]]
    more = [f"and {len(wrong) - _MOST_TOLD} more"] if len(wrong) > _MOST_TOLD else []
    return InvalidInput("\n".join([*told, *more]))


def _shown(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULAS) else text


def _said(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULAS) else cell


def _csv_rows(text: str) -> Iterator[_Row]:
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        header = [cell.strip() for cell in next(lines, [])]
        if sorted(header) != sorted(_FIELDS):
            raise InvalidInput(f"line 1, header: accepted are the columns {', '.join(_FIELDS)}, each once")
        begins = lines.line_num + 1
        for cells in lines:
            if cells and len(cells) != len(header):
                words = f"it has {len(cells)} cells; accepted are {len(header)}"
                raise InvalidInput(f"line {begins}, {', '.join(_FIELDS)}: {words}")
            if cells:
                yield _Row(begins, {name: _said(cell) for name, cell in zip(header, cells, strict=True)})
            begins = lines.line_num + 1
    except csv.Error as error:
        raise InvalidInput(f"line {begins}, cell: {error}; accepted is CSV with commas (RFC 4180)") from error


def _json_rows(text: str) -> Iterator[_Row]:
    shape = 'accepted is {"replies": [{"shortcut": "...", "en": "...", "zh": "..."}]}'
    try:
        whole = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise InvalidInput(f"line {line}, JSON: it cannot be read; {shape}") from error
    if not isinstance(whole, dict) or set(whole) != {"replies"} or not isinstance(whole["replies"], list):
        raise InvalidInput(f"line 1, replies: {shape}")
    lines = list(_lines_of_items(text))
    for line, item in zip(lines, whole["replies"], strict=True):
        yield _Row(line, _fields(item, line))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which no name stands twice: which of the two counts is not guessed."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return dict(pairs)


def _fields(item: Any, line: int) -> dict[str, str]:
    if not isinstance(item, dict):
        raise InvalidInput(f"line {line}, reply: accepted is an object of {', '.join(_FIELDS)}")
    for name, value in item.items():
        if name not in _FIELDS:
            raise InvalidInput(f"line {line}, {name[:40]}: accepted are {', '.join(_FIELDS)}")
        if not isinstance(value, str):
            raise InvalidInput(f"line {line}, {name}: accepted is text")
    if "shortcut" not in item:
        raise InvalidInput(f"line {line}, shortcut: it is missing; accepted is a text")
    return {name: item.get(name, "") for name in _FIELDS}


def _lines_of_items(text: str) -> Iterator[int]:
    """In which line each reply begins, of a text that holds nothing but one list of them."""
    decoder, at = json.JSONDecoder(), text.index("[") + 1
    while True:
        while text[at] in " \t\r\n,":
            at += 1
        if text[at] == "]":
            return
        yield text.count("\n", 0, at) + 1
        at = decoder.raw_decode(text, at)[1]
