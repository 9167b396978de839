"""One row of a file before it is understood: where it stands and what it says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RawRow:
    """`values` as the JSON form has them, whatever the file's own form was."""

    line: int
    """Of its beginning, counted from 1."""
    values: Mapping[str, Any]
    part_lines: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Where the parts of a list stand, when each has a line of its own: {"variants": [2, 3]}."""

    def line_of(self, location: Sequence[int | str]) -> int:
        """The line of one part: ("variants", 1, "price")."""
        match location:
            case [str(name), int(index), *_] if name in self.part_lines and index < len(self.part_lines[name]):
                return self.part_lines[name][index]
            case _:
                return self.line

    def digest(self, currency: str) -> str:
        """Changes when the row does."""
        canonical = json.dumps([currency, self.values], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()
