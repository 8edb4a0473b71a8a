"""archive checkpoint: the signed state of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _, render
from archive.cli.session import Session
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.preserve.checkpoints import Comparison

__all__ = ["command"]


@group(
    "checkpoint",
    help=N_(
        "Show the signed state of the ledger, or compare an earlier one.\n\n"
        "A checkpoint that is kept elsewhere (printed, mailed, on another machine) bounds from outside what may "
        "have been changed here."
    ),
)
def command() -> None:
    pass


@command.command_of("show", help=N_("Show the newest checkpoint; keep it elsewhere."))
def show(session: Session) -> None:
    with session.archive(readonly=True) as archive:
        session.screen.text(archive.checkpoint())


@command.command_of(
    "compare",
    help=N_(
        "Check that a checkpoint kept elsewhere belongs to this archive's history.\n\n"
        "If it does not, the ledger was changed or an old state was restored: exit code 6."
    ),
)
@argument("file", type=click.Path(), metavar=N_("FILE"))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def compare(session: Session, file: str, *, as_json: bool) -> int:
    with session.archive(readonly=True) as archive:
        found = archive.compare_checkpoint(Path(file).absolute())
    if as_json:
        session.screen.json(_object(found))
    elif found.relation == "same":
        session.screen.line(_("Sound: this is the state of the ledger, {count} events.").format(count=found.size_here))
    elif found.relation == "ahead":
        session.screen.line(
            _("Sound: the ledger went on from there, from {then} events to {now}.").format(
                then=found.size_there, now=found.size_here
            )
        )
    else:
        _warn(session.screen, found)
    return ExitCode.DONE if found.sound else ExitCode.DAMAGED


def _warn(screen: Screen, found: Comparison) -> None:
    words = {
        "behind": _("DAMAGED: the ledger has {now} events, the checkpoint was signed over {then}: its end is missing."),
        "diverged": _("DAMAGED: the ledger is not the one that the checkpoint was signed over."),
        "foreign": _("The checkpoint was signed for or by another archive."),
    }
    screen.line(words[found.relation].format(now=found.size_here, then=found.size_there))
    if found.reason:
        screen.line(visible(render(found.reason)))
    screen.note(_("If it is a checkpoint of this archive, tell the keeper at once and keep the home as it is."))


def _object(found: Comparison) -> dict[str, object]:
    return {
        "sound": found.sound,
        "relation": found.relation,
        "size_there": found.size_there,
        "size_here": found.size_here,
        "root_there": found.root_there,
        "root_here": found.root_here,
        "reason": found.reason,
    }
