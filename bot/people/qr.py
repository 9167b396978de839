"""A QR code, so that an app can read a secret from the screen; no other service is told of it."""

from dataclasses import dataclass
from typing import Final

import segno

_QUIET: Final = 4
"""Light modules around the code; without them it is not found."""


@dataclass(frozen=True)
class QrPicture:
    """A square of `size` modules a side, its dark ones as an SVG path."""

    size: int
    path: str


def qr_picture(text: str) -> QrPicture:
    code = segno.make_qr(text)
    rows = list(code.matrix_iter(border=_QUIET))
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return QrPicture(len(rows), "".join(dark))
