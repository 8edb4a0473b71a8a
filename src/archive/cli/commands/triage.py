"""archive triage: what waits for a person."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.commands.triage_words import show_pair
from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.json_objects import litter_object, pair_object, triage_object
from archive.cli.language import _, render
from archive.cli.moments import local_time
from archive.cli.session import Session
from archive.cli.terms import category_name, term, value_name
from archive.errors import N_, UsageInvalid
from archive.model.record import State

if TYPE_CHECKING:
    from archive.access.triage import Litter, TriageItem
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.record import Decision, Record

__all__ = ["command"]

HELP = N_(
    "List what waits for a person, with suggestions, and settle it.\n\n"
    "Records wait here that are safe and searchable but whose unit or category is not certain. On a terminal you are "
    "asked whether to go through them one by one. '--export' writes them to a workbook that is corrected in any "
    "spreadsheet program, '--apply' takes it back row by row: repeating it changes nothing, and what somebody else has "
    "corrected since is left as it is and told to both; a row that is refused gives exit code 5. One record is settled "
    "with 'archive describe RECORD unit=… category=… --reason …'. "
    "A name on a form that you confirm for a unit is recognised the next time ('archive unit show'). Several records "
    "that bear one number are listed as well, and files in an inbox that have not been taken for a day."
)


@define("triage", help=HELP)
@option("--export", "target", type=click.Path(), metavar=N_("FILE.xlsx"), help=N_("Write the list to a new workbook."))
@option("--apply", "filled", type=click.Path(), metavar=N_("FILE"), help=N_("Apply a list that was corrected."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object; with --apply a line a row."))
def command(session: Session, *, target: str | None, filled: str | None, as_json: bool) -> int | None:
    if target is not None and (filled is not None or as_json):
        raise UsageInvalid(reason=N_("--export goes with no other option of this command"))
    if target is not None:
        from archive.cli.commands.triage_table import export

        export(session, Path(target).absolute())
        return None
    if filled is not None:
        from archive.cli.commands.triage_table import apply

        return apply(session, Path(filled).absolute(), as_json=as_json)
    waits = _list(session, as_json=as_json)
    if waits and not as_json and session.screen.width is not None and sys.stdin.isatty():
        from archive.cli.commands.triage_talk import talk

        talk(session)
    return None


def _list(session: Session, *, as_json: bool) -> bool:
    """Show what waits; whether any of it can be settled here."""
    with session.archive(readonly=True) as archive:
        items, litter = archive.triage(), archive.litter()
        if as_json:
            shown = {
                "records": [triage_object(each, archive.unit_code) for each in items],
                "litter": [litter_object(each) for each in litter],
                "same_number": [pair_object(each) for each in archive.same_numbers()],
            }
            session.screen.json(shown)
            return False
        for item in items:
            show_item(session.screen, archive, item)
        contests = show_contests(session.screen, archive)
        pairs = archive.same_numbers()
        for pair in pairs:
            show_pair(session.screen, archive, pair)
        _show_litter(session.screen, litter)
    if not items and not litter and not contests and not pairs:
        session.screen.note(_("Nothing waits."))
    return bool(pairs) or any(item.record.state is not State.ISOLATED for item in items)


def show_item(screen: Screen, archive: Archive, item: TriageItem, *, suggestions: bool = True) -> None:
    """One record that waits: why, what is known of it, and what it might be."""
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
    for decision in record.suggestions if suggestions else ():
        screen.line("    " + suggestion(archive, decision))


def _show_isolated(screen: Screen, record: Record) -> None:
    """Only that there is one, and its mark: what it holds is not for this screen."""
    screen.line(f"{record.id}  {screen.bold(_('isolated because of a secrecy mark; tell the keeper'))}")
    if record.reason:
        screen.line("    " + visible(render(record.reason)))


def suggestion(archive: Archive, decision: Decision) -> str:
    """A suggestion in one line."""
    return _("suggestion: {field} = {value} ({percent} %, {reason})").format(
        field=term(decision.field),
        value=visible(value_name(archive, decision)),
        percent=round(decision.confidence * 100),
        reason=visible(render(decision.reason)),
    )


def show_contests(screen: Screen, archive: Archive) -> int:
    """Corrections that met another's, until somebody decides with `archive describe`; how many there are."""
    from archive.cli.commands.triage_words import change_words, correction_words

    contests = archive.contests()
    if contests:
        screen.line(_("Corrected by two people; decide with 'archive describe':"))
    for each in contests:
        wanted = change_words(archive, each.wanted)
        screen.line(
            "    "
            + visible(
                _("{record}: {person} wanted {changes} on {time} ({reason}), but it stands:").format(
                    record=each.record, person=each.by, changes=wanted, time=local_time(each.time),
                    reason=render(each.reason),
                )
            )
        )  # fmt: skip
        for correction in archive.corrections(each.record)[-1:]:
            screen.line("        " + visible(correction_words(archive, correction)))
    return len(contests)


def _show_litter(screen: Screen, litter: tuple[Litter, ...]) -> None:
    if litter:
        screen.line(_("Lying in an inbox for more than a day, not taken:"))
    for each in litter:
        screen.line("    " + _("{path} (since {time})").format(path=visible(each.path), time=local_time(each.since)))
