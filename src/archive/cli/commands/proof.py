"""archive proof: a record with all that proves it to a stranger."""

from __future__ import annotations

from pathlib import Path

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import looked_up
from archive.cli.session import Session
from archive.errors import N_

__all__ = ["command"]

HELP = N_(
    "Write out a record with all that proves it to a stranger.\n\n"
    "The folder holds the original, its events, an inclusion proof, the signed checkpoint, the public key, "
    "and verify.sh, which needs nothing but sh, sha256sum and openssl. RECORD may also be @N, "
    "hit N of your last search."
)


@define("proof", help=HELP)
@argument("reference", metavar=N_("RECORD"))
@option("-o", "--output", required=True, type=click.Path(), metavar=N_("DIR"), help=N_("A new folder to write to."))
def command(session: Session, reference: str, output: str) -> None:
    with session.archive(readonly=True) as archive:
        record = archive.resolve(looked_up(reference, session.environment, archive.home))
        archive.prove(record, Path(output).absolute())
    session.screen.line(_("Proof of {record} written to {path}").format(record=record, path=visible(output)))
    session.screen.line(_("Check it anywhere with: sh {path}/verify.sh").format(path=visible(output)))
