"""Work tickets and duty logs held against other papers of the unit: what no single paper shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.model.unit_ref import UnitRef
    from archive.store import Store

__all__ = ["CLAUSES", "CrossFinding", "cross_check"]

CLAUSES: dict[str, tuple[str, str]] = {
    "guardian-of-two": ("GB 30871-2022 4.10", "verified"),
    "certificate-expired": ("总局令第30号第五条", "verified"),
    "day-without-log": ("生产安全事故应急条例 第十四条", "default"),
    "other-than-roster": ("", ""),
    "entry-without-report": ("安全生产法 第八十三条", "default"),
    "entry-reported": ("", ""),
}
"""By kind of finding: the clause that it rests on (empty: none), and whether that was verified or is our default."""


@dataclass(frozen=True, slots=True)
class CrossFinding:
    """What two or more papers of a unit say together. It is told, never a reason to refuse a paper."""

    kind: str
    """A key of `CLAUSES`."""
    severity: str
    """`breach`, `doubt`, or `note` of what merely belongs together."""
    unit: UnitRef
    """Whoever stands for the unit now."""
    on: str
    """YYYY-MM-DD."""
    records: tuple[str, ...]
    """The papers, the one that it is told of first."""
    names: tuple[str, ...]
    """People whom it concerns."""
    expected: tuple[str, ...] = ()
    """Of a log beside the roster: whom the roster has; of a certificate: its number and last day."""

    @property
    def clause(self) -> str:
        """The clause that it rests on; empty where it rests on none."""
        return CLAUSES[self.kind][0]

    @property
    def status(self) -> str:
        """Whether the clause was verified (`verified`) or is our default (`default`); empty where there is none."""
        return CLAUSES[self.kind][1]


def cross_check(
    store: Store, *, today: str, unit: str | None = None, since: str | None = None, until: str | None = None
) -> tuple[CrossFinding, ...]:
    """Findings up to `today` by day, then by kind; `since` and `until` (both included) are of the day of the finding.

    `unit` is a code or name; what was merged into it counts. Papers that are withdrawn, or that another replaced, say
    nothing. Raises UnitUnknown or UnitAmbiguous.
    """
    from archive.access.duty_log_checks import log_findings
    from archive.access.responsible import Units
    from archive.access.ticket_checks import ticket_findings

    family = None if unit is None else store.catalogue.family(store.find_unit(unit).id)
    units = Units(store)
    last = min(until or today, today)
    found = [*ticket_findings(store, units, family), *log_findings(store, units, family, today)]
    kept = [each for each in found if (since is None or each.on >= since) and each.on <= last]
    return tuple(sorted(kept, key=lambda each: (each.on, each.kind, each.unit.code, each.records)))
