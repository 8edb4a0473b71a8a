"""archive report: figures of a period that leaders ask for, each with the records that it was counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _, chosen, ngettext
from archive.cli.outlets import Outlet, outlet
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.errors import N_, UsageInvalid

if TYPE_CHECKING:
    from archive.access.statistics import Figure, Kind, Line, Section, Statistics
    from archive.rendition.page import Block, Cell, Page

__all__ = ["command"]

_FORMATS = ("text", "html", "xlsx", "docx", "pdf")
_KINDS = {
    "supervision": N_("Supervision"), "enterprise": N_("Files of enterprises"), "hazards": N_("Hidden dangers"),
    "duty": N_("Duty logs"), "training": N_("Training"), "performance": N_("Performance of supervisors"),
    "plan": N_("Plan of inspections"),
}  # fmt: skip
_WORDS = {
    "coverage": N_("Coverage by kind of supervision"), "gaps": N_("Gaps"), "supervisors": N_("Supervisors"),
    "plan": N_("Plan and what was done"), "inspections-by-month": N_("Inspections by month"),
    "hazards-by-level": N_("By level"), "hazards-by-month": N_("By month of finding"),
    "hazards-by-supervisor": N_("By supervisor"), "hazards-by-unit": N_("By unit"),
    "completeness": N_("Completeness of files"), "rewards": N_("rewards"), "duty-logs": N_("Duty logs"),
    "training": N_("Training"), "scores": N_("Scores"), "annex": N_("Annex for the yearly report on duties"),
    "kind": N_("kind"), "covered": N_("covered"), "units": N_("units"), "share": N_("share"), "what": N_("what"),
    "count": N_("count"), "supervisor": N_("supervisor"), "inspected": N_("units inspected"),
    "inspections": N_("inspections"), "orders": N_("orders"), "overdue": N_("overdue"), "month": N_("month"),
    "level": N_("level"), "found": N_("found"), "closed": N_("closed"), "closing-rate": N_("closing rate"),
    "in-time": N_("in time"), "open": N_("not closed"), "unit": N_("unit"), "required": N_("required"),
    "present": N_("present"), "expired": N_("expired"), "missing": N_("missing"), "complete": N_("complete"),
    "penalties": N_("penalties"), "logs": N_("logs"), "days": N_("days with a log"),
    "day-share": N_("share of days"), "longest-gap": N_("longest gap (days)"), "sessions": N_("sessions"),
    "hours": N_("hours"), "people": N_("people"), "education": N_("education and briefings"),
    "drills": N_("drills"), "certificates-over": N_("certificates expired"), "score": N_("score"),
    "general": N_("general supervision"), "department": N_("by departments"), "industry": N_("by industry"),
    "special": N_("special supervision"), "local": N_("by locality"),
    "no-supervisor": N_("without a supervisor"), "not-inspected": N_("not inspected in the period"),
    "inspection-overdue": N_("not inspected in time"), "plans": N_("plans on file"),
    "planned": N_("units planned"), "done": N_("of them inspected"), "done-share": N_("share done"),
    "beside-plan": N_("inspected beside the plan"), "major": N_("major"),
}  # fmt: skip
_LEVELS = {"general": N_("general")}
_MOST_SOURCES = 20_000


@define(
    "report",
    help=N_(
        "Show figures that leaders ask for, each with its records.\n\n"
        "WHAT is supervision, enterprise, hazards, duty, training, performance or plan. What is asked of a day is "
        "asked of the last one of the period. Every number has a key: --number KEY lists what it was counted from, of "
        "a share what is missing from it. The scoring table of performance is appraisal.toml in the home, if there is "
        "one."
    ),
)
@argument("kind_", type=click.Choice(list(_KINDS)), metavar=N_("WHAT"))
@option("--period", required=True, metavar=N_("PERIOD"), help=N_("2025, 2025Q1, 2025-03 or 2025-01-01..2025-06-30."))
@option("--person", metavar=N_("PERSON"), help=N_("Of performance: one supervisor, with the annex."))
@option("--number", metavar=N_("KEY"), help=N_("List what this number was counted from."))
@option("--keys", is_flag=True, help=N_("Show the key of every number."))
@outlet(*_FORMATS)
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session,
    kind_: str,
    *,
    period: str,
    person: str | None,
    number: str | None,
    keys: bool,
    kind: str | None,
    output: str | None,
    as_json: bool,
) -> None:
    out = Outlet(kind, output, _FORMATS)
    if (as_json or number is not None) and not out.on_screen:
        raise UsageInvalid(reason=N_("--json and --format exclude each other"))
    with session.archive(readonly=True) as archive:
        found = archive.statistics(cast("Kind", kind_), period, person=person)
        items = {} if kind_ != "performance" else _items(session)
        figure = None if number is None else found.figure(number)
        if number is not None and figure is None:
            raise UsageInvalid(reason=N_("there is no number {key}").format(key=number))
        wanted = figure.subjects if figure is not None else () if out.on_screen or as_json else _subjects(found)
        titles = archive.subject_titles(wanted)
    if figure is not None:
        _follow(session, figure, titles, as_json=as_json)
    elif as_json:
        session.screen.json(_object(found))
    else:
        sheets = out.format == "xlsx"
        out.put(session.screen, _page(found, items, titles, keys=keys, sheets=sheets))
        if out.on_screen:
            session.screen.note(_("--number KEY lists what a number was counted from; --keys shows the keys."))


def _items(session: Session) -> dict[str, str]:
    from archive.access.statistics_performance import items

    return {each.key: each.zh if chosen() == "zh" else each.en for each in items(session.place())}


def _follow(session: Session, figure: Figure, titles: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        session.screen.json({"key": figure.key, "value": figure.value, "subjects": list(figure.subjects)})
        return
    if not figure.subjects:
        session.screen.note(_("Nothing stands behind it."))
        return
    session.screen.table(
        (Column(_("id")), Column(_("what"), 20)), ((each, titles.get(each, "")) for each in figure.subjects)
    )
    count = len(figure.subjects)
    session.screen.note(ngettext("{count} in all", "{count} in all", count).format(count=count))


def _word(key: str, items: dict[str, str], section: str = "") -> str:
    if key.startswith("item:"):
        return items.get(key.removeprefix("item:"), key)
    if section == "hazards-by-level" and key in _LEVELS:
        return _(_LEVELS[key])
    return _(_WORDS[key]) if key in _WORDS else key


def _page(
    found: Statistics, items: dict[str, str], titles: dict[str, str], *, keys: bool, sheets: bool
) -> Page:
    from archive.rendition.page import Heading, Page, Paragraph, Table

    blocks: list[Block] = []
    for section in found.sections:
        blocks += [Heading(_word(section.key, items)), _table(section, items, keys=keys, sheets=sheets)]
        chart = _chart(section, items)
        if chart is not None:
            blocks.append(chart)
    blocks.append(Paragraph(_("Definitions of all figures stand in docs/statistics.md of the program."), note=True))
    if titles:
        rows = tuple(
            (figure.key, subject, titles.get(subject, ""))
            for section in found.sections
            for line in section.lines
            for figure in line.figures
            for subject in figure.subjects
        )[:_MOST_SOURCES]
        blocks += [
            Heading(_("What the numbers were counted from")),
            Table((_("number"), _("id"), _("what")), rows, title=_("sources")),
        ]
    title = _(_KINDS[found.kind])
    if found.about is not None:
        title = f"{title}: {visible(found.about)}"
    span = f"{found.period.since} — {found.period.until}"
    return Page(title, tuple(blocks), found.period.until, subtitle=span, language=chosen(), landscape=True)


def _table(section: Section, items: dict[str, str], *, keys: bool, sheets: bool) -> Block:
    """With a title only where that names a sheet: elsewhere it stands in the heading."""
    from archive.rendition.page import Table

    heads = tuple(_word(key, items) for key in section.columns)
    rows = [_cells(section, line) for line in section.lines]
    if keys:
        heads = (*heads, _("keys"))
        rows = [
            (*row, " ".join(figure.key for figure in line.figures))
            for row, line in zip(rows, section.lines, strict=True)
        ]
    return Table(heads, tuple(rows), title=_word(section.key, items) if sheets else "")


def _cells(section: Section, line: Line) -> tuple[Cell, ...]:
    label = _word(line.label, {}, section.key) if line.worded else line.label
    return (label, *(_cell(figure) for figure in line.figures))


def _cell(figure: Figure) -> Cell:
    if figure.value is None:
        return "—"
    if figure.share:
        return f"{figure.value:.1%}"
    return int(figure.value) if float(figure.value).is_integer() else figure.value


def _chart(section: Section, items: dict[str, str]) -> Block | None:
    from archive.rendition.page import BarChart

    if section.chart is None or not section.lines:
        return None
    bars = []
    for line in section.lines:
        figure = line.figures[section.chart]
        label = _word(line.label, {}, section.key) if line.worded else line.label
        bars.append((label, round((figure.value or 0.0) * (100 if figure.share else 1), 1)))
    shared = section.lines[0].figures[section.chart].share
    return BarChart(_word(section.columns[section.chart + 1], items), tuple(bars), "%" if shared else "")


def _subjects(found: Statistics) -> tuple[str, ...]:
    every = (
        subject
        for section in found.sections
        for line in section.lines
        for figure in line.figures
        for subject in figure.subjects
    )
    return tuple(dict.fromkeys(every))[:_MOST_SOURCES]


def _object(found: Statistics) -> dict[str, object]:
    return {
        "kind": found.kind,
        "since": found.period.since,
        "until": found.period.until,
        "person": found.about,
        "sections": [
            {
                "section": section.key,
                "columns": list(section.columns),
                "lines": [
                    {
                        "label": line.label,
                        "figures": [
                            {
                                "key": each.key, "value": each.value, "share": each.share,
                                "subjects": list(each.subjects),
                            }
                            for each in line.figures
                        ],
                    }
                    for line in section.lines
                ],
            }
            for section in found.sections
        ],
    }  # fmt: skip
