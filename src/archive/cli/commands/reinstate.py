"""archive reinstate: undo a withdrawal."""

from __future__ import annotations

from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import plain_reference
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_

__all__ = ["command"]

HELP = N_("Bring a withdrawn record back.")


@define("reinstate", help=HELP)
@argument("reference", metavar=N_("RECORD"))
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
def command(session: Session, reference: str, reason: str) -> None:
    with session.archive() as archive:
        record = archive.reinstate(plain_reference(reference), reason=reason)
    session.screen.line(_("{record} is back; it is {state}.").format(record=record.id, state=term(record.state)))
