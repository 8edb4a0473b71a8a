"""Reading OFD: pages with their templates, annotations, attachments; seals and signatures noted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO

from archive_plugins.ofd.package import OfdPackage, below, child, words
from archive_plugins.ofd.placed import Placed, lines, placed_texts

from archive.errors import N_
from archive.hooks.contracts import ParseContext, ParseFailed
from archive.model.parsed import Block, Child, Outcome, ParsedDocument, Role

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["OfdParser"]

_DAMAGED = N_("A part of the document could not be read.")
_ATTACHMENTS = 256 << 20
_STATED = {
    "Title": "title", "Author": "author", "Subject": "subject", "Abstract": "description", "CreationDate": "created",
    "ModDate": "modified", "Creator": "creator", "DocUsage": "category",
}  # fmt: skip
_DRAWN_ON_PAGE = frozenset({"Stamp", "Watermark"})


class OfdParser:
    """application/ofd."""

    name = "ofd"
    version = "1"

    def score(self, media_type: str, head: bytes) -> int | None:  # noqa: ARG002 - the contract's
        return 100 if media_type == "application/ofd" else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        package = OfdPackage(source)
        root = package.root("OFD.xml")
        if root is None:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        reading = _Reading(package, context.max_characters)
        for body in below(root, "DocBody"):
            reading.document(body)
        if not reading.documents:
            raise ParseFailed(Outcome.CORRUPT, N_("The file has no main part."))
        return reading.result()


class _Reading:
    """What one file yields, part by part; a part that is damaged is missing, the rest is read."""

    def __init__(self, package: OfdPackage, most: int) -> None:
        self._package = package
        self._room = most
        self._blocks: list[Block] = []
        self._metadata: dict[str, str] = {}
        self._warnings: dict[str, None] = {}
        self._children: list[Child] = []
        self._attached = 0
        self._pages = 0
        self.documents = 0

    def result(self) -> ParsedDocument:
        outcome = Outcome.PARTIAL if self._warnings else Outcome.OK
        if not self._blocks and self._pages:
            outcome = Outcome.NEEDS_OCR
        return ParsedDocument(
            tuple(self._blocks), self._metadata, self._pages, outcome, tuple(self._warnings), tuple(self._children)
        )

    def document(self, body: etree._Element) -> None:
        self._state(child(body, "DocInfo"))
        path = self._package.resolve("", words(body, "DocRoot"))
        root = self._part(path, needed=True)
        if root is None:
            return
        self.documents += 1
        self._signatures("", words(body, "Signatures"))
        common = child(root, "CommonData")
        templates = {} if common is None else _paths(self._package, path, below(common, "TemplatePage"))
        shared = {} if common is None else self._composites(path, common)
        annotations = self._annotations(path, words(root, "Annotations"))
        drawn: dict[str, list[Placed]] = {}
        pages = child(root, "Pages")
        for page in () if pages is None else below(pages, "Page"):
            self._pages += 1
            if self._room > 0:
                self._page(self._package.resolve(path, page.get("BaseLoc", "")), templates, drawn, shared)
                for note in annotations.get(page.get("ID", ""), ()):
                    self._annotated(note, shared)
        self._attachments(path, words(root, "Attachments"))

    def _part(self, path: str, *, needed: bool = False) -> etree._Element | None:
        """The root of a part; None without. Without one that is `needed` text is missing, which is said."""
        try:
            root = self._package.root(path)
        except ParseFailed as failed:
            if failed.outcome in {Outcome.LIMIT, Outcome.ENCRYPTED}:
                raise
            self._warnings[_DAMAGED] = None
            return None
        if root is None and needed:
            self._warnings[_DAMAGED] = None
        return root

    def _add(self, text: str, role: Role) -> None:
        if text.strip():
            self._blocks.append(Block(text, role, self._pages))
            self._room -= len(text)

    def _page(
        self, path: str, templates: dict[str, str], drawn: dict[str, list[Placed]], shared: dict[str, etree._Element]
    ) -> None:
        """One page: its text and its templates' together, for a template's labels stand beside the page's values."""
        page = self._part(path, needed=True)
        if page is None:
            return
        texts = []
        for used in page:
            identity = used.get("TemplateID", "")
            if identity in templates:
                if identity not in drawn:
                    root = self._part(templates[identity], needed=True)
                    drawn[identity] = [] if root is None else placed_texts(root, shared)
                texts.extend(drawn[identity])
        texts.extend(placed_texts(page, shared))
        for line in lines(texts):
            self._add(line, Role.BODY)

    def _composites(self, path: str, common: etree._Element) -> dict[str, etree._Element]:
        """Composite objects of the resources by id; resources are read only if they are there."""
        found: dict[str, etree._Element] = {}
        for name in ("PublicRes", "DocumentRes"):
            for place in below(common, name):
                root = self._part(self._package.resolve(path, words(place)))
                for unit in () if root is None else below(root, "CompositeGraphicUnit"):
                    found[unit.get("ID", "")] = unit
        return found

    def _annotations(self, path: str, named: str) -> dict[str, list[etree._Element]]:
        """Annotations by the page's id."""
        found: dict[str, list[etree._Element]] = {}
        if not named:
            return found
        path = self._package.resolve(path, named)
        root = self._part(path)
        for page in () if root is None else below(root, "Page"):
            notes = self._part(self._package.resolve(path, words(page, "FileLoc")))
            if notes is not None:
                found.setdefault(page.get("PageID", ""), []).extend(below(notes, "Annot"))
        return found

    def _annotated(self, note: etree._Element, shared: dict[str, etree._Element]) -> None:
        """What an annotation shows; a stamp or a watermark is seen on the page, the others are remarks about it."""
        appearance = child(note, "Appearance")
        role = Role.TEXT_BOX if note.get("Type") in _DRAWN_ON_PAGE else Role.COMMENT
        for line in () if appearance is None else lines(placed_texts(appearance, shared)):
            self._add(line, role)
        self._add(words(note, "Remark"), Role.COMMENT)

    def _attachments(self, path: str, named: str) -> None:
        if not named:
            return
        path = self._package.resolve(path, named)
        root = self._part(path)
        for attachment in () if root is None else below(root, "Attachment"):
            place = self._package.resolve(path, words(attachment, "FileLoc"))
            name = attachment.get("Name") or place.rpartition("/")[2]
            suffix = "." + place.rpartition(".")[2] if "." in place.rpartition("/")[2] else ""
            if suffix and "." not in name:
                name += suffix
            self._attached += self._package.size(place)
            try:
                data = self._package.data(place) if self._attached <= _ATTACHMENTS else None
            except ParseFailed:
                data = None
            if data is None:
                self._warnings[N_("An attachment could not be taken out.")] = None
            else:
                self._children.append(Child(name, data))
            self._add(name, Role.NOTE)

    def _state(self, info: etree._Element | None) -> None:
        """What the document says of itself."""
        for element in () if info is None else info.iter():
            key = _STATED.get(str(element.tag).rpartition("}")[2])
            if key and words(element):
                self._metadata.setdefault(key, words(element))
        for custom in () if info is None else below(info, "CustomData"):
            if custom.get("Name") and words(custom):
                self._metadata.setdefault(f"custom:{custom.get('Name')}", words(custom))
        keywords = "; ".join(words(keyword) for keyword in (() if info is None else below(info, "Keyword")))
        if keywords:
            self._metadata.setdefault("keywords", keywords)

    def _signatures(self, path: str, named: str) -> None:
        """How many signatures there are, whose program made them and when: noted, not verified."""
        if not named:
            return
        path = self._package.resolve(path, named)
        root = self._part(path)
        found = [] if root is None else list(below(root, "Signature"))
        if found:
            self._metadata["signatures"] = str(int(self._metadata.get("signatures", "0")) + len(found))
        for signature in found[:20]:
            signed = self._part(self._package.resolve(path, signature.get("BaseLoc", "")))
            for key, name in (("signed", "SignatureDateTime"), ("signature_method", "SignatureMethod")):
                value = "" if signed is None else next((words(element) for element in below(signed, name)), "")
                if value and value not in self._metadata.get(key, ""):
                    self._metadata[key] = "; ".join(filter(None, (self._metadata.get(key), value)))


def _paths(package: OfdPackage, path: str, elements: Iterable[etree._Element]) -> dict[str, str]:
    return {element.get("ID", ""): package.resolve(path, element.get("BaseLoc", "")) for element in elements}
