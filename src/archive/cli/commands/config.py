"""archive config: the inboxes of a home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_

if TYPE_CHECKING:
    from archive.disk.config import InboxConfig

__all__ = ["command"]


@group("config", help=N_("Show and change the settings of the home, which stand in its archive.toml."))
def command() -> None:
    pass


@command.group_of("inbox", help=N_("The folders that are watched."))
def inbox() -> None:
    pass


@inbox.command_of(
    "add",
    help=N_(
        "Watch a folder from now on.\n\n"
        "Files lie in it as UNIT/CATEGORY/file, where either level may be missing. A running 'archive watch' "
        "is started anew to know of it."
    ),
)
@argument("path", type=click.Path(), metavar=N_("PATH"))
@option(
    "--mode",
    type=click.Choice(["events", "poll"]),
    help=N_("events: the system tells of new files; poll: the folder is read again and again (network shares)."),
)
@option(
    "--after",
    type=click.Choice(["move", "leave", "delete"]),
    help=N_(
        "What becomes of a file that is in the archive: moved aside, left, "
        "or moved aside and deleted after --keep-days."
    ),
)
@option(
    "--keep-days",
    type=click.IntRange(min=0),
    metavar=N_("DAYS"),
    help=N_("Days after which files moved aside are deleted."),
)
@option(
    "--settle-seconds",
    type=click.FloatRange(min=0),
    metavar=N_("SECONDS"),
    help=N_("How long a file must stay unchanged before it is taken."),
)
@option(
    "--interval-seconds",
    type=click.FloatRange(min=0.1),
    metavar=N_("SECONDS"),
    help=N_("How often the whole folder is read."),
)
@option("--max-bytes", type=click.IntRange(min=1), metavar=N_("BYTES"), help=N_("A larger file is refused."))
@option("--depositor", metavar=N_("NAME"), help=N_("Who deposits here; else the owner of each file."))
@option("--sealed", is_flag=True, default=None, help=N_("Encrypt what lies here before it enters the archive."))
def add(session: Session, path: str, **settings: Any) -> None:
    given = {name: value for name, value in settings.items() if value is not None}
    with session.archive() as archive:
        archive.add_inbox(Path(path).absolute(), **given)
    session.screen.line(_("Inbox: {path}").format(path=visible(str(Path(path).absolute()))))


@inbox.command_of("list", help=N_("List the inboxes."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line an inbox."))
def show(session: Session, *, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        inboxes = archive.config.inboxes
    if as_json:
        for each in inboxes:
            session.screen.json(_object(each))
        return
    heads = (Column(_("path"), 20), Column(_("mode")), Column(_("after")), Column(_("depositor"), 8))
    after = ["sealed" if each.sealed else each.after for each in inboxes]
    rows = ([each.path, term(each.mode), term(then), each.depositor] for each, then in zip(inboxes, after, strict=True))
    session.screen.table(heads, rows)


@inbox.command_of("remove", help=N_("Watch a folder no longer; what lies in it stays."))
@argument("path", type=click.Path(), metavar=N_("PATH"))
def remove(session: Session, path: str) -> None:
    with session.archive() as archive:
        archive.remove_inbox(Path(path).absolute())
    session.screen.line(_("No longer an inbox: {path}").format(path=visible(str(Path(path).absolute()))))


def _object(inbox: InboxConfig) -> dict[str, object]:
    return {
        "path": str(inbox.path),
        "mode": inbox.mode,
        "after": inbox.after,
        "keep_days": inbox.keep_days,
        "settle_seconds": inbox.settle_seconds,
        "interval_seconds": inbox.interval_seconds,
        "max_bytes": inbox.max_bytes,
        "depositor": inbox.depositor,
        "sealed": inbox.sealed,
    }
