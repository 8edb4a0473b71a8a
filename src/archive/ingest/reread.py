"""Reading again: what becomes of an archived record when its original was read a second time.

A new event `parsed` stands beside the old one, which keeps the digest of the old text. Recognition,
placement and links run again on the new text; `archive.ingest.merging` says what of it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from archive.errors import N_
from archive.ingest.filing import Filer, Judged, Read, parsed_data, placed_data
from archive.ingest.members import become_duplicate, isolate
from archive.ingest.merging import decided_by_people, merged, new_links
from archive.ingest.rows import add_rows
from archive.model.event import Accessioned, AttemptData, Parsed, Placed
from archive.model.parsed import Outcome, ParseReport
from archive.model.record import Record, State

if TYPE_CHECKING:
    from archive.catalogue.rereading import RereadQueue
    from archive.model.event import Event
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["Again", "Change", "Reading", "Rereader"]

Change = Literal["read", "unchanged", "kept", "isolated", "duplicate", "skipped"]
"""`read`: there is a new text, or a new outcome. `kept`: the new reading is worse, so the old one stands.
`skipped`: it was taken out of the archive, or read by somebody else, meanwhile."""
_OPEN = (State.FILED, State.UNFILED)
_UNTOUCHED = frozenset({"accessioned", "delivered", "parsed", "placed"})
"""Events after which a record that nobody could place may still turn out to be a further delivery of another."""


@dataclass(frozen=True, slots=True)
class Again:
    """What became of one record."""

    record: str
    """Id; of a duplicate, of the record that stands for it."""
    name: str
    """Of the original's file."""
    change: Change
    before: Record
    after: Record | None
    """None where nobody may see it any more."""
    report: ParseReport
    seconds: float
    """That the reading took."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the bytes that all these records stand on."""

    records: tuple[str, ...]
    report: ParseReport
    seconds: float

    @property
    def share(self) -> float:
        """Of the seconds, for each record."""
        return self.seconds / max(1, len(self.records))


class Rereader:
    """Takes in what was read again, for one process. `owner` is how the queues know it."""

    def __init__(self, store: Store, *, actor: str, known_by: str, owner: str) -> None:
        self._store = store
        self._actor = (actor, known_by)
        self._owner = owner
        self._filer = Filer(store, actor=actor, known_by=known_by, owner=owner)

    def take(self, queue: RereadQueue, readings: Sequence[Reading], *, slow: bool) -> list[Again]:
        """What was read again, in one transaction; one answer a record, in their order.

        Durable when it returns; the records have left the queue then. Raises StorageFailed, Busy or
        NotPermitted: then nothing has changed.
        """
        tasks = [(record, each) for each in readings for record in each.records]
        judged = [self._filer.judge(Read(record, self._accession(record), each.report)) for record, each in tasks]
        before = self._store.catalogue.records([record for record, _ in tasks])
        with self._store.transaction(*self._actor) as tx:
            changes = []
            for (record, each), one in zip(tasks, judged, strict=True):
                mine = tx.catalogue.reread_owner(queue, record) in {self._owner, ""}
                commit = _Commit(tx, self._filer, one, record, each.share if slow else None, wait=queue == "ocr_queue")
                changes.append(commit.run() if mine else ("skipped", record))
            if queue == "reread_queue":
                tx.catalogue.reread_done([record for record, _ in tasks])
        after = self._store.catalogue.records([of for _, of in changes])
        for change, of in changes:
            if change == "read" and of in after:
                self._store.registry.tell_filed(after[of])
        return [
            Again(of, before[record].original.name, change, before[record], after.get(of), each.report, each.share)
            for (record, each), (change, of) in zip(tasks, changes, strict=True) if record in before
        ]  # fmt: skip

    def give_up(self, records: Sequence[str]) -> None:
        """These were at hand each time that a process died: they leave the queue for OCR with the outcome crashed.

        A text that they have stays.
        """
        reason = N_("The process that read it died each time.")
        with self._store.transaction(*self._actor) as tx:
            for record in records:
                found = tx.catalogue.record(record)
                if found is None or found.state not in _OPEN:
                    continue
                report = ParseReport(Outcome.CRASHED, found.original.media_type or "", (), None, reason)
                tx.append("parsed", record, _failed(_last_parsed(tx.catalogue.events_of(record)), report))

    def _accession(self, record: str) -> Accessioned:
        return cast("Accessioned", self._store.catalogue.events_of(record)[0].payload)


class _Commit:
    """What one record becomes, inside the transaction."""

    def __init__(
        self, tx: Transaction, filer: Filer, judged: Judged, record: str, seconds: float | None, *, wait: bool
    ) -> None:
        self._tx = tx
        self._filer = filer
        self._judged = judged
        self._record = record
        self._seconds = seconds
        self._wait = wait
        """Whether it waits in the queue for OCR, so that an event must say that it has been read."""

    def run(self) -> tuple[Change, str]:
        tx, record = self._tx, self._record
        found = tx.catalogue.record(record)
        if found is None or found.state not in _OPEN or "row" in self._judged.read.accession:
            return "skipped", record  # a row is its register's word, and is read with it
        events = tx.catalogue.events_of(record)
        old, report = _last_parsed(events), self._judged.read.report
        if self._judged.mark is not None:
            return self._isolate(report)
        if not self._judged.text and (old["text"] is not None or report.document is None):
            same = (old["outcome"], old["reason"]) == (report.outcome, report.reason)
            if self._wait or not same:
                tx.append("parsed", record, self._timed(_failed(old, report)))
            return "unchanged" if same and old["text"] is None else "kept", record
        first = self._filer.first_of_these(tx, self._judged)
        if first is not None and found.state is State.UNFILED and {event.kind for event in events} <= _UNTOUCHED:
            become_duplicate(tx, record, first, self._judged.read.accession)
            return "duplicate", first
        return self._read(found, events, old), record

    def _isolate(self, report: ParseReport) -> tuple[Change, str]:
        mark = self._judged.mark
        assert mark is not None
        self._tx.append("parsed", self._record, parsed_data(report, None, secret=True))
        isolate(self._tx, self._record, mark)
        return "isolated", self._record

    def _read(self, found: Record, events: Sequence[Event], old: Parsed) -> Change:
        tx, record = self._tx, self._record
        text = tx.put_text(self._judged.text) if self._judged.text else None
        parsed = parsed_data(self._judged.read.report, text)
        if self._seconds is not None:
            parsed["pictures"] = 0  # slow parsers are what it waited for: it waits no more
        changed = _changed(old, parsed)
        if changed or self._wait:
            tx.append("parsed", record, self._timed(parsed))
        people = decided_by_people(events)
        fresh = self._at_home(found, placed_data(self._judged))
        links = new_links(found, people, fresh)
        placed = merged(found, people, fresh)
        if placed is not None:
            tx.append("placed", record, placed)
        for link in links:
            tx.append("linked", record, link)
        add_rows(tx, record, self._judged.read.accession, parsed, self._judged.rows)
        return "read" if changed or placed is not None or links else "unchanged"

    def _at_home(self, found: Record, fresh: Placed) -> Placed:
        """A unit that took over one that the record is filed to is no other dossier."""
        here = {}
        for each in found.units:
            unit = self._tx.catalogue.unit(each.id)
            if unit is not None:
                here[self._tx.catalogue.successor(unit).id] = each.id
        units = list(dict.fromkeys(here.get(unit, unit) for unit in fresh["units"]))
        decisions = [
            {**each, "value": here.get(each["value"], each["value"])} if each["field"] == "unit" else each
            for each in fresh["decisions"]
        ]
        return cast("Placed", {**fresh, "units": units, "decisions": decisions})

    def _timed(self, parsed: Parsed) -> Parsed:
        if self._seconds is not None:
            parsed["seconds"] = round(self._seconds, 3)
        return parsed


def _last_parsed(events: Sequence[Event]) -> Parsed:
    """What the last reading said; of one that was erased, nothing is known but that it was."""
    for event in reversed(events):
        if event.kind == "parsed" and event.payload is not None:
            return cast("Parsed", event.payload)
    return {
        "outcome": Outcome.UNSUPPORTED, "media_type": "", "parser": None, "version": None, "attempts": [],
        "reason": None, "text": None, "characters": 0, "pages": None, "metadata": {}, "warnings": [],
    }  # fmt: skip


def _failed(old: Parsed, report: ParseReport) -> Parsed:
    """The reading that stands, with the new attempts beside it; it waits for OCR no more.

    Of a document without any text the new outcome counts, for it says why there is none, unless there was
    no parser for it.
    """
    attempts: list[AttemptData] = [
        {"parser": each.parser, "version": each.version, "outcome": each.outcome, "reason": each.reason}
        for each in report.attempts
    ]
    new = cast("Parsed", {**old, "attempts": attempts, "pictures": 0})
    new.pop("seconds", None)
    if old["text"] is None and report.outcome is not Outcome.UNSUPPORTED:
        new["outcome"], new["reason"] = report.outcome, report.reason
    return new


def _changed(old: Parsed, new: Parsed) -> bool:
    told = ("outcome", "parser", "version", "text", "pages", "reason")
    return any(old[key] != new[key] for key in told)  # type: ignore[literal-required]  # keys of Parsed
