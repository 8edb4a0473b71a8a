"""archive ocr: read what waits for OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archive.cli.face import command as define
from archive.cli.face import option
from archive.cli.language import _, ngettext
from archive.cli.progress import Bar
from archive.cli.rereading import Summary, duration, show_again
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.ingest.backlog import OcrStatus

__all__ = ["command"]

HELP = N_(
    "Read scans and pictures that wait for OCR.\n\n"
    "They are archived already; now their words can be found, and what they say of unit, category, number and dates "
    "is taken in. The latest received come first. 'archive watch' does the same when nothing else is to do; several "
    "of these commands share the work, and one that is ended loses nothing."
)


@define("ocr", help=HELP)
@option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar=N_("NUMBER"),
    help=N_("So many pages at a time; each takes a processor and about 1 GB of memory."),
)
@option("--limit", type=click.IntRange(min=1), metavar=N_("NUMBER"), help=N_("Read no more documents than this."))
@option("--status", is_flag=True, help=N_("Only say what waits and how long it will take."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a document."))
def command(session: Session, *, workers: int, limit: int | None, status: bool, as_json: bool) -> None:
    if status:
        with session.archive(readonly=True) as archive:
            _show(session.screen, archive.ocr_status(), as_json=as_json)
        return
    summary = Summary()
    with session.archive() as archive, Bar(session.screen, _("Reading pages")) as bar:
        left = archive.ocr_status()
        pages = 0
        for again in archive.ocr(workers=workers, limit=limit):
            pages += (again.before.parse.pages if again.before.parse else None) or 1
            summary.count(again.change)
            show_again(session.screen, archive, again, as_json=as_json)
            bar.update(min(pages, left.pages), left.pages)
        if not as_json:
            session.screen.note(summary.text())
            _note_left(session.screen, archive.ocr_status())


def _note_left(screen: Screen, status: OcrStatus) -> None:
    if status.documents:
        screen.note(_waiting(status))


def _waiting(status: OcrStatus) -> str:
    documents = ngettext("{count} document", "{count} documents", status.documents).format(count=status.documents)
    return _("{documents} ({pages} pages) wait for OCR, {at_work} of them at work").format(
        documents=documents, pages=status.pages, at_work=status.at_work
    )


def _show(screen: Screen, status: OcrStatus, *, as_json: bool) -> None:
    if as_json:
        screen.json(
            {
                "documents": status.documents,
                "pages": status.pages,
                "at_work": status.at_work,
                "seconds_a_page": status.seconds_a_page,
                "seconds_left": status.seconds_left,
                "engines": list(status.engines),
            }
        )
        return
    screen.line(_waiting(status) if status.documents else _("No document waits for OCR."))
    if status.documents and status.seconds_a_page is not None:
        screen.line(
            _("{seconds} s a page; with one worker {time} are left").format(
                seconds=f"{status.seconds_a_page:.1f}", time=duration(status.seconds_left or 0.0)
            )
        )
    elif status.documents:
        screen.line(_("How long a page takes is known once the first is read."))
    engines = ", ".join(status.engines)
    screen.line(_("read by {engines}").format(engines=engines) if engines else _("No program for OCR is installed."))
