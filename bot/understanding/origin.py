"""What a trained component was made by, besides its settings and data: our code and the encoder.

Rasa keeps trained components in a cache and compares settings, data and the component's own class, so without this a
change in a module that the class uses would bring an old model back.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bot.understanding.encoders import CARRIED

_CODE = Path(__file__).parent


def origin(encoder: str = CARRIED) -> str:
    """A digest of our code and of the encoder: `carried`, or the folder of an exported one."""
    digest = hashlib.sha256()
    for file in _files(encoder):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(encoder: str) -> Iterator[Path]:
    yield from sorted(file for file in _CODE.iterdir() if file.suffix in (".py", ".txt"))
    yield from sorted(_CODE.parents[1].glob("knowledge_base/*_encoder.py"))
    if encoder != CARRIED:
        yield from sorted(file for file in Path(encoder).iterdir() if file.is_file())
