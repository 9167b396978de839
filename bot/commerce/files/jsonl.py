"""JSON Lines: one object a line (jsonlines.org)."""

import json
from typing import Any

from bot.commerce.files.raw_row import RawRow
from bot.errors import BadRow


def read_jsonl(text: str) -> tuple[list[RawRow], list[BadRow]]:
    """The rows that can be read, and the others; empty lines are passed over."""
    rows, bad = [], []
    # Not splitlines(): a text may hold U+2028 or U+0085, which end no line of JSON.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            rows.append(RawRow(number, _object(line)))
        except (ValueError, RecursionError) as error:
            bad.append(BadRow(number, _words(error)))
    return rows, bad


def _object(line: str) -> dict[str, Any]:
    value = json.loads(line, object_pairs_hook=_unique, parse_constant=_no_constant)
    if not isinstance(value, dict):
        raise ValueError(f"is {type(value).__name__}, not an object; accepted: one {{...}} a line")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} is given twice")
    return values


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON at column {error.colno}: {error.msg}; accepted: one object a line"
    return "is nested too deep" if isinstance(error, RecursionError) else str(error)
