"""A file's text: UTF-8, with or without a byte order mark."""

from pathlib import Path

from bot.errors import BadRow, ImportRejected, InvalidInput

_OTHER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "an Excel workbook or another archive"}
_LARGEST = 512 * 1024 * 1024


def read_text(path: Path) -> str:
    """Raises `InvalidInput` when there is no such file, `ImportRejected` when it is not UTF-8 text or is empty."""
    if not path.is_file():
        raise InvalidInput(f"{path} is not a file")
    if path.stat().st_size > _LARGEST:
        raise InvalidInput(f"{path} is larger than {_LARGEST // 1024**2} MB; split it")
    content = path.read_bytes()
    for mark, name in _OTHER_MARKS.items():
        if content.startswith(mark):
            raise ImportRejected(path.name, [BadRow(1, f"the file is {name}; accepted: UTF-8 text")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8 (Excel: CSV UTF-8)"
        raise ImportRejected(path.name, [BadRow(line, problem)]) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ImportRejected(path.name, [BadRow(line, "holds a NUL character; accepted: UTF-8 text")])
    if not text.strip():
        raise ImportRejected(path.name, [BadRow(1, "the file is empty; leave it out if there is nothing to import")])
    return text
