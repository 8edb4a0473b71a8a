"""archive add: files and folders go into the archive; their sources are not touched."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import plain_reference
from archive.cli.notices import notices
from archive.cli.progress import Bar
from archive.cli.receipts import Tally, show_receipt
from archive.cli.session import Session
from archive.errors import N_, ArchiveError, ExitCode, UsageInvalid

if TYPE_CHECKING:
    from archive.api import Archive

__all__ = ["command"]

HELP = N_(
    "Put files or whole folders into the archive.\n\n"
    "The files themselves stay as they are. Where --unit and --category are not given, folders named "
    "UNIT/CATEGORY and the documents themselves tell; what stays unknown waits in 'archive triage'. "
    "With --part-of, the files become parts of a record (photos, a video, the draft beside the signed copy)."
)


@define("add", help=HELP)
@argument("paths", nargs=-1, required=True, type=click.Path(), metavar=N_("PATH..."))
@option("--unit", metavar=N_("UNIT"), help=N_("Code or name of the unit that the files belong to."))
@option("--category", metavar=N_("CATEGORY"), help=N_("Category, in Chinese, English or by key."))
@option(
    "--no-wait",
    is_flag=True,
    help=N_("Return once the files are safe; reading and filing them is left to whoever runs next."),
)
@option("--part-of", metavar=N_("RECORD"), help=N_("The files are parts of this record."))
@option(
    "--role",
    default="attachment",
    show_default=True,
    metavar=N_("ROLE"),
    help=N_("With --part-of: photo, video, draft, attachment …"),
)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a file."))
def command(
    session: Session,
    paths: tuple[str, ...],
    *,
    unit: str | None,
    category: str | None,
    no_wait: bool,
    part_of: str | None,
    role: str,
    as_json: bool,
) -> int:
    with session.archive() as archive:
        if part_of is not None:
            if unit or category or no_wait:
                raise UsageInvalid(reason=N_("a part belongs where its record does, so --part-of stands alone"))
            return _add_parts(session, archive, plain_reference(part_of), paths, role, as_json=as_json)
        tally = Tally()
        total = _count(paths) if session.screen.err.isatty() else 0
        try:
            with notices(session.screen), Bar(session.screen, _("Taking in")) as bar:
                for receipt in archive.add(paths, unit=unit, category=category, wait=not no_wait):
                    tally.count(receipt.outcome)
                    show_receipt(session.screen, archive, receipt, as_json=as_json)
                    bar.update(tally.total, total)
        except ArchiveError:
            if tally.total and not as_json:
                session.screen.note(tally.summary())
            raise
    if not as_json:
        session.screen.note(tally.summary())
    return tally.exit_code()


def _add_parts(
    session: Session, archive: Archive, reference: str, paths: Iterable[str], role: str, *, as_json: bool
) -> int:
    record = archive.resolve(reference)
    for path in paths:
        part = archive.add_part(record, Path(path), role=role)
        if as_json:
            session.screen.json({"record": record, "part": part.id, "role": part.role, "sha256": part.original.sha256})
        else:
            session.screen.line(_("{part} is now a part of {record}").format(part=part.id, record=record))
    return ExitCode.DONE


def _count(paths: Iterable[str]) -> int:
    """How many files there are to take in, for the bar only."""
    return sum(sum(len(files) for _root, _folders, files in os.walk(path)) or 1 for path in paths)
