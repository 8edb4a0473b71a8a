"""archive restore: a home out of a backup, and into use only after somebody has looked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _, render
from archive.cli.pages import Page
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.errors import N_, ExitCode, UsageInvalid

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.preserve.restore import RestoredHome

__all__ = ["command"]

HELP = N_(
    "Make a home out of a backup and take it into use.\n\n"
    "The backup in FROM is verified whole before TO, which is new or empty, becomes a home. What was destroyed after "
    "the backup must not come back: with --newer the ledger of a later home, replica or backup is restored instead; "
    "where a --checkpoint kept elsewhere shows later events without it, a --reason is needed. Nothing is written to a "
    "restored home until its keys are back ('archive keys restore') and 'archive restore --use' was said."
)


@define("restore", help=HELP)
@argument("source", required=False, type=click.Path(), metavar=N_("FROM"))
@argument("target", required=False, type=click.Path(), metavar=N_("TO"))
@option(
    "--newer", type=click.Path(), metavar=N_("FOLDER"),
    help=N_("Home, replica or backup with a later ledger of this archive."),
)  # fmt: skip
@option(
    "--checkpoint", "checkpoints", multiple=True, type=click.Path(), metavar=N_("FILE"),
    help=N_("Checkpoint kept elsewhere; may be repeated."),
)  # fmt: skip
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why to go on without what is lost, or uncompared."))
@option("--use", is_flag=True, help=N_("Take the home (see --home) into use; without FROM and TO."))
@option("--trial", is_flag=True, help=N_("Restore into TO, verify, remove TO again, and tell the ledger of --home."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session,
    source: str | None,
    target: str | None,
    *,
    newer: str | None,
    checkpoints: tuple[str, ...],
    reason: str,
    use: bool,
    trial: bool,
    as_json: bool,
) -> int:
    kept = [Path(each).absolute() for each in checkpoints]
    if use:
        if source or newer:
            raise UsageInvalid(reason=N_("--use goes with --checkpoint and --reason only"))
        return _use(session, kept, reason, as_json=as_json)
    if source is None or target is None:
        raise UsageInvalid(reason=N_("name the backup and the new home"))
    if trial:
        if newer or checkpoints or reason:
            raise UsageInvalid(reason=N_("--trial goes with FROM and TO only"))
        return _try(session, Path(source).absolute(), Path(target).absolute(), as_json=as_json)
    from archive.api import Archive

    with Bar(session.screen, _("Restoring")) as bar:
        done = Archive.restore(
            Path(source).absolute(), Path(target).absolute(), newer=None if newer is None else Path(newer).absolute(),
            checkpoints=kept, reason=reason, progress=bar.update,
        )  # fmt: skip
    if as_json:
        session.screen.json(_object(done))
    else:
        _show(session.screen, done)
    return ExitCode.DONE if done.report.sound else ExitCode.DAMAGED


def _try(session: Session, source: Path, scratch: Path, *, as_json: bool) -> int:
    with session.archive() as archive, Bar(session.screen, _("Restoring")) as bar:
        done = archive.try_restore(source, scratch, progress=bar.update)
    if as_json:
        session.screen.json(_object(done))
    elif done.report.sound:
        session.screen.line(_("The backup was restored and verified; what came of it was removed again."))
    else:
        _tell_damage(session.screen, done)
    return ExitCode.DONE if done.report.sound else ExitCode.DAMAGED


def _use(session: Session, checkpoints: list[Path], reason: str, *, as_json: bool) -> int:
    with session.archive() as archive:
        ahead = archive.use_restored(checkpoints=checkpoints, reason=reason)
    if as_json:
        session.screen.json({"home": str(session.place()), "ahead": ahead})
    else:
        session.screen.line(_("The home is in use."))
        if ahead:
            session.screen.note(
                _("A checkpoint over {count} events is given up; the ledger says so.").format(count=f"{ahead:,}")
            )
    return ExitCode.DONE


def _object(done: RestoredHome) -> dict[str, object]:
    return {
        "home": str(done.home), "digest": done.manifest.digest, "time": done.manifest.time, "events": done.events,
        "objects": done.report.objects, "bytes": done.report.bytes, "sound": done.report.sound,
        "missing": [each.record for each in done.report.findings], "clock_back": done.clock_back,
    }  # fmt: skip


def _show(screen: Screen, done: RestoredHome) -> None:
    if done.clock_back:
        screen.note(_("The clock of this machine stands before the backup: set it right."))
    _tell_damage(screen, done)
    page = Page(screen)
    page.add(_("home"), visible(str(done.home)))
    page.add(_("backup made"), done.manifest.time)
    page.add(_("events"), f"{done.events:,}")
    page.add(_("originals"), f"{done.report.objects:,}")
    page.show()
    screen.line(_("Verified. Nothing is written to it yet: restore its keys, then say 'archive restore --use'."))


def _tell_damage(screen: Screen, done: RestoredHome) -> None:
    for each in done.report.findings:
        screen.line(visible(_("DAMAGED: {damage}").format(damage=f"{each.record or ''}  {render(each.what)}")))
