"""archive unit import: the office's table of units."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from archive.cli.error_words import said
from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _, render
from archive.cli.session import Session
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.cli.screen import Screen
    from archive.ingest.unit_import import ImportedRow

__all__ = ["command"]

_ROW_OUTCOMES = {
    "added": N_("registered"),
    "changed": N_("changed"),
    "unchanged": N_("unchanged"),
    "refused": N_("not taken"),
}


@define(
    "import",
    help=N_(
        "Register the units of a table (CSV or XLSX), row by row.\n\n"
        "The columns are found by their names: 统一社会信用代码 (code), 单位名称 (name), 类型 (kind), "
        "上级单位 (parent), 别名 (alias), 曾用名 (former). CSV may be UTF-8 or GBK. Repeating it changes nothing; "
        "a row that is refused does not stop the others and gives exit code 5."
    ),
)
@argument("file", type=click.Path(), metavar=N_("FILE"))
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a row."))
def command(session: Session, file: str, *, as_json: bool) -> int:
    outcomes = dict.fromkeys(_ROW_OUTCOMES, 0)
    with session.archive() as archive:
        for row in archive.import_units(Path(file).absolute()):
            outcomes[row.outcome] += 1
            _show_row(session.screen, row, as_json=as_json)
    if not as_json:
        session.screen.note(
            _(", ").join(f"{count} {_(_ROW_OUTCOMES[each])}" for each, count in outcomes.items() if count)
            or _("The table has no rows.")
        )
    return ExitCode.REJECTED if outcomes["refused"] else ExitCode.DONE


def _show_row(screen: Screen, row: ImportedRow, *, as_json: bool) -> None:
    if as_json:
        screen.json(
            {"line": row.line, "outcome": row.outcome, "code": row.code, "name": row.name, "reason": row.reason}
        )
        return
    why = said(row.error).what if row.error is not None else "; ".join(map(render, (row.reason or "").split("; ")))
    words = (_("line {number}").format(number=row.line), _(_ROW_OUTCOMES[row.outcome]), row.code, row.name)
    screen.line(visible("  ".join(filter(None, words)) + (" → " + why if why else "")))
