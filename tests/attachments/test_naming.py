"""A file's name is a name: no path, nothing hidden, its own ending."""

import pytest

from bot.attachments.naming import clean_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Return label.pdf", "Return label.pdf"),
        ("退货标签.PDF", "退货标签.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ann\\label.pdf", "label.pdf"),
        ("label\u202efdp.exe", "label fdp.exe.pdf"),
        ('la"b\r\nel<x>.pdf', "la b el x.pdf"),
        ("", "document.pdf"),
        (".. .pdf", "document.pdf"),
        ("x" * 300, "x" * 96 + ".pdf"),
    ],
)
def test_a_name_is_cleaned(given: str, kept: str) -> None:
    assert clean_name(given, ".pdf") == kept
