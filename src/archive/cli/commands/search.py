"""archive search: find records by their words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import click

from archive.cli.completing import complete_saved
from archive.cli.face import Command, argument, option
from archive.cli.face import command as define
from archive.cli.filters import filters, selection
from archive.cli.language import _
from archive.cli.memory import remember
from archive.cli.search_ways import FILTERS, refuse_idle, settle_order
from archive.cli.session import Session
from archive.cli.unmasking import Unmasking, unmasking
from archive.errors import N_, NotPermitted, UsageInvalid

if TYPE_CHECKING:
    from archive.access.results import Group
    from archive.api import Archive
    from archive.model.selection import Selection

__all__ = ["SearchCommand", "command"]

HELP = N_(
    "Find records by their words.\n\n"
    "A run of Chinese is found wherever it stands; other words and numbers are found whole, or from their start "
    "with *. Several words must all be there. Text in quotation marks is found as it stands. Synonyms of the field "
    "are found too, and named, unless --exact is given. @1, @2 … then mean the hits shown, for example: "
    "archive show @1"
)

_ORDERS = ("relevance", "date", "date-reverse", "received", "unit")
_LINKS = ("recheck", "order", "extension", "successor", "attachment")
_FACETS: tuple[Group, ...] = ("category", "unit", "year", "person", "state", "source")


class SearchCommand(Command):
    """A word of the query may begin with a minus sign (`-动火`); an option that is none is still an error."""

    ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        literal = args.index("--") if "--" in args else len(args)
        rest = super().parse_args(ctx, list(args))
        meant = set(args[:literal])
        for word in ctx.params.get("query") or ():
            if word in meant and _like_an_option(word):
                raise click.NoSuchOption(word.partition("=")[0], ctx=ctx)
        return rest


def _like_an_option(word: str) -> bool:
    return word.startswith("--") or (word[:1] == "-" and word[1:2].isascii() and word[1:2].isalpha())


@define("search", help=HELP, cls=SearchCommand)
@argument("query", nargs=-1, metavar=N_("QUERY..."))
@filters
@option(
    "--limit",
    type=click.IntRange(min=0, max=10_000),
    default=10,
    show_default=True,
    metavar=N_("N"),
    help=N_("Hits to show."),
)
@option("--offset", type=click.IntRange(min=0), default=0, metavar=N_("N"), help=N_("Hits to pass over first."))
@option("--page", type=click.IntRange(min=1, max=1_000_000), metavar=N_("N"), help=N_("Page N of --limit hits each."))
@option(
    "--order",
    "--sort",
    type=click.Choice(_ORDERS),
    default="relevance",
    show_default=True,
    help=N_("Order of the hits."),
)
@option("--facets", is_flag=True, help=N_("Count the hits by category, unit, year, person, state and source."))
@option("--count", is_flag=True, help=N_("Only the number of hits."))
@option("--exact", is_flag=True, help=N_("Do not look for synonyms."))
@option("--words", is_flag=True, help=N_("Put hits first in which a word of two characters is a word of its own."))
@option("--unread", is_flag=True, help=N_("List the records with no or doubtful text that may fit the filters."))
@option("--without", type=click.Choice(_LINKS), help=N_("Only records to which no such record is linked."))
@option("--after", metavar=N_("DAYS"), help=N_("With --without: only records that are at least so old, as 30d."))
@option("--save", metavar=N_("NAME"), help=N_("Keep this search under a name, for yourself."))
@option("--saved", metavar=N_("NAME"), shell_complete=complete_saved, help=N_("Repeat the search of this name."))
@option("--certify", is_flag=True, help=N_("Write query, state of the ledger and all that was found; needs -o."))
@option("--certify-check", type=click.Path(), metavar=N_("FILE"), help=N_("Repeat a certified search and compare."))
@option("-o", "--output", type=click.Path(), metavar=N_("FILE"), help=N_("The new file for --certify."))
@unmasking
@option("--csv", "as_csv", is_flag=True, help=N_("As CSV for a spreadsheet."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(session: Session, query: tuple[str, ...], **options: Any) -> int | None:
    refuse_idle(click.get_current_context(), {"query": query, **options})
    if options["page"]:
        options["offset"] = (options["page"] - 1) * options["limit"]
    if options["certify_check"]:
        from archive.cli.certificates import show_check

        with session.archive(readonly=True) as archive:
            return show_check(session.screen, archive, options["certify_check"], as_json=options["as_json"])
    shown = Unmasking(options.pop("unmask"), options.pop("purpose"))
    with session.archive() if shown.wanted else _opened(session, to_write=options["certify"]) as archive:
        asked = _asked(session, archive, " ".join(query), options)
        chosen = selection(archive, options)
        if options["unread"]:
            from archive.cli.unread import show_unread

            show_unread(session, archive, asked, chosen, options)
        elif options["certify"]:
            from archive.cli.certificates import write_certificate

            write_certificate(session.screen, archive, asked, chosen, options)
        else:
            _search(session, archive, asked, chosen, options, shown)
        if options["save"]:  # what cannot be searched was refused by now
            from archive.cli.saved import save

            save(session.environment, archive.home, options["save"], asked, options)
            session.screen.note(_("Saved; repeat it with: archive search --saved {name}").format(name=options["save"]))
    return None


@contextmanager
def _opened(session: Session, *, to_write: bool) -> Iterator[Archive]:
    """The archive; where it is `to_write` and this account may not, for reading."""
    with ExitStack() as stack:
        if to_write:
            try:
                archive = stack.enter_context(session.archive())
            except NotPermitted:
                archive = stack.enter_context(session.archive(readonly=True))
        else:
            archive = stack.enter_context(session.archive(readonly=True))
        yield archive


_NOT_SEARCHED = {"withdrawn", "disposed"}


def _asked(session: Session, archive: Archive, query: str, options: dict[str, Any]) -> str:
    """The query as typed or as saved; the options of a saved search are put where none were given."""
    if options["saved"]:
        if query:
            raise UsageInvalid(reason=N_("a saved search brings its own query"))
        from archive.cli.saved import saved

        query, kept = saved(session.environment, archive.home, options["saved"])
        _put(options, kept)
        if options["without"] and (options["unread"] or options["certify"]):
            raise UsageInvalid(reason=N_("a search with --without is neither certified nor asked for --unread"))
    settle_order(click.get_current_context(), options)
    if _NOT_SEARCHED.intersection(options["state"]):
        raise UsageInvalid(reason=N_("withdrawn records are not searched; 'archive list --state withdrawn' lists them"))
    if options["after"] and not options["without"]:
        raise UsageInvalid(reason=N_("--after goes with --without"))
    filtered = options["unread"] or options["without"] or any(options[name] for name in FILTERS)
    if not query.strip() and not filtered:
        raise UsageInvalid(reason=N_("there is nothing to search for; type a word, or a filter"))
    return query


def _put(options: dict[str, Any], kept: dict[str, Any]) -> None:
    context = click.get_current_context()
    for name, value in kept.items():
        if context.get_parameter_source(name) in (None, click.core.ParameterSource.DEFAULT):
            options[name] = tuple(value) if isinstance(value, list) else value


def _search(
    session: Session, archive: Archive, query: str, chosen: Selection, options: dict[str, Any], shown: Unmasking
) -> None:
    from archive.cli.search_results import show_csv, show_facets, show_hits, show_index_remark, show_remarks

    screen, offset = session.screen, options["offset"]
    page = archive.search(
        query,
        chosen,
        limit=0 if options["count"] else options["limit"],
        offset=offset,
        order=options["order"],
        facets=_FACETS if options["facets"] else (),
        exact=options["exact"],
        words=options["words"],
        without=options["without"],
        after_days=_days(options["after"]),
        masked=not shown.wanted,
    )  # fmt: skip
    shown.uncover(screen, archive, [hit.record for hit in page.hits])
    if not options["count"]:
        remember(session.environment, archive.home, offset + 1, [hit.record for hit in page.hits])
    if options["as_json"]:
        from archive.cli.json_objects import page_object

        screen.json(page_object(page))
        show_index_remark(screen, page)
        return
    if options["count"]:
        screen.line(str(page.total))
    elif options["as_csv"]:
        show_csv(screen, archive, page)
    else:
        show_hits(screen, archive, page, offset)
    show_facets(screen, archive, page.facets)
    show_remarks(screen, page, None if options["count"] and page.total_is_exact else offset)


def _days(written: str | None) -> int:
    """Days from `30d`, `30天` or `30`. Raises click.BadParameter."""
    if not written:
        return 0
    number = written.strip().removesuffix("d").removesuffix("天").strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 5):
        raise click.BadParameter(_("{value} is no number of days; write 30d").format(value=written))
    return int(number)
