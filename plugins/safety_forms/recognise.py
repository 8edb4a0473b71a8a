"""One reading of one document, shared by the three questions that are asked about it."""

from __future__ import annotations

import re
from dataclasses import replace

from archive_plugins.safety_forms.addressee import find_unit
from archive_plugins.safety_forms.checks import check_form
from archive_plugins.safety_forms.days import find_date_of, find_dues
from archive_plugins.safety_forms.details import Details, find_details
from archive_plugins.safety_forms.facts import Facts
from archive_plugins.safety_forms.fields import Field, find_fields
from archive_plugins.safety_forms.forms_data import vocabulary
from archive_plugins.safety_forms.listing import danger_links
from archive_plugins.safety_forms.numbers import find_links, find_number
from archive_plugins.safety_forms.people import find_people
from archive_plugins.safety_forms.reading import Line, lines_of
from archive_plugins.safety_forms.registers import register_category, register_rows
from archive_plugins.safety_forms.screening import find_mark
from archive_plugins.safety_forms.titles import FormMatch, find_form, is_statute

from archive.hooks.contracts import DocumentView, UnitDirectory
from archive.model.parsed import ParsedDocument
from archive.model.placement import Description, LinkProposal, PersonMention, Proposal, RowProposal, SecrecyMark

__all__ = ["describe", "place", "screen"]

_AGENCY = re.compile(r"应急管理|安全生产监督|安监|执法|人民政府|街道办|监督管理|消防救援|监察")
_NAMED = re.compile(r"[\u4e00-\u9fff]{4}")
_GOVERNMENT = frozenset({"inspection", "recheck"})


class _Reading:
    """What the questions share; made once a document."""

    __slots__ = ("_fields", "_match", "_rows", "document", "lines", "name")

    def __init__(self, document: ParsedDocument | None, name: str, media_type: str) -> None:
        self.document = document
        self.name = name
        self.lines: list[Line] = []
        if document is not None:
            separated = media_type == "text/csv" or name.lower().endswith(".csv")
            self.lines = lines_of(document, separated=separated)
        self._fields: list[Field] | None = None
        self._match: tuple[FormMatch | None] | None = None
        self._rows: tuple[RowProposal, ...] | None = None

    def rows(self, view: DocumentView, units: UnitDirectory) -> tuple[RowProposal, ...]:
        """The rows of a register."""
        if self._rows is None:
            self._rows = register_rows(view, units)
        return self._rows

    @property
    def fields(self) -> list[Field]:
        if self._fields is None:
            self._fields = find_fields(self.lines, vocabulary())
        return self._fields

    @property
    def match(self) -> FormMatch | None:
        if self._match is None:
            self._match = (find_form(self.lines, vocabulary(), self.name),)
        return self._match[0]


_last = _Reading(None, "", "")


def _reading(view: DocumentView) -> _Reading:
    """The reading of `view`, kept until another document is asked about (the questions come one after the other)."""
    global _last  # noqa: PLW0603 - a cache of one; replaced as a whole, so threads only lose its benefit
    last, document = _last, view.document
    if document is None or last.document is not document or last.name != view.name:
        last = _Reading(document, view.name, view.media_type)
        _last = last
    return last


def screen(view: DocumentView) -> SecrecyMark | None:
    """The mark of state secrecy that the document bears, or None."""
    return find_mark(_reading(view).lines)


def place(view: DocumentView, units: UnitDirectory) -> list[Proposal]:
    """Proposals for category and unit."""
    reading = _reading(view)
    proposals = find_unit(reading.lines, reading.fields, reading.match, units) if reading.lines else []
    match = reading.match
    if match is not None:
        confidence, note = match.confidence, ""
        if match.until is not None:
            issued = find_date_of(reading.lines, reading.fields, match.form, match.title or "")
            if issued is not None and issued.value > match.until:
                confidence, note = confidence - 0.02, f", a title of forms until {match.until}"
        proposals.append(Proposal("category", match.form.category, confidence, match.reason + note))
    register = register_category(view) if match is None or match.title is None else None
    if register is not None:
        proposals.append(register)
    return _of_one_unit(proposals, reading.rows(view, units))


def _of_one_unit(proposals: list[Proposal], rows: tuple[RowProposal, ...]) -> list[Proposal]:
    """A register of several units is none of theirs: what names a unit in it is a suggestion for the whole."""
    if len({each.value for row in rows for each in row.proposals if each.field in {"unit", "unit_name"}}) < 2:
        return proposals
    note = "; the register's rows are of several units"
    return [
        replace(each, confidence=min(each.confidence, 0.5), reason=each.reason + note)
        if each.field.startswith("unit")
        else each
        for each in proposals
    ]


def describe(view: DocumentView, units: UnitDirectory) -> Description | None:
    """Title, number, date, source, people, deadlines and links, further fields, and what checks of the form find."""
    reading = _reading(view)
    if not reading.lines:
        return None
    lines, fields, match = reading.lines, reading.fields, reading.match
    form = match.form if match is not None else None
    proposals: list[Proposal] = []
    if match is not None and match.title:
        proposals.append(Proposal("title", _title(match, lines), match.confidence, match.reason))
    number = find_number(lines, fields, form)
    issued = find_date_of(lines, fields, form, (match.title or "") if match is not None else "")
    proposals += [proposal for proposal in (number, issued, _source(match, lines)) if proposal is not None]
    if match is None and is_statute(lines):
        return Description(tuple(proposals))
    rows = reading.rows(view, units)
    if rows and rows[0].category != "risk-control":  # an analysis of risks is signed as a whole
        # The people, terms and certificates of a register are those of its rows.
        return Description(tuple(proposals), rows=rows)
    people = find_people(lines, fields, trainees=form is not None and form.category == "training")
    links = find_links(lines, fields, form, number.value if number is not None else None)
    links += danger_links(lines, form, number.value if number is not None else None)
    if form is not None and form.category == "work-ticket":
        links += _certificates(people)
    dues = find_dues(lines, fields, form, issued.value if issued is not None else None)
    details = find_details(lines, fields, match, _sure(issued), dues)
    said = Description(tuple(proposals), people, dues, links, rows)
    findings = check_form(_facts(view, reading, said, details)) if match is not None and match.confidence >= 0.9 else ()
    return replace(said, proposals=(*proposals, *details.proposals()), findings=findings)


def _facts(view: DocumentView, reading: _Reading, said: Description, details: Details) -> Facts:
    """What the checks rest on: only what was read surely."""
    assert reading.match is not None
    values = {each.field: each.value for each in said.proposals if each.confidence >= 0.9}
    return Facts(
        form=reading.match.form,
        title=reading.match.title or "",
        lines=reading.lines,
        fields=reading.fields,
        number=values.get("doc_no"),
        date=values.get("date"),
        people=said.people,
        dues=said.dues,
        links=said.links,
        details=details,
        received=view.received_at[:19],
        agency=any(_AGENCY.search(line.flat) for line in reading.lines[:200]),
        named=any(field.kind == "unit" and _NAMED.search(field.value) for field in reading.fields),
    )


def _sure(proposal: Proposal | None) -> str | None:
    return proposal.value if proposal is not None and proposal.confidence >= 0.9 else None


def _certificates(people: tuple[PersonMention, ...]) -> tuple[LinkProposal, ...]:
    """A ticket's links to the certificates that it names."""
    numbers = {person.certificate: person for person in people if person.certificate is not None}
    return tuple(LinkProposal("certificate", number, 0.9, person.reason) for number, person in numbers.items())


def _title(match: FormMatch, lines: list[Line]) -> str:
    """The title as printed, without the spaces between its characters."""
    assert match.title is not None
    line = lines[match.line]
    at = line.flat.find(match.title)
    if at < 0:
        return match.title
    printed = line.slice(at, at + len(match.title))
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", printed).strip("《》")


def _source(match: FormMatch | None, lines: list[Line]) -> Proposal | None:
    """Who speaks: by the form; an inspection without an agency in sight is the unit's own."""
    if match is None:
        return None
    source = match.form.source
    if match.form.category in _GOVERNMENT and source in {"government", "enterprise"} and not match.form.issued_by_unit:
        agency = any(_AGENCY.search(line.flat) for line in lines[:200])
        if not agency:
            return Proposal("source", "enterprise", 0.7, "no agency is named on the form")
    return Proposal("source", source, 0.92, f"form {match.form.key}")
