"""How long records are kept (保管期限): what the rules of plugins and the schedules of offices say, and what holds.

The longest period wins, and no rule means for ever. A rule whose text was read (`verified`) is a minimum that no
schedule shortens; a default is set aside where a schedule speaks, and the office's schedule where the unit has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from archive.errors import N_
from archive.model.retention import Retention, ScheduleRow, Spoken, last_day
from archive.model.selection import Selection

if TYPE_CHECKING:
    from archive.catalogue.keeping import Schedule
    from archive.hooks.contracts import RetentionRule
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["RetentionReader", "due", "explain", "moved", "starts_of"]

_FOR_EVER = 1 << 30
"""Months, for comparing."""


def explain(store: Store, record: str) -> Retention:
    """Every rule that spoke of a record (a full id), and what holds. Raises KeyError for what there is not."""
    found = store.catalogue.records([record])[record]
    return RetentionReader(store).of(found)


def due(store: Store, *, today: str, within_days: int = 0) -> tuple[Retention, ...]:
    """Records whose period runs out by so many days from today, or has run out, the earliest first."""
    reader = RetentionReader(store)
    last = (date.fromisoformat(today) + timedelta(days=within_days)).isoformat()
    found = [each for each in reader.all() if each.expires is not None and each.expires <= last]
    return tuple(sorted(found, key=lambda each: (each.expires or "", each.record)))


class RetentionReader:
    """Asks every rule of records; schedules are read once. With `schedules` as if those were in force."""

    def __init__(self, store: Store, schedules: Sequence[Schedule] | None = None) -> None:
        self._store = store
        self._rules = store.registry.retention_rules()
        self._schedules = store.catalogue.schedules() if schedules is None else tuple(schedules)

    def all(self) -> Iterator[Retention]:
        """Every record that may be destroyed one day, in the order of accession."""
        for record in self._store.catalogue.select(Selection(states=("filed", "unfiled", "withdrawn", "sealed"))):
            yield self.of(record)

    def of(self, record: Record) -> Retention:
        """What holds for a record; its register's for a row."""
        own = [each for schedule in self._speaking(record) for each in _scheduled(schedule, record)]
        ruled = [each for rule in self._rules for each in self._ruled(rule, record, aside=bool(own))]
        kept = self._store.catalogue.kept_on(record.id)
        appraised = [] if kept is None else [_appraised(*kept)]
        spoken = tuple(sorted([*appraised, *own, *ruled], key=_length))
        weighed = [each for each in (appraised or spoken) if each.counts]
        if not weighed:
            return Retention(record.id, spoken, None, None, N_("no rule speaks of it: kept for ever"))
        winner = weighed[0]
        unknown = any(each.expires is None for each in weighed)
        expires = None if unknown else max(each.expires or "" for each in weighed)
        if not unknown:
            winner = max(weighed, key=lambda each: (each.expires or "", -weighed.index(each)))
        elif winner.expires is not None:
            winner = next(each for each in weighed if each.expires is None)
        return Retention(record.id, spoken, winner, expires, winner.basis)

    def _speaking(self, record: Record) -> list[Schedule]:
        """The schedules of its units where they have one with a row for it, else the office's."""
        units = {unit.id for unit in record.units}
        own = [each for each in self._schedules if each.unit in units]
        theirs = [each for each in own if any(_fits(row, record) for row in each.rows)]
        return theirs or [each for each in self._schedules if each.unit is None]

    def _ruled(self, rule: RetentionRule, record: Record, *, aside: bool) -> Iterator[Spoken]:
        said = self._store.registry.ask_retention(rule, record)
        if said is None:
            return
        months = None if said.years is None else said.years * 12 + said.months
        yield Spoken(
            rule.name, f"{rule.name} {rule.version}", months, said.trigger, said.starts,
            _expiry(said.starts, months), said.basis, said.verified, counts=said.verified or not aside,
        )  # fmt: skip


def starts_of(trigger: str, record: Record) -> str | None:
    """The day from which a period runs: `year-end`, `date`, `valid_to` or `accepted_at`; None where it is not known."""
    if trigger == "year-end":
        return None if record.date is None else f"{record.date[:4]}-12-31"
    if trigger == "date":
        return record.date
    return next((each.value[:10] for each in record.details if each.field == trigger), None)


def _scheduled(schedule: Schedule, record: Record) -> Iterator[Spoken]:
    for row in schedule.rows:
        if _fits(row, record):
            starts = starts_of(row.trigger, record)
            yield Spoken(
                row.key, f"schedule {schedule.name}", row.months, row.trigger, starts, _expiry(starts, row.months),
                row.basis, verified=True, counts=True,
            )  # fmt: skip


def _fits(row: ScheduleRow, record: Record) -> bool:
    day = record.date or record.received_at[:10]
    title = "".join((record.title or "").split())
    return (
        row.category in (None, record.category)
        and (not row.words or any(word in title for word in row.words))
        and row.since <= day <= row.until
    )


def _appraised(until: str | None, reason: str) -> Spoken:
    months = None if until is None else 0
    return Spoken("appraisal", "appraisal", months, "date", None, until, reason, verified=True, counts=True)


def _expiry(starts: str | None, months: int | None) -> str | None:
    if starts is None or months is None:
        return None
    try:
        return last_day(starts, months)
    except ValueError:
        return None


def _length(spoken: Spoken) -> tuple[int, int, str, str]:
    """The longest first; of two as long the verified one."""
    months = _FOR_EVER if spoken.months is None else spoken.months
    return (-months, not spoken.verified, spoken.by, spoken.rule)


def moved(store: Store, schedules: Sequence[Schedule]) -> Mapping[str, tuple[str | None, str | None]]:
    """Records whose last day would change if these schedules were in force: before and after, in order of accession."""
    before, after = RetentionReader(store), RetentionReader(store, schedules)
    changes = {}
    for old in before.all():
        new = after.of(store.catalogue.records([old.record])[old.record])
        if new.expires != old.expires:
            changes[old.record] = (old.expires, new.expires)
    return changes
