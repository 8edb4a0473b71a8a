"""archive rebuild: projections again from objects and ledger."""

from __future__ import annotations

from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.progress import Bar
from archive.cli.session import Session
from archive.errors import N_

__all__ = ["command"]

HELP = N_(
    "Make the catalogue and the search index again from objects and ledger.\n\n"
    "Nothing is lost and nothing is read anew: the answers are the same as before. Needed only after damage, or when "
    "'archive doctor' says so."
)


@define("rebuild", help=HELP)
def command(session: Session) -> None:
    with session.archive() as archive, Bar(session.screen, _("Rebuilding")) as bar:
        archive.rebuild(progress=bar.update)
    session.screen.line(_("Catalogue and search index were made again."))
