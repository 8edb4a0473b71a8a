"""The triage list as a workbook: written for a clerk, and applied row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from archive.cli.commands.triage_words import change_words, correction_words, remembered_words
from archive.cli.error_words import said
from archive.cli.escape import visible
from archive.cli.language import _, chosen, render
from archive.cli.session import Session
from archive.cli.terms import category_name, term, value_name
from archive.errors import N_, ExitCode
from archive.model.record import State

if TYPE_CHECKING:
    from archive.access.triage import TriageItem
    from archive.api import Archive
    from archive.ingest.triage_apply import AppliedRow

__all__ = ["applied_object", "apply", "export"]

_OUTCOMES = {"done": N_("corrected"), "unchanged": N_("unchanged"), "refused": N_("not applied")}


def export(session: Session, target: Path) -> None:
    """Write what waits to a new workbook."""
    from archive.ingest.triage_table import Sheets, write_table

    chinese = chosen() == "zh"
    with session.archive(readonly=True) as archive:
        items = [item for item in archive.triage() if item.record.state is not State.ISOLATED]
        sheets = Sheets(
            chinese=chinese,
            list_name=_("triage"),
            categories_name=_("categories"),
            yes=_("yes"),
            help=_(
                "Fill in the light cells, save, then: archive triage --apply FILE. An empty cell changes nothing; "
                "yes under accept takes the surest suggestions."
            ),
        )
        categories = [each.zh if chinese else each.en for each in archive.categories()]
        count = write_table(target, _rows(archive, items), categories, sheets)
    session.screen.line(_("{count} records written to {path}.").format(count=count, path=visible(str(target))))


def _rows(archive: Archive, items: list[TriageItem]) -> Iterator[dict[str, str]]:
    from archive.access.triage import excerpt

    for item in items:
        record = item.record
        yield {
            "record": record.id,
            "position": str(item.position),
            "name": visible(record.original.name),
            "why": visible(render(term(record.reason))),
            "excerpt": visible(excerpt(archive.text(record.id))),
            "suggestions": "; ".join(
                visible(f"{term(each.field)} = {value_name(archive, each)} ({round(each.confidence * 100)} %)")
                for each in record.suggestions
            ),
            "unit": ", ".join(unit.code for unit in record.units),
            "category": category_name(archive, record.category),
            "title": _as_it_is(record.title),
            "doc_no": _as_it_is(record.doc_no),
            "date": record.date or "",
            "due": "; ".join(f"{due.item} {due.date}".strip() for due in record.dues),
            "people": "; ".join(visible(f"{term(person.role)} {person.name}") for person in record.people),
        }


def _as_it_is(value: str | None) -> str:
    """A value for a cell that is compared when it comes back: none where it would have to be shown otherwise."""
    return value if value and visible(value) == value else ""


def apply(session: Session, path: Path, *, as_json: bool) -> ExitCode:
    """Apply a corrected list, and say of every row what became of it."""
    outcomes = dict.fromkeys(_OUTCOMES, 0)
    with session.archive() as archive:
        for row in archive.apply_triage(path):
            outcomes[row.outcome] += 1
            if as_json:
                session.screen.json(applied_object(row))
            elif row.outcome != "unchanged":
                for line in _lines(archive, row):
                    session.screen.line(visible(line))
    if not as_json:
        told = _(", ").join(f"{count} {_(_OUTCOMES[each])}" for each, count in outcomes.items() if count)
        session.screen.note(told or _("The table has no rows."))
    return ExitCode.REJECTED if outcomes["refused"] else ExitCode.DONE


def _lines(archive: Archive, row: AppliedRow) -> Iterator[str]:
    words = (_("line {number}").format(number=row.line), _(_OUTCOMES[row.outcome]), row.record, row.name)
    yield "  ".join(filter(None, words)) + ("  " + change_words(archive, row.changes) if row.changes else "")
    if row.error is not None:
        yield "    " + said(row.error).what
    for each in row.since:
        yield "    " + _("Corrected since by {correction}").format(correction=correction_words(archive, each))
    if row.remembered is not None:
        yield "    " + remembered_words(row.remembered)


def applied_object(row: AppliedRow) -> dict[str, object]:
    return {
        "line": row.line,
        "record": row.record,
        "name": row.name,
        "outcome": row.outcome,
        "changes": dict(row.changes),
        "reason": str(row.error) if row.error is not None else None,
        "since": [
            {"by": each.by, "time": each.time, "reason": str(each.payload.get("reason", ""))} for each in row.since
        ],
        "remembered": row.remembered,
    }
