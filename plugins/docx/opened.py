"""Three ways to open a Word file, one face for the reader."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, BinaryIO

from archive_plugins.office_package import Relation, relations_of
from archive_plugins.safe_xml import local, parse_xml, refuse_document_type

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["FlatPackage", "LibraryPackage"]


class LibraryPackage:
    """A package that python-docx opened."""

    def __init__(self, source: BinaryIO) -> None:
        """Raise whatever python-docx raises for a file that it refuses."""
        from docx.package import Package as Opened

        package: Any = Opened.open(source)
        self._package = package
        self._parts: dict[str, Any] = {str(part.partname).lstrip("/"): part for part in package.iter_parts()}

    def relations(self, part: str) -> tuple[Relation, ...]:
        holder = self._parts.get(part) if part else self._package
        if holder is None:
            return ()
        return tuple(
            Relation(
                str(relation.rId),
                str(relation.reltype).rpartition("/")[2],
                "" if relation.is_external else str(relation.target_part.partname).lstrip("/"),
            )
            for relation in holder.rels.values()
        )

    def root(self, part: str) -> etree._Element | None:
        found = self._parts.get(part)
        if found is None:
            return None
        element = getattr(found, "element", None)
        if element is None:
            return parse_xml(found.blob)
        refuse_document_type(element)
        root: etree._Element = element
        return root


class FlatPackage:
    """A package in one XML file (flat OPC, `pkg:package`)."""

    def __init__(self, root: etree._Element) -> None:
        self._parts: dict[str, etree._Element] = {}
        for part in root:
            if local(part) != "part":
                continue
            name = next((str(value) for key, value in part.attrib.items() if str(key).endswith("}name")), "")
            for holder in part:
                if local(holder) == "xmlData" and len(holder):
                    self._parts[name.lstrip("/")] = holder[0]

    def relations(self, part: str) -> tuple[Relation, ...]:
        folder, name = posixpath.split(part)
        root = self._parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        return () if root is None else relations_of(root, folder)

    def root(self, part: str) -> etree._Element | None:
        return self._parts.get(part)
