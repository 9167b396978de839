"""What a file is called when it is handed on: a name alone, no path, nothing that shows as something else."""

import unicodedata
from pathlib import PurePosixPath
from typing import Final

_LONGEST: Final = 100
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters, among them those that turn the direction of writing."""
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_UNNAMED: Final = "document"


def clean_name(given: str, ending: str) -> str:
    """Of at most 100 characters and with `ending` (such as ".pdf"), whatever was given."""
    last = PurePosixPath(given.replace("\\", "/")).name
    plain = unicodedata.normalize("NFC", last)
    shown = "".join(" " if unicodedata.category(c) in _HIDDEN or c in _FORBIDDEN else c for c in plain)
    stem = " ".join(shown.split())
    if stem.lower().endswith(ending):
        stem = stem[: -len(ending)]
    stem = stem.strip(". ")
    return f"{stem[: _LONGEST - len(ending)].strip('. ') or _UNNAMED}{ending}"
