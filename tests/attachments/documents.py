"""PDFs as programs write them, and as somebody with a purpose would, made by the tests."""

import base64
import zlib


def pdf(extra: bytes = b"", *, catalog: bytes = b"", head: bytes = b"%PDF-1.7\n", tail: bytes = b"") -> bytes:
    """One page; `extra` are further objects, `catalog` further entries of the catalog."""
    content = zlib.compress(b"BT /F1 24 Tf 72 720 Td (Return label) Tj ET")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(content) + content + b"\nendstream",
    ]
    body = head + b"%\xe2\xe3\xcf\xd3\n"
    for number, one in enumerate(objects, 1):
        body += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    return body + extra + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n" + tail


def packed(inside: bytes, filters: bytes = b"/FlateDecode", more: bytes = b"", number: int = 9) -> bytes:
    """An object stream: other objects, packed."""
    body = zlib.compress(inside)
    if b"ASCII85Decode" in filters:
        body = base64.a85encode(body) + b"~>"
    if b"ASCIIHexDecode" in filters:
        body = body.hex().encode() + b">"
    told = b"<< /Type /ObjStm /N 1 /First 4 /Length %d /Filter %s %s >>" % (len(body), filters, more)
    return b"%d 0 obj\n" % number + told + b"\nstream\n" + body + b"\nendstream\nendobj\n"
