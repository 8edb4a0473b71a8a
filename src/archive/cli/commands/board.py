"""archive board: the board of responsibility (挂牌责任牌) of a unit."""

from __future__ import annotations

from archive.cli.commands.duty_words import today
from archive.cli.completing import complete_unit
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.moments import first_day
from archive.cli.outlets import Outlet, outlet
from archive.cli.session import Session
from archive.errors import N_

__all__ = ["command"]

_FORMATS = ("text", "html", "docx", "pdf")


@define(
    "board",
    help=N_(
        "Print the board of responsibility of a unit.\n\n"
        "UNIT is a code or a name, also an earlier one. Who answers for it on each level, in which grid it lies, where "
        "to report dangers, what risks are on file and which major hidden dangers are open."
    ),
)
@argument("reference", metavar=N_("UNIT"), shell_complete=complete_unit)
@option("--on", metavar=N_("DATE"), help=N_("The day; else today."))
@outlet(*_FORMATS)
def command(session: Session, reference: str, *, on: str | None, kind: str | None, output: str | None) -> None:
    out, day = Outlet(kind, output, _FORMATS), today() if on is None else first_day(on)
    with session.archive(readonly=True) as archive:
        board = archive.board(reference, on=day)
    from archive.cli.dossier_page import board_page

    out.put(session.screen, board_page(board))
