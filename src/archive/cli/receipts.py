"""Receipts on the screen: one line a file, or one JSON object a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.json_objects import receipt_object
from archive.cli.language import _, ngettext, render
from archive.cli.terms import category_name, term
from archive.errors import N_, ExitCode

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.ingest.receipt import Receipt

__all__ = ["Tally", "show_receipt"]

_DONE = {
    "filed": N_("filed"),
    "unfiled": N_("waiting"),
    "isolated": N_("isolated"),
    "duplicate": N_("duplicate"),
    "rejected": N_("rejected"),
}


class Tally:
    """How many files had which outcome."""

    def __init__(self) -> None:
        self._outcomes: dict[str, int] = {}

    def count(self, outcome: str) -> None:
        self._outcomes[outcome] = self._outcomes.get(outcome, 0) + 1

    @property
    def total(self) -> int:
        return sum(self._outcomes.values())

    def exit_code(self) -> int:
        """5 where something was rejected, the others being done."""
        return ExitCode.REJECTED if self._outcomes.get("rejected") else ExitCode.DONE

    def summary(self) -> str:
        """`12 files: 10 filed, 2 waiting`."""
        parts = [f"{self._outcomes[each]} {_(_DONE[each])}" for each in _DONE if each in self._outcomes]
        files = ngettext("{count} file", "{count} files", self.total).format(count=self.total)
        return _("{files}: {outcomes}").format(files=files, outcomes=_(", ").join(parts)) if parts else files


def _below_inbox(archive: Archive, path: str) -> str:
    """The path as a clerk sees it who looks into the inbox."""
    for inbox in archive.config.inboxes:
        if path.startswith(f"{inbox.path}/"):
            return path.removeprefix(f"{inbox.path}/")
    return path


def show_receipt(screen: Screen, archive: Archive, receipt: Receipt, *, as_json: bool) -> None:
    """Show what became of one file."""
    if as_json:
        screen.json(receipt_object(receipt))
        return
    shown = [_(_DONE[receipt.outcome]), receipt.record or "-", _below_inbox(archive, receipt.path)]
    place = " / ".join(
        filter(None, (receipt.unit.name if receipt.unit else "", category_name(archive, receipt.category)))
    )
    remarks = [place] if place else []
    if receipt.parse not in {None, "ok"}:
        remarks.append(term(receipt.parse))
    if receipt.members:
        many = ngettext("and {count} member", "and {count} members", receipt.members)
        remarks.append(many.format(count=receipt.members))
    if receipt.rows:
        many = ngettext("{count} row filed", "{count} rows filed", receipt.rows)
        remarks.append(many.format(count=receipt.rows))
    if receipt.reason:
        remarks.append(render(term(receipt.reason)))
    line = "  ".join(map(visible, shown))
    screen.line(line + (" → " + visible(_("; ").join(remarks)) if remarks else ""))
