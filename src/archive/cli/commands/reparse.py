"""archive reparse: read archived records again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.filters import filters, selection
from archive.cli.language import _, ngettext
from archive.cli.memory import plain_reference
from archive.cli.progress import Bar
from archive.cli.rereading import Summary, show_again
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_, UsageInvalid
from archive.model.parsed import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.api import Archive
    from archive.model.record import Record

__all__ = ["command"]

HELP = N_(
    "Read archived records again, with a better parser.\n\n"
    "The originals are never touched. The new text stands beside the old one, whose digest stays in the ledger. "
    "Recognition, placement and links run again: what a person decided stands, what is filed stays where it is, and "
    "what now speaks against it waits in 'archive triage'. Without RECORD and filters, what an interrupted call left "
    "is gone on with; several of these commands share the work."
)


@define("reparse", help=HELP)
@argument("references", nargs=-1, metavar=N_("[RECORD...]"))
@option(
    "--outcome",
    "outcomes",
    type=click.Choice([str(each) for each in Outcome]),
    multiple=True,
    help=N_("Only records whose last reading ended so; may be repeated."),
)
@option(
    "--read-by", multiple=True, metavar=N_("PARSER"), help=N_("Only records that this parser read; may be repeated.")
)
@option("--parser", default="", metavar=N_("PARSER"), help=N_("Read by this parser; otherwise by the best that fits."))
@option("--all", "everything", is_flag=True, help=N_("Every record."))
@option("--workers", type=click.IntRange(1, 64), metavar=N_("NUMBER"), help=N_("So many documents at a time."))
@option("--dry-run", is_flag=True, help=N_("Only list what would be read."))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a record."))
@filters
def command(
    session: Session,
    references: tuple[str, ...],
    *,
    outcomes: tuple[str, ...],
    read_by: tuple[str, ...],
    parser: str,
    everything: bool,
    workers: int | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    with session.archive(readonly=dry_run) as archive:
        named = bool(references or outcomes or read_by or everything or any(options.values()))
        if not named and not archive.reparse_left():
            raise UsageInvalid(reason=N_("say which records: name them, give a filter, or --all"))
        chosen: list[Record] = []
        if named:
            ids = [plain_reference(each) for each in references] if references else None
            chosen = list(
                archive.to_reparse(selection(archive, options), references=ids, outcomes=outcomes, read_by=read_by)
            )
        if dry_run:
            _list(session, chosen, as_json=as_json)
            return
        _read(session, archive, chosen, parser, workers, as_json=as_json)


def _list(session: Session, chosen: Sequence[Record], *, as_json: bool) -> None:
    for record in chosen:
        parse = record.parse
        if as_json:
            session.screen.json(
                {
                    "record": record.id,
                    "name": record.original.name,
                    "parse": parse.outcome if parse else None,
                    "parser": parse.parser if parse else None,
                    "version": parse.version if parse else None,
                }
            )
            continue
        read = " ".join(filter(None, (parse.parser, parse.version))) if parse else ""
        parts = (record.id, record.original.name, term(parse.outcome) if parse else "", read)
        session.screen.line("  ".join(visible(part) for part in parts if part))
    if not as_json:
        count = len(chosen)
        session.screen.note(
            ngettext("{count} record would be read again", "{count} records would be read again", count).format(
                count=count
            )
        )


def _read(
    session: Session, archive: Archive, chosen: Sequence[Record], parser: str, workers: int | None, *, as_json: bool
) -> None:
    summary = Summary()
    total = max(len(chosen), archive.reparse_left())
    with Bar(session.screen, _("Reading again")) as bar:
        for again in archive.reparse(chosen, parser=parser, workers=workers):
            summary.count(again.change)
            show_again(session.screen, archive, again, as_json=as_json)
            bar.update(summary.total, max(total, summary.total))
    if not as_json:
        session.screen.note(summary.text())
