"""archive duty handover: all duties of a person go to another, with the list that both sign (交接清单)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.commands.duty_words import Names, duty_object, period, role_name
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.handover_page import handover_page
from archive.cli.hazard_words import level_name, state_name
from archive.cli.language import _, ngettext
from archive.cli.outlets import Outlet
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.ingest.handover import HandedOver
    from archive.model.record import Record

__all__ = ["command"]


@define(
    "handover",
    help=N_(
        "Give all duties of a person to another from a day on, and print the list for both to sign.\n\n"
        "FROM and TO are names or certificate numbers. The duties of FROM end on the day before; open orders, hidden "
        "dangers and reports of their units go over with them. With --until nothing ends: TO deputises up to that day."
    ),
)
@argument("giver", metavar=N_("FROM"))
@argument("taker", metavar=N_("TO"))
@option("--on", required=True, metavar=N_("DATE"), help=N_("The first day of TO."))
@option("--until", metavar=N_("DATE"), help=N_("TO only deputises: the last day of it, included."))
@option("--certificate", metavar=N_("NUMBER"), help=N_("Certificate number of TO."))
@option("--reason", metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--source", metavar=N_("RECORD"), help=N_("The record that says so."))
@option(
    "--list", "listing", type=click.Path(), metavar=N_("FILE"),
    help=N_("Write the list to this new file too: .html, .docx or .pdf, to be signed."),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, help=N_("As JSON."))
def command(
    session: Session, giver: str, taker: str, *, on: str, listing: str | None, as_json: bool, **said: str | None
) -> None:
    paper = None if listing is None else Outlet(None, listing, ("html", "docx", "pdf"))
    with session.archive() as archive:
        done = archive.hand_over(giver, taker, on=on, **said)
        units = {unit for duty in done.duties for unit in (duty.unit, duty.employer) if unit is not None}
        names = Names(archive.unit_refs(units), {grid.id: grid for grid in archive.grids()})
        records = _records(archive, done)
    if as_json:
        session.screen.json(_handover_object(done, names))
    else:
        session.screen.text("\n".join(_list(done, names, records)))
    if paper is not None:
        paper.put(session.screen, handover_page(done, names, records))


def _records(archive: Archive, done: HandedOver) -> dict[str, Record]:
    return {order.record: archive.record(order.record) for order in done.orders}


def _list(done: HandedOver, names: Names, records: dict[str, Record]) -> list[str]:
    """The 交接清单."""
    lines = [_("Handover of duties"), ""]
    lines.append(_("From: {name}").format(name=done.giver))
    lines.append(_("To: {name}").format(name=done.taker))
    lines.append(_("On: {day}").format(day=done.on))
    if done.until is not None:
        lines.append(_("Deputising up to and including: {day}").format(day=done.until))
    lines += ["", _("Duties ({count})").format(count=len(done.duties))]
    for number, duty in enumerate(done.duties, 1):
        words = (role_name(duty.role), names.over(duty), duty.post, duty.scope, period(duty))
        lines.append(f"  {number}. " + "  ".join(filter(None, words)))
    lines += ["", _("Open orders ({count})").format(count=len(done.orders))]
    for number, order in enumerate(done.orders, 1):
        record = records[order.record]
        unit = record.units[0].name if record.units else ""
        term = _("due {day}").format(day=order.due)
        late = _("OVERDUE") if order.record in done.overdue else ""
        words = (record.doc_no or record.title or record.original.name, unit, term, late, order.record)
        lines.append(f"  {number}. " + "  ".join(filter(None, words)))
    lines += _hazards(done)
    lines += _reports(done)
    if done.overdue:
        overdue = ngettext(
            "{count} of these records was overdue that day.",
            "{count} of these records were overdue that day.",
            len(done.overdue),
        )
        lines += ["", overdue.format(count=len(done.overdue))]
    sign = _("Handed over by: __________    Taken over by: __________    Witness: __________    Date: __________")
    return [visible(line) for line in [*lines, "", sign]]


def _hazards(done: HandedOver) -> list[str]:
    lines = ["", _("Open hidden dangers ({count})").format(count=len(done.hazards))]
    for number, each in enumerate(done.hazards, 1):
        term = _("due {day}").format(day=each.due) if each.due else _("no term is known")
        words = (each.text, each.unit.name, level_name(each.level), state_name(each.state), term)
        late = _("OVERDUE") if each.overdue else ""
        lines.append(f"  {number}. " + "  ".join(filter(None, (*words, late, each.id))))
    return lines


def _reports(done: HandedOver) -> list[str]:
    """Of a report nothing is told but its record: who may read it asks for it."""
    lines = ["", _("Open reports from the public ({count})").format(count=len(done.reports))]
    for number, each in enumerate(done.reports, 1):
        unit = "" if each.unit is None else each.unit.name
        late = _("OVERDUE") if each.overdue else ""
        words = (unit, _("due {day}").format(day=each.on), late, each.record)
        lines.append(f"  {number}. " + "  ".join(filter(None, words)))
    return lines


def _handover_object(done: HandedOver, names: Names) -> dict[str, Any]:
    return {
        "from": done.giver,
        "to": done.taker,
        "on": done.on,
        "until": done.until,
        "duties": [duty_object(duty, names) for duty in done.duties],
        "begun": [duty_object(duty, names) for duty in done.begun],
        "orders": [
            {"record": order.record, "due": order.due, "overdue": order.record in done.overdue}
            for order in done.orders
        ],
        "hazards": [
            {"hazard": each.id, "record": each.record, "due": each.due, "overdue": each.overdue}
            for each in done.hazards
        ],
        "reports": [{"record": each.record, "due": each.on, "overdue": each.overdue} for each in done.reports],
    }
