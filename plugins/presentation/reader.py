"""Slides from their XML: shapes, tables, diagrams, charts, notes and comments, in the order of the show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from archive_plugins.embedded import embedded_documents
from archive_plugins.office_package import Package, ZipPackage, core_properties
from archive_plugins.safe_xml import local

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["PresentationParser"]

_OPEN_XML = "application/vnd.openxmlformats-officedocument.presentationml."
_MACRO = "application/vnd.ms-powerpoint."
_PLACES = {"title": Role.TITLE, "ctrTitle": Role.TITLE, "ftr": Role.FOOTER, "hdr": Role.HEADER}
_FURNITURE = frozenset({"sldNum", "dt"})
_BESIDE = {"notesSlide": Role.NOTE, "comments": Role.COMMENT, "diagramData": Role.BODY, "chart": Role.BODY}
_DEPTH = 60


class PresentationParser:
    """pptx by raw XML: python-pptx leaves out diagrams and charts, and costs twice the time."""

    name = "pptx"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        macro = media_type.startswith(_MACRO) and media_type.endswith(".macroEnabled.12")
        return 100 if macro or media_type.startswith(_OPEN_XML) else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:  # noqa: ARG002 - the contract's
        package = ZipPackage(source)
        main = next(
            (r.target for r in package.relations("") if r.kind == "officeDocument" and r.target), "ppt/presentation.xml"
        )
        show = package.root(main)
        if show is None:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        targets = {relation.id: relation.target for relation in package.relations(main)}
        blocks: list[Block] = []
        lost: list[int] = []
        number = 0
        for number, entry in enumerate(show.iter("{*}sldId"), 1):
            link = next((str(value) for key, value in entry.attrib.items() if str(key).startswith("{")), "")
            try:
                blocks.extend(_slide(package, targets.get(link, ""), number))
            except ParseFailed as failed:
                if failed.outcome is Outcome.LIMIT:
                    raise
                lost.append(number)
        if number and len(lost) == number:
            raise ParseFailed(Outcome.CORRUPT, N_("No page of the file could be read."))
        warnings = [N_("These pages could not be read:") + " " + ", ".join(map(str, lost[:20]))] if lost else []
        children = embedded_documents(source, warnings)
        outcome = Outcome.PARTIAL if warnings else Outcome.OK
        return ParsedDocument(
            tuple(blocks), core_properties(package), number, outcome, tuple(warnings), children
        )


def _slide(package: Package, part: str, number: int) -> Iterator[Block]:
    root = package.root(part) if part else None
    if root is None:
        raise ParseFailed(Outcome.CORRUPT, N_("A slide is missing."))
    yield from _shapes(root, Role.BODY, number, 0)
    for relation in package.relations(part):
        role = _BESIDE.get(relation.kind)
        try:
            beside = package.root(relation.target) if role is not None and relation.target else None
        except ParseFailed:
            continue
        if beside is not None and role is not None:
            yield from _beside(beside, relation.kind, role, number)


def _beside(root: etree._Element, kind: str, role: Role, number: int) -> Iterator[Block]:
    """Notes, comments, diagrams and charts that hang on a slide."""
    yield from _shapes(root, role, number, 0)
    if kind == "comments":
        for text in root.iter("{*}text"):
            if text.text and not len(text):
                yield Block(text.text, role, number)
    if kind == "chart":
        cached = (value.text or "" for cache in root.iter("{*}strCache") for value in cache.iter("{*}v"))
        for label in dict.fromkeys(cached):
            if label.strip():
                yield Block(label, role, number)


def _shapes(element: etree._Element, role: Role, number: int, depth: int) -> Iterator[Block]:
    """Paragraphs and table rows below `element`, a shape's placeholder deciding what is a title or furniture."""
    if depth > _DEPTH:
        return
    for child in element:
        name = local(child)
        if name == "p":
            text = _paragraph(child)
            if text.strip():
                yield Block(text, role, number)
        elif name == "tr":
            cells = (" ".join(filter(None, map(_paragraph, cell.iter("{*}p")))) for cell in child if _visible(cell))
            row = "\t".join(" ".join(cell.split()) for cell in cells).rstrip("\t")
            if row.strip():
                yield Block(row, Role.TABLE if role is Role.BODY else role, number)
        elif name == "AlternateContent":
            branch = next(iter(child), None)
            if branch is not None:
                yield from _shapes(branch, role, number, depth + 1)
        elif name == "sp":
            kind = next((str(e.get("type", "")) for e in child.iter("{*}ph")), "")
            if kind not in _FURNITURE:
                inner = _PLACES.get(kind, role) if role is Role.BODY else role
                yield from _shapes(child, inner, number, depth + 1)
        elif name:
            yield from _shapes(child, role, number, depth + 1)


def _visible(cell: etree._Element) -> bool:
    return local(cell) == "tc" and cell.get("hMerge") != "1" and cell.get("vMerge") != "1"


def _paragraph(paragraph: etree._Element) -> str:
    parts = []
    for element in paragraph.iter():
        name = local(element)
        if name == "t":
            parts.append(element.text or "")
        elif name == "br":
            parts.append("\n")
        elif name == "tab":
            parts.append(" ")
    return "".join(parts)
