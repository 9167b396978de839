"""A CSV file (RFC 4180) with a header; cells may hold line breaks."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import BadRow

_LONGEST_CELL = 1_000_000


@dataclass(frozen=True)
class Record:
    """One row: its cells by column, without the blank ones."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class CsvTable:
    """A header and the rows below it; rows that do not fit the header are bad."""

    header: Sequence[str]
    records: Sequence[Record]
    bad: Sequence[BadRow]

    @classmethod
    def read(cls, text: str) -> "CsvTable":
        csv.field_size_limit(_LONGEST_CELL)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header: list[str] = []
        records: list[Record] = []
        bad: list[BadRow] = []
        line = 1
        try:
            for cells in reader:
                if not header:
                    header = [cell.strip() for cell in cells]
                elif any(cell.strip() for cell in cells):
                    _take(header, line, cells, records, bad)
                line = reader.line_num + 1
        except csv.Error as error:
            bad.append(BadRow(line, f"not CSV: {error}; a cell with a quote or a line break is put in quotes"))
        return cls(header, records, [*_header_problems(header), *bad])

    def unknown_columns(self, accepted: Iterable[str], prefixes: Sequence[str] = ()) -> list[BadRow]:
        """A problem for each column that nobody knows, so that a misspelt one is not lost in silence."""
        known = set(accepted)
        strange = [name for name in self.header if name not in known and not name.startswith(tuple(prefixes))]
        words = ", ".join([*sorted(known), *(f"{prefix}..." for prefix in prefixes)])
        return [BadRow(1, f"unknown column {name!r}; accepted: {words}") for name in strange if name]


def _take(header: list[str], line: int, cells: list[str], records: list[Record], bad: list[BadRow]) -> None:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        bad.append(BadRow(line, f"has {len(cells)} cells; the header has {len(header)}"))
        return
    pairs = zip(header, (cell.strip() for cell in cells), strict=False)
    records.append(Record(line, {name: cell for name, cell in pairs if name and cell}))


def _header_problems(header: list[str]) -> list[BadRow]:
    if len(header) == 1 and (other := next((mark for mark in (";", "\t", "|") if mark in header[0]), None)):
        return [BadRow(1, f"columns are separated by {other!r}; accepted: a comma")]
    twice = sorted({name for name in header if name and header.count(name) > 1})
    return [BadRow(1, f"column {name!r} is given twice") for name in twice]
