"""Three ways to open a Word file, one face for the reader."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any, BinaryIO

from archive_plugins.office_package import Relation, relations_of
from archive_plugins.safe_xml import local, parse_xml

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["FlatPackage", "LibraryPackage"]


class LibraryPackage:
    """A package that python-docx opened.

    Its parts stay bytes until the reader asks for one: styles and numbering, which
    python-docx would parse, say nothing to a reader of text and cost more than all the rest.
    """

    def __init__(self, source: BinaryIO) -> None:
        """Raise whatever python-docx raises for a file that it refuses."""
        from docx.opc.package import OpcPackage, Unmarshaller
        from docx.opc.pkgreader import PackageReader

        package: Any = OpcPackage()
        Unmarshaller.unmarshal(PackageReader.from_file(source), package, _part)
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
        return None if found is None else parse_xml(found.blob)


def _part(name: Any, content_type: str, kind: str, blob: bytes, package: Any) -> Any:  # noqa: ARG001 - as python-docx calls it
    from docx.opc.part import Part

    return Part.load(name, content_type, blob, package)


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
