"""Recording what was done with a report from the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from archive.access.reports import STEPS
from archive.errors import N_, FieldInvalid, ReasonMissing, StateForbids
from archive.model.duty import full_day
from archive.model.event import ReportStep
from archive.model.record import State

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["record_step"]

_ON_THE_WAY = (State.FILED, State.UNFILED, State.SEALED)


def record_step(
    store: Store, report: Record, step: str, *, on: str, document: Record | None = None, reason: str | None = None
) -> None:
    """Record a step, with the record that says so or a reason.

    Raises StateForbids for what is no report, ReasonMissing where neither is given, FieldInvalid for an unknown step,
    one that was taken already, a day that does not exist, or one that contradicts the other steps.
    """
    if report.category != "report" or report.state not in _ON_THE_WAY:
        raise StateForbids(record=report.id, state=report.state)
    if document is None and not (reason or "").strip():
        raise ReasonMissing
    day = full_day(on)
    if day is None:
        raise FieldInvalid(field=N_("day"), value=on, reason=N_("a day that exists is needed, written 2024-06-01"))
    if step not in STEPS:
        raise FieldInvalid(field="step", value=step, reason=N_("there is no such step"))
    payload: ReportStep = {
        "step": cast("ReportStep", {"step": step})["step"],
        "on": day,
        "record": None if document is None else document.id,
        "reason": (reason or "").strip() or None,
    }
    with store.transaction() as tx:
        _check(store, report, step, day)
        tx.append("report-step", report.id, payload)


def _check(store: Store, report: Record, step: str, day: str) -> None:
    for taken in store.catalogue.report_steps([report.id]):
        if taken.step == step:
            raise FieldInvalid(field="step", value=step, reason=N_("this step was taken already"))
        late = STEPS.index(taken.step) > STEPS.index(step)
        if (day > taken.on) if late else (day < taken.on):
            raise FieldInvalid(field=N_("day"), value=day, reason=N_("the steps follow one another in time"))
