"""archive backup: a copy in a folder, whole while intake runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _, ngettext, render
from archive.cli.pages import Page
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.preserve.backup import Backup
    from archive.preserve.backup_check import BackupCheck

__all__ = ["command"]

HELP = N_(
    "Back the home up into a folder, or verify a backup.\n\n"
    "TO is new, empty, or holds an earlier backup of this home; only what is new is copied, and everything copied is "
    "read back. Intake may go on meanwhile. An interrupted run leaves the earlier backup as it was. Private keys are "
    "not part of it: see 'archive keys'. What was damaged or gone in the home is told, with exit code 6."
)


@define("backup", help=HELP)
@argument("target", type=click.Path(), metavar=N_("TO"))
@option("--verify", is_flag=True, help=N_("Copy nothing: hash every file of the backup in TO."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, target: str, *, verify: bool, as_json: bool) -> int:
    place = Path(target).absolute()
    if verify:
        return _verify(session, place, as_json=as_json)
    with session.archive() as archive, Bar(session.screen, _("Backing up")) as bar:
        done = archive.backup(place, progress=bar.update)
    if as_json:
        session.screen.json(_object(done))
    else:
        _show(session.screen, done)
    return ExitCode.DONE if done.sound else ExitCode.DAMAGED


def _object(done: Backup) -> dict[str, object]:
    manifest = done.manifest
    return {
        "where": str(done.where), "digest": manifest.digest, "events": manifest.events, "root": manifest.root,
        "objects": len(manifest.objects), "bytes": sum(manifest.objects.values()), "copied": done.copied,
        "copied_bytes": done.bytes, "removed": done.removed, "missing": list(manifest.missing),
        "clock_back": done.clock_back,
    }  # fmt: skip


def _show(screen: Screen, done: Backup) -> None:
    manifest = done.manifest
    if done.clock_back:
        screen.note(_("The clock of this machine stands before the last backup: set it right."))
    for sha256 in manifest.missing:
        screen.line(_("DAMAGED: the original {sha256} is gone or changed, and the backup has no copy of it.").format(
            sha256=sha256
        ))  # fmt: skip
    page = Page(screen)
    page.add(_("backup"), visible(str(done.where)))
    page.add(_("events"), f"{manifest.events:,}")
    page.add(_("originals"), _("{count} ({bytes} bytes)").format(
        count=f"{len(manifest.objects):,}", bytes=f"{sum(manifest.objects.values()):,}"
    ))  # fmt: skip
    page.add(_("copied now"), _("{count} ({bytes} bytes)").format(count=f"{done.copied:,}", bytes=f"{done.bytes:,}"))
    page.add(_("removed there"), f"{done.removed:,}")
    page.add(_("digest"), manifest.digest)
    page.show()


def _verify(session: Session, place: Path, *, as_json: bool) -> int:
    from archive.api import Archive

    with Bar(session.screen, _("Verifying")) as bar:
        check = Archive.verify_backup(place, progress=bar.update)
    if as_json:
        session.screen.json(_checked(check))
    else:
        _show_check(session.screen, check)
    return ExitCode.DONE if check.sound else ExitCode.DAMAGED


def _checked(check: BackupCheck) -> dict[str, object]:
    manifest = check.manifest
    return {
        "sound": check.sound, "digest": manifest.digest, "time": manifest.time, "events": manifest.events,
        "root": manifest.root, "objects": check.objects, "bytes": check.bytes,
        "findings": [{"kind": each.kind, "what": each.what} for each in check.findings],
        "notes": [{"kind": each.kind, "what": each.what} for each in check.notes],
    }  # fmt: skip


def _show_check(screen: Screen, check: BackupCheck) -> None:
    for each in check.findings:
        screen.line(visible(_("DAMAGED: {damage}").format(damage=f"{term(each.kind)}  {render(each.what)}")))
    for each in check.notes:
        screen.line(visible(_("note: {what}").format(what=render(each.what))))
    page = Page(screen)
    page.add(_("made"), check.manifest.time)
    page.add(_("events"), f"{check.manifest.events:,}")
    page.add(_("files checked"), _("{count} ({bytes} bytes)").format(
        count=f"{check.objects:,}", bytes=f"{check.bytes:,}"
    ))  # fmt: skip
    page.show()
    if check.sound:
        screen.line(_("Sound: every file of the backup is what was written."))
    else:
        count = len(check.findings)
        screen.line(ngettext("{count} damage found.", "{count} damages found.", count).format(count=count))
