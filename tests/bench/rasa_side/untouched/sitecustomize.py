"""Keeps Rasa untouched in a process that loads our components: `jsonschema.validate` stays jsonschema's own.

On PYTHONPATH of the benchmark's Rasa alone. BENCH_WITNESS names a file that says what was kept out.
"""

import os
import types
from pathlib import Path

import jsonschema

_original = jsonschema.validate
_witness = Path(os.environ["BENCH_WITNESS"])


class _Kept(types.ModuleType):
    def __setattr__(self, name: str, value: object) -> None:
        if name == "validate":
            with _witness.open("a") as file:
                file.write(f"kept out: {getattr(value, '__module__', '?')}.{getattr(value, '__qualname__', '?')}\n")
            return
        super().__setattr__(name, value)


jsonschema.__class__ = _Kept
jsonschema.validate = None  # type: ignore[assignment]  # to prove that it is kept
if jsonschema.validate is not _original:
    raise SystemExit("jsonschema.validate could not be kept")
