"""OpenDocument from content.xml and styles.xml, zipped or in one flat file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from archive_plugins.office_package import MAX_PART, ZipPackage
from archive_plugins.safe_xml import local, parse_xml

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["OpenDocumentParser"]

_PREFIX = "application/vnd.oasis.opendocument."
_FLAT = "-flat-xml"
_SHEETS = (_PREFIX + "spreadsheet", _PREFIX + "spreadsheet-template")
_PROPERTIES = {
    "title": "title", "subject": "subject", "initial-creator": "author", "creator": "last_modified_by",
    "creation-date": "created", "date": "modified", "description": "description", "keyword": "keywords",
}  # fmt: skip
_LINES = frozenset({"p", "h"})
_ASIDE = {"note": Role.NOTE, "annotation": Role.COMMENT, "text-box": Role.TEXT_BOX, "notes": Role.NOTE}
_SILENT = frozenset({"tracked-changes", "forms", "sequence-decls", "variable-decls", "bibliography-source",
                     "table-of-content-source", "creator", "date", "sender-initials", "note-citation", "ruby-text",
                     "date-string", "binary-data"})  # fmt: skip
_EDGES = {"header": Role.HEADER, "header-left": Role.HEADER, "header-first": Role.HEADER, "footer": Role.FOOTER,
          "footer-left": Role.FOOTER, "footer-first": Role.FOOTER}  # fmt: skip
_DEPTH = 120
_SPACES = 100


class OpenDocumentParser:
    """Texts, presentations and drawings; spreadsheets as flat XML, and as a second try."""

    name = "opendocument"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        if not media_type.startswith(_PREFIX):
            return None
        return 50 if media_type in _SHEETS else 100

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        if context.media_type.endswith(_FLAT):
            data = source.read(MAX_PART + 1)
            if len(data) > MAX_PART:
                raise ParseFailed(Outcome.LIMIT, N_("A part of the file unpacks to more than 64 MB."))
            root = parse_xml(data)
            return _document(root, root, root)
        package = ZipPackage(source)
        manifest = package.data("META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))
        content = package.root("content.xml")
        if content is None:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        return _document(content, _beside(package, "styles.xml"), _beside(package, "meta.xml"))


def _beside(package: ZipPackage, part: str) -> etree._Element | None:
    try:
        return package.root(part)
    except ParseFailed:
        return None


def _document(
    content: etree._Element, styles: etree._Element | None, meta: etree._Element | None
) -> ParsedDocument:
    body = next(iter(content.iter("{*}body")), None)
    if body is None:
        raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
    walk = _Walk()
    deleted = _deleted(content)
    headers, footers = _edges(styles)
    blocks = (*headers, *walk.blocks(body), *footers, *deleted)
    return ParsedDocument(blocks, _properties(meta), walk.pages)


class _Walk:
    """Goes through a body in reading order."""

    def __init__(self) -> None:
        self._page: int | None = None

    @property
    def pages(self) -> int | None:
        """Slides or sheets that were met; None where the format has none."""
        return self._page

    def blocks(self, element: etree._Element, role: Role = Role.BODY, depth: int = 0) -> Iterator[Block]:
        if depth > _DEPTH:
            return
        for child in element:
            name = local(child)
            if name in _LINES:
                yield from self._line(child, role, depth)
            elif name == "table-row":
                yield from self._row(child, role, depth)
            elif name not in _SILENT and name:
                yield from self._opening(child, name)
                yield from self.blocks(child, self._role(child, name, role), depth + 1)

    def _role(self, element: etree._Element, name: str, role: Role) -> Role:
        """On a slide everything stands in boxes: only its title and its notes are told apart."""
        if self._page is not None and role is not Role.NOTE:
            if name == "frame" and (_attribute(element, "class") or "") == "title":
                return Role.TITLE
            if name == "text-box":
                return role
        return _ASIDE.get(name, role)

    def _opening(self, element: etree._Element, name: str) -> Iterator[Block]:
        """A slide or a sheet begins."""
        parent = element.getparent()
        sheet = name == "table" and parent is not None and local(parent) == "spreadsheet"
        if sheet or (name == "page" and "drawing" in str(element.tag)):
            self._page = (self._page or 0) + 1
            title = _attribute(element, "name")
            if sheet and title:
                yield Block(title, Role.SHEET, self._page)

    def _line(self, element: etree._Element, role: Role, depth: int) -> Iterator[Block]:
        text: list[str] = []
        aside: list[Block] = []
        self._inline(element, text, aside, depth)
        words = "".join(text)
        if words.strip():
            yield Block(words, role, self._page)
        yield from aside

    def _inline(self, element: etree._Element, text: list[str], aside: list[Block], depth: int) -> None:
        if depth > _DEPTH:
            return
        text.append(_flat(element.text))
        for child in element:
            name = local(child)
            if name in _ASIDE or name in {"table", "list", "custom-shape", "p", "h"}:
                role = _ASIDE.get(name, Role.TEXT_BOX)
                inner = self._line if name in _LINES else self.blocks
                aside.extend(inner(child, role, depth + 1))
            elif name == "s":
                count = _attribute(child, "c") or "1"
                text.append(" " * min(int(count) if count.isdigit() else 1, _SPACES))
            elif name == "tab":
                text.append("\t")
            elif name == "line-break":
                text.append("\n")
            elif name not in _SILENT and name:
                self._inline(child, text, aside, depth + 1)
            text.append(_flat(child.tail))

    def _row(self, row: etree._Element, role: Role, depth: int) -> Iterator[Block]:
        """Cells parted by tabs; covered cells are empty. A row with one filled cell keeps its lines."""
        cells: list[list[str]] = []
        extra: list[Block] = []
        for cell in row:
            name = local(cell)
            if name not in {"table-cell", "covered-table-cell"}:
                continue
            lines = []
            for block in self.blocks(cell, role, depth + 1) if name == "table-cell" else ():
                if block.role is role:
                    lines.append(" ".join(block.text.split()))
                else:
                    extra.append(block)
            cells.append(lines)
        table = Role.TABLE if role is Role.BODY else role
        filled = [cell for cell in cells if cell]
        if len(filled) == 1:
            yield from (Block(line, table, self._page) for line in filled[0])
        elif filled:
            yield Block("\t".join(" ".join(cell) for cell in cells).rstrip("\t"), table, self._page)
        yield from extra


def _flat(text: str | None) -> str:
    """White space as the format means it: any run of it is one space."""
    if not text:
        return ""
    words = " ".join(text.split())
    return (" " if text[0].isspace() else "") + words + (" " if words and text[-1].isspace() else "")


def _attribute(element: etree._Element, name: str) -> str | None:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def _deleted(content: etree._Element) -> list[Block]:
    found: list[Block] = []
    for region in content.iter("{*}deletion"):
        found.extend(Block(block.text, Role.DELETED) for block in _Walk().blocks(region))
    return found


def _edges(styles: etree._Element | None) -> tuple[list[Block], list[Block]]:
    """Headers and footers of all master pages, each line once."""
    found: dict[Role, dict[str, Block]] = {Role.HEADER: {}, Role.FOOTER: {}}
    for masters in styles.iter("{*}master-styles") if styles is not None else ():
        for element in masters.iter():
            role = _EDGES.get(local(element))
            if role is not None and "style" in str(element.tag):
                for block in _Walk().blocks(element, role):
                    found[role].setdefault(block.text.strip(), block)
    return list(found[Role.HEADER].values()), list(found[Role.FOOTER].values())


def _properties(meta: etree._Element | None) -> dict[str, str]:
    holder = next(iter(meta.iter("{*}meta")), None) if meta is not None else None
    if holder is None:
        return {}
    found = {}
    for element in holder:
        key = _PROPERTIES.get(local(element))
        if key and element.text and element.text.strip():
            found[key] = element.text.strip()
    return found
