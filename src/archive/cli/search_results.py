"""A page of hits as people and programs read it: a table, plain lines, CSV; and what is said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.language import _, ngettext
from archive.cli.terms import category_name, term, unit_name
from archive.cli.unread import unread_remark

if TYPE_CHECKING:
    from archive.access.results import FacetCounts, FacetValue, Hit, Page
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["show_csv", "show_facets", "show_hits", "show_index_remark", "show_remarks"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def show_hits(screen: Screen, archive: Archive, page: Page, offset: int) -> None:
    """The hits: on a terminal a table with the place of each below its row, in a pipe one line a hit."""
    if screen.width is None:
        for number, hit in enumerate(page.hits, offset + 1):
            _show_plain(screen, archive, hit, number)
    elif page.hits:
        _show_table(screen, archive, page.hits, offset)


def _show_plain(screen: Screen, archive: Archive, hit: Hit, number: int) -> None:
    """Parted by tabs: number, record, date, unit, category, title, snippet."""
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


def _show_table(screen: Screen, archive: Archive, hits: Sequence[Hit], offset: int) -> None:
    from archive.cli.screen import Column

    heads = (
        Column("#", right=True),
        Column(_("date")),
        Column(_("unit"), 8),
        Column(_("category"), 4),
        Column(_("title"), 8),
    )
    rows = [
        [number, hit.date, unit_name(hit.unit), category_name(archive, hit.category), _title(hit)]
        for number, hit in enumerate(hits, offset + 1)
    ]
    screen.table(heads, rows, below=[_below(screen, hit) for hit in hits])


def _below(screen: Screen, hit: Hit) -> list[str]:
    """Record and number, then the snippet with what was found in bold."""
    from archive.cli.fitting import cut

    facts = " · ".join(visible(fact) for fact in (hit.record, hit.doc_no) if fact)
    lines = ["   " + cut(facts, max(20, (screen.width or 80) - 3))]
    return lines + ["   " + line for line in (_snippet_lines(screen, hit) if hit.snippet else ())]


def _title(hit: Hit) -> str:
    return hit.title or hit.name


def _snippet_lines(screen: Screen, hit: Hit) -> list[str]:
    """The snippet on lines that fit, what was found marked; line feeds of the text become blanks."""
    from archive.cli.fitting import columns

    room = max(20, (screen.width or 80) - 4)
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


def show_csv(screen: Screen, archive: Archive, page: Page) -> None:
    """A table for a spreadsheet: UTF-8 with a byte order mark, and no cell that would be computed."""
    heads = ("record", "date", "unit_code", "unit", "category", "title", "doc_no", "name", "snippet")
    _write_csv(
        screen,
        heads,
        (
            (hit.record, hit.date, hit.unit.code if hit.unit else None, unit_name(hit.unit),
             category_name(archive, hit.category), hit.title, hit.doc_no, hit.name, hit.snippet)
            for hit in page.hits
        ),
    )  # fmt: skip


def _write_csv(screen: Screen, heads: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_safe(screen.shown(cell or "")) for cell in row] for row in rows)
    screen.exact(b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"))


def _safe(cell: str) -> str:
    """A spreadsheet computes what begins like a formula; an apostrophe before it makes it text."""
    text = visible(" ".join(cell.split()))
    return "'" + text if text.startswith(_FORMULA) else text


def show_facets(screen: Screen, archive: Archive, facets: Sequence[FacetCounts]) -> None:
    """How many hits have each value, a group a heading; in a pipe `group<TAB>value<TAB>count`."""
    for facet in facets:
        if screen.width is None:
            for each in facet.values:
                screen.line("\t".join((facet.by, visible(_facet_name(archive, facet.by, each)), str(each.count))))
            continue
        if not facet.values:
            continue
        screen.line()
        screen.line(screen.bold(_facet_title(facet.by)))
        for each in facet.values:
            screen.line(f"{each.count:>7}  {visible(_facet_name(archive, facet.by, each))}")


def _facet_title(by: str) -> str:
    titles = {"unit": _("unit"), "category": _("category"), "year": _("year"), "person": _("person")}
    return titles.get(by) or (_("source") if by == "source" else _("state"))


def _facet_name(archive: Archive, by: str, each: FacetValue) -> str:
    if each.value is None:
        return _("(none)")
    if by == "category":
        return category_name(archive, each.value)
    return term(each.value) if by in {"state", "source"} else each.name or each.value


def show_remarks(screen: Screen, page: Page, offset: int | None) -> None:
    """How many were found, by what the query was widened, what was not read, what may have been meant.

    Without `offset` the number stands above already.
    """
    if offset is not None:
        screen.note(_summary(page, offset))
    for each in page.also_searched:
        screen.note(
            _("Also searched for {word}: {others}").format(
                word=visible(each.word), others=" · ".join(map(visible, each.also))
            )
        )
    show_index_remark(screen, page)
    if page.unread:
        screen.note(unread_remark(page.unread))
    for query in page.did_you_mean:
        screen.note(_("Did you mean: {query}").format(query=visible(query)))


def show_index_remark(screen: Screen, page: Page) -> None:
    """That the index did not answer, or not for all, and what to do; on stderr, a search writes nothing itself."""
    if page.index == "missing":
        screen.note(
            _(
                "There is no usable search index (a copy of a home has none): the catalogue was read in its place, "
                "which is slower. 'archive index rebuild' makes one."
            )
        )
    elif page.index == "behind":
        screen.note(
            _("Too many changes wait for the search index, so hits may be missing. 'archive index rebuild' adds them.")
        )


def _summary(page: Page, offset: int) -> str:
    found = ngettext("{total} hit", "{total} hits", page.total) if page.total_is_exact else _("at least {total} hits")
    words = found.format(total=page.total)
    if not page.hits:
        return words
    return _("{found}, shown {first} to {last}").format(found=words, first=offset + 1, last=offset + len(page.hits))
