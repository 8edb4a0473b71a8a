# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH119
"""Accession: commit A, after which a file is in the archive and its source may move.

The order is the whole point and never changes: open safely, copy and hash, look again,
flush the bytes, rename, flush the names, and only then one transaction in the catalogue.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.disk.config import InboxConfig
from archive.errors import KeyExposed, NotPermitted, SealKeyInvalid, SealKeyMissing, StorageFailed
from archive.ingest.arrivals import SEALED_NAME, Arrival, FileState
from archive.ingest.categories import CategoryNames
from archive.ingest.delivery import (
    Folders,
    delivery_key,
    depositor_of,
    encoded,
    read_folders,
    recorded_path,
    shown_name,
)
from archive.ingest.refusals import Refusal
from archive.ingest.sealing import SealedCopy, Sealer
from archive.ingest.sealing import accession as accession_of_sealed
from archive.ingest.settle import open_for_writing
from archive.model.event import Accessioned, DeliveryData, OriginalData, Refused
from archive.objects.contract import Staged, Staging

if TYPE_CHECKING:
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = [
    "Accepted", "Acceptor", "Known", "Later", "Named", "NotTaken", "Outcome", "SealedAway", "delivery_data",
    "open_regular", "original_data",
]  # fmt: skip

_LOG = logging.getLogger(__name__)
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


@dataclass(frozen=True, slots=True)
class Named:
    """Unit and category that the person who adds files names for all of them."""

    unit: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """In the archive, waiting to be read and placed."""

    arrival: Arrival
    state: FileState
    record: str
    accession: Accessioned


@dataclass(frozen=True, slots=True)
class Known:
    """The archive has this very delivery already: nothing was written."""

    arrival: Arrival
    state: FileState
    record: str
    record_state: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Refused for good."""

    arrival: Arrival
    state: FileState | None
    refusal: Refusal
    recorded: bool = False
    """Whether the ledger heard of it just now; False if it knew."""


@dataclass(frozen=True, slots=True)
class Later:
    """Cannot be taken now: still open, changed meanwhile, not readable yet, or gone."""

    arrival: Arrival
    unreadable: bool


@dataclass(frozen=True, slots=True)
class SealedAway:
    """In the archive, encrypted: there is nothing to read or to place."""

    arrival: Arrival
    state: FileState
    record: str
    accession: Accessioned


Outcome = Accepted | Known | NotTaken | Later | SealedAway


class _Later(Exception):
    def __init__(self, *, unreadable: bool = False) -> None:
        self.unreadable = unreadable


class _Refuse(Exception):
    def __init__(self, refusal: Refusal, state: FileState | None) -> None:
        self.refusal = refusal
        self.state = state


@dataclass(frozen=True, slots=True)
class _Copied:
    arrival: Arrival
    state: FileState
    staged: Staged
    key: str
    sealed: bool


class Acceptor:
    """Takes groups of files into the archive for one process.

    `actor` and `known_by` say who runs it, `account` who deposits through `archive add`. Records are
    left to `owner` to be read, or to whoever comes first if that is None.
    """

    def __init__(
        self,
        store: Store,
        staging: Staging,
        *,
        actor: str,
        known_by: str,
        owner: str | None,
        named: Named | None = None,
    ) -> None:
        self._store = store
        self._staging = staging
        self._actor = (actor, known_by)
        self._owner = owner
        self._named = named or Named()
        self._inboxes: Mapping[str, InboxConfig] = {each.name: each for each in store.config.inboxes}
        self._refused: set[tuple[str, ...]] | None = None
        self._categories = CategoryNames(store)
        self._sealer = Sealer(store, staging)
        self._sealed = [os.path.realpath(os.fsencode(each.path)) + b"/" for each in store.config.inboxes if each.sealed]
        self._units_named: dict[str, bool] = {}
        """What the folders of the present group name."""

    def accept(self, group: Sequence[Arrival]) -> list[Outcome]:
        """Commit A for a group; one answer a file, in their order.

        Durable when it returns: nothing is half in the archive. Raises StorageFailed, Busy or
        NotPermitted, and then every source is where it was and can be offered again.
        """
        copied: list[_Copied | Outcome] = []
        try:
            copied.extend(self._copy(arrival) for arrival in group)
            fresh = [each.staged for each in copied if isinstance(each, _Copied)]
            if fresh:
                self._staging.commit(fresh)
        except BaseException:
            for each in copied:
                if isinstance(each, _Copied):
                    self._staging.drop(each.staged)
            raise
        if not any(isinstance(each, _Copied | NotTaken) for each in copied):
            return [each for each in copied if not isinstance(each, _Copied)]
        with self._store.transaction(*self._actor) as tx:
            self._units_named.clear()
            outcomes = [self._record(tx, each) for each in copied]
            taken = [each.record for each in outcomes if isinstance(each, Accepted)]
            if self._owner is not None and taken:
                tx.catalogue.claim(taken, self._owner)
        return outcomes

    # --- before the commit

    def _copy(self, arrival: Arrival) -> _Copied | Outcome:
        try:
            self._refuse_sealed_place(arrival)
            before = _regular(arrival.path)
            known = self._taken_before(arrival, before)
            if known is not None:
                return known
            return self._copy_open(arrival)
        except _Refuse as refuse:
            return NotTaken(arrival, refuse.state, refuse.refusal)
        except _Later as later:
            return Later(arrival, later.unreadable)

    def _copy_open(self, arrival: Arrival) -> _Copied | Outcome:
        descriptor = _open(arrival.path)
        try:
            state = FileState.of(os.fstat(descriptor))
            self._check(arrival, state, descriptor)
            sealed = self._seal(descriptor, arrival, state) if self._inbox_is_sealed(arrival) else None
            staged = _read(self._staging, descriptor) if sealed is None else sealed.staged
            after = FileState.of(os.fstat(descriptor))
        finally:
            os.close(descriptor)
        if sealed is None:
            key = delivery_key(self._addressed(arrival), recorded_path(arrival), state, staged.sha256)
            size = staged.size
        else:
            key, size = sealed.token, sealed.size
        unchanged = size == state.size and after.same_bytes(state)
        known = self._store.catalogue.delivery(key) if unchanged else None
        if unchanged and known is None:
            return _Copied(arrival, state, staged, key, sealed=sealed is not None)
        self._staging.drop(staged)
        if known is None:
            return Later(arrival, unreadable=False)
        return Known(arrival, state, known.record, known.state)

    def _inbox_is_sealed(self, arrival: Arrival) -> bool:
        inbox = self._inboxes.get(arrival.inbox)
        return inbox is not None and inbox.sealed

    def _seal(self, descriptor: int, arrival: Arrival, state: FileState) -> SealedCopy:
        try:
            self._sealer.ready()
        except (SealKeyMissing, SealKeyInvalid, KeyExposed, NotPermitted, StorageFailed) as error:
            # The other inboxes go on, also where the medium with the key is broken.
            _LOG.error("%s", error)
            raise _Later from error
        try:
            return self._sealer.take(descriptor, arrival, state)
        except OSError as error:
            raise _Later(unreadable=True) from error

    def _refuse_sealed_place(self, arrival: Arrival) -> None:
        """What lies in a sealed inbox is taken from there sealed, and in no other way."""
        if self._sealed and not arrival.inbox:
            place = os.path.realpath(arrival.path)
            if place.startswith(tuple(self._sealed)):
                raise _Refuse("sealed-inbox", None)

    def _addressed(self, arrival: Arrival) -> str:
        """Where the file was put: its inbox; for `archive add` what was named, and the folders that speak for it.

        Part of the delivery's key: the same file added for another unit is another delivery.
        """
        folders = os.fsdecode(arrival.relative.rpartition(b"/")[0])
        if arrival.inbox or not (self._named.unit or self._named.category or folders):
            return arrival.inbox
        return "\0".join(("", self._named.unit or "", self._named.category or "", folders))

    def _taken_before(self, arrival: Arrival, state: FileState) -> Known | None:
        """The record of a file that lies unchanged where it was when it was taken; the device may differ."""
        if not arrival.inbox:
            return None
        last = self._store.catalogue.last_delivery(arrival.inbox, *shown_name(recorded_path(arrival)))
        if last is None or (last.size, last.mtime_ns, last.ctime_ns) != (state.size, state.mtime_ns, state.ctime_ns):
            return None
        return Known(arrival, state, "", "")

    def _check(self, arrival: Arrival, state: FileState, descriptor: int) -> None:
        if not state.is_file:
            raise _Refuse("not-a-file", state)
        if not state.size:
            raise _Refuse("empty", state)
        inbox = self._inboxes.get(arrival.inbox)
        if inbox is None:
            return
        if state.size > inbox.max_bytes:
            raise _Refuse("too-large", state)
        if inbox.mode == "events" and open_for_writing(descriptor):
            raise _Later

    # --- inside the commit

    def _record(self, tx: Transaction, each: _Copied | Outcome) -> Outcome:
        if isinstance(each, NotTaken):
            return self._record_refusal(tx, each)
        if not isinstance(each, _Copied):
            return each
        known = tx.catalogue.delivery(each.key)
        if known is not None:
            return Known(each.arrival, each.state, known.record, known.state)
        record = tx.new_id()
        if each.sealed:
            inbox = self._inboxes[each.arrival.inbox]
            seal = accession_of_sealed(tx, each.staged, each.key, self._sealer.key.id, inbox=inbox)
            tx.append("accessioned", record, seal)
            return SealedAway(each.arrival, each.state, record, seal)
        accession: Accessioned = {
            "original": original_data(each.arrival, each.staged),
            "delivery": self._delivery(tx, each),
        }
        tx.append("accessioned", record, accession)
        return Accepted(each.arrival, each.state, record, accession)

    def _delivery(self, tx: Transaction, each: _Copied) -> DeliveryData:
        folders = read_folders(each.arrival.relative, self._names_unit, self._names_category)
        account = self._actor[0]
        return delivery_data(tx, each.arrival, each.state, each.key, self._inboxes, self._named, folders, account)

    def _names_unit(self, name: str) -> bool:
        known = self._units_named.get(name)
        if known is None:
            known = self._units_named[name] = bool(self._store.find_units(name))
        return known

    def _names_category(self, name: str) -> bool:
        return self._categories.key(name) is not None

    def _record_refusal(self, tx: Transaction, each: NotTaken) -> NotTaken:
        """Say it once: what cannot be moved away is met again at every scan."""
        if each.state is None:
            return each
        home = tx.catalogue.home()
        hidden = self._inbox_is_sealed(each.arrival)
        path, raw = shown_name(SEALED_NAME.encode() if hidden else recorded_path(each.arrival))
        state = each.state
        payload: Refused = {
            "inbox": each.arrival.inbox,
            "path": path,
            "path_b64": encoded(raw),
            "reason": each.refusal,
            "identity": f"{state.device}:{state.inode}:{state.size}:{state.mtime_ns}",
        }
        if self._refused is None:
            past = (event.payload for event in tx.catalogue.events_of(home) if event.kind == "refused")
            self._refused = {_refusal_key(known) for known in past if known is not None}
        key = _refusal_key(payload)
        if key in self._refused:
            return each
        tx.append("refused", home, payload)
        self._refused.add(key)
        return NotTaken(each.arrival, each.state, each.refusal, recorded=True)


def _refusal_key(payload: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(payload.get(key)) for key in ("inbox", "path", "path_b64", "reason", "identity"))


def _regular(path: bytes) -> FileState:
    """Its state, if it is a regular file. Devices are not even opened: that may have effects."""
    try:
        state = FileState.of(os.lstat(path))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _Refuse("missing", None) from error
    except OSError as error:
        raise _Later(unreadable=True) from error
    if not state.is_file:
        raise _Refuse("not-a-file", state)
    return state


def _open(path: bytes) -> int:
    try:
        return os.open(path, _FLAGS)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _Refuse("missing", None) from error
    except OSError as error:
        if error.errno == errno.ELOOP:  # became a link since it was looked at
            raise _Later from error
        raise _Later(unreadable=True) from error


def open_regular(path: bytes) -> int | None:
    """A descriptor of the regular, not empty file at `path`; None if it is not one that can be read now."""
    try:
        if not _regular(path).size:
            return None
        descriptor = _open(path)
    except (_Refuse, _Later):
        return None
    if not FileState.of(os.fstat(descriptor)).is_file:
        os.close(descriptor)
        return None
    return descriptor


def _read(staging: Staging, descriptor: int) -> Staged:
    """Copy and hash; a source that stumbles is tried again later."""
    try:
        return staging.take(descriptor)
    except OSError as error:
        raise _Later(unreadable=True) from error


def original_data(arrival: Arrival, staged: Staged) -> OriginalData:
    name, raw = shown_name(os.path.basename(arrival.relative))
    return {
        "sha256": staged.sha256,
        "bytes": staged.size,
        "name": name,
        "name_b64": encoded(raw),
        "encoding": "plain",
    }


def delivery_data(
    tx: Transaction,
    arrival: Arrival,
    state: FileState,
    key: str,
    inboxes: Mapping[str, InboxConfig],
    named: Named,
    folders: Folders,
    account: str,
) -> DeliveryData:
    path, raw = shown_name(recorded_path(arrival))
    depositor = depositor_of(arrival, state, inboxes.get(arrival.inbox), account)
    said = [field for field, value in (("unit", named.unit), ("category", named.category)) if value is not None]
    data: DeliveryData = {
        "key": key,
        "inbox": arrival.inbox,
        "path": path,
        "path_b64": encoded(raw),
        "device": state.device,
        "inode": state.inode,
        "mtime_ns": state.mtime_ns,
        "ctime_ns": state.ctime_ns,
        "size": state.size,
        "links": state.links,
        "depositor": tx.actor(depositor.name, depositor.known_by),
        "folder_unit": named.unit or folders.unit,
        "folder_category": named.category or folders.category,
        "folders_ignored": list(folders.ignored),
    }
    if said:
        data["named"] = said
    return data
