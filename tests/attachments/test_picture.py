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


@pytest.mark.parametrize("side", [5_001, 8_000, 40_000])
def test_a_small_file_that_unfolds_into_gigabytes_is_refused(side: int) -> None:
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    bomb = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + pixels + _chunk(b"IEND", b"")
    with pytest.raises(PictureRefused):
        Picture.read(bomb)


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("PNG", (5_001, 5_000), {}),
        ("GIF", (5_001, 5_000), {}),
        ("WEBP", (3_600, 3_600), {}),
        ("JPEG", (5_001, 5_000), {"progressive": True}),
        ("JPEG", (8_000, 6_300), {}),
    ],
)
def test_what_takes_too_much_memory_to_decode_is_refused_with_what_is_accepted(
    kind: str, size: tuple[int, int], options: dict[str, object]
) -> None:
    with pytest.raises(PictureRefused, match="25,000,000 pixels, 12,500,000 of a WebP, 50,000,000 of a JPEG"):
        Picture.read(picture(kind, size, **options))


def test_a_telephones_largest_photo_is_accepted() -> None:
    kept = Picture.read(picture(size=(8_000, 6_000)))
    assert (kept.width, kept.height) == (2048, 1536)


def _colour_by_colour(jpeg: bytes) -> bytes:
    """The head of one whose scans hold a colour each: baseline all the same."""
    at = jpeg.index(b"\xff\xda")
    return jpeg[:at] + b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00"


@pytest.mark.parametrize("before_the_scan", [b"", b"\xff\x01", b"\xff\xff", b"\x00"])
def test_a_large_jpeg_that_is_decoded_as_a_whole_is_refused(before_the_scan: bytes) -> None:
    sent = picture(size=(6_000, 5_000))
    assert Picture.read(sent)
    at = sent.index(b"\xff\xda")
    whole = sent[:at] + before_the_scan + sent[at:] if before_the_scan else _colour_by_colour(sent)
    with pytest.raises(PictureRefused):
        Picture.read(whole)
