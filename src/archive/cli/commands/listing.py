"""archive list: records by unit, category and date."""

from __future__ import annotations

from typing import Any

from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.filters import filters, selection
from archive.cli.json_objects import record_object
from archive.cli.language import _, ngettext
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import category_name, term, unit_name
from archive.errors import N_

__all__ = ["command"]


@define(
    "list",
    help=N_("List records by unit, category and date.\n\nRecords stand in the order in which they were received."),
)
@filters
@option(
    "--json", "as_json", is_flag=True, help=N_("As JSON, a line a record: the same object as 'archive show --json'.")
)
def command(session: Session, *, as_json: bool, **options: Any) -> None:
    with session.archive(readonly=True) as archive:
        chosen = selection(archive, options)
        if as_json:
            for record in archive.records(chosen):
                session.screen.json(record_object(record, archive.unit_code))
            return
        records = list(archive.records(chosen))
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
