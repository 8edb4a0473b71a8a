"""Incidents (异常事件): writing down that an original is damaged, moving it aside and bringing a whole copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archive.access.fixity import Incident, incidents
from archive.objects.quarantine import move_aside
from archive.preserve.object_check import damage_of

if TYPE_CHECKING:
    from archive.model.event import IncidentOpened, Repaired
    from archive.objects.staging import LocalStaging
    from archive.store import Store

__all__ = ["open_incident", "resolve"]


def open_incident(store: Store, sha256: str, size: int, damage: str) -> Incident | None:
    """Write down that an original is damaged; None if no record has it any more, or it is written down already."""
    with store.transaction() as tx:
        if any(each.sha256 == sha256 and each.repaired is None for each in incidents(store)):
            return None
        records = sorted({str(holder) for digest, _, holder in store.catalogue.object_digests() if digest == sha256})
        if not records:
            return None  # destroyed by its disposition while this looked
        moment = "".join(filter(str.isdigit, tx.time))
        there = store.objects.path(sha256).is_symlink() or store.objects.path(sha256).exists()
        payload: IncidentOpened = {
            "sha256": sha256, "bytes": size, "damage": damage, "records": records,
            "quarantine": f"{sha256}-{moment}" if there else None,
        }  # fmt: skip
        event = tx.append("incident", store.catalogue.home(), payload)
        return Incident(event, sha256, damage, tuple(records), tx.time, payload["quarantine"])


def resolve(store: Store, incident: Incident, copies: Sequence[Path]) -> Incident:
    """Move what is damaged aside and bring a whole copy in its place, if one of the folders `copies` has it.

    A folder is a home, replica or backup: it holds `objects/ab/abcd…`. A copy is hashed on its way in and is only
    taken whole. Safe to interrupt and to repeat. Raises StorageFailed or NotPermitted where this home's disk refuses.
    """
    if damage_of(store.objects, incident.sha256) is None:
        return _closed(store, incident, "")
    staging = store.objects.stage()
    try:
        for folder in copies:
            if _restore(store, staging, incident, folder):
                return _closed(store, incident, str(folder))
    finally:
        staging.close()
    if incident.quarantine is not None:
        move_aside(store.objects, incident.sha256, incident.quarantine)
    return incident


def _restore(store: Store, staging: LocalStaging, incident: Incident, folder: Path) -> bool:
    """Whether the folder had the original whole; then it is in its place."""
    path = folder / "objects" / incident.sha256[:2] / incident.sha256
    try:
        with path.open("rb") as source:
            staged = staging.take(source.fileno())
    except OSError:
        return False  # not there, or the copy's disk is damaged too: the next folder may have it
    if staged.sha256 != incident.sha256:
        staging.drop(staged)
        return False
    if incident.quarantine is not None:
        move_aside(store.objects, incident.sha256, incident.quarantine)
    staging.commit([staged])
    return True


def _closed(store: Store, incident: Incident, source: str) -> Incident:
    payload: Repaired = {"incident": incident.event, "sha256": incident.sha256, "source": source}
    with store.transaction() as tx:
        tx.append("repaired", store.catalogue.home(), payload)
        return replace(incident, repaired=tx.time, source=source)
