"""Reports from the public (举报) on their way: 受理, 核查, 答复, 奖励; open until they are answered or declined."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.due import Deadline, due, opens_report

if TYPE_CHECKING:
    from archive.catalogue.seals import StepRow
    from archive.model.unit_ref import UnitRef
    from archive.store import Store

__all__ = ["CLOSING", "STEPS", "Report", "reports"]

STEPS = ("accepted", "declined", "verified", "answered", "rewarded")
"""In their order; a report is declined instead of all that follows."""
CLOSING = frozenset({"declined", "answered", "rewarded"})


@dataclass(frozen=True, slots=True)
class Report:
    """One report and how far it has come."""

    record: str
    day: str
    """When it came: the day on the paper, of a sealed one the day of its accession. YYYY-MM-DD."""
    unit: UnitRef | None
    title: str | None
    """None of a sealed one."""
    sealed: bool
    steps: tuple[StepRow, ...]
    """What was recorded, by day."""
    state: str
    """received, or the last of `STEPS`; answered also where a paper of the archive answers it."""
    open: bool
    deadlines: tuple[Deadline, ...]
    """What has to be done and is not, the earliest first."""

    @property
    def overdue(self) -> bool:
        return any(each.overdue for each in self.deadlines)


def reports(store: Store, *, today: str) -> tuple[Report, ...]:
    """Every report that had come by the day, by day; with the steps that had been taken by then."""
    rows = [row for row in store.catalogue.reports() if row.day <= today and opens_report(row.title)]
    steps: dict[str, list[StepRow]] = defaultdict(list)
    for step in store.catalogue.report_steps([row.id for row in rows]):
        if step.on <= today:
            steps[step.record].append(step)
    waiting: dict[str, list[Deadline]] = defaultdict(list)
    for each in due(store, today=today):
        if each.rule.startswith("report-") and each.record is not None:
            waiting[each.record].append(each)
    answer = []
    for row in rows:
        taken = tuple(sorted(steps[row.id], key=lambda step: (step.on, STEPS.index(step.step))))
        deadlines = tuple(waiting[row.id])
        is_open = not any(step.step in CLOSING for step in taken) and bool(deadlines)
        state = taken[-1].step if taken else "received"
        answer.append(
            Report(
                record=row.id,
                day=row.day,
                unit=store.catalogue.unit_ref(row.unit) if row.unit is not None else None,
                title=row.title or None,
                sealed=store.catalogue.seal(row.id) is not None,
                steps=taken,
                state=state if is_open or state in CLOSING else "answered",
                open=is_open,
                deadlines=deadlines if is_open else (),
            )
        )
    return tuple(answer)
