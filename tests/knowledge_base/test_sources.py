from datetime import date
from pathlib import Path

import pytest

from knowledge_base.errors import DocumentsRejected
from knowledge_base.sources import read_documents

HEAD = "---\nid: returns\ntitle: Returns\nlanguage: en\n{more}---\n# Returns\n\nThirty days.\n"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def problems(folder: Path) -> dict[str, str]:
    with pytest.raises(DocumentsRejected) as refused:
        read_documents(folder)
    return {problem.file: problem.problem for problem in refused.value.problems}


def test_a_document_is_read_with_its_head(tmp_path: Path) -> None:
    write(tmp_path, "en/returns.md", HEAD.format(more="effective_from: 2026-01-01\nurl: /help/returns\n"))
    (read,) = read_documents(tmp_path)
    assert (read.id, read.title, read.language, read.url) == ("returns", "Returns", "en", "/help/returns")
    assert read.body == "# Returns\n\nThirty days."
    assert not read.holds_on(date(2025, 12, 31))
    assert read.holds_on(date(2026, 1, 1))


def test_a_file_written_on_windows_is_read_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "returns.md").write_bytes(b"\xef\xbb\xbf" + HEAD.format(more="").replace("\n", "\r\n").encode())
    assert read_documents(tmp_path)[0].title == "Returns"


def test_every_bad_file_is_named_at_once_with_what_it_lacks(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "# No head at all\n")
    write(tmp_path, "b.md", "---\ntitle: X\n---\nText.\n")
    write(tmp_path, "c.md", HEAD.format(more="").replace("language: en", "language: de"))
    write(tmp_path, "d.md", HEAD.format(more="effective_from: tomorrow\n"))
    write(tmp_path, "e.md", HEAD.format(more="effective_from: 2026-02-01\neffective_to: 2026-01-01\n"))
    write(tmp_path, "f.md", HEAD.format(more="author: me\n"))
    write(tmp_path, "g.md", "---\nid: x\ntitle: X\nlanguage: en\n---\n\n")
    (tmp_path / "h.md").write_bytes(b"---\nid: \xff\n---\n")
    found = problems(tmp_path)
    assert found.keys() == {f"{letter}.md" for letter in "abcdefgh"}
    assert "`---`" in found["a.md"]
    assert "id, language" in found["b.md"]
    assert "accepted: en, zh" in found["c.md"]
    assert "YYYY-MM-DD" in found["d.md"]
    assert "before effective_from" in found["e.md"]
    assert "author" in found["f.md"]
    assert "no text" in found["g.md"]
    assert "UTF-8" in found["h.md"]


def test_editions_that_overlap_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "returns.2025.md", HEAD.format(more="effective_from: 2025-01-01\neffective_to: 2026-01-01\n"))
    write(tmp_path, "returns.md", HEAD.format(more="effective_from: 2026-01-01\n"))
    assert "overlaps returns.2025.md" in problems(tmp_path)["returns.md"]


def test_editions_that_follow_each_other_are_taken(tmp_path: Path) -> None:
    write(tmp_path, "returns.2025.md", HEAD.format(more="effective_to: 2025-12-31\n"))
    write(tmp_path, "returns.md", HEAD.format(more="effective_from: 2026-01-01\n"))
    assert len(read_documents(tmp_path)) == 2


def test_a_folder_without_documents_has_none(tmp_path: Path) -> None:
    assert read_documents(tmp_path) == []
