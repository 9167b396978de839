"""The command line, as somebody types it."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parent.parent


class Bot:
    """Runs `python -m bot` on the stores of a folder."""

    def __init__(self, folder: Path) -> None:
        urls = {"STORE_URL": "store", "COMMERCE_URL": "shop"}
        stores = {name: f"sqlite+aiosqlite:///{folder / file}.db" for name, file in urls.items()}
        self._environment = {**os.environ, **stores, "VAR": str(folder / "var")}

    def __call__(self, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bot", *arguments]
        return subprocess.run(
            command, cwd=_ROOT, env=self._environment, input=typed, capture_output=True, text=True, timeout=120
        )
