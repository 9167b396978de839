"""Cuts a Markdown document into passages that keep their headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge_base.document import Chunk, Document, Language, Line, LineKind
from knowledge_base.sentences import sentences

LONGEST: Final = 120
"""Words of a passage, above which a section is cut in two."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W\u3400-\u9fff\uf900-\ufaff]+")
# What one Chinese character carries, in English words.
_WORDS_PER_HAN: Final = 0.6
# A first cell this short, or without a letter, says nothing without its column's head: a shoe size, S, XL.
_BARE: Final = 3
_ENDS_LEAD: Final = (":", "：")


@dataclass(frozen=True)
class _Block:
    """A paragraph, an item or a row: what is cut only where it is too long by itself."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        parts = [line.text for line in self.lines]
        return ("" if _HAN.search(parts[0]) else " ").join(parts)


@dataclass
class _Section:
    """What stands under one heading."""

    headings: tuple[str, ...]
    blocks: list[_Block] = field(default_factory=list)


def split(document: Document) -> list[Chunk]:
    """The document's passages in order: a section each, cut between sentences, rows or items where it is long.

    A table's row becomes a line with its column heads. The lead-in of a list is repeated when the list is cut.
    """
    chunks: list[Chunk] = []
    for section in _sections(document):
        for blocks in _passages(section):
            edition = document.effective_from.isoformat() if document.effective_from else "0"
            chunks.append(
                Chunk(
                    id=f"{document.language}/{document.id}/{edition}/{len(chunks) + 1}",
                    document=document,
                    section=section.headings,
                    text="\n".join(block.text for block in blocks),
                    lines=tuple(line for block in blocks for line in block.lines),
                )
            )
    return chunks


def words(text: str) -> float:
    """How long a text is, in English words or what holds as much in Chinese."""
    return len(_WORD.findall(text)) + _WORDS_PER_HAN * len(_HAN.findall(text))


def _sections(document: Document) -> list[_Section]:
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(document.body))
    current = _Section(headings=())
    sections = [current]
    path: list[tuple[int, str]] = []
    for node in tree.children:
        if node.type == "heading":
            level, title = int(node.tag[1]), _plain(node)
            path = [outer for outer in path if outer[0] < level] + [(level, title)]
            current = _Section(headings=_below_title(path))
            sections.append(current)
        else:
            current.blocks.extend(_blocks(node, current.blocks, document.language))
    return [section for section in sections if section.blocks]


def _below_title(path: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(title for level, title in path if level > 1)


def _blocks(node: SyntaxTreeNode, before: Sequence[_Block], language: Language) -> Iterator[_Block]:
    if node.type == "table":
        yield from (_Block((Line(row, LineKind.ROW),)) for row in _rows(node, language))
    elif node.type in ("bullet_list", "ordered_list"):
        lead = _lead(before)
        yield from (_Block((Line(item, LineKind.ITEM, lead),)) for item in _items(node))
    elif node.type == "blockquote":
        for child in node.children:
            yield from _blocks(child, before, language)
    elif node.type in ("paragraph", "fence", "code_block"):
        found = tuple(Line(sentence) for sentence in sentences(_plain(node)))
        if found:
            yield _Block(found)


def _lead(before: Sequence[_Block]) -> str:
    last = before[-1].lines[-1].text if before else ""
    return last if last.endswith(_ENDS_LEAD) else ""


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    first = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start=first):
        marker = f"{number}." if node.type == "ordered_list" else "-"
        yield f"{marker} {_plain(item)}"


def _rows(table: SyntaxTreeNode, language: Language) -> Iterator[str]:
    head, *bodies = table.children
    heads = [_plain(cell) for cell in head.children[0].children]
    for row in (row for body in bodies for row in body.children):
        cells = [_plain(cell) for cell in row.children]
        yield _row_sentence(heads, cells, language)


def _row_sentence(heads: Sequence[str], cells: Sequence[str], language: Language) -> str:
    """`Canada — Cost: $12.00; Business days: 5-8`, in Chinese with its own marks."""
    dash, colon, comma = ("——", "：", "；") if language == "zh" else (" — ", ": ", "; ")
    named = f"{heads[0]} {cells[0]}".strip() if _is_bare(cells[0]) else cells[0]
    pairs = (f"{head}{colon}{cell}" if head else cell for head, cell in zip(heads[1:], cells[1:], strict=False) if cell)
    rest = comma.join(pairs)
    return f"{named}{dash}{rest}" if rest else named


def _is_bare(cell: str) -> bool:
    return not _HAN.search(cell) and (len(cell) <= _BARE or not any(character.isalpha() for character in cell))


def _plain(node: SyntaxTreeNode) -> str:
    return re.sub(r"\s+", " ", "".join(_pieces(node))).strip()


def _pieces(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "code_inline", "fence", "code_block"):
        yield node.content
    elif node.type in ("softbreak", "hardbreak"):
        yield " "
    elif node.type == "image":
        yield str(node.content)
    elif node.type in ("html_inline", "html_block"):
        return
    else:
        for child in node.children:
            yield from _pieces(child)
            if child.type in ("paragraph", "list_item"):
                yield " "


def _passages(section: _Section) -> Iterator[list[_Block]]:
    passage: list[_Block] = []
    for block in _short_enough(section.blocks):
        if passage and sum(words(part.text) for part in [*passage, block]) > LONGEST:
            lead = block.lines[0].lead
            # A lead-in is never the last line of a passage: it goes with the list below it.
            if passage[-1].text == lead:
                passage.pop()
            if passage:
                yield passage
            passage = [_Block((Line(lead),))] if lead else []
        passage.append(block)
    if passage:
        yield passage


def _short_enough(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Cuts a paragraph that is too long for one passage between its sentences, into parts of about equal length."""
    for block in blocks:
        total = words(block.text)
        parts = int(total // LONGEST) + 1
        part: list[Line] = []
        for line in block.lines:
            if part and sum(words(each.text) for each in [*part, line]) > total / parts:
                yield _Block(tuple(part))
                part = []
            part.append(line)
        yield _Block(tuple(part))
