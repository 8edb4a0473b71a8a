"""archive replicate: a second home that is kept up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.pages import Page
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.preserve.replicate import Replica

__all__ = ["command"]

HELP = N_(
    "Keep a second home, to be read and to repair from.\n\n"
    "TO is new, empty, or a replica of this home, which is brought up to date. It can be searched and verified with "
    "--home TO, and is written to by nobody: it has no keys. If the first home is lost, 'archive keys restore' and "
    "'archive restore --use' make it the home. What is destroyed here goes there with the next run."
)


@define("replicate", help=HELP)
@argument("target", type=click.Path(), metavar=N_("TO"))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, target: str, *, as_json: bool) -> int:
    with session.archive() as archive, Bar(session.screen, _("Copying")) as bar:
        done = archive.replicate(Path(target).absolute(), progress=bar.update)
    screen = session.screen
    if as_json:
        screen.json(
            {
                "where": str(done.where), "events": done.events, "objects": done.objects, "bytes": done.total,
                "copied": done.copied, "copied_bytes": done.bytes, "removed": done.removed,
                "missing": list(done.missing),
            }
        )  # fmt: skip
    else:
        _show(screen, done)
    return ExitCode.DONE if done.sound else ExitCode.DAMAGED


def _show(screen: Screen, done: Replica) -> None:
    lost = _("DAMAGED: the original {sha256} is gone or changed, and the replica has no copy of it.")
    for sha256 in done.missing:
        screen.line(lost.format(sha256=sha256))
    size = _("{count} ({bytes} bytes)")
    page = Page(screen)
    page.add(_("replica"), visible(str(done.where)))
    page.add(_("events"), f"{done.events:,}")
    page.add(_("originals"), size.format(count=f"{done.objects:,}", bytes=f"{done.total:,}"))
    page.add(_("copied now"), size.format(count=f"{done.copied:,}", bytes=f"{done.bytes:,}"))
    page.add(_("removed there"), f"{done.removed:,}")
    page.show()
