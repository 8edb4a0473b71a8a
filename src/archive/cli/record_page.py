"""A record on the screen: all that is known of it, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.language import _, ngettext, render
from archive.cli.moments import local_time
from archive.cli.pages import Page
from archive.cli.screen import Column
from archive.cli.terms import category_name, term, value_name

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.catalogue.enclosed import Enclosed
    from archive.cli.screen import Screen
    from archive.model.record import Decision, Link, Original, Record

__all__ = ["show_record"]

_ENCLOSED = 20
"""Records inside one that are listed with it."""


def show_record(screen: Screen, archive: Archive, record: Record) -> None:
    page = Page(screen)
    page.add(_("record"), record.id)
    page.add(_("state"), _with(term(record.state), render(term(record.reason))))
    page.add(_("title"), record.title)
    page.add(_("document number"), record.doc_no)
    page.add(_("archive number"), record.archive_no)
    page.add(_("date"), record.date)
    for unit in record.units:
        page.add(_("unit"), _with(unit.name, unit.code))
    page.add(_("category"), category_name(archive, record.category))
    page.add(_("source"), term(record.source))
    for due in record.dues:
        page.add(_("due"), f"{due.date}  {due.item}".rstrip())
    for person in record.people:
        page.add(term(person.role), _with(person.name, person.certificate))
    for link in record.links:
        page.add(term(link.type), _link(link))
    for detail in record.details:
        page.add(term(detail.field), detail.value)
    _add_successor(page, archive, record)
    _add_custody(page, record, archive.reading_remarks(record.id))
    page.show()
    _show_enclosed(screen, archive, record)
    _show_findings(screen, record)
    _show_decisions(screen, archive, _("why:"), record.placed)
    _show_decisions(screen, archive, _("suggestions:"), record.suggestions)


def _add_successor(page: Page, archive: Archive, record: Record) -> None:
    """What replaced it, and from which day."""
    successor = archive.superseded_by(record.id)
    if successor is not None:
        page.add(_("superseded by"), "  ".join(filter(None, successor)))


def _show_enclosed(screen: Screen, archive: Archive, record: Record) -> None:
    """The first of what lies inside; the others are found by a search or in the JSON."""
    found = archive.enclosed(record.id)
    if not found:
        return
    screen.line()
    screen.line(screen.bold(_("inside:")))
    heads = (Column(_("record")), Column(_("state")), Column(_("where"), 12), Column(_("title"), 12))
    rows = ([each.record, term(each.state), _place(each), each.title or ""] for each in found[:_ENCLOSED])
    screen.table(heads, rows)
    if len(found) > _ENCLOSED:
        left = len(found) - _ENCLOSED
        screen.line(ngettext("… and {count} more", "… and {count} more", left).format(count=left))


def _place(inner: Enclosed) -> str:
    if inner.kind != "row":
        return inner.path
    return _("{sheet}, row {number}").format(sheet=inner.path, number=inner.number).lstrip(",， ")


def _add_custody(page: Page, record: Record, remarks: tuple[str, ...]) -> None:
    """How it came here, what it is made of, how it was read, and why not to its end."""
    page.add(_("original"), _original(record.original))
    page.add("SHA-256", record.original.sha256)
    for part in record.parts:
        page.add(_("part"), f"{part.id}  {term(part.role)}  {_original(part.original)}")
    if record.parse is not None:
        reader = " ".join(filter(None, (record.parse.parser, record.parse.version)))
        page.add(_("reading"), _with(term(record.parse.outcome), reader))
        for remark in remarks:
            page.add(_("remark"), render(remark))
        page.add(_("characters"), record.parse.characters)
        page.add(_("pages"), record.parse.pages)
    page.add(_("received at"), local_time(record.received_at))
    page.add(_("deposited by"), _with(record.depositor, term(record.depositor_known_by)))
    for hold in record.holds:
        page.add(_("held"), _with(hold.basis, hold.since))


def _show_findings(screen: Screen, record: Record) -> None:
    """What the checks of its form found, each with the clause that it rests on."""
    if not record.findings:
        return
    screen.line()
    screen.line(screen.bold(_("findings:")))
    heads = (Column(_("severity")), Column(_("finding"), 24), Column(_("clause"), 12), Column(_("where"), 8))
    screen.table(
        heads, ([term(each.severity), each.text, each.clause, render(each.where)] for each in record.findings)
    )


def _show_decisions(screen: Screen, archive: Archive, heading: str, decisions: tuple[Decision, ...]) -> None:
    if not decisions:
        return
    screen.line()
    screen.line(screen.bold(heading))
    heads = (
        Column(_("field")),
        Column(_("value"), 12),
        Column(_("by"), 8),
        Column("%", right=True),
        Column(_("reason"), 12),
    )
    screen.table(heads, ([*_decided(archive, each), render(each.reason)] for each in decisions))


def _decided(archive: Archive, decision: Decision) -> tuple[str, str, str, int]:
    field = _("people") if decision.field == "person" else term(decision.field)  # the word means also who decided
    return field, value_name(archive, decision), term(decision.by), round(decision.confidence * 100)


def _with(value: str, remark: str | None) -> str:
    return _("{value} ({remark})").format(value=value, remark=remark) if remark else value


def _original(original: Original) -> str:
    kind = _(", ") + original.media_type if original.media_type else ""
    return _("{name} ({bytes} bytes{kind})").format(name=original.name, bytes=f"{original.size:,}", kind=kind)


def _link(link: Link) -> str:
    if link.record is None and link.candidates:
        meant = _("(several bear this number: {records})").format(records=", ".join(link.candidates))
    else:
        meant = link.record or _("(not here)")
    return "  ".join(filter(None, (link.doc_no, meant)))
