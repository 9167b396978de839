"""What a benchmark found, for the terminal and for the documentation."""

from dataclasses import dataclass

from rich.table import Table as RichTable


@dataclass(frozen=True)
class Table:
    """Rows of cells under columns; the first `words` columns hold words, the others figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: {row!r} has {len(row)} cells for {len(self.columns)} columns")

    def rich(self) -> RichTable:
        shown = RichTable(title=self.title, title_justify="left", caption="\n".join(self.notes) or None)
        shown.caption_justify = "left"
        for number, column in enumerate(self.columns):
            shown.add_column(column, justify="left" if number < self.words else "right")
        for row in self.rows:
            shown.add_row(*row)
        return shown

    def markdown(self) -> str:
        """GitHub's tables; a bar in a cell is escaped."""
        ruler = ["---" if number < self.words else "---:" for number in range(len(self.columns))]
        lines = [self.columns, tuple(ruler), *self.rows]
        body = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        notes = "".join(f"\n\n{note}" for note in self.notes)
        return f"**{self.title}**\n\n{body}{notes}"


@dataclass(frozen=True)
class Report:
    """All that one benchmark found."""

    name: str
    tables: tuple[Table, ...]

    def markdown(self) -> str:
        return "\n\n".join(table.markdown() for table in self.tables)
