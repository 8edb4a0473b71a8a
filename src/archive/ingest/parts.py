# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH100
"""Parts: further files of a record (photos, a video, the draft beside the signed copy)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from archive.errors import N_, FieldInvalid, InputMissing, RecordUnread, StateForbids
from archive.ingest.accept import Named, delivery_data, open_regular, original_data
from archive.ingest.arrivals import Arrival, FileState
from archive.ingest.delivery import Folders, delivery_key, recorded_path
from archive.model.event import PartAdded
from archive.model.record import Part, Record, State
from archive.transaction import login

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["add_part"]


def add_part(store: Store, record: Record, path: bytes, *, role: str) -> Part:
    """Attach a copy of the file at `path`. Durable when it returns; the source stays.

    The same bytes in the same role are attached once: the part that is there is returned.
    Raises InputMissing for what is no readable regular file,
    RecordUnread, StateForbids unless the record is filed or unfiled, FieldInvalid for an empty role, StorageFailed.
    """
    if record.state is State.RECEIVED:
        raise RecordUnread(record=record.id)
    if record.state not in (State.FILED, State.UNFILED):
        raise StateForbids(record=record.id, state=record.state)
    if not role.strip():
        raise FieldInvalid(field="role", value=role, reason=N_("it is empty"))
    folder, name = os.path.split(os.path.abspath(path))
    arrival = Arrival("", folder, name, path)
    staging = store.objects.stage()
    try:
        descriptor = open_regular(arrival.path)
        if descriptor is None:
            raise InputMissing(path=os.fsdecode(path))
        try:
            state = FileState.of(os.fstat(descriptor))
            staged = staging.take(descriptor)
        except OSError as error:
            raise InputMissing(path=os.fsdecode(path)) from error
        finally:
            os.close(descriptor)
        there = [each for each in record.parts if (each.original.sha256, each.role) == (staged.sha256, role.strip())]
        if there:
            return there[0]
        staging.commit([staged])
        with store.transaction(login(), "account") as tx:
            part = tx.new_id("p-")
            key = delivery_key(f"part {part}", recorded_path(arrival), state, staged.sha256)
            added: PartAdded = {
                "part": part,
                "role": role.strip(),
                "original": original_data(arrival, staged),
                "delivery": delivery_data(tx, arrival, state, key, {}, Named(), Folders(None, None, ()), login()),
            }
            tx.append("part-added", record.id, added)
    finally:
        staging.close()
    found = store.catalogue.record(record.id)
    assert found is not None, "it was there just now"
    return next(each for each in found.parts if each.id == part)
