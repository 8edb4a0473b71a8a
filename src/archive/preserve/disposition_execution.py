"""Executing an approved list: what is to go, goes, and the certificate says what was done.

    disposal-begun      who, before which witnesses, which records, which stay and why        commit 1
    copies in the folders of filed files
    disposed            a tombstone a record; payloads, texts and the outbox of the index      commit 2
    objects             those that no undisposed record has, under the catalogue's lock        commit 3
    staging, index, freed pages, write-ahead log
    disposal-certified  with the signed certificate                                            commit 4

Every step may be repeated. From commit 1 on the list is incomplete until commit 4, and running it again goes on: a
process that is killed at any point destroys nothing that was not approved and leaves nothing half done for good.
"""

from __future__ import annotations

from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.disk import locks
from archive.disk.atomic import storage
from archive.errors import (
    N_,
    Busy,
    DisposalChanged,
    DisposalEmpty,
    DisposalIncomplete,
    DisposalPeople,
    DisposalState,
    EngineUnknown,
    FieldInvalid,
)
from archive.model.disposition import DispositionItem, DispositionList, ListState, Skipped, digest
from archive.model.event import DisposalBegun, DisposalCertified, PaperData, SkippedData
from archive.model.record import State
from archive.objects.removal import Permit, Removed, remove
from archive.objects.staging import clear_abandoned
from archive.preserve.disposition import same_person
from archive.preserve.disposition_copies import copies_elsewhere, find_filed, remove_filed
from archive.preserve.disposition_erasing import erase, going, shared_with
from archive.preserve.disposition_keeping import Keeper
from archive.preserve.disposition_lists import find_list, read_list
from archive.transaction import login

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from archive.store import Store

__all__ = ["Plan", "execute", "plan"]

_WITNESSES = 2

_CHANGING = frozenset(
    ("described", "placed", "parsed", "part-added", "linked", "superseded", "isolated", "withdrawn", "reinstated",
     "sealed")
)  # fmt: skip
"""Events after which a record is not the one that was appraised."""

_AT_ONCE = 256
"""Objects that are removed under one lock, so that intake waits for a moment only."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an execution would do now."""

    records: tuple[str, ...]
    bytes: int
    """Of the objects that would go."""
    objects: int
    shared: int
    """Records whose content would stay, because others have it."""
    filed: int
    sources: int
    skipped: tuple[Skipped, ...]


def plan(store: Store, reference: str, *, today: str) -> Plan:
    """What executing an approved list would do; nothing is changed.

    Raises DisposalUnknown, DisposalState or DisposalChanged.
    """
    found = find_list(store, reference)
    if found.state is ListState.INCOMPLETE:
        assert found.execution is not None
        goes: tuple[str, ...] = tuple(each for each in found.execution.records if not _is_gone(store, each))
        skipped = found.execution.skipped
    else:
        _require_approved(found)
        goes, skipped = _judged(store, found, today)
    records = store.catalogue.records(goes)
    sizes: dict[str, int] = {}
    shared = 0
    for record in records.values():
        files = (record.original, *(part.original for part in record.parts))
        alone = [each for each in files if not store.catalogue.others_on(each.sha256, goes)]
        sizes |= {each.sha256: each.size for each in alone}
        shared += len(alone) < len(files)
    copies = find_filed(store, goes)
    return Plan(
        goes, sum(sizes.values()), len(sizes), shared, len(copies.filed), len(copies.sources), skipped
    )


def execute(
    store: Store,
    reference: str,
    *,
    witnesses: Sequence[str] = (),
    executor: str | None = None,
    place: str = "",
    method: str = "",
    today: str,
) -> DispositionList:
    """Destroy what an approved list says, or go on where that stopped; the list as it is then.

    Of a list that was begun the people are those that were named then. Raises DisposalUnknown, DisposalState (not
    approved, or executed already), DisposalChanged, DisposalPeople, DisposalEmpty where all of it has to stay, Busy
    where another process is at it; DisposalIncomplete, StorageFailed or NotPermitted where not all could be removed:
    then running it again goes on.
    """
    found = find_list(store, reference)
    with _alone(store):
        found = read_list(store, found.id)
        if found.state is not ListState.INCOMPLETE:
            _require_approved(found)
            _begin(store, found, _people(found, executor, witnesses), place.strip(), method.strip(), today)
        return _go_on(store, found.id, today)


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    lock = locks.attempt(store.layout.locks / "disposal.lock")
    if lock is None:
        raise Busy(seconds=0)
    try:
        yield
    finally:
        lock.release()


# Who, and what


def _require_approved(found: DispositionList) -> None:
    if found.state is not ListState.APPROVED or found.approval is None:
        raise DisposalState(list=found.id, state=found.state)
    if found.approval.digest != digest(found):
        raise DisposalChanged(list=found.id)


def _people(found: DispositionList, executor: str | None, witnesses: Sequence[str]) -> tuple[str, list[str]]:
    """Name of who executes and of the witnesses. Raises DisposalPeople or FieldInvalid."""
    assert found.approval is not None
    account = login()
    name = " ".join((executor or "").split()) or account
    approvers = (found.approval.approver, found.approval.account)
    if any(same_person(mine, other) for mine in (name, account) for other in approvers):
        raise DisposalPeople(reason=N_("who approves does not execute"))
    told: list[str] = []
    for each in (" ".join(each.split()) for each in witnesses):
        if not each:
            raise FieldInvalid(field=N_("witness"), value=each, reason=N_("a name is needed"))
        if any(same_person(each, other) for other in (name, account)):
            raise DisposalPeople(reason=N_("who executes is no witness of it"))
        if any(same_person(each, other) for other in approvers):
            raise DisposalPeople(reason=N_("who approves is no witness of it"))
        if not any(same_person(each, other) for other in told):
            told.append(each)
    if len(told) < _WITNESSES:
        raise DisposalPeople(reason=N_("two witnesses are needed"))
    return name, told


def _judged(store: Store, found: DispositionList, today: str) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    """What may go now, and what stays and why."""
    goes: list[str] = []
    skipped: list[Skipped] = []
    keeper = Keeper(store, today)
    for item in found.to_destroy:
        why = _why_not(store, keeper, found, item)
        if why is None:
            goes.append(item.record)
        else:
            skipped.append(why)
    return tuple(goes), tuple(skipped)


def _why_not(store: Store, keeper: Keeper, found: DispositionList, item: DispositionItem) -> Skipped | None:
    record = store.catalogue.record(item.record)
    if record is None or record.state is State.DISPOSED:
        return Skipped(item.record, "gone", "")
    if record.state is State.RECEIVED:
        return Skipped(item.record, "unread", "")
    held = keeper.held(item.record)
    if held is not None:
        return Skipped(item.record, "held", held)
    assert found.review is not None
    later = [each for each in store.catalogue.events_of(item.record)
             if each.seq > found.review.seq and each.kind in _CHANGING]  # fmt: skip
    if later:
        return Skipped(item.record, "changed", f"{later[0].kind} {later[0].seq}")
    if not item.reason and not keeper.expired(record):
        return Skipped(item.record, "not-due", "")
    return None


def _begin(
    store: Store, found: DispositionList, people: tuple[str, list[str]], place: str, method: str, today: str
) -> None:
    copies = find_filed(store, _judged(store, found, today)[0])
    with store.transaction() as tx:
        found = read_list(store, found.id)
        _require_approved(found)  # under the lock nobody can change it any more
        assert found.approval is not None
        if tx.actor(login(), "account") == found.approval.actor:
            raise DisposalPeople(reason=N_("who approves does not execute"))
        goes, skipped = _judged(store, found, today)
        if not goes:
            raise DisposalEmpty(left=len(skipped))
        payload: DisposalBegun = {
            "executor": people[0],
            "witnesses": people[1],
            "place": place,
            "method": method,
            "digest": found.approval.digest,
            "records": list(goes),
            "skipped": _told(skipped),
            "filed": len(copies.filed),
            "sources": len(copies.sources),
        }
        tx.append("disposal-begun", found.id, payload)


def _told(skipped: Sequence[Skipped]) -> list[SkippedData]:
    return [{"record": each.record, "why": each.why, "what": each.what} for each in skipped]


# Doing it


def _go_on(store: Store, list_id: str, today: str) -> DispositionList:
    found = read_list(store, list_id)
    execution = found.execution
    assert execution is not None
    waiting = [each for each in execution.records if not _is_gone(store, each)]
    if waiting:
        _empty_filed(store, found, waiting, today)
        _erase(store, found, waiting, today)
    _remove_objects(store, found)
    clear_abandoned(store.layout.staging)
    _renew_index(store, found.id)
    try:
        store.catalogue.scour()
    except Busy as error:
        raise DisposalIncomplete(
            list=found.id, reason=N_("others read the archive, so old pages could not be removed")
        ) from error
    _certify(store, read_list(store, list_id), today)
    return read_list(store, list_id)


def _is_gone(store: Store, record: str) -> bool:
    found = store.catalogue.record(record)
    return found is None or found.state is State.DISPOSED


def _still(store: Store, found: DispositionList, waiting: Sequence[str], today: str) -> list[DispositionItem]:
    """Those that may still go: somebody may have put a hold on one since it was begun."""
    items, keeper = {item.record: item for item in found.items}, Keeper(store, today)
    return [items[each] for each in waiting if _why_not(store, keeper, found, items[each]) is None]


def _empty_filed(store: Store, found: DispositionList, waiting: Sequence[str], today: str) -> None:
    copies = find_filed(store, [item.record for item in _still(store, found, waiting, today)])
    remove_filed(copies.filed)


def _erase(store: Store, found: DispositionList, waiting: Sequence[str], today: str) -> None:
    with store.transaction() as tx:
        items = _still(store, found, waiting, today)
        records = store.catalogue.records([item.record for item in items])
        reasons = {item.record: "" if item.verdict is None else item.verdict.reason for item in items}
        erase(tx, found.id, [going(store, each, reasons[each.id]) for each in records.values()])


def _remove_objects(store: Store, found: DispositionList) -> Removed:
    """Objects that no undisposed record has go. Intake sees under the same lock whether its object is still there."""
    assert found.approval is not None
    assert found.execution is not None
    gone = list(dict.fromkeys(each.sha256 for each in store.catalogue.gone_objects(found.id)))
    permit = Permit(found.approval.seq, found.approval.actor, found.execution.actor, frozenset(gone))
    objects = size = 0
    for start in range(0, len(gone), _AT_ONCE):
        with store.catalogue.writing():
            free = [each for each in gone[start : start + _AT_ONCE] if not store.catalogue.has_undisposed(each)]
            removed = remove(store.objects, permit, free)
        objects, size = objects + removed.objects, size + removed.bytes
    return Removed(objects, size)


def _renew_index(store: Store, list_id: str) -> None:
    """The index made anew from what is left; the folders of the old one go with the bytes in them."""
    index = store.layout.index
    with storage(index):  # an engine tells errors of the disk as they come
        if not any(index.iterdir()):
            return
        try:
            store.index.rebuild()
        except EngineUnknown:  # its engine is not installed here: it is made again where it is
            store.index.forget()
    left = store.index.generations()
    if len(left) > 1:
        raise DisposalIncomplete(list=list_id, reason=N_("an old search index could not be removed"))


# The certificate


def _certify(store: Store, found: DispositionList, today: str) -> None:
    from archive.preserve.disposition_papers import papers_of

    execution = found.execution
    assert execution is not None
    records = [record for _, of, record in store.catalogue.disposed_since(0) if of == found.id]
    objects = {each.sha256: each.size for each in store.catalogue.gone_objects(found.id)}
    if any(store.objects.has(each) for each in objects):
        raise DisposalIncomplete(list=found.id, reason=N_("an object could not be removed"))
    gone = frozenset(records)
    items, keeper = {item.record: item for item in found.items}, Keeper(store, today)
    stayed = [_why_not(store, keeper, found, items[each]) or Skipped(each, "held", "")
              for each in execution.records if each not in gone]  # fmt: skip
    texts, payloads = store.catalogue.erased_with(found.id)
    payload: DisposalCertified = {
        "records": len(records),
        "objects": len(objects),
        "bytes": sum(objects.values()),
        "texts": texts,
        "payloads": payloads,
        "filed": execution.filed,
        "shared": shared_with(store, records),
        "skipped": _told((*execution.skipped, *stayed)),
        "copies": copies_elsewhere(store, len(records), execution.sources),
        "papers": [],
    }
    _put_papers(store, found, payload, papers_of(store, found, payload))


def _put_papers(
    store: Store, found: DispositionList, payload: DisposalCertified, papers: dict[str, bytes]
) -> None:
    """The certificate becomes objects like any original, and the event that names them ends the execution."""
    staging = store.objects.stage()
    try:
        staged = {name: staging.take_bytes(data) for name, data in papers.items()}
        told: list[PaperData] = [
            {
                "name": name,
                "sha256": staged[name].sha256,
                "bytes": len(data),
                "signature": b64encode(store.sign(data)).decode("ascii"),
            }
            for name, data in papers.items()
        ]
        staging.commit(list(staged.values()))
        payload["papers"] = told
        with store.transaction() as tx:
            tx.append("disposal-certified", found.id, payload)
    finally:
        staging.close()
