"""The drawings of the shelves, each in a few colourways so that a shelf does not look like one thing eight times."""

import re
from functools import cache
from pathlib import Path
from typing import Final
from zlib import crc32

FOLDER: Final = Path(__file__).parent / "art"
_NAME = re.compile(r"[a-z]+")

# The drawings are made in the first pair: the thing itself, and the ground it stands on.
COLOURWAYS: Final = (
    ("#b4532f", "#f3e3d3"),
    ("#2f6b5e", "#e1ebe2"),
    ("#34527a", "#e0e6ee"),
    ("#8a3f5c", "#f1dfe3"),
    ("#a9781c", "#f4ead0"),
    ("#54604a", "#e8e8da"),
)


def colourway(product_id: str) -> int:
    """The colourway of a product, always the same one."""
    return crc32(product_id.encode()) % len(COLOURWAYS)


@cache
def drawing(name: str, way: int = 0) -> str | None:
    """The SVG of a shelf, or None if there is no such drawing."""
    path = FOLDER / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    svg = path.read_text("utf-8")
    for drawn, wanted in zip(COLOURWAYS[0], COLOURWAYS[way % len(COLOURWAYS)], strict=True):
        svg = svg.replace(drawn, wanted)
    return svg
