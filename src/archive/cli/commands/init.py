"""archive init: make a home."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.session import DEFAULT_HOME, PROPOSED_HOME, Session
from archive.errors import N_, UsageInvalid

__all__ = ["command"]

HELP = N_(
    "Make an archive home.\n\n"
    "HOME is a new or empty folder; without it, the one that --home or ARCHIVE_HOME names, else ./storage, "
    "which is for trying out. For real use choose a place of its own, such as "
    "/srv/safety-archive. The home gets an inbox of its own; --inbox adds others."
)


@define("init", help=HELP)
@argument("home", required=False, type=click.Path(), metavar=N_("[HOME]"))
@option(
    "--inbox",
    "inboxes",
    multiple=True,
    type=click.Path(),
    metavar=N_("DIR"),
    help=N_("A folder to watch; may be repeated."),
)
@option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help=N_("Language of the folders and notes that the intake writes into inboxes."),
)
def command(session: Session, home: str | None, inboxes: tuple[str, ...], language: str) -> None:
    named = session.named_home()
    if home is not None and session.home_option is not None:
        raise UsageInvalid(reason=N_("the home is named twice"))
    place = Path(home).absolute() if home is not None else named or Path(DEFAULT_HOME).absolute()

    from archive.api import Archive

    with Archive.create(place, language=language, inboxes=[Path(each).absolute() for each in inboxes]) as archive:
        watched = [str(each.path) for each in archive.config.inboxes]
    screen = session.screen
    screen.line(_("Archive home made: {home}").format(home=visible(str(place))))
    for path in watched:
        screen.line(_("Inbox: {path}").format(path=visible(path)))
    _advise(session, place, proposed=home is None and named is None)


def _advise(session: Session, place: Path, *, proposed: bool) -> None:
    from archive.access.doctor import inside_work_tree

    if inside_work_tree(place) is not None:
        session.screen.note(
            _(
                "Warning: {home} lies in a git work tree. Use it for trying out only, and never commit what it holds."
            ).format(home=visible(str(place)))
        )
    if proposed:
        session.screen.note(
            _("For real use, make a home at a place of its own: archive init {home}").format(home=PROPOSED_HOME)
        )
