"""The text of an HTML page in reading order, as blocks. Used for pages and for mail bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive_plugins.charsets import decode

from archive.model.parsed import Block, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["read_page"]

_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "object", "iframe"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre", "section", "select", "table", "tbody", "tfoot",
    "thead", "title", "tr", "ul",
})  # fmt: skip
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DEPTH = 250
_TYPED = frozenset({"text", "search", "tel", "email", "number", "date", ""})


def read_page(data: bytes, stated: str | None = None) -> tuple[list[Block], dict[str, str], bool]:
    """Blocks and properties of a page, and whether all of it was read.

    `stated` is the charset that the transport claims. Never fetches anything, never raises
    for what is in the page.
    """
    from lxml import etree, html

    found = _XML_ENCODING.search(data[:200]) or _CHARSET.search(data[:4096])
    claim = stated or (found.group(1).decode("ascii") if found else None)
    decoded = decode(data, claim)
    text = _DECLARATION.sub("", decoded.text).replace("\x00", "")
    metadata = {"encoding": decoded.encoding, "encoding_confidence": f"{decoded.confidence:.2f}"}
    if not text.strip():
        return [], metadata, True
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return [], metadata, False
    whole = not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    title = " ".join((root.findtext(".//title") or "").split())
    blocks = _Page().read(root)
    if title:
        metadata["title"] = title
        blocks.insert(0, Block(title, Role.TITLE))
    return blocks, metadata, whole


class _Page:
    """Gathers inline text until a block element ends it."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._line: list[str] = []

    def read(self, root: etree._Element) -> list[Block]:
        self._walk(root, 0)
        self._end()
        return self._blocks

    def _end(self) -> None:
        text = " ".join("".join(self._line).split())
        self._line.clear()
        if text:
            self._blocks.append(Block(text))

    def _walk(self, element: etree._Element, depth: int) -> None:
        if depth > _DEPTH:
            self._line.append(" ".join(str(text) for text in element.itertext()))
            return
        for child in element:
            name = child.tag if isinstance(child.tag, str) else "script"
            if name == "tr":
                self._end()
                self._row(child, depth)
            elif name not in _SILENT:
                self._element(child, name, depth)
            self._line.append(child.tail or "")

    def _element(self, child: etree._Element, name: str, depth: int) -> None:
        breaks = name in _BLOCKS
        if breaks:
            self._end()
        if name == "input" and child.get("type", "").lower() in _TYPED:
            self._line.append(f" {child.get('value', '')} ")
        elif name == "pre":
            self._pre(child)
        else:
            self._line.append(child.text or "")
            self._walk(child, depth + 1)
        if breaks:
            self._end()

    def _pre(self, element: etree._Element) -> None:
        for line in "".join(str(text) for text in element.itertext()).splitlines():
            if line.strip():
                self._blocks.append(Block(line))

    def _row(self, row: etree._Element, depth: int) -> None:
        """Cells parted by tabs; a row with text in one cell only keeps that cell's lines."""
        cells = []
        nested = False
        for cell in row:
            if cell.tag in {"td", "th"}:
                inner = _Page()
                inner._line.append(cell.text or "")
                cells.append(inner._cell(cell, depth))
                nested = nested or any(block.role is Role.TABLE for block in cells[-1])
        filled = [cell for cell in cells if cell]
        if len(filled) == 1 or nested:
            self._blocks.extend(Block(b.text, Role.TABLE) for cell in filled for b in cell)
        elif filled:
            row_text = "\t".join(" ".join(block.text for block in cell) for cell in cells).rstrip("\t")
            self._blocks.append(Block(row_text, Role.TABLE))

    def _cell(self, cell: etree._Element, depth: int) -> list[Block]:
        self._walk(cell, depth + 1)
        self._end()
        return self._blocks
