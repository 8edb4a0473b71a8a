"""archive sample: draw hits by chance, so that anyone can draw the same again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.commands.search import SearchCommand
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.filters import filters, selection
from archive.cli.language import _, ngettext
from archive.cli.memory import remember
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import category_name, unit_name
from archive.cli.unread import unread_remark
from archive.errors import N_, NotPermitted, UsageInvalid

if TYPE_CHECKING:
    from archive.access.sample import Sample
    from archive.api import Archive

__all__ = ["command"]


@define(
    "sample",
    help=N_(
        "Draw a sample of the hits of a query.\n\n"
        "The same query, seed and hits give the same sample on every machine. The drawing is written into the ledger "
        "if your account may write there. @1, @2 … then mean the records drawn."
    ),
    cls=SearchCommand,
)
@argument("query", nargs=-1, metavar=N_("QUERY..."))
@filters
@option(
    "--size",
    type=click.IntRange(min=1, max=10_000),
    default=30,
    show_default=True,
    metavar=N_("N"),
    help=N_("Records to draw."),
)
@option("--seed", required=True, metavar=N_("TEXT"), help=N_("Any text, agreed upon beforehand; it decides the draw."))
@option("--exact", is_flag=True, help=N_("Do not look for synonyms."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session, query: tuple[str, ...], *, size: int, seed: str, exact: bool, as_json: bool, **options: Any
) -> None:
    asked = " ".join(query)
    if not asked.strip() and not any(options.values()):
        raise UsageInvalid(reason=N_("there is nothing to draw from; type a word, or a filter"))
    try:
        with session.archive() as archive:
            _draw(session, archive, asked, options, size=size, seed=seed, exact=exact, as_json=as_json)
    except NotPermitted:
        with session.archive(readonly=True) as archive:
            _draw(session, archive, asked, options, size=size, seed=seed, exact=exact, as_json=as_json)


def _draw(
    session: Session, archive: Archive, query: str, options: dict[str, Any], *, size: int, seed: str, exact: bool,
    as_json: bool,
) -> None:  # fmt: skip
    drawn = archive.sample(query, selection(archive, options), size=size, seed=seed, exact=exact)
    remember(session.environment, archive.home, 1, [each.id for each in drawn.records])
    if as_json:
        from archive.cli.json_objects import record_object

        session.screen.json(
            {
                "total": drawn.total, "seed": drawn.seed, "ledger_size": drawn.ledger_size, "event": drawn.event,
                "unread": drawn.unread,
                "records": [record_object(each, archive.unit_code, archive.enclosed) for each in drawn.records],
            }
        )  # fmt: skip
        return
    _show(session, archive, drawn)


def _show(session: Session, archive: Archive, drawn: Sample) -> None:
    heads = (
        Column("#", right=True),
        Column(_("record")),
        Column(_("date")),
        Column(_("unit"), 8),
        Column(_("category"), 4),
        Column(_("title"), 8),
    )
    rows = [
        [
            number,
            each.id,
            each.date,
            unit_name(each.units[0] if each.units else None),
            category_name(archive, each.category),
            each.title or each.original.name,
        ]
        for number, each in enumerate(drawn.records, 1)
    ]
    if rows:
        session.screen.table(heads, rows)
    session.screen.note(
        ngettext(
            "{count} of {total} hit drawn with the seed {seed}, ledger of {size} events",
            "{count} of {total} hits drawn with the seed {seed}, ledger of {size} events",
            drawn.total,
        ).format(count=len(rows), total=drawn.total, seed=visible(drawn.seed), size=drawn.ledger_size)
    )
    if drawn.event is None:
        session.screen.note(_("Your account may not write here: the drawing does not stand in the ledger."))
    else:
        session.screen.note(_("The drawing stands in the ledger as event {event}.").format(event=drawn.event))
    if drawn.unread:
        session.screen.note(unread_remark(drawn.unread))
