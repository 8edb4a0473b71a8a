"""What was read again, on the screen: one line a record, or one JSON object a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.escape import visible
from archive.cli.language import _, ngettext
from archive.cli.terms import category_name, term
from archive.errors import N_
from archive.model.record import State

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.ingest.reread import Again

__all__ = ["Summary", "duration", "show_again"]

_CHANGES = {
    "read": N_("read"),
    "unchanged": N_("as before"),
    "kept": N_("no better"),
    "isolated": N_("isolated"),
    "duplicate": N_("duplicate"),
    "skipped": N_("passed over"),
}


class Summary:
    """How many records had which end."""

    def __init__(self) -> None:
        self._changes: dict[str, int] = {}

    def count(self, change: str) -> None:
        self._changes[change] = self._changes.get(change, 0) + 1

    @property
    def total(self) -> int:
        return sum(self._changes.values())

    def text(self) -> str:
        """`12 records: 10 read, 2 as before`."""
        parts = [f"{self._changes[each]} {_(_CHANGES[each])}" for each in _CHANGES if each in self._changes]
        records = ngettext("{count} record", "{count} records", self.total).format(count=self.total)
        return _("{files}: {outcomes}").format(files=records, outcomes=_(", ").join(parts)) if parts else records


def show_again(screen: Screen, archive: Archive, again: Again, *, as_json: bool) -> None:
    """Show what became of one record."""
    after = again.after if again.after is not None and again.after.state is not State.ISOLATED else None
    if as_json:
        unit = after.units[0] if after is not None and after.units else None
        screen.json(
            {
                "record": again.record,
                "name": again.name,
                "change": again.change,
                "state": str(again.after.state) if again.after else None,
                "reason": after.reason if after else None,
                "unit": {"code": unit.code, "name": unit.name} if unit else None,
                "category": after.category if after else None,
                "parse": after.parse.outcome if after and after.parse else None,
                "parser": after.parse.parser if after and after.parse else None,
                "characters": after.parse.characters if after and after.parse else 0,
                "seconds": round(again.seconds, 3),
            }
        )
        return
    remarks = []
    if after is not None and after.units:
        remarks.append(" / ".join(filter(None, (after.units[0].name, category_name(archive, after.category)))))
    if after is not None and after.parse is not None:
        count = after.parse.characters
        remarks.append(ngettext("{count} character", "{count} characters", count).format(count=count))
        if after.parse.outcome != "ok":
            remarks.append(str(term(after.parse.outcome)))
    if after is not None and after.reason:
        remarks.append(str(term(after.reason)))
    line = "  ".join(map(visible, (_(_CHANGES[again.change]), again.record, again.name)))
    screen.line(line + (" → " + visible(_("; ").join(remarks)) if remarks else ""))


def duration(seconds: float) -> str:
    """How long that is, in words, as exactly as is of use: `3 min`, `2 h 10 min`, `4 d 3 h`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 60:
        return _("{minutes} min").format(minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    days, hours = divmod(hours, 24)
    return _("{days} d {hours} h").format(days=days, hours=hours)
