"""What an import did."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.commerce.files.shop_file import Kind


@dataclass(frozen=True)
class FileReport:
    """What became of one file's rows."""

    name: str
    kind: Kind
    added: int
    changed: int
    unchanged: int
    """Rows that read as they did at the last import; what was changed here since then stays."""
    kept: int = 0
    """Rows that changed in the file and were not taken, because the same was changed here."""
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        kept = f", {self.kept} kept as changed here" if self.kept else ""
        counts = f"{self.name}: {self.added} added, {self.changed} changed, {self.unchanged} unchanged{kept}"
        return "\n".join([counts, *(f"  {warning}" for warning in self.warnings)])


@dataclass(frozen=True)
class ImportReport:
    """What became of each file, in the order of the import."""

    files: Sequence[FileReport]

    @property
    def changed_nothing(self) -> bool:
        return all(report.added == report.changed == 0 for report in self.files)

    def __str__(self) -> str:
        return "\n".join(map(str, self.files)) if self.files else "nothing to import"
