"""Backups, replicas, anchors and keys as the ledger tells of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from archive.catalogue.database import Database
from archive.errors import Damaged
from archive.model.event import Event

__all__ = ["SAFEKEEPING_PROJECTIONS", "SafekeepingReads", "SafekeepingRow"]


class SafekeepingRow(NamedTuple):
    """One of those events."""

    seq: int
    kind: str
    time: str
    payload: dict[str, Any]


class SafekeepingReads:
    """The part of the catalogue that knows how the home is kept safe."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def safekeeping(self, *kinds: str) -> tuple[SafekeepingRow, ...]:
        """Events of these kinds, such as backed-up, replicated, restore-tried, anchored or key-rotated, in order.

        Raises Damaged where a row holds no payload.
        """
        rows = self._db.rows(
            "select seq, kind, time, body from safekeeping where kind in (select value from json_each(:kinds))"
            " order by seq",
            kinds=json.dumps(kinds),
        )
        return tuple(SafekeepingRow(row["seq"], row["kind"], row["time"], _payload(row["body"])) for row in rows)

    def format(self) -> int:
        """Version of the format in which the home is written."""
        return int(self._db.value("pragma user_version"))

    def signing_key(self) -> str | None:
        """SHA-256 (hex) of the public key, PEM, that signs from here; None before there is an event."""
        found: str | None = self._db.value("select value from meta where key = 'key'")
        return found

    def copy_into(self, path: Path) -> None:
        """Write the whole database, as it is at one moment and without freed pages, into a file that is new or empty.

        Intake goes on meanwhile. Not flushed. Raises StorageFailed where there is no room, Busy.
        """
        self._db.run("vacuum into :path", path=str(path))


def _payload(body: str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, dict):
        raise Damaged(what="A row of the table safekeeping holds no payload")
    return found


def _kept(db: Database, event: Event, payload: Mapping[str, Any]) -> None:
    token = payload.get("token") or {}
    db.run(
        "insert into safekeeping (seq, kind, time, body, token, bytes)"
        " values (:seq, :kind, :time, :body, :token, :bytes)",
        seq=event.seq,
        kind=event.kind,
        time=event.time,
        body=json.dumps(payload, ensure_ascii=False, sort_keys=True),
        token=token.get("sha256"),
        bytes=token.get("bytes"),
    )


def _rotated(db: Database, event: Event, payload: Mapping[str, Any]) -> None:
    _kept(db, event, payload)
    db.run("update meta set value = :key where key = 'key'", key=hashlib.sha256(payload["key"].encode()).hexdigest())


SAFEKEEPING_PROJECTIONS: dict[str, Callable[[Database, Event, Mapping[str, Any]], None]] = {
    **dict.fromkeys(("backed-up", "replicated", "restored", "restore-tried", "anchored", "keys-backed-up"), _kept),
    "key-rotated": _rotated,
}
"""What each kind of event changes in the tables."""
