"""archive scrub: originals hashed again within a budget of time, and repaired from a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.escape import visible
from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _, ngettext
from archive.cli.moments import local_time
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, ExitCode, UsageInvalid

if TYPE_CHECKING:
    from archive.access.fixity import Incident
    from archive.cli.screen import Screen
    from archive.preserve.scrub import Scrub

__all__ = ["command"]

HELP = N_(
    "Hash originals again, a part at a time, and repair what is damaged.\n\n"
    "Those that waited longest come first; the next run goes on where this one stopped. What is damaged or gone is "
    "an incident: it stands in the ledger, what lies in its place is moved into the home's folder quarantine, and "
    "where a folder of --copies (a home, replica or backup) has the original whole, that takes its place. While "
    "anything is damaged the exit code is 6. For the ledger, the texts and the tables run 'archive verify'."
)


@define("scrub", help=HELP)
@option(
    "--minutes", type=click.FloatRange(min=0), metavar=N_("NUMBER"),
    help=N_("Stop after so long; else when all is done."),
)  # fmt: skip
@option("--copies", multiple=True, metavar=N_("FOLDER"), help=N_("Take whole copies from here; may be given again."))
@option("--incidents", "listing", is_flag=True, help=N_("Hash nothing; list every damage that was ever found."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session, *, minutes: float | None, copies: tuple[str, ...], listing: bool, as_json: bool
) -> int:
    if listing:
        if minutes is not None or copies:
            raise UsageInvalid(reason=N_("--incidents stands alone or with --json"))
        with session.archive(readonly=True) as archive:
            found = archive.incidents()
        _list(session.screen, found, as_json=as_json)
        return ExitCode.DONE if all(each.repaired for each in found) else ExitCode.DAMAGED
    with session.archive() as archive, Bar(session.screen, _("Verifying")) as bar:
        run = archive.scrub(seconds=None if minutes is None else minutes * 60, copies=copies, progress=bar.update)
    if as_json:
        session.screen.json(
            {
                "objects": run.objects, "bytes": run.bytes, "left": run.left,
                "incidents": [_object(each) for each in run.incidents],
            }
        )  # fmt: skip
    else:
        _show(session.screen, run)
    return ExitCode.DONE if run.sound else ExitCode.DAMAGED


def _list(screen: Screen, found: tuple[Incident, ...], *, as_json: bool) -> None:
    for each in found:
        if as_json:
            screen.json(_object(each))
        else:
            _tell(screen, each)
    if not found and not as_json:
        screen.line(_("No original was ever found damaged."))


def _object(incident: Incident) -> dict[str, object]:
    return {
        "event": incident.event, "sha256": incident.sha256, "damage": incident.damage,
        "records": list(incident.records), "opened": incident.opened, "quarantine": incident.quarantine,
        "repaired": incident.repaired, "source": incident.source,
    }  # fmt: skip


def _show(screen: Screen, run: Scrub) -> None:
    for each in run.incidents:
        _tell(screen, each)
    screen.line(
        _("{count} originals hashed again ({bytes} bytes), {left} left for the next run.").format(
            count=f"{run.objects:,}", bytes=f"{run.bytes:,}", left=f"{run.left:,}"
        )
    )
    bad = sum(each.repaired is None for each in run.incidents)
    if bad:
        screen.line(ngettext("{count} original is damaged.", "{count} originals are damaged.", bad).format(count=bad))
        screen.note(_("Find a backup or replica that has them, and run 'archive scrub --copies FOLDER'."))
    else:
        screen.line(_("No original is known to be damaged."))


def _tell(screen: Screen, incident: Incident) -> None:
    facts = {
        "damage": term(incident.damage), "sha256": incident.sha256, "records": ", ".join(incident.records),
        "since": local_time(incident.opened),
    }  # fmt: skip
    screen.line(visible(_("{since}  {damage}: {sha256}, of {records}").format(**facts)))
    if incident.quarantine is not None:
        screen.line("    " + _("what was there: quarantine/{name}").format(name=incident.quarantine))
    if incident.repaired is None:
        screen.line("    " + _("NOT repaired"))
    elif incident.source:
        when = local_time(incident.repaired)
        screen.line("    " + visible(_("repaired {when} from {source}").format(when=when, source=incident.source)))
    else:
        screen.line("    " + _("found whole {when}").format(when=local_time(incident.repaired)))
