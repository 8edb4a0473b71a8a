"""archive sealed: records that only the key opens."""

from __future__ import annotations

import os
import shutil
from typing import BinaryIO

import click

from archive.cli.escape import visible
from archive.cli.face import argument, group, option
from archive.cli.language import _, ngettext
from archive.cli.memory import looked_up
from archive.cli.pages import Page
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_, TargetExists

__all__ = ["command"]

_PURPOSE = N_("What it is needed for; kept with your name.")
_REASON = N_("Why; kept in the ledger.")


@group(
    "sealed",
    help=N_(
        "Read and keep sealed records, such as reports that name who reported.\n\n"
        "What is put into an inbox with sealed = true is encrypted before it enters the archive. Reading needs the key "
        "and leaves an event, before anything is shown."
    ),
)
def command() -> None:
    pass


@command.command_of("read", help=N_("Open a sealed record: its name, where it came from and its text."))
@argument("reference", metavar=N_("RECORD"))
@option("--purpose", required=True, metavar=N_("TEXT"), help=_PURPOSE)
@option("-o", "--output", type=click.Path(), metavar=N_("FILE"), help=N_("Write the original to this new file."))
def read(session: Session, reference: str, *, purpose: str, output: str | None) -> None:
    screen = session.screen
    with session.archive() as archive:
        record = archive.resolve(looked_up(reference, session.environment, archive.home))
        with archive.unseal(record, purpose=purpose) as found:
            screen.masked = False
            if output is not None:
                _write(output, found.original)
                screen.note(_("Written: {path}").format(path=click.format_filename(output)))
                return
            page = Page(screen)
            page.add(_("record"), found.record)
            page.add(_("name"), found.name)
            page.add(_("from"), found.path)
            page.add(_("deposited by"), found.owner)
            page.add(_("bytes"), found.size)
            page.show()
            screen.line()
            screen.text(found.text)


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(output: str, original: BinaryIO) -> None:
    """A new file that nobody but this account may read; one that could not be finished is removed."""
    try:
        target = open(output, "xb", opener=_owner_only)  # noqa: SIM115 - closed below; any bytes may be a path
    except FileExistsError:
        raise TargetExists(path=output) from None
    try:
        with target:
            shutil.copyfileobj(original, target, 1 << 20)
    except BaseException:
        os.unlink(output)  # noqa: PTH108 - the path's bytes may be any
        raise


@command.command_of("search", help=N_("Find sealed records by their words; all of them are opened for it."))
@argument("query", nargs=-1, required=True, metavar=N_("QUERY..."))
@option("--purpose", required=True, metavar=N_("TEXT"), help=_PURPOSE)
def search(session: Session, query: tuple[str, ...], *, purpose: str) -> None:
    with session.archive() as archive:
        hits, read_through = archive.search_sealed(" ".join(query), purpose=purpose)
    session.screen.masked = False
    heads = (Column(_("record")), Column(_("name"), 10), Column(_("snippet"), 20))
    session.screen.table(heads, ([hit.record, hit.name, " ".join(hit.snippet.split())] for hit in hits))
    session.screen.note(
        ngettext("{count} hit in {total} sealed records", "{count} hits in {total} sealed records", len(hits)).format(
            count=len(hits), total=read_through
        )
    )


@command.command_of("add", help=N_("Seal a record that was filed in the clear; it leaves search at once."))
@argument("reference", metavar=N_("RECORD"))
@option("--reason", required=True, metavar=N_("TEXT"), help=_REASON)
def add(session: Session, reference: str, *, reason: str) -> None:
    with session.archive() as archive:
        done = archive.seal(looked_up(reference, session.environment, archive.home), reason=reason)
    session.screen.line(done.by)
    session.screen.note(
        _("{record} is sealed as {by}. Its plain copy is shown to nobody and waits for its disposition.").format(
            record=done.record, by=done.by
        )
    )
    if done.withheld:
        session.screen.note(_("With it: {records}").format(records=", ".join(done.withheld)))
    if done.same_bytes:
        session.screen.note(_("Still in the clear, on the same bytes: {records}").format(
            records=", ".join(done.same_bytes)))  # fmt: skip


@command.command_of("exclude", help=N_("Exclude an account from a sealed record, such as whom it is about."))
@argument("reference", metavar=N_("RECORD"))
@argument("account", metavar=N_("ACCOUNT"))
@option("--lift", is_flag=True, help=N_("Let the account read it again."))
@option("--reason", required=True, metavar=N_("TEXT"), help=_REASON)
def exclude(session: Session, reference: str, account: str, *, lift: bool, reason: str) -> None:
    with session.archive() as archive:
        archive.exclude(reference, account, reason=reason, lift=lift)
    words = _("{account} may read it again.") if lift else _("{account} may not read it.")
    session.screen.note(visible(words.format(account=account)))


@command.command_of("unit", help=N_("Say in the clear which unit a sealed record concerns."))
@argument("reference", metavar=N_("RECORD"))
@argument("unit", metavar=N_("UNIT"))
@option("--reason", required=True, metavar=N_("TEXT"), help=_REASON)
def unit(session: Session, reference: str, unit: str, *, reason: str) -> None:
    with session.archive() as archive:
        archive.name_unit(reference, unit, reason=reason)
    session.screen.note(_("Done."))
