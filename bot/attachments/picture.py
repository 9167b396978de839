"""A picture as it is kept: decoded from what was sent and encoded anew, so that nothing but its pixels remains."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.errors import PictureRefused

ACCEPTED: Final = ("JPEG", "PNG", "WEBP", "GIF")
"""By what the bytes are, whatever their sender calls them."""

_LONGEST_SIDE: Final = 2048
_MOST_PIXELS: Final = 50_000_000
"""More than a telephone's camera takes: a small file can unfold into gigabytes."""
_QUALITY: Final = 85


@dataclass(frozen=True)
class Picture:
    """A JPEG of at most 2,048 pixels a side, without metadata."""

    body: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"

    @classmethod
    def read(cls, sent: bytes) -> "Picture":
        """Takes about a second of CPU for a large photo. Raises `PictureRefused`."""
        try:
            with warnings.catch_warnings(), Image.open(BytesIO(sent), formats=ACCEPTED) as image:
                # What Pillow only warns of is refused here.
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                return cls._anew(image)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise PictureRefused(f"this is no picture that can be read; accepted: {', '.join(ACCEPTED)}") from error
        except Image.DecompressionBombWarning as error:
            raise PictureRefused(f"the picture is too large; accepted: up to {_MOST_PIXELS:,} pixels") from error

    @classmethod
    def _anew(cls, image: Image.Image) -> "Picture":
        if image.width * image.height > _MOST_PIXELS:
            raise PictureRefused(f"the picture is too large; accepted: up to {_MOST_PIXELS:,} pixels")
        image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # lets a JPEG be decoded small at once
        upright = ImageOps.exif_transpose(image)  # which way is up stands in the metadata that is dropped
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        plain = _on_white(upright)
        body = BytesIO()
        plain.save(body, "JPEG", quality=_QUALITY, optimize=True)
        return cls(body.getvalue(), plain.width, plain.height)


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone: a new image takes over neither metadata nor colour profile nor further frames."""
    layered = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain
