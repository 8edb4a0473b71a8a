"""Handing over: what an exporter is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from archive.access.looking import looked
from archive.errors import ExporterUnknown, StateForbids, TargetExists
from archive.model.record import Record, State, UnitRef
from archive.text.masking import mask

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["export"]


def export(store: Store, exporter: str, records: Sequence[Record], target: Path, *, purpose: str | None = None) -> None:
    """Write `records` in the named format to `target`, which must not exist.

    Text and what records say is masked (`archive.text.masking`); with a `purpose` it is whole, and the ledger says
    who took it and what for. Originals are what they are.

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
    if purpose is not None:
        looked(store, "exported", [record.id for record in records], purpose)
    else:
        records = [_masked(record) for record in records]
    known[exporter].export(_Source(store, records, masked=purpose is None), target)


def _masked(record: Record) -> Record:
    """What the record says, with personal data starred out; its original's name included."""
    return replace(
        record,
        title=None if record.title is None else mask(record.title),
        people=tuple(replace(each, certificate=each.certificate and mask(each.certificate)) for each in record.people),
        details=tuple(replace(each, value=mask(each.value)) for each in record.details),
        original=replace(record.original, name=mask(record.original.name)),
        placed=tuple(replace(each, value=mask(each.value)) for each in record.placed),
        suggestions=tuple(replace(each, value=mask(each.value)) for each in record.suggestions),
    )


class _Source:
    """`archive.hooks.contracts.ExportSource` over a store."""

    def __init__(self, store: Store, records: Sequence[Record], *, masked: bool) -> None:
        self._masked = masked
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
        text = self._store.catalogue.texts([self._selected(record)]).get(record.id, "")
        return mask(text) if self._masked else text

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
