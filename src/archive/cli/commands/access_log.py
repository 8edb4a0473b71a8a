"""archive access-log: who looked at what is masked or sealed."""

from __future__ import annotations

import click

from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.moments import local_time
from archive.cli.screen import Column
from archive.cli.session import Session
from archive.cli.terms import term
from archive.errors import N_

__all__ = ["command"]


@define("access-log", help=N_("Show who looked at masked or sealed data, when and what for."))
@argument("reference", required=False, metavar=N_("RECORD"))
@option(
    "--limit", type=click.IntRange(min=1), default=100, show_default=True, metavar=N_("N"), help=N_("Lines to show.")
)
@option("--json", "as_json", is_flag=True, help=N_("As JSON, a line a look."))
def command(session: Session, *, reference: str | None, limit: int, as_json: bool) -> None:
    with session.archive(readonly=True) as archive:
        found = archive.looks(reference, limit=limit)
    if as_json:
        for row, who in found:
            session.screen.json(
                {"time": row.time, "by": who, "how": row.how, "purpose": row.purpose, "record": row.record}
            )
        return
    heads = (
        Column(_("time")), Column(_("by whom"), 8), Column(_("how")), Column(_("purpose"), 12), Column(_("record"))
    )  # fmt: skip
    session.screen.table(
        heads, ([local_time(row.time), who, term(row.how), row.purpose, row.record] for row, who in found)
    )
