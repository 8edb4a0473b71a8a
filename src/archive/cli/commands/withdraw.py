"""archive withdraw: take a record out of sight, reversibly."""

from __future__ import annotations

from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import plain_reference
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_

__all__ = ["command"]

HELP = N_(
    "Take a wrongly filed record out of search, dossiers and exports.\n\n"
    "The original and its history stay; 'archive reinstate' brings the record back."
)


@define("withdraw", help=HELP)
@argument("reference", metavar=N_("RECORD"))
@option("--reason", default="", metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
def command(session: Session, reference: str, reason: str) -> None:
    with session.archive() as archive:
        record = archive.withdraw(plain_reference(reference), reason=reason)
    session.screen.line(_("{record} is withdrawn.").format(record=record.id, state=term(record.state)))
