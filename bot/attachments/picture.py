"""A picture as it is kept: decoded from what was sent and encoded anew, so that nothing but its pixels remains."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from bot.errors import PictureRefused

ACCEPTED: Final = ("JPEG", "PNG", "WEBP", "GIF")
"""By what the bytes are, whatever their sender calls them."""

_LONGEST_SIDE: Final = 2048
# A small file can unfold into gigabytes, so that each takes 250 MB at the most:
_MOST_PIXELS: Final = 25_000_000
"""Four bytes each, and as much again while it is made smaller."""
_MOST_OF_WEBP: Final = 12_500_000
"""Its decoder holds some copies more."""
_MOST_OF_PHOTO: Final = 50_000_000
"""More than a telephone's camera takes: a JPEG in one scan is decoded line by line, most at once smaller than it is."""
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
        """Takes about a second of CPU for a large photo, and up to 250 MB. Raises `PictureRefused`."""
        try:
            with warnings.catch_warnings(), Image.open(BytesIO(sent), formats=ACCEPTED) as image:
                # What Pillow only warns of is refused here.
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                return cls._anew(image, sent)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise PictureRefused(f"this is no picture that can be read; accepted: {', '.join(ACCEPTED)}") from error
        except Image.DecompressionBombWarning as error:
            raise _too_large() from error

    @classmethod
    def _anew(cls, image: ImageFile, sent: bytes) -> "Picture":
        if image.width * image.height > _most_pixels(image, sent):
            raise _too_large()
        image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # lets a JPEG be decoded small at once
        image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        # Which way is up stands in the metadata that is dropped; turned when it is small, since turning is copying.
        ImageOps.exif_transpose(image, in_place=True)
        plain = _on_white(image)
        body = BytesIO()
        plain.save(body, "JPEG", quality=_QUALITY, optimize=True)
        return cls(body.getvalue(), plain.width, plain.height)


def _most_pixels(image: ImageFile, sent: bytes) -> int:
    if image.format == "WEBP":
        return _MOST_OF_WEBP
    return _MOST_OF_PHOTO if isinstance(image, JpegImageFile) and _is_in_one_scan(sent) else _MOST_PIXELS


def _is_in_one_scan(jpeg: bytes) -> bool:
    """Else (progressive, or colour by colour) all of it is held at full size to be decoded (ITU-T T.81, annex B)."""
    at, colours = 2, b""
    while jpeg[at : at + 1] == b"\xff":
        marker, length = jpeg[at + 1 : at + 2], int.from_bytes(jpeg[at + 2 : at + 4])
        if marker == b"\xda":
            return jpeg[at + 4 : at + 5] == colours
        if not b"\xc0" <= marker <= b"\xfe" or b"\xd0" <= marker <= b"\xd9":
            return False  # it has no length, so decoders go on elsewhere
        if marker in (b"\xc0", b"\xc1"):
            colours = jpeg[at + 9 : at + 10]
        at += 2 + length
    return False


def _too_large() -> PictureRefused:
    others = f"{_MOST_OF_WEBP:,} of a WebP, {_MOST_OF_PHOTO:,} of a JPEG that is not progressive"
    return PictureRefused(f"the picture is too large; accepted: up to {_MOST_PIXELS:,} pixels, {others}")


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels alone: a new image takes over neither metadata nor colour profile nor further frames."""
    layered = image.convert("RGBA")
    plain = Image.new("RGB", image.size, "white")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain
