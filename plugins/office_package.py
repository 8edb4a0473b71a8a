"""Parts and relationships of an Open Packaging file (docx, pptx), read without a library of the format."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol
from urllib.parse import unquote

from archive_plugins.safe_xml import local, parse_xml

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["MAX_PART", "Package", "Relation", "ZipPackage", "core_properties", "properties_of", "relations_of"]

MAX_PART = 64 << 20
_TITLES = {
    "title": "title", "subject": "subject", "creator": "author", "keywords": "keywords", "description": "description",
    "lastModifiedBy": "last_modified_by", "created": "created", "modified": "modified", "category": "category",
    "contentStatus": "status", "revision": "revision", "lastPrinted": "last_printed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str
    """The last word of the relationship's type: header, image, slide …"""
    target: str
    """Name of the part without the leading slash; empty if it lies outside the package."""


class Package(Protocol):
    """What the readers of text need of a package."""

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relationships of a part, in order; of the package itself for ''. Empty where there are none."""

    def root(self, part: str) -> etree._Element | None:
        """The root of an XML part; None where there is no such part. Raise ParseFailed where it cannot be read."""


class ZipPackage:
    """A package in a zip file, read part by part as asked for."""

    def __init__(self, source: BinaryIO) -> None:
        """Raise ParseFailed where it is no zip file."""
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ParseFailed(Outcome.CORRUPT, f"zip: {error}"[:300]) from error
        self._names = {name.replace("\\", "/").lower().lstrip("/"): name for name in self._zip.namelist()}

    def names(self) -> tuple[str, ...]:
        """Names of all parts, lower-case."""
        return tuple(self._names)

    def data(self, part: str) -> bytes | None:
        """The bytes of a part; None where there is none. Raise ParseFailed where they are damaged or too many."""
        name = self._names.get(part.lower().lstrip("/"))
        if name is None:
            return None
        if self._zip.getinfo(name).file_size > MAX_PART:
            raise ParseFailed(Outcome.LIMIT, N_("A part of the file unpacks to more than 64 MB."))
        try:
            return self._zip.read(name)
        except RuntimeError as error:  # zipfile's word for a password
            raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password.")) from error
        except Exception as error:
            raise ParseFailed(Outcome.CORRUPT, f"zip: {error}"[:300]) from error

    def size(self, part: str) -> int:
        """Declared bytes of a part; 0 where there is none."""
        name = self._names.get(part.lower().lstrip("/"))
        return 0 if name is None else self._zip.getinfo(name).file_size

    def head(self, part: str, limit: int) -> bytes:
        """The first bytes of a part, `limit` at most; empty where there is none or it is damaged."""
        name = self._names.get(part.lower().lstrip("/"))
        if name is None:
            return b""
        try:
            with self._zip.open(name) as stream:
                return stream.read(limit)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, whoever reads all of it will say
            return b""

    def relations(self, part: str) -> tuple[Relation, ...]:
        folder, name = posixpath.split(part)
        data = self.data(posixpath.join(folder, "_rels", f"{name}.rels"))
        return () if data is None else relations_of(parse_xml(data), folder)

    def root(self, part: str) -> etree._Element | None:
        data = self.data(part)
        return None if data is None else parse_xml(data)


def relations_of(root: etree._Element, folder: str) -> tuple[Relation, ...]:
    """The relationships in a .rels part of a part that lies in `folder`."""
    found = []
    for element in root.iter("{*}Relationship"):
        values: Mapping[str, str] = {str(key): str(value) for key, value in element.attrib.items()}
        target = "" if values.get("TargetMode") == "External" else _resolve(folder, values.get("Target", ""))
        found.append(Relation(values.get("Id", ""), values.get("Type", "").rpartition("/")[2], target))
    return tuple(found)


def _resolve(folder: str, target: str) -> str:
    target = unquote(target.replace("\\", "/"))
    return posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def core_properties(package: Package) -> dict[str, str]:
    """Title, author, times and so on, as the file states them; empty where they cannot be read."""
    for relation in package.relations(""):
        if relation.kind == "core-properties" and relation.target:
            try:
                root = package.root(relation.target)
            except ParseFailed:
                return {}
            return {} if root is None else properties_of(root)
    return {}


def properties_of(root: etree._Element) -> dict[str, str]:
    """The known properties among the children of `root`."""
    found: dict[str, str] = {}
    for element in root:
        key = _TITLES.get(local(element))
        text = (element.text or "").strip()
        if key and text:
            found[key] = text
    return found
