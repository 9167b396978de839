"""What a browser has to load, beside other widgets as their packages hold them."""

import asyncio
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.errors import BenchFailed
from tests.bench.programs import ROOT
from tests.bench.table import Table

_STATIC: Final = ROOT / "bot" / "web" / "static"
_OTHERS: Final = {
    "rasa-webchat": ("rasa-webchat@1.0.1", "package/lib/index.js"),
    "deep-chat": ("deep-chat@2.4.2", "package/dist/deepChat.bundle.js"),
}
"""The package, and in it the one file that its own documentation has a page load."""


@dataclass(frozen=True)
class Bundle:
    """Files that are loaded together."""

    name: str
    moment: str
    files: tuple[Path, ...]


async def measure_bundles(folder: Path) -> Table:
    """Packages of others are fetched into `folder`; one that cannot be had is left out, and the note says so."""
    bundles, missing = _ours(), []
    for name, (package, path) in _OTHERS.items():
        file = await _fetched(folder / name, package, path)
        if file is None:
            missing.append(package)
        else:
            bundles.append(Bundle(package, "on every page", (file,)))
    rows = tuple(
        (bundle.name, bundle.moment, *(f"{size / 1000:.1f}" for size in sizes))
        for bundle, sizes in zip(bundles, await asyncio.to_thread(_weighed, bundles), strict=True)
    )
    notes = [
        "A panel's and the desk's own files are named by their pages; each file is compressed by itself (gzip 9, "
        "brotli 11), as a server sends it. Others: the one file that their documentation has a page load, from its "
        "package in the npm registry; pictures and fonts that are loaded later are in none of the figures. Chatwoot's "
        "SDK and widget are built with its server and are in no package, so that they could not be measured here."
    ]
    if missing:
        notes.append(f"Could not be had: {', '.join(missing)}.")
    return Table("What a browser loads", ("Bundle", "When", "KB", "gzip KB", "brotli KB"), rows, 2, tuple(notes))


def _ours() -> list[Bundle]:
    panel, desk = (_named_by(_STATIC / face / "index.html") for face in ("panel", "desk"))
    later = tuple(file for file in sorted((_STATIC / "assets").glob("*.js")) if file not in (*panel, *desk))
    return [
        Bundle("Shoptalk: loader", "on every page", (_STATIC / "widget.js",)),
        Bundle("Shoptalk: panel", "when the widget is opened", panel),
        Bundle("Shoptalk: panel, all that may follow", "when a message wants it", later),
        Bundle("Shoptalk: desk", "by the shop's people", desk),
    ]


def _named_by(page: Path) -> tuple[Path, ...]:
    """The page and what it loads at once."""
    named = re.findall(r'(?:src|href)="/(assets/[^"]+)"', page.read_text("utf-8"))
    return (page, *(_STATIC / name for name in named))


async def _fetched(folder: Path, package: str, path: str) -> Path | None:
    await asyncio.to_thread(folder.mkdir, parents=True)
    packing = await asyncio.create_subprocess_exec(
        _tool("npm"), "pack", "--silent", package, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    told, _ = await packing.communicate()
    if packing.returncode:
        return None
    await asyncio.to_thread(shutil.unpack_archive, folder / told.decode().split()[-1], folder, filter="data")
    return folder / path


def _weighed(bundles: list[Bundle]) -> list[tuple[int, int, int]]:
    asked = json.dumps([[str(file) for file in bundle.files] for bundle in bundles])
    command = [_tool("node"), str(Path(__file__).with_name("weigh.mjs"))]
    done = subprocess.run(command, input=asked.encode(), capture_output=True, check=True)
    sizes: list[tuple[int, int, int]] = json.loads(done.stdout)
    return sizes


def _tool(name: str) -> str:
    own = ROOT / ".tools" / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise BenchFailed(f"{name} is missing; `make test` sets it up")
    return found
