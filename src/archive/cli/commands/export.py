"""archive export: records go out in a format that others read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.escape import visible
from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.filters import filters, selection
from archive.cli.language import _, ngettext
from archive.cli.memory import looked_up
from archive.cli.session import Session
from archive.cli.unmasking import Unmasking, unmasking
from archive.errors import N_, UsageInvalid
from archive.model.selection import Selection

if TYPE_CHECKING:
    from archive.api import Archive

__all__ = ["command"]

HELP = N_(
    "Hand records over in a format that others read.\n\n"
    "Name RECORDs, or choose them with options; 'archive plugins' lists the formats. Personal data is starred out of "
    "all but originals and events, unless --unmask says what it is needed for. The ledger keeps which records went "
    "out. Sealed and withdrawn records never go; those that are not read yet are left out."
)


@define("export", help=HELP)
@argument("references", nargs=-1, metavar=N_("[RECORD...]"))
@filters
@option("--all", "everything", is_flag=True, help=N_("Every record that may leave."))
@option("--format", "kind", required=True, metavar=N_("FORMAT"), help=N_("bagit, jsonl, tables …"))
@option(
    "-o", "--output", required=True, type=click.Path(), metavar=N_("OUT"),
    help=N_("A new file or folder, as the format is."),
)  # fmt: skip
@unmasking
@option("--json", "as_json", is_flag=True, help=N_("As one JSON object."))
def command(
    session: Session,
    references: tuple[str, ...],
    *,
    everything: bool,
    kind: str,
    output: str,
    unmask: bool,
    purpose: str | None,
    as_json: bool,
    **options: Any,
) -> None:
    Unmasking(unmask, purpose)
    if bool(references) + any(options.values()) + everything != 1:
        raise UsageInvalid(reason=N_("name records, or choose them with options, or say --all"))
    with session.archive() as archive:
        chosen = None if references else _selection(archive, options)
        named = [looked_up(each, session.environment, archive.home) for each in references]
        found = archive.export(
            kind, named, Path(output).absolute(), selection=chosen, purpose=purpose if unmask else None
        )
    if as_json:
        session.screen.json({
            "path": output, "format": found.format, "records": found.records, "digest": found.digest,
            "event": found.event,
        })  # fmt: skip
        return
    said = ngettext("{count} record written to {path}", "{count} records written to {path}", found.records)
    session.screen.line(said.format(count=found.records, path=visible(output)))
    session.screen.line(_("SHA-256 {digest}; it stands in the ledger as event {event}").format(
        digest=found.digest, event=found.event
    ))  # fmt: skip


def _selection(archive: Archive, options: dict[str, Any]) -> Selection:
    """What is filed or waits in triage, unless states are named."""
    return selection(archive, {**options, "state": options["state"] or ("filed", "unfiled")})
