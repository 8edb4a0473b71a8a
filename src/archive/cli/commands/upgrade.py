"""archive upgrade: a home of an older version."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.errors import N_, UsageInvalid

__all__ = ["command"]

HELP = N_(
    "Change a home of an older version, with a verified backup as the way back.\n\n"
    "With --check nothing is changed: it says whether the home has to be, and hashes the backup that is named. With "
    "--apply the backup is hashed first and must hold the whole ledger; then the home is changed and verified. To go "
    "back, restore the backup with the older version."
)


@define("upgrade", help=HELP)
@option("--check", is_flag=True, help=N_("Change nothing; the default."))
@option("--apply", "apply_", is_flag=True, help=N_("Change the home."))
@option(
    "--backup", type=click.Path(), metavar=N_("FOLDER"), help=N_("Backup of this home, made with 'archive backup'."),
)  # fmt: skip
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, *, check: bool, apply_: bool, backup: str | None, as_json: bool) -> None:
    if check and apply_:
        raise UsageInvalid(reason=N_("--check and --apply exclude each other"))
    if apply_ and backup is None:
        raise UsageInvalid(reason=N_("--apply needs --backup: there must be a way back"))
    from archive.api import Archive

    place = None if backup is None else Path(backup).absolute()
    with Bar(session.screen, _("Verifying")) as bar:
        done = Archive.upgrade(session.place(), backup=place, apply=apply_, progress=bar.update)
    screen = session.screen
    if as_json:
        screen.json({"found": done.found, "known": done.known, "needed": done.needed, "backup": done.backup})
        return
    if done.needed:
        screen.line(
            _("The home has format {found}, this version writes {known}: run it with --apply.").format(
                found=done.found, known=done.known
            )
        )
    else:
        screen.line(_("The home has format {found}, which this version writes.").format(found=done.found))
    if done.backup is not None:
        screen.line(_("The backup of {time} is whole and holds the whole ledger.").format(time=done.backup))
