# Paths are bytes here, and pathlib knows text only.
# ruff: noqa: PTH100
"""Delivery: what is known of a file from where it lay and whose it is."""

from __future__ import annotations

import base64
import hashlib
import os
import pwd
from collections.abc import Callable
from dataclasses import dataclass

from archive.disk.config import InboxConfig
from archive.ingest.arrivals import Arrival, FileState

__all__ = [
    "Depositor", "Folders", "delivery_key", "depositor_of", "encoded", "read_folders", "recorded_path",
    "shown_name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folders:
    """What the folders above a file say, as written on disk."""

    unit: str | None
    category: str | None
    ignored: tuple[str, ...]
    """Levels that name neither, in order."""


@dataclass(frozen=True, slots=True)
class Depositor:
    name: str
    known_by: str
    """inbox, file-owner or account."""


def read_folders(
    relative: bytes, names_unit: Callable[[str], bool], names_category: Callable[[str], bool]
) -> Folders:
    """Read `<unit name or code>/<category>/…` off the folders of a path; either level may be missing."""
    unit = category = None
    ignored = []
    for level in relative.split(b"/")[:-1]:
        name = _guess(level)
        if not name:
            continue
        if unit is None and names_unit(name):
            unit = name
        elif category is None and names_category(name):
            category = name
        else:
            ignored.append(name)
    return Folders(unit, category, tuple(ignored))


def _guess(name: bytes) -> str:
    """The name as a person meant it: old Chinese systems write folders in GB18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "replace")


def shown_name(raw: bytes) -> tuple[str, bytes | None]:
    """Text for `raw`, U+FFFD for what is not UTF-8, and the bytes where that happened."""
    try:
        return raw.decode(), None
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace"), raw


def encoded(raw: bytes | None) -> str | None:
    return None if raw is None else base64.b64encode(raw).decode()


def delivery_key(inbox: str, path: bytes, state: FileState, sha256: str) -> str:
    """SHA-256 over what makes a delivery one: the same file lying there again gives the same key.

    `inbox` is the inbox, or for `archive add` what was named with the file.
    """
    numbers = (state.device, state.inode, state.mtime_ns, state.size)
    parts = (os.fsencode(inbox), path, *(str(number).encode() for number in numbers), sha256.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def depositor_of(arrival: Arrival, state: FileState, inbox: InboxConfig | None, account: str) -> Depositor:
    """Who deposited it: for an inbox its depositor or the file's owner, for `archive add` the `account`."""
    if not arrival.inbox:
        return Depositor(account, "account")
    if inbox is not None and inbox.depositor is not None:
        return Depositor(inbox.depositor, "inbox")
    try:
        owner = pwd.getpwuid(state.uid).pw_name
    except KeyError:
        owner = f"uid {state.uid}"
    return Depositor(owner, "file-owner")


def recorded_path(arrival: Arrival) -> bytes:
    """Below the inbox; for `archive add` the whole path."""
    return arrival.relative if arrival.inbox else os.path.abspath(arrival.path)
