"""archive list: records by unit, category and date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.filters import filters, selection
from archive.cli.json_objects import record_object
from archive.cli.language import _, ngettext
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import category_name, term, unit_name
from archive.cli.unmasking import Unmasking, unmasking
from archive.errors import N_
from archive.model.placement import SOURCES

if TYPE_CHECKING:
    from archive.model.record import Record

__all__ = ["command"]


@define(
    "list",
    help=N_("List records by unit, category and date.\n\nRecords stand in the order in which they were received."),
)
@filters
@option("--source", type=click.Choice(SOURCES), help=N_("Who speaks in the record."))
@unmasking
@option("--findings", is_flag=True, help=N_("Only records on which checks of the form found something; shows them."))
@option(
    "--json", "as_json", is_flag=True, help=N_("As JSON, a line a record: the same object as 'archive show --json'.")
)
def command(
    session: Session,
    *,
    as_json: bool,
    source: str | None,
    findings: bool,
    unmask: bool,
    purpose: str | None,
    **options: Any,
) -> None:
    shown = Unmasking(unmask, purpose)
    with session.archive(readonly=not shown.wanted) as archive:
        chosen = replace(selection(archive, options), source=source, findings=findings)
        if shown.wanted:
            shown.uncover(session.screen, archive, [each.id for each in archive.records(chosen)])
        if as_json:
            for record in archive.records(chosen):
                session.screen.json(record_object(record, archive.unit_code, archive.enclosed))
            return
        records = list(archive.records(chosen))
        if findings:
            _show_findings(session, records)
            return
        heads = (
            Column(_("record")),
            Column(_("date")),
            Column(_("unit"), 10),
            Column(_("category")),
            Column(_("title"), 12),
            Column(_("state")),
        )
        session.screen.table(
            heads,
            (
                [
                    each.id,
                    each.date,
                    unit_name(each.units[0] if each.units else None),
                    category_name(archive, each.category),
                    each.title or each.original.name,
                    term(each.state),
                ]
                for each in records
            ),
        )
    session.screen.note(ngettext("{count} record", "{count} records", len(records)).format(count=len(records)))


def _show_findings(session: Session, records: list[Record]) -> None:
    """A line a finding, with the record that it stands on."""
    heads = (
        Column(_("record")),
        Column(_("unit"), 10),
        Column(_("title"), 10),
        Column(_("severity")),
        Column(_("finding"), 20),
        Column(_("clause"), 10),
    )
    rows = [
        [
            each.id,
            unit_name(each.units[0] if each.units else None),
            each.title or each.original.name,
            term(finding.severity),
            finding.text,
            finding.clause,
        ]
        for each in records
        for finding in each.findings
    ]
    session.screen.table(heads, rows)
    session.screen.note(ngettext("{count} finding", "{count} findings", len(rows)).format(count=len(rows)))
