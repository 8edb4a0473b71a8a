"""What an exporter is given: the selected records, read in batches so that memory does not grow with their number."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, Generic, TypeVar

from archive.access.record_object import record_object
from archive.errors import StateForbids
from archive.model.record import Part, Record, State, UnitRef
from archive.text.masking import mask, mask_all

if TYPE_CHECKING:
    from archive.catalogue.enclosed import Enclosed
    from archive.catalogue.ledger_rows import SubjectEvent
    from archive.store import Store

__all__ = ["Source", "masked_record"]

_BATCH = 256
T = TypeVar("T")


def masked_record(record: Record) -> Record:
    """What the record says, with personal data starred out; names of its files included."""
    return replace(
        record,
        title=None if record.title is None else mask(record.title),
        people=tuple(replace(each, certificate=each.certificate and mask(each.certificate)) for each in record.people),
        details=tuple(replace(each, value=mask(each.value)) for each in record.details),
        original=replace(record.original, name=mask(record.original.name)),
        parts=tuple(replace(each, original=replace(each.original, name=mask(each.original.name)))
                    for each in record.parts),
        placed=tuple(replace(each, value=mask(each.value)) for each in record.placed),
        suggestions=tuple(replace(each, value=mask(each.value)) for each in record.suggestions),
    )  # fmt: skip


class _Batch(Generic[T]):
    """Something that is read for all records of a batch when it is asked for one of them."""

    def __init__(self, read: Callable[[Sequence[str]], Mapping[str, T]]) -> None:
        self._read = read
        self._ids: Sequence[str] = ()
        self._found: Mapping[str, T] | None = None

    def turn(self, ids: Sequence[str]) -> None:
        self._ids, self._found = ids, None

    def of(self, record: str) -> T | None:
        if record not in self._ids:
            return self._read([record]).get(record)
        if self._found is None:
            self._found = self._read(self._ids)
        return self._found.get(record)


class Source:
    """`archive.hooks.contracts.ExportSource` over a store; `ids` in the order of accession."""

    def __init__(self, store: Store, ids: Sequence[str], *, masked: bool) -> None:
        catalogue = store.catalogue
        self.masked = masked
        self.home = catalogue.home()
        self._store = store
        self._ids = dict.fromkeys(ids)
        self._units: dict[str, UnitRef] = {}
        self._categories: dict[str, str] = {}
        self._texts: _Batch[str] = _Batch(catalogue.texts)
        self._inside: _Batch[list[Enclosed]] = _Batch(catalogue.enclosed_in)
        self._events: _Batch[list[SubjectEvent]] = _Batch(catalogue.sealed_events_of)

    def records(self) -> Iterator[Record]:
        ids = list(self._ids)
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            for each in (self._texts, self._inside, self._events):
                each.turn(batch)
            for record in self._store.catalogue.records(batch).values():
                yield masked_record(record) if self.masked else record

    def unit(self, unit_id: str) -> UnitRef:
        known = self._units.get(unit_id) or self._store.catalogue.unit_ref(unit_id)
        if known is None:
            raise KeyError(unit_id)
        self._units[unit_id] = known
        return known

    def category(self, key: str) -> str:
        if key not in self._categories:
            known = self._store.registry.category(key)
            self._categories[key] = key if known is None else known.zh
        return self._categories[key]

    def described(self, record: Record) -> Mapping[str, object]:
        inside = self._inside.of(self._selected(record)) or ()
        told: Mapping[str, object] = record_object(record, self._code, lambda _record: inside)
        return mask_all(told) if self.masked else told

    def text(self, record: Record) -> str:
        text = self._texts.of(self._selected(record)) or ""
        return mask(text) if self.masked else text

    def open_original(self, record: Record) -> BinaryIO:
        """Raises StateForbids for what was destroyed."""
        self._selected(record)
        if record.state is State.DISPOSED:
            raise StateForbids(record=record.id, state=record.state)
        return self._store.objects.open(record.original.sha256)

    def open_part(self, record: Record, part: Part) -> BinaryIO:
        self._selected(record)
        if record.state is State.DISPOSED:
            raise StateForbids(record=record.id, state=record.state)
        if part.original.sha256 not in {each.original.sha256 for each in record.parts}:
            raise KeyError(part.id)
        return self._store.objects.open(part.original.sha256)

    def events(self, record: Record) -> Sequence[Mapping[str, object]]:
        return [_event(each) for each in self.sealed_events(record)]

    def sealed_events(self, record: Record) -> Sequence[SubjectEvent]:
        """As they are stored, for whoever proves them."""
        return self._events.of(self._selected(record)) or ()

    def _code(self, unit_id: str) -> str:
        try:
            return self.unit(unit_id).code
        except KeyError:
            return unit_id

    def _selected(self, record: Record) -> str:
        if record.id not in self._ids:
            raise KeyError(record.id)
        return record.id


def _event(row: SubjectEvent) -> Mapping[str, object]:
    envelope = json.loads(row.envelope)
    told = {key: envelope[key] for key in ("kind", "subject", "actor", "time")}
    return {"seq": row.seq, **told, "payload": None if row.body is None else json.loads(row.body)}
