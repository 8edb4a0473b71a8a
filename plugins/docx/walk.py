"""Our own walk over WordprocessingML: everything that a reader of the printed page sees, once.

python-docx's paragraphs and tables leave out headers, footers, text boxes, content
controls, notes and insertions: half of the signatures on enforcement forms. The walk
knows the three namespaces of the language (transitional, strict, Word 2003).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from archive_plugins.docx.symbols import symbol

from archive.model.parsed import Block, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["Walk"]

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.microsoft.com/office/word/2003/wordml",
    "http://schemas.microsoft.com/office/word/2003/2/wordml",
)
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
)
_VML = "urn:schemas-microsoft-com:vml"


class _Is(IntEnum):
    TEXT = 1
    DELETED_TEXT = 2
    TAB = 3
    BREAK = 4
    HYPHEN = 5
    SYMBOL = 6
    DELETION = 7
    CHOICE = 8
    DRAWING = 9
    RUBY = 10
    PARAGRAPH = 11
    TABLE = 12
    ROW = 13
    CELL = 14
    IGNORED = 15
    BOX = 16
    WORD_ART = 17
    ANNOTATION = 18


_WORDS = {
    "t": _Is.TEXT, "delText": _Is.DELETED_TEXT, "tab": _Is.TAB, "ptab": _Is.TAB, "br": _Is.BREAK, "cr": _Is.BREAK,
    "noBreakHyphen": _Is.HYPHEN, "sym": _Is.SYMBOL, "del": _Is.DELETION, "moveFrom": _Is.DELETION,
    "drawing": _Is.DRAWING, "pict": _Is.DRAWING, "object": _Is.DRAWING, "ruby": _Is.RUBY, "p": _Is.PARAGRAPH,
    "tbl": _Is.TABLE, "tr": _Is.ROW, "tc": _Is.CELL, "pPr": _Is.IGNORED, "rPr": _Is.IGNORED, "sectPr": _Is.IGNORED,
    "tblPr": _Is.IGNORED, "tblGrid": _Is.IGNORED, "trPr": _Is.IGNORED, "tcPr": _Is.IGNORED, "sdtPr": _Is.IGNORED,
    "sdtEndPr": _Is.IGNORED, "instrText": _Is.IGNORED, "fldData": _Is.IGNORED, "rt": _Is.IGNORED,
    "txbxContent": _Is.BOX, "annotationRef": _Is.IGNORED, "binData": _Is.IGNORED,
}  # fmt: skip
_KINDS: dict[str, _Is] = {f"{{{space}}}{name}": kind for space in _WORD for name, kind in _WORDS.items()}
_KINDS.update({f"{{{space}}}t": _Is.TEXT for space in _MATH})
_KINDS[f"{{{_COMPATIBILITY}}}AlternateContent"] = _Is.CHOICE
_KINDS[f"{{{_VML}}}textpath"] = _Is.WORD_ART
_KINDS["{http://schemas.microsoft.com/aml/2001/core}annotation"] = _Is.ANNOTATION
_NO_DEPTH = 200


def _attribute(element: etree._Element, name: str) -> str | None:
    for space in _WORD:
        value = element.get(f"{{{space}}}{name}")
        if value is not None:
            return str(value)
    return None


@dataclass(slots=True)
class _Line:
    """What a paragraph gathers while it is walked."""

    text: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


class Walk:
    """Turns an element that holds paragraphs and tables into blocks, in reading order."""

    def __init__(self, role: Role = Role.BODY) -> None:
        """`role` is that of paragraphs; tables outside the body keep it too."""
        self._role = role
        self._table_role = Role.TABLE if role is Role.BODY else role

    def blocks(self, container: etree._Element) -> list[Block]:
        """All blocks below `container`, which itself is no paragraph."""
        found: list[Block] = []
        self._container(container, found, 0)
        return found

    def _container(self, container: etree._Element, found: list[Block], depth: int) -> None:
        if depth > _NO_DEPTH:
            return
        for child in container:
            kind = _KINDS.get(child.tag)
            if kind is _Is.PARAGRAPH:
                found.extend(self._paragraph(child, self._role, depth))
            elif kind is _Is.TABLE:
                self._table(child, found, depth + 1)
            elif kind is _Is.CHOICE:
                self._container(_branch(child), found, depth + 1)
            elif kind is None or kind in {_Is.DELETION, _Is.ANNOTATION}:
                self._container(child, found, depth + 1)  # content controls, insertions, sections …

    def _paragraph(self, paragraph: etree._Element, role: Role, depth: int) -> Iterator[Block]:
        line = _Line()
        self._inline(paragraph, line, depth, deleted=False)
        text, deleted = "".join(line.text), "".join(line.deleted)
        if text.strip():
            yield Block(text, role)
        if deleted.strip():
            yield Block(deleted, Role.DELETED)
        yield from line.boxes

    def _inline(self, element: etree._Element, line: _Line, depth: int, *, deleted: bool) -> None:
        if depth > _NO_DEPTH:
            return
        out = line.deleted if deleted else line.text
        for child in element:
            kind = _KINDS.get(child.tag)
            if kind is _Is.TEXT:
                out.append(child.text or "")
            elif kind is _Is.DELETED_TEXT:
                line.deleted.append(child.text or "")
            elif kind is None:
                self._inline(child, line, depth + 1, deleted=deleted)
            elif kind is not _Is.IGNORED:
                self._special(child, kind, line, depth, deleted=deleted)

    def _special(self, child: etree._Element, kind: _Is, line: _Line, depth: int, *, deleted: bool) -> None:
        out = line.deleted if deleted else line.text
        if kind is _Is.TAB:
            out.append("\t")
        elif kind is _Is.BREAK:
            out.append("\n")
        elif kind is _Is.HYPHEN:
            out.append("-")
        elif kind is _Is.SYMBOL:
            out.append(symbol(_attribute(child, "font") or "", _attribute(child, "char") or ""))
        elif kind is _Is.DELETION:
            self._inline(child, line, depth + 1, deleted=True)
        elif kind is _Is.ANNOTATION:
            self._annotation(child, line, depth, deleted=deleted)
        elif kind is _Is.CHOICE:
            self._inline(_branch(child), line, depth + 1, deleted=deleted)
        elif kind in {_Is.DRAWING, _Is.RUBY}:
            self._inline(child, line, depth + 1, deleted=deleted)
        elif kind is _Is.BOX:
            box = Walk(Role.TEXT_BOX).blocks(child)
            line.boxes.extend(box)
        elif kind is _Is.PARAGRAPH:  # a note of Word 2003 stands where it is called
            line.boxes.extend(self._paragraph(child, Role.NOTE, depth + 1))
        elif kind is _Is.WORD_ART and child.get("string"):
            line.boxes.append(Block(str(child.get("string")), Role.TEXT_BOX))

    def _annotation(self, annotation: etree._Element, line: _Line, depth: int, *, deleted: bool) -> None:
        """A revision or a comment of Word 2003."""
        kind = _attribute(annotation, "type") or ""
        if kind == "Word.Comment":
            content = [block for child in annotation for block in Walk(Role.COMMENT).blocks(child)]
            line.boxes.extend(Block(block.text, Role.COMMENT) for block in content)
            return
        self._inline(annotation, line, depth + 1, deleted=deleted or kind.endswith("Deletion"))

    def _table(self, table: etree._Element, found: list[Block], depth: int) -> None:
        if depth > _NO_DEPTH:
            return
        for row in _below(table, _Is.ROW, depth):
            self._row(row, found, depth)

    def _row(self, row: etree._Element, found: list[Block], depth: int) -> None:
        """Cells parted by tabs; a row with text in one cell only keeps that cell's paragraphs as lines."""
        extra: list[Block] = []
        cells = [
            [] if _continues(cell) else self._cell(cell, extra, depth + 1) for cell in _below(row, _Is.CELL, depth)
        ]
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:
            found.extend(Block(text, self._table_role) for text in filled[0])
        elif filled:
            text = "\t".join(" ".join(cell) for cell in cells)
            found.append(Block(text.rstrip("\t"), self._table_role))
        found.extend(extra)

    def _cell(self, cell: etree._Element, extra: list[Block], depth: int) -> list[str]:
        """The lines of a cell; what is no line of it (nested tables, boxes, deleted text) goes to `extra`."""
        lines: list[str] = []
        self._cell_content(cell, lines, extra, depth)
        return lines

    def _cell_content(self, element: etree._Element, lines: list[str], extra: list[Block], depth: int) -> None:
        if depth > _NO_DEPTH:
            return
        for child in element:
            kind = _KINDS.get(child.tag)
            if kind is _Is.PARAGRAPH:
                for block in self._paragraph(child, self._role, depth):
                    if block.role is self._role:
                        parts = (" ".join(part.split("\t")).strip() for part in block.text.split("\n"))
                        lines.extend(part for part in parts if part)
                    else:
                        extra.append(block)
            elif kind is _Is.TABLE:
                self._table(child, extra, depth + 1)
            elif kind is _Is.CHOICE:
                self._cell_content(_branch(child), lines, extra, depth + 1)
            elif kind is None or kind in {_Is.DELETION, _Is.ANNOTATION}:
                self._cell_content(child, lines, extra, depth + 1)


def _below(element: etree._Element, wanted: _Is, depth: int) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also where content controls or revisions wrap them."""
    if depth > _NO_DEPTH:
        return
    for child in element:
        kind = _KINDS.get(child.tag)
        if kind is wanted:
            yield child
        elif kind is None or kind in {_Is.DELETION, _Is.ANNOTATION}:
            yield from _below(child, wanted, depth + 1)


def _continues(cell: etree._Element) -> bool:
    """Whether the cell is the hidden lower part of a cell that spans rows."""
    for properties in cell:
        if isinstance(properties.tag, str) and properties.tag.endswith("}tcPr"):
            for merge in properties:
                if isinstance(merge.tag, str) and merge.tag.rpartition("}")[2] in {"vMerge", "vmerge"}:
                    return _attribute(merge, "val") != "restart"
    return False


def _branch(alternatives: etree._Element) -> etree._Element:
    """One branch of an AlternateContent, so that its text comes once: the first that shows text, else the first."""
    branches = list(alternatives)
    for branch in branches:
        for element in branch.iter():
            kind = _KINDS.get(element.tag) if isinstance(element.tag, str) else None
            if kind in {_Is.TEXT, _Is.WORD_ART}:
                return branch
    return branches[0] if branches else alternatives
