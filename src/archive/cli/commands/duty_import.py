"""archive duty import: the office's register of responsible people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.error_words import said
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.session import Session
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.ingest.duty_import import ImportedDuty

__all__ = ["command"]

_OUTCOMES = {
    "added": N_("assigned"),
    "ended": N_("ended"),
    "unchanged": N_("unchanged"),
    "refused": N_("not taken"),
}


@define(
    "import",
    help=N_(
        "Assign the duties of a table (CSV or XLSX), row by row.\n\n"
        "The columns are found by their names: 姓名 (name), 职责 (role), 单位 or 网格 (unit, grid), 起始日期 (from), "
        "终止日期 (to), 职务 (post), 责任范围 (scope), 依据 (source), 证号 (certificate), 任职单位 (employer). "
        "CSV may be UTF-8 or GBK. Repeating it changes nothing; a row that now has a last day ends its duty; a row "
        "that is refused does not stop the others and gives exit code 5."
    ),
)
@argument("file", type=click.Path(), metavar=N_("FILE"))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a row."))
def command(session: Session, file: str, *, as_json: bool) -> int:
    outcomes = dict.fromkeys(_OUTCOMES, 0)
    with session.archive() as archive:
        for row in archive.import_duties(Path(file).absolute()):
            outcomes[row.outcome] += 1
            _show_row(session.screen, row, as_json=as_json)
    if not as_json:
        session.screen.note(
            _(", ").join(f"{count} {_(_OUTCOMES[each])}" for each, count in outcomes.items() if count)
            or _("The table has no rows.")
        )
    return ExitCode.REJECTED if outcomes["refused"] else ExitCode.DONE


def _show_row(screen: Screen, row: ImportedDuty, *, as_json: bool) -> None:
    if as_json:
        screen.json(
            {
                "line": row.line,
                "outcome": row.outcome,
                "person": row.person,
                "role": row.role,
                "over": row.over,
                "duty": row.duty,
                "overlaps": list(row.overlaps),
                "reason": None if row.error is None else str(row.error),
            }
        )
        return
    words = (_("line {number}").format(number=row.line), _(_OUTCOMES[row.outcome]), row.person, row.role, row.over)
    why = said(row.error).what if row.error is not None else ""
    if row.overlaps:
        why = _("{names} have the same duty at that time").format(names=_(", ").join(row.overlaps))
    screen.line(visible("  ".join(filter(None, words)) + (" → " + why if why else "")))
