"""archive show: a record, its text, its original or its history."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import looked_up
from archive.cli.record_page import show_record
from archive.cli.session import Session
from archive.cli.unmasking import Unmasking, unmasking
from archive.errors import N_, TargetExists, UsageInvalid

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["command"]

HELP = N_(
    "Show a record, its text or its original.\n\n"
    "RECORD may also be @N, hit N of your last search. The text is shown with control characters escaped; with -o FILE "
    "it is written as it is stored (UTF-8). Personal data is starred out of all but the original."
)


@define("show", help=HELP)
@argument("reference", metavar=N_("RECORD"))
@option("--text", is_flag=True, help=N_("The text that was read from it."))
@option("--original", is_flag=True, help=N_("The original, byte for byte; needs -o."))
@option("--history", is_flag=True, help=N_("Every event of the record."))
@option(
    "-o",
    "--output",
    type=click.Path(),
    metavar=N_("FILE"),
    help=N_("Write text or original to this new file; - is standard output."),
)
@unmasking
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session,
    reference: str,
    *,
    text: bool,
    original: bool,
    history: bool,
    output: str | None,
    unmask: bool,
    purpose: str | None,
    as_json: bool,
) -> None:
    shown = Unmasking(unmask, purpose)
    if sum((text, original, history, as_json)) > 1:
        raise UsageInvalid(reason=N_("--text, --original, --history and --json exclude each other"))
    if original and output is None:
        raise UsageInvalid(reason=N_("name the file to write the original to with -o"))
    if output is not None and not (text or original):
        raise UsageInvalid(reason=N_("-o needs --text or --original"))
    with session.archive(readonly=not shown.wanted) as archive:
        record = archive.resolve(looked_up(reference, session.environment, archive.home))
        shown.uncover(session.screen, archive, [record])
        if output is not None:
            words = session.screen.shown("" if original else archive.text(record))
            _write(session.screen, output, _original(archive, record) if original else [words.encode()])
        elif text:
            session.screen.text(archive.text(record))
        elif history:
            from archive.cli.history_page import show_history

            show_history(session.screen, archive, record)
        elif as_json:
            from archive.cli.json_objects import record_object

            session.screen.json(record_object(archive.record(record), archive.unit_code, archive.enclosed))
        else:
            show_record(session.screen, archive, archive.record(record))


def _original(archive: Archive, record: str) -> Iterable[bytes]:
    with archive.open_original(record) as source:
        while piece := source.read(1 << 20):
            yield piece


def _write(screen: Screen, output: str, pieces: Iterable[bytes]) -> None:
    """Write a new file; an existing one is not touched. A file that could not be finished is removed."""
    if output == "-":
        for piece in pieces:
            screen.exact(piece)
        return
    try:
        target = open(output, "xb")  # noqa: SIM115, PTH123 - closed below; the path's bytes may be any
    except FileExistsError:
        raise TargetExists(path=output) from None
    try:
        with target:
            for piece in pieces:
                target.write(piece)
    except BaseException:
        os.unlink(output)  # noqa: PTH108 - as above
        raise
    screen.note(_("Written: {path}").format(path=click.format_filename(output)))
