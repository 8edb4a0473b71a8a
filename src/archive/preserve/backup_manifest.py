"""The manifest of a backup: what belongs to it, each file with its digest, written last and in one step.

A backup is a folder with `manifest.json` and `objects/`. Everything lies in `objects/ab/abcd…` under its SHA-256: the
originals, the catalogue and the settings alike; the manifest says which is which. It is canonical JSON with a digest
over itself, so no bit of it can change unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.disk.atomic import storage, write_file
from archive.errors import BackupDamaged, BackupMissing
from archive.ledger import canonical

__all__ = ["CATALOGUE", "MANIFEST", "Manifest", "StoredFile", "read_manifest", "write_manifest"]

MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite3"
_VERSION = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[^/\0]{1,255}")
_HOME = re.compile(r"h-[0-9a-z]{16}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    home: str
    time: str
    """UTC, by the clock of the machine that made it."""
    events: int
    root: str
    """Base64."""
    checkpoint: str
    """The signed note over them."""
    files: Mapping[str, StoredFile]
    """By their name in the home: the catalogue, the settings, the public key. Never a private key."""
    objects: Mapping[str, int]
    """Digest to size."""
    missing: tuple[str, ...] = ()
    """Objects that were damaged or gone in the home when it was made, and that it has no copy of."""
    digest: str = ""
    """SHA-256 of the canonical JSON without this key."""

    def everything(self) -> dict[str, int]:
        """Digest to size of all that lies in `objects`."""
        return {**self.objects, **{each.sha256: each.size for each in self.files.values()}}


def write_manifest(place: Path, manifest: Manifest) -> Manifest:
    """Put it in place, durably, in the place of the one before; as written, with its digest. Raises StorageFailed."""
    body = _body(manifest)
    digest = hashlib.sha256(canonical.encode(body)).hexdigest()
    write_file(place / MANIFEST, canonical.encode({**body, "digest": digest}) + b"\n")
    return _manifest({**body, "digest": digest})


def read_manifest(place: Path) -> Manifest:
    """The manifest of the backup in a folder. Raises BackupMissing, BackupDamaged, NotPermitted or StorageFailed."""
    path = place / MANIFEST
    if path.is_symlink():
        raise BackupDamaged(path=place, reason="its manifest is a link")
    with storage(path):
        try:
            data = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BackupMissing(path=place) from error
    try:
        return _trusted(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupDamaged(path=place, reason=f"its manifest cannot be trusted ({error})") from error


def _trusted(data: bytes) -> Manifest:
    """Raises ValueError, KeyError, TypeError or AttributeError for anything but what `write_manifest` writes."""
    table = json.loads(data)
    if canonical.encode(table) + b"\n" != data:
        raise ValueError("it is not in its form")
    stated = table.pop("digest")
    if hashlib.sha256(canonical.encode(table)).hexdigest() != stated:
        raise ValueError("its digest does not fit")
    return _manifest({**table, "digest": stated})


def _body(manifest: Manifest) -> dict[str, Any]:
    return {
        "backup": _VERSION,
        "home": manifest.home,
        "time": manifest.time,
        "events": manifest.events,
        "root": manifest.root,
        "checkpoint": manifest.checkpoint,
        "files": {name: [each.sha256, each.size] for name, each in manifest.files.items()},
        "objects": dict(manifest.objects),
        "missing": list(manifest.missing),
    }


def _manifest(table: dict[str, Any]) -> Manifest:
    """Raises ValueError, KeyError or TypeError for what is none."""
    if table["backup"] != _VERSION or not _HOME.fullmatch(table["home"]):
        raise ValueError("it is of another kind")
    files = {_name(name): StoredFile(_digest(sha), int(size)) for name, (sha, size) in table["files"].items()}
    return Manifest(
        table["home"],
        str(table["time"]),
        int(table["events"]),
        str(table["root"]),
        str(table["checkpoint"]),
        files,
        {_digest(sha): int(size) for sha, size in table["objects"].items()},
        tuple(_digest(sha) for sha in table["missing"]),
        _digest(table["digest"]),
    )


def _digest(value: str) -> str:
    if not _DIGEST.fullmatch(value):
        raise ValueError(f"{value!r} is no SHA-256")
    return value


def _name(value: str) -> str:
    """A file directly in the home: nothing in a backup leads anywhere else."""
    if not _NAME.fullmatch(value) or value in (".", "..") or value.startswith("."):
        raise ValueError(f"{value!r} is no name of a file")
    return value
