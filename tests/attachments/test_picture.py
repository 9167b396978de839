"""A picture is taken for what it is and made anew."""

import struct
import zlib

import pytest

from bot.attachments.picture import Picture
from bot.errors import PictureRefused
from tests.attachments.pictures import opened, photo_with_place, picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_accepted_kind_becomes_a_jpeg(kind: str) -> None:
    kept = Picture.read(picture(kind))
    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 60, 40)
    assert (opened(kept.body).format, opened(kept.body).size) == ("JPEG", (60, 40))


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright() -> None:
    sent = photo_with_place()
    assert b"SECRET-CAMERA" in sent
    assert b"SECRET-COMMENT" in sent
    kept = Picture.read(sent)
    assert (kept.width, kept.height) == (40, 60)
    assert b"SECRET" not in kept.body
    assert not opened(kept.body).getexif()
    assert set(opened(kept.body).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_large_photo_is_made_smaller_in_its_shape() -> None:
    kept = Picture.read(picture(size=(4000, 1000)))
    assert (kept.width, kept.height) == (2048, 512)


def test_what_shows_through_is_white() -> None:
    kept = opened(Picture.read(picture("PNG", colour=(255, 0, 0, 0))).body)
    assert kept.getpixel((5, 5)) == (255, 255, 255)


def test_something_hidden_behind_the_picture_is_not_kept() -> None:
    kept = Picture.read(picture("PNG") + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in kept.body


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><body>no</body></html>",
        b"%PDF-1.7 no",
        b"MZ\x90\x00 program",
        picture("BMP"),
        picture("TIFF"),
        picture()[:300],
        picture("PNG")[:40],
        b"\xff\xd8\xff\xe0" + b"\x00" * 200,
    ],
    ids=[
        "nothing",
        "text",
        "svg",
        "html",
        "pdf",
        "program",
        "bmp",
        "tiff",
        "half a jpeg",
        "half a png",
        "a head",
    ],
)
def test_what_is_no_accepted_picture_is_refused(sent: bytes) -> None:
    with pytest.raises(PictureRefused, match="accepted: JPEG, PNG, WEBP, GIF"):
        Picture.read(sent)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("side", [8_000, 40_000])
def test_a_small_file_that_unfolds_into_gigabytes_is_refused(side: int) -> None:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + pixels + _chunk(b"IEND", b"")
    with pytest.raises(PictureRefused):
        Picture.read(bomb)
