"""Handing over: what an exporter is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.errors import ExporterUnknown, StateForbids, TargetExists
from archive.model.record import Record, State, UnitRef

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["export"]


def export(store: Store, exporter: str, records: Sequence[Record], target: Path) -> None:
    """Write `records` in the named format to `target`, which must not exist.

    Raises ExporterUnknown, TargetExists, or StateForbids for a record that may not leave.
    """
    known = store.registry.exporters()
    if exporter not in known:
        raise ExporterUnknown(reference=exporter, listing=", ".join(sorted(known)))
    if target.exists():
        raise TargetExists(path=target)
    for record in records:
        if record.state not in (State.FILED, State.UNFILED):
            raise StateForbids(record=record.id, state=record.state)
    known[exporter].export(_Source(store, records), target)


class _Source:
    """`archive.hooks.contracts.ExportSource` over a store."""

    def __init__(self, store: Store, records: Sequence[Record]) -> None:
        self._store = store
        self._records = {record.id: record for record in records}

    def records(self) -> Iterator[Record]:
        return iter(self._records.values())

    def unit(self, unit_id: str) -> UnitRef:
        found = self._store.catalogue.unit_ref(unit_id)
        if found is None:
            raise KeyError(unit_id)
        return found

    def text(self, record: Record) -> str:
        return self._store.catalogue.texts([self._selected(record)]).get(record.id, "")

    def open_original(self, record: Record) -> BinaryIO:
        self._selected(record)
        return self._store.objects.open(record.original.sha256)

    def events(self, record: Record) -> Sequence[Mapping[str, object]]:
        return [
            {
                "seq": event.seq,
                "kind": event.kind,
                "subject": event.subject,
                "actor": event.actor,
                "time": event.time,
                "payload": event.payload,
            }
            for event in self._store.catalogue.events_of(self._selected(record))
        ]

    def _selected(self, record: Record) -> str:
        if record.id not in self._records:
            raise KeyError(record.id)
        return record.id
