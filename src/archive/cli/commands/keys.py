"""archive keys: the keys of the home, under a passphrase elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _
from archive.cli.session import Session
from archive.errors import N_, InputMissing, InputUnreadable, UsageInvalid

__all__ = ["command"]

_VARIABLE = "ARCHIVE_PASSPHRASE"
_FILE = N_("Read the passphrase from the first line of this file.")


@group(
    "keys",
    help=N_(
        "Keep the keys of the home under a passphrase, bring them back, or change them.\n\n"
        "A backup holds no keys. Without the signing key nothing can be added to a restored home, and without the "
        "secret of sealed records nobody reads them again. The passphrase is asked for; ARCHIVE_PASSPHRASE or a file "
        "gives it to programs."
    ),
)
def command() -> None:
    pass


@command.command_of(
    "backup",
    help=N_(
        "Write every key into a new file, encrypted with a passphrase.\n\n"
        "FILE lies neither in the home nor in a backup: keep it, and the passphrase, apart from both."
    ),
)
@argument("file", type=click.Path(), metavar=N_("FILE"))
@option("--passphrase-file", type=click.Path(), metavar=N_("FILE"), help=_FILE)
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def backup(session: Session, file: str, *, passphrase_file: str | None, as_json: bool) -> None:
    with session.archive() as archive:
        passphrase = _passphrase(session, passphrase_file, twice=True)
        done = archive.back_up_keys(Path(file).absolute(), passphrase)
    if as_json:
        session.screen.json({"file": str(done.path), "keys": list(done.names), "digest": done.digest})
    else:
        session.screen.line(
            visible(_("{file} holds {keys}").format(file=done.path, keys=_(", ").join(done.names)))
        )


@command.command_of("restore", help=N_("Bring the keys of a backup back into the home."))
@argument("file", type=click.Path(), metavar=N_("FILE"))
@option("--passphrase-file", type=click.Path(), metavar=N_("FILE"), help=_FILE)
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def restore(session: Session, file: str, *, passphrase_file: str | None, as_json: bool) -> None:
    with session.archive() as archive:
        passphrase = _passphrase(session, passphrase_file, twice=False)
        names = archive.restore_keys(Path(file).absolute(), passphrase)
    if as_json:
        session.screen.json({"keys": list(names)})
    elif names:
        session.screen.line(_("Brought back: {keys}").format(keys=_(", ").join(names)))
    else:
        session.screen.line(_("Every key was there already."))


@command.command_of(
    "rotate",
    help=N_(
        "Change the signing key.\n\n"
        "The old key answers for the new one in the ledger, and earlier checkpoints still verify. Back the keys up "
        "afterwards: the earlier backup does not have the new one."
    ),
)
@option("--reason", required=True, metavar=N_("TEXT"), help=N_("Why; it stands in the ledger for ever."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def rotate(session: Session, *, reason: str, as_json: bool) -> None:
    with session.archive() as archive:
        digest = archive.rotate_key(reason=reason)
    if as_json:
        session.screen.json({"key": digest})
    else:
        session.screen.line(_("The key {digest} signs from here.").format(digest=digest))
        session.screen.note(_("Back it up now: archive keys backup FILE"))


def _passphrase(session: Session, file: str | None, *, twice: bool) -> str:
    if file is not None:
        return _first_line(Path(file).absolute())
    given = session.environment.get(_VARIABLE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageInvalid(reason=N_("a passphrase is needed: in ARCHIVE_PASSPHRASE, a file, or at a terminal"))
    asked: str = click.prompt(_("Passphrase"), hide_input=True, confirmation_prompt=twice, err=True)
    return asked


def _first_line(path: Path) -> str:
    try:
        return path.read_text("utf-8").partition("\n")[0].rstrip("\r")
    except FileNotFoundError as error:
        raise InputMissing(path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputUnreadable(path=path, reason=str(error)) from error
