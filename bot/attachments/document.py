"""A PDF as it may be handed on: looked through to its compressed parts, and refused where anything in it could act."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.errors import DocumentRefused

SIGN: Final = b"%PDF-"
"""At the very first byte: what has anything before it is something else as well."""

_HEAD: Final = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)[\r\n \t]")
_END: Final = re.compile(rb"%%EOF[\x00\t\n\f\r ]*\Z")
_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_NAME_ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
# https://opensource.adobe.com/dc-acrobat-sdk-docs/pdfstandards/PDF32000_2008.pdf, 12.6.4 (actions), 7.11.4, 13 and 7.6.
_ACTIVE: Final = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|SubmitForm|ImportData|GoToE|GoToR|RichMedia\w*|Rendition|Movie|Sound|XFA"
    rb"|Encrypt)(?![A-Za-z0-9])"
)
# Where to open at is often written there, as a place on a page ([3 0 R /Fit]); anything else is an action.
_OPENS: Final = re.compile(rb"/OpenAction(?!\s*\[\s*\d+\s+\d+\s+R\s*/(?:Fit|XYZ)[A-Za-z]*\b)")
_UNREADABLE: Final = re.compile(rb"/(LZWDecode|RunLengthDecode|Crypt)(?![A-Za-z0-9])")
_STREAM: Final = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
_OBJECT: Final = re.compile(rb"(?:^|[\r\n])[ \t]*\d+\s+\d+\s+obj\b")
_STRING_ESCAPE: Final = re.compile(rb"\\.", re.DOTALL)
_HOLDS_OBJECTS: Final = re.compile(rb"/(?:First|ObjStm)\b")
_SHIFTED: Final = re.compile(rb"/(?:DecodeParms|DP|Predictor)\b")
_ASCII85: Final = re.compile(rb"\s*(?:<~)?[!-uz\s]+")
_HEXADECIMAL: Final = re.compile(rb"[0-9A-Fa-f\s]+")
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_END_WITHIN: Final = 65_557
"""A ZIP is read from its end: its last record lies so near to it."""
_MARKUP: Final = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_MARKUP_WITHIN: Final = 1024
"""Where software that guesses looks."""
_MOST_UNFOLDED: Final = 100_000_000
_MOST_STREAMS: Final = 5_000
_DEEPEST: Final = 3
_LONGEST_HEAD: Final = 16_384
_LONGEST_TEXT: Final = 4_000_000
_PIECE: Final = 16_384


@dataclass(frozen=True)
class Document:
    """A PDF, byte for byte as it was sent."""

    body: bytes
    media_type: str = "application/pdf"
    width: int = 0
    height: int = 0

    @classmethod
    def read(cls, sent: bytes) -> "Document":
        """Takes up to a second or two of CPU. Raises `DocumentRefused`."""
        _check_shape(sent)
        has_page = False
        left = _MOST_UNFOLDED
        for piece in (sent, *_unfolded(sent)):
            left -= len(piece)
            if left < 0:
                raise _refused("unfolds into too much")
            plain = _unescaped(piece)
            _check_acts(plain)
            has_page = has_page or _PAGE.search(plain) is not None
        if not has_page:
            raise _refused("has no pages that can be read")
        return cls(sent)


def _check_shape(sent: bytes) -> None:
    """One PDF from the first byte to the last, and nothing else beside."""
    if _HEAD.match(sent) is None or _END.search(sent[-1024:]) is None:
        raise _refused("is not whole, or is something else as well")
    if _ZIP_END in sent[-_ZIP_END_WITHIN:] or _MARKUP.search(sent[:_MARKUP_WITHIN]):
        raise _refused("is something else as well")


def _check_acts(plain: bytes) -> None:
    if found := _UNREADABLE.search(plain):
        raise _refused(f"is packed in a way that cannot be looked into (/{found[1].decode()})")
    if found := _ACTIVE.search(plain):
        raise _refused(f"is encrypted, acts or carries files (/{found[1].decode()})")
    if _OPENS.search(plain):
        raise _refused("acts when it is opened (/OpenAction)")


def _unfolded(sent: bytes) -> Iterator[bytes]:
    """What lies packed in its streams, where it can be unpacked; other objects may lie in there."""
    end = 0
    for number, found in enumerate(_STREAM.finditer(sent)):
        if number == _MOST_STREAMS:
            raise _refused("has too many parts")
        _check_head(sent[max(end, found.start() - _LONGEST_HEAD) : found.start()])
        end = found.end()
        packed, at = sent, end
        for _ in range(_DEEPEST):
            unpacked = _unpacked(packed, at)
            if unpacked is None:
                break
            yield unpacked
            packed, at = unpacked, 0


def _check_head(before: bytes) -> None:
    """Objects that lie in a stream are looked for where it is packed plainly: shifted ones (a predictor) hide."""
    starts = list(_OBJECT.finditer(before))
    head = _unescaped(before[starts[-1].end() :]) if starts else b"("
    plain = _STRING_ESCAPE.sub(b"", head)
    if plain.count(b"(") != plain.count(b")"):
        raise _refused("is not written as a PDF is")
    if _HOLDS_OBJECTS.search(head) and _SHIFTED.search(head):
        raise _refused("is packed in a way that cannot be looked into (/DecodeParms)")


def _unescaped(piece: bytes) -> bytes:
    """With names as they are meant: /J#61vaScript is another way of writing one."""
    return _NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), piece)


def _unpacked(packed: bytes, at: int) -> bytes | None:
    """By one of the filters that text-like streams have: Flate, ASCII85 or hexadecimal; None where it is none."""
    return _flate(packed, at) or _ascii85(packed, at) or _hexadecimal(packed, at)


def _flate(packed: bytes, at: int) -> bytes | None:
    """As far as it goes, since readers are as forgiving, and no further than is bearable."""
    unpacking, got = zlib.decompressobj(), bytearray()
    try:
        while at < len(packed) and not unpacking.eof:
            got += unpacking.decompress(packed[at : at + _PIECE], _MOST_UNFOLDED)
            at += _PIECE
            if len(got) > _MOST_UNFOLDED or unpacking.unconsumed_tail:
                raise _refused("unfolds into too much")
    except zlib.error:
        pass
    return bytes(got) or None


def _ascii85(packed: bytes, at: int) -> bytes | None:
    end = packed.find(b"~>", at, at + _LONGEST_TEXT)
    if end < 0 or _ASCII85.fullmatch(packed, at, end) is None:
        return None
    try:
        return base64.a85decode(packed[at:end].strip().removeprefix(b"<~")) or None
    except ValueError:
        return None


def _hexadecimal(packed: bytes, at: int) -> bytes | None:
    end = packed.find(b">", at, at + _LONGEST_TEXT)
    if end < 0 or _HEXADECIMAL.fullmatch(packed, at, end) is None:
        return None
    digits = re.sub(rb"\s", b"", packed[at:end])
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2)) or None


def _refused(why: str) -> DocumentRefused:
    return DocumentRefused(f"the PDF {why}; accepted: a PDF of pages alone, not encrypted, without scripts or files")
