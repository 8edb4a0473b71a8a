"""The parts of an OFD file: documents, pages, templates, and where each one's path leads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from archive_plugins.office_package import ZipPackage
from archive_plugins.safe_xml import local

from archive.errors import N_
from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Outcome

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["OfdPackage", "below", "child", "words"]


class OfdPackage:
    """Parts by their path, which is relative to the part that names it."""

    def __init__(self, source: BinaryIO) -> None:
        """Raise ParseFailed where it is no zip file, or encrypted as GM/T 0099 does it."""
        self._zip = ZipPackage(source)
        if any(name.endswith("encryptions.xml") for name in self._zip.names()):
            raise ParseFailed(Outcome.ENCRYPTED, N_("The document is protected by a password."))

    def root(self, path: str) -> etree._Element | None:
        """The root of a part; None where there is none. Raise ParseFailed where it cannot be read."""
        return self._zip.root(path)

    def data(self, path: str) -> bytes | None:
        """The bytes of a part; None where there is none. Raise ParseFailed where they are damaged or too many."""
        return self._zip.data(path)

    def size(self, path: str) -> int:
        """Declared bytes of a part."""
        return self._zip.size(path)

    def resolve(self, named_in: str, path: str) -> str:
        """The full path of what a part names; some producers write paths from the document's folder all the same."""
        path = path.strip().replace("\\", "/")
        if path.startswith("/"):
            return posixpath.normpath(path).lstrip("/")
        folder = posixpath.dirname(named_in)
        relative = posixpath.normpath(posixpath.join("/" + folder, path)).lstrip("/")
        if self._zip.size(relative):
            return relative
        above = posixpath.normpath(posixpath.join("/" + posixpath.dirname(folder), path)).lstrip("/")
        for other in (above, posixpath.normpath("/" + path).lstrip("/")):
            if self._zip.size(other):
                return other
        return relative


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name, whatever its namespace."""
    return next((found for found in element if local(found) == name), None)


def below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """All elements of that name, whatever their namespace."""
    return element.iter(f"{{*}}{name}")


def words(element: etree._Element | None, name: str | None = None) -> str:
    """The text of the element, or of its child of that name; empty without."""
    found = element if name is None or element is None else child(element, name)
    return "" if found is None else (found.text or "").strip()
