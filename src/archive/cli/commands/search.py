"""archive search: find records by their words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from archive.cli.escape import visible
from archive.cli.face import Command, argument, option
from archive.cli.face import command as define
from archive.cli.filters import filters, selection
from archive.cli.language import _, ngettext
from archive.cli.memory import remember
from archive.cli.session import Session
from archive.cli.terms import category_name, unit_name
from archive.errors import N_

if TYPE_CHECKING:
    from archive.access.results import Hit, Page
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["command"]

HELP = N_(
    "Find records by their words.\n\n"
    "A run of Chinese is found wherever it stands; other words and numbers are found whole, or from their start "
    "with *. Several words must all be there. Text in quotation marks is found as it stands. @1, @2 … then mean "
    "the hits shown, for example: archive show @1"
)

_ORDERS = ("relevance", "date", "date-reverse", "received", "unit")


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
@argument("query", nargs=-1, required=True, metavar=N_("QUERY..."))
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
@option("--order", type=click.Choice(_ORDERS), default="relevance", show_default=True, help=N_("Order of the hits."))
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session, query: tuple[str, ...], *, limit: int, offset: int, order: Any, as_json: bool, **options: Any
) -> None:
    with session.archive(readonly=True) as archive:
        page = archive.search(" ".join(query), selection(archive, options), limit=limit, offset=offset, order=order)
        remember(session.environment, archive.home, offset + 1, [hit.record for hit in page.hits])
        if as_json:
            from archive.cli.json_objects import page_object

            session.screen.json(page_object(page))
            return
        _show(session.screen, archive, page, offset)


def _show(screen: Screen, archive: Archive, page: Page, offset: int) -> None:
    for number, hit in enumerate(page.hits, offset + 1):
        if screen.width is None:
            _show_plain(screen, archive, hit, number)
        else:
            _show_styled(screen, archive, hit, number)
    screen.note(_summary(page, offset))


def _show_plain(screen: Screen, archive: Archive, hit: Hit, number: int) -> None:
    """One line a hit, parted by tabs: number, record, date, unit, category, title, snippet."""
    cells = (
        number,
        hit.record,
        hit.date,
        unit_name(hit.unit),
        category_name(archive, hit.category),
        _title(hit),
        " ".join(hit.snippet.split()),
    )
    screen.line("\t".join("" if cell is None else visible(str(cell)) for cell in cells))


def _show_styled(screen: Screen, archive: Archive, hit: Hit, number: int) -> None:
    """Title; where it stands; the snippet with what was found in bold."""
    facts = (hit.date, unit_name(hit.unit), category_name(archive, hit.category), hit.doc_no, hit.record)
    screen.line(f"{number:>3}  {screen.bold(visible(_title(hit)))}")
    screen.line("     " + " · ".join(visible(fact) for fact in facts if fact))
    if hit.snippet:
        for line in _snippet_lines(screen, hit):
            screen.line("     " + line)


def _title(hit: Hit) -> str:
    return hit.title or hit.name


def _snippet_lines(screen: Screen, hit: Hit) -> list[str]:
    """The snippet on lines that fit, what was found marked; line feeds of the text become blanks."""
    from archive.cli.fitting import columns

    room = max(20, (screen.width or 80) - 6)
    lines, line, used = [], "", 0
    for text, found in _runs(hit):
        for character in text:
            shown = visible(" " if character in "\n\t" else character)
            if used + columns(shown) > room:
                lines.append(line)
                line, used = "", 0
            line += screen.bold(shown) if found else shown
            used += columns(shown)
    return [each.replace("\x1b[0m\x1b[1m", "") for each in (*lines, line)]


def _runs(hit: Hit) -> list[tuple[str, bool]]:
    """The snippet cut at its marks: (text, whether it was found)."""
    runs, at = [], 0
    for start, end in hit.snippet_marks:
        runs += [(hit.snippet[at:start], False), (hit.snippet[start:end], True)]
        at = end
    return [*runs, (hit.snippet[at:], False)]


def _summary(page: Page, offset: int) -> str:
    found = ngettext("{total} hit", "{total} hits", page.total) if page.total_is_exact else _("at least {total} hits")
    words = found.format(total=page.total)
    if not page.hits:
        return words
    return _("{found}, shown {first} to {last}").format(found=words, first=offset + 1, last=offset + len(page.hits))
