"""archive triage: what waits for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.json_objects import litter_object, triage_object
from archive.cli.language import _, render
from archive.cli.moments import local_time
from archive.cli.session import Session
from archive.cli.terms import category_name, term, value_name
from archive.errors import N_
from archive.model.record import State

if TYPE_CHECKING:
    from archive.access.triage import Litter, TriageItem
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.record import Decision, Record

__all__ = ["command"]

HELP = N_(
    "List what waits for a person, with suggestions.\n\n"
    "Records wait here that are safe and searchable but whose unit or category is not certain. Take a suggestion with "
    "'archive describe RECORD unit=… category=… --reason …'. Files in an inbox that have not been taken for a day are "
    "listed too."
)


@define("triage", help=HELP)
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        items, litter = archive.triage(), archive.litter()
        if as_json:
            shown = {
                "records": [triage_object(each, archive.unit_code) for each in items],
                "litter": [litter_object(each) for each in litter],
            }
            session.screen.json(shown)
            return
        for item in items:
            _show(session.screen, archive, item)
        _show_litter(session.screen, litter)
    if not items and not litter:
        session.screen.note(_("Nothing waits."))


def _show(screen: Screen, archive: Archive, item: TriageItem) -> None:
    record = item.record
    if record.state is State.ISOLATED:
        _show_isolated(screen, record)
        return
    title = visible(record.title or record.original.name)
    known = [record.units[0].name] if record.units else []
    if record.category:
        known.append(category_name(archive, record.category))
    screen.line(f"{record.id}  {screen.bold(title)}")
    screen.line("    " + _("why: {reason}").format(reason=visible(render(term(record.reason)))))
    if known:
        screen.line("    " + _("known: {values}").format(values=visible(" / ".join(known))))
    for decision in record.suggestions:
        screen.line("    " + _suggestion(archive, decision))


def _show_isolated(screen: Screen, record: Record) -> None:
    """Only that there is one, and its mark: what it holds is not for this screen."""
    screen.line(f"{record.id}  {screen.bold(_('isolated because of a secrecy mark; tell the keeper'))}")
    if record.reason:
        screen.line("    " + visible(render(record.reason)))


def _suggestion(archive: Archive, decision: Decision) -> str:
    return _("suggestion: {field} = {value} ({percent} %, {reason})").format(
        field=term(decision.field),
        value=visible(value_name(archive, decision)),
        percent=round(decision.confidence * 100),
        reason=visible(render(decision.reason)),
    )


def _show_litter(screen: Screen, litter: tuple[Litter, ...]) -> None:
    if litter:
        screen.line(_("Lying in an inbox for more than a day, not taken:"))
    for each in litter:
        screen.line("    " + _("{path} (since {time})").format(path=visible(each.path), time=local_time(each.since)))
