"""Reading Word documents: python-docx opens the package, our own walk reads all of its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from archive_plugins.embedded import embedded_documents
from archive_plugins.office_package import MAX_PART, Package, ZipPackage, core_properties, properties_of
from archive_plugins.safe_xml import local, parse_xml

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Outcome, ParsedDocument, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["DocxParser"]

_ZIPPED = frozenset({
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    "application/vnd.ms-word.document.macroEnabled.12",
    "application/vnd.ms-word.template.macroEnabled.12",
})  # fmt: skip
_WORD_2003 = "application/vnd.ms-wordml"
_FLAT = "application/vnd.ms-word.flat-opc+xml"
_NOTES = {"footnotes": Role.NOTE, "endnotes": Role.NOTE, "comments": Role.COMMENT}
_PAINTED = frozenset({"chart", "diagramData", "chartEx"})
_HIDDEN_NOTES = frozenset({"separator", "continuationSeparator", "continuationNotice"})


class DocxParser:
    """docx, docm, dotx, dotm, flat OPC and Word 2003 XML."""

    name = "docx"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type in _ZIPPED or media_type in {_WORD_2003, _FLAT} else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        if context.media_type in _ZIPPED:
            return _read(_open(source), source)
        data = source.read(MAX_PART + 1)
        if len(data) > MAX_PART:
            raise ParseFailed(Outcome.LIMIT, N_("A part of the file unpacks to more than 64 MB."))
        root = parse_xml(data)
        if context.media_type == _FLAT:
            from archive_plugins.docx.opened import FlatPackage

            return _read(FlatPackage(root))
        return _read_2003(root)


def _open(source: BinaryIO) -> Package:
    """By python-docx; where it refuses, by the parts themselves."""
    from archive_plugins.docx.opened import LibraryPackage

    try:
        return LibraryPackage(source)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - python-docx raises KeyError, ValueError and more for one odd part
        source.seek(0)
        return ZipPackage(source)


def _read(package: Package, source: BinaryIO | None = None) -> ParsedDocument:
    """The text, and what lies inside the zip file `source`."""
    mains = (r.target for r in package.relations("") if r.kind == "officeDocument" and r.target)
    main = next(mains, "word/document.xml")
    root = package.root(main)
    if root is None:
        raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
    warnings: list[str] = []
    body = next((child for child in root if local(child) == "body"), root)
    headers, footers = _edges(package, main, root, warnings)
    blocks = (*headers, *_walk(body, Role.BODY), *footers, *_attached(package, main, warnings))
    children = embedded_documents(source, warnings) if source is not None else ()
    outcome = Outcome.PARTIAL if warnings else Outcome.OK
    return ParsedDocument(blocks, core_properties(package), None, outcome, tuple(warnings), children)


def _walk(element: etree._Element, role: Role) -> list[Block]:
    from archive_plugins.docx.walk import Walk

    return Walk(role).blocks(element)


def _part(package: Package, name: str, warnings: list[str]) -> etree._Element | None:
    """A part beside the main one; if it is damaged, the rest is still read."""
    try:
        return package.root(name)
    except ParseFailed as failed:
        if failed.outcome is Outcome.LIMIT:
            raise
        warnings.append(N_("A part of the document (header, footer, notes or comments) could not be read."))
        return None


def _edges(
    package: Package, main: str, root: etree._Element, warnings: list[str]
) -> tuple[list[Block], list[Block]]:
    """Headers and footers of all three kinds and all sections, each line once."""
    targets = {relation.id: relation.target for relation in package.relations(main)}
    found: dict[Role, dict[str, Block]] = {Role.HEADER: {}, Role.FOOTER: {}}
    seen: set[str] = set()
    for reference in root.iter("{*}headerReference", "{*}footerReference"):
        target = next((targets.get(str(v), "") for k, v in reference.attrib.items() if str(k).endswith("}id")), "")
        if not target or target in seen:
            continue
        seen.add(target)
        role = Role.HEADER if local(reference) == "headerReference" else Role.FOOTER
        edge = _part(package, target, warnings)
        for block in _walk(edge, role) if edge is not None else ():
            found[role].setdefault(block.text.strip(), block)
    return list(found[Role.HEADER].values()), list(found[Role.FOOTER].values())


def _attached(package: Package, main: str, warnings: list[str]) -> Iterator[Block]:
    """Notes, comments, and the words in charts and diagrams."""
    for relation in package.relations(main):
        role = _NOTES.get(relation.kind)
        if role is None and relation.kind not in _PAINTED:
            continue
        root = _part(package, relation.target, warnings) if relation.target else None
        if root is None:
            continue
        if role is None:
            yield from _painted(root)
            continue
        for note in root:
            kind = next((str(value) for key, value in note.attrib.items() if str(key).endswith("}type")), "")
            if kind not in _HIDDEN_NOTES:
                for block in _walk(note, role):
                    yield block if block.role is Role.DELETED else Block(block.text, role)


def _painted(root: etree._Element) -> Iterator[Block]:
    """The paragraphs of DrawingML, and the titles and labels that a chart holds as values."""
    for paragraph in root.iter("{*}p"):
        text = "".join(element.text or "" for element in paragraph.iter("{*}t"))
        if text.strip():
            yield Block(text, Role.TEXT_BOX)
    labels = dict.fromkeys(
        (value.text or "").strip() for cache in root.iter("{*}strCache") for value in cache.iter("{*}v")
    )
    for label in labels:
        if label:
            yield Block(label, Role.TEXT_BOX)


def _read_2003(root: etree._Element) -> ParsedDocument:
    """Word 2003 XML: headers and footers stand inside the section, notes and comments inside the text."""
    edges: dict[Role, dict[str, Block]] = {Role.HEADER: {}, Role.FOOTER: {}}
    for edge in root.iter("{*}hdr", "{*}ftr"):
        role = Role.HEADER if local(edge) == "hdr" else Role.FOOTER
        for block in _walk(edge, role):
            edges[role].setdefault(block.text.strip(), block)
    body = next((child for child in root if local(child) == "body"), None)
    if body is None:
        raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
    properties = next((child for child in root if local(child) == "DocumentProperties"), None)
    blocks = (*edges[Role.HEADER].values(), *_walk(body, Role.BODY), *edges[Role.FOOTER].values())
    return ParsedDocument(blocks, {} if properties is None else _stated_2003(properties))


def _stated_2003(properties: etree._Element) -> dict[str, str]:
    names = {"Title": "title", "Subject": "subject", "Author": "author", "LastAuthor": "last_modified_by",
             "Created": "created", "LastSaved": "modified", "Keywords": "keywords"}  # fmt: skip
    found = {names[local(e)]: (e.text or "").strip() for e in properties if local(e) in names}
    return {**properties_of(properties), **{key: value for key, value in found.items() if value}}
