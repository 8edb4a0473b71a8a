"""Destroying in the catalogue: the tombstone of each record, and which payloads go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from archive.model.event import Disposed, SharedData, TombstoneData
from archive.model.record import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive.model.event import Event
    from archive.model.record import Record
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["Erased", "Going", "erase", "going", "shared_with"]

_QUOTING = frozenset({"parsed", "placed", "described", "contested", "linked"})
"""Events that quote what a document says: its fields, its findings, what was corrected in it, its metadata."""

_NAMING = frozenset({"accessioned", "delivered", "part-added", "withdrawn", "reinstated"})
"""Events that tell a name, a place or a reason. They go too where the record was shown to nobody: a plain copy of
what was sealed, or what bore a secrecy mark."""


@dataclass(frozen=True, slots=True)
class Going:
    """A record on its way out, as it stands in the catalogue now."""

    record: str
    reason: str
    tombstone: TombstoneData
    texts: tuple[str, ...]
    erased: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """What the transaction took out."""

    records: int
    payloads: int
    texts: int


def going(store: Store, record: Record, reason: str) -> Going:
    """What the event of its destruction will say of a record; read inside the transaction."""
    ids = (record.id, *store.catalogue.aliases_of(record.id))
    events = [event for each in ids for event in store.catalogue.events_of(each) if event.subject == each]
    erasable = _QUOTING | _NAMING if _quiet(record) else _QUOTING
    erased = sorted(event.seq for event in events if event.kind in erasable)
    texts = sorted({text for event in events if (text := _text_of(event)) is not None})
    return Going(record.id, reason, _tombstone(store, record, ids, erased), tuple(texts), tuple(erased))


def _quiet(record: Record) -> bool:
    """Whether the record was shown to nobody, so that not even its name stays."""
    return record.state is State.ISOLATED or (record.state is State.SEALED and not record.original.name)


def _text_of(event: Event) -> str | None:
    text: str | None = event.payload["text"] if event.kind == "parsed" and event.payload is not None else None
    return text


def _tombstone(store: Store, record: Record, ids: Sequence[str], erased: Sequence[int]) -> TombstoneData:
    said: dict[str, Any] = {
        **store.catalogue.tombstone_row(record.id),
        "deliveries": store.catalogue.deliveries_of(ids),
        "enclosed": store.catalogue.places_of(ids),
        "readings": store.catalogue.reading_times(erased),
    }
    if record.state is State.SEALED:
        said["deliveries"] = []  # the same report, made again, must be taken in again and not be thrown away
    if _quiet(record):
        said |= {"name": "", "name_b64": None, "title": None, "doc_no": None, "date": None, "source": None, "units": []}
        said["parts"] = [{**part, "name": "", "name_b64": None} for part in said["parts"]]
        nowhere = {"path": "", "path_b64": None, "folder_unit": None, "folder_category": None}
        said["deliveries"] = [{**each, **nowhere} for each in said["deliveries"]]
        said["enclosed"] = [{**each, "path": ""} for each in said["enclosed"]]
    return cast("TombstoneData", said)


def erase(tx: Transaction, list_id: str, leaving: Sequence[Going]) -> Erased:
    """Record the destruction of each, and take out of the catalogue what the event names; one transaction for all."""
    payloads = 0
    for each in leaving:
        payload: Disposed = {
            "list": list_id,
            "reason": each.reason,
            "tombstone": each.tombstone,
            "texts": list(each.texts),
            "erased": list(each.erased),
        }
        tx.append("disposed", each.record, payload)
        payloads += tx.catalogue.forget_payloads(each.record)
    texts = list(dict.fromkeys(text for each in leaving for text in each.texts))
    stay = tx.catalogue.texts_elsewhere(texts, ())  # readings of what was destroyed are erased by now
    gone = tx.catalogue.forget_texts([text for text in texts if text not in stay])
    tx.catalogue.renew_outbox()
    return Erased(len(leaving), payloads, gone)


def shared_with(store: Store, records: Sequence[str]) -> list[SharedData]:
    """Of which of these records the content stays, and for how many others; all of them destroyed already."""
    found: list[SharedData] = []
    for record in store.catalogue.records(records).values():
        digests = {record.original.sha256, *(part.original.sha256 for part in record.parts)}
        others = {other for digest in digests for other in store.catalogue.others_on(digest, records)}
        around = (*store.catalogue.enclosing(record.id), *store.catalogue.inner(record.id))
        inside = {each.id for each in store.catalogue.records(around).values() if each.state is not State.DISPOSED}
        inside -= others
        if others or inside:
            found.append({"record": record.id, "others": len(others | inside), "inside": len(inside)})
    return found
