"""What the recogniser tests need of the archive: units, a document, and the answers put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_plugins.safety_forms.recognise import describe, place, screen

from archive.model.credit_code import inner_check_character, normalise, outer_check_character
from archive.model.parsed import Block, ParsedDocument, Role
from archive.model.placement import Description, Proposal
from archive.model.unit import CodeKind, NameKind, Unit, UnitCode, UnitKind, UnitName, UnitState


def make_code(body: str, region: str = "990100", kind: str = "91") -> str:
    """A valid credit code of an invented unit: `body` has 8 characters; region 99… belongs to nobody."""
    first = kind + region + body + inner_check_character(body)
    return first + outer_check_character(first)


def make_unit(number: int, name: str, *aliases: str, kind: UnitKind = UnitKind.ENTERPRISE) -> Unit:
    code = make_code(f"{number:08d}")
    names = (UnitName(name, NameKind.NAME, None, None), *(UnitName(a, NameKind.ALIAS, None, None) for a in aliases))
    codes = (UnitCode(code, CodeKind.USCC, None, None),)
    return Unit(f"u-{number:016d}", code, name, kind, UnitState.ACTIVE, None, None, names, codes)


class Directory:
    """The units of a test, folded as the archive folds them."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._names: dict[str, list[Unit]] = {}
        for unit in units:
            for name in unit.names:
                self._names.setdefault(normalise(name.name), []).append(unit)
        self._codes = {code.code: unit for unit in units for code in unit.codes}

    def by_code(self, code: str) -> Unit | None:
        return self._codes.get(normalise(code))

    def by_name(self, name: str) -> Sequence[Unit]:
        return self._names.get(normalise(name), ())


@dataclass(frozen=True)
class View:
    document: ParsedDocument | None
    name: str = "文件.docx"
    media_type: str = "application/octet-stream"
    received_at: str = "2026-11-23T00:00:00.000Z"

    @property
    def text(self) -> str:
        return self.document.text() if self.document else ""


@dataclass(frozen=True)
class Reading:
    """What would be filed: the values of at least 0.9, and all that was proposed."""

    unit: str | None
    """The one unit it would be filed to (its name), None if it stays unfiled."""
    units: tuple[str, ...]
    category: str | None
    proposals: tuple[Proposal, ...]
    description: Description

    def field(self, name: str) -> str | None:
        return next((p.value for p in self.description.proposals if p.field == name), None)

    @property
    def dues(self) -> set[tuple[str, str]]:
        return {(due.item, due.date) for due in self.description.dues}

    @property
    def people(self) -> set[tuple[str, str, str | None]]:
        return {(p.name, p.role, p.certificate) for p in self.description.people}

    @property
    def links(self) -> set[tuple[str, str]]:
        return {(link.type, link.doc_no) for link in self.description.links}


def blocks_of(text: str, role: Role = Role.BODY) -> list[Block]:
    """One block a line; `|` parts the cells of a table row; a line that begins with `页脚:` or `页眉:` is a margin."""
    blocks: list[Block] = []
    for line in text.strip("\n").split("\n"):
        if line.startswith("页脚:"):
            blocks.append(Block(line[3:], Role.FOOTER))
        elif line.startswith("页眉:"):
            blocks.append(Block(line[3:], Role.HEADER))
        elif "|" in line:
            blocks.append(Block(line.replace("|", "\t"), Role.TABLE))
        else:
            blocks.append(Block(line, role))
    return blocks


def read(source: str | Sequence[Block], directory: Directory, name: str = "文件.docx") -> Reading:
    blocks = blocks_of(source) if isinstance(source, str) else source
    view = View(ParsedDocument(tuple(blocks)), name)
    assert screen(view) is None
    proposals = tuple(place(view, directory))
    description = describe(view, directory) or Description()
    sure = [p for p in proposals if p.confidence >= 0.9]
    found: dict[str, None] = {}
    for p in sure:
        if p.field == "unit":
            found.setdefault(next(u.name for u in directory.units if u.id == p.value))
        elif p.field == "unit_code":
            unit = directory.by_code(p.value)
            found.setdefault(unit.name if unit else p.value)
        elif p.field == "unit_name":
            found.setdefault("?" + p.value)
    units = tuple(found)
    category = next((p.value for p in sure if p.field == "category"), None)
    unit = units[0] if len(units) == 1 and not units[0].startswith("?") else None
    return Reading(unit, units, category, proposals, description)
