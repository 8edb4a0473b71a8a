"""The parts of an xlsx file beside its cells, and how far its sheets reach."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from archive_plugins.office_package import ZipPackage, core_properties
from archive_plugins.safe_xml import parse_xml

from archive.hooks.contracts import ParseFailed
from archive.model.parsed import Block, Role

__all__ = ["XLSX", "Workbook", "column_number"]

XLSX = frozenset({
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    "application/vnd.ms-excel.sheet.macroEnabled.12",
    "application/vnd.ms-excel.template.macroEnabled.12",
    "application/vnd.ms-excel.addin.macroEnabled.12",
})  # fmt: skip
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension[^>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_EDGES = re.compile(rb"<(?:\w+:)?((?:odd|even|first)(?:Header|Footer))[^>]*>([^<]{1,4000})<")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Z])')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_BESIDE = re.compile(r"xl/(comments\d*|comments/[^/]+|threadedcomments/[^/]+|drawings/drawing\d+|charts/chart\d+)\.xml")
_SMALL = 2 << 20


class Workbook:
    """The zip of a workbook."""

    def __init__(self, package: ZipPackage) -> None:
        self._package = package
        self._sheets = [name for name in package.names() if _SHEET.fullmatch(name)]

    @classmethod
    def open(cls, source: BinaryIO) -> Workbook | None:
        """None where it is no zip that Python can open: calamine may still."""
        try:
            return cls(ZipPackage(source))
        except ParseFailed:
            return None

    def widest(self) -> int:
        """Cells of the largest rectangle that a sheet says it spans; 0 where none says."""
        widest = 0
        for name in self._sheets:
            found = _DIMENSION.search(self._package.head(name, 2048))
            if found:
                left, top, right, bottom = found.groups()
                width = column_number(right.decode()) - column_number(left.decode()) + 1
                widest = max(widest, width * (int(bottom) - int(top) + 1))
        return widest

    def properties(self) -> dict[str, str]:
        """What the workbook states of itself; empty where that cannot be read."""
        try:
            return core_properties(self._package)
        except ParseFailed:
            return {}

    def beside_the_cells(self) -> list[Block]:
        """Headers and footers of sheets, text boxes, chart titles and comments; what is damaged is left out."""
        found: dict[tuple[str, Role], Block] = {}
        for name in self._sheets:
            for block in self._edges(name):
                found.setdefault((block.text, block.role), block)
        for name in self._package.names():
            if _BESIDE.fullmatch(name):
                role = Role.COMMENT if "comments" in name else Role.TEXT_BOX
                for text in self._texts(name):
                    found.setdefault((text, role), Block(text, role))
        return list(found.values())

    def _edges(self, name: str) -> Iterator[Block]:
        if self._package.size(name) > _SMALL:
            return
        try:
            data = self._package.data(name) or b""
        except ParseFailed:
            return
        start = data.rfind(b"headerFooter>")
        for kind, raw in _EDGES.findall(data, max(0, data.find(b"<headerFooter"))) if start > 0 else ():
            text = _CODES.sub(" ", _unescaped(raw.decode("utf-8", "replace")))
            if text.strip():
                yield Block(" ".join(text.split()), Role.HEADER if kind.endswith(b"Header") else Role.FOOTER)

    def _texts(self, name: str) -> Iterator[str]:
        try:
            root = self._package.root(name)
        except ParseFailed:
            return
        if root is None:
            return
        holders = root.iter("{*}comment", "{*}threadedComment") if "comments" in name else root.iter("{*}p")
        for holder in holders:
            text = "".join(element.text or "" for element in holder.iter("{*}t", "{*}text"))
            if text.strip():
                yield " ".join(text.split())


def _unescaped(text: str) -> str:
    root = parse_xml(f"<t>{text}</t>".encode())
    return root.text or ""


def column_number(letters: str) -> int:
    """A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
