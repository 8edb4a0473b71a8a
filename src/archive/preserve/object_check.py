"""The originals, each hashed again against its name, and what else lies in their folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from archive.errors import N_, ArchiveError
from archive.preserve.report import Finding

if TYPE_CHECKING:
    from archive.objects.local import LocalObjectStore

__all__ = ["Hashed", "Progress", "Wanted", "check_all", "check_others", "check_wanted", "damage_of", "strays"]

Progress = Callable[[int, int], None]
"""(done, total) in bytes of objects."""

_BLOCK = 1 << 18


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object that records refer to."""

    sha256: str
    size: int
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hashed:
    """What a pass over objects found."""

    objects: int
    bytes: int
    """Read."""
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()


def check_wanted(store: LocalObjectStore, wanted: Iterable[Wanted], progress: Progress | None) -> Hashed:
    """Hash every object that records refer to; damage names each of these records."""
    every = list(wanted)
    total, done, read = sum(each.size for each in every), 0, 0
    findings: list[Finding] = []
    for each in every:
        size, damage = _damage(store, each.sha256, each.size)
        if damage is not None:
            kind, what = damage
            findings.extend(Finding(kind, record, what) for record in each.records or (None,))
        done, read = done + each.size, read + size
        if progress is not None:
            progress(done, total)
    return Hashed(len(every), read, tuple(findings))


def check_others(store: LocalObjectStore, known: frozenset[str]) -> Hashed:
    """Hash the objects that no record refers to. A sound one is but a note: a crash during intake leaves such a one."""
    findings: list[Finding] = []
    notes: list[Finding] = []
    count, read = 0, 0
    for digest in _there(store):
        if digest in known or not (store.has(digest) or store.path(digest).is_symlink()):
            continue
        size, damage = _damage(store, digest, None)
        count, read = count + 1, read + size
        if damage is not None:
            findings.append(Finding(damage[0], None, damage[1]))
        else:
            what = N_("No record refers to the object {sha256}; a crash during intake leaves such a one")
            notes.append(Finding("object-unreferenced", None, what.format(sha256=digest)))
    return Hashed(count, read, tuple(findings), tuple(notes))


def check_all(store: LocalObjectStore, progress: Progress | None) -> Hashed:
    """Hash every object there is against its name, where nothing can tell which records they belong to."""
    sizes = [(digest, _size(store, digest)) for digest in _there(store) if store.has(digest)]
    found = check_wanted(store, [Wanted(digest, size, ()) for digest, size in sizes], progress)
    return Hashed(found.objects, found.bytes, found.findings, tuple(strays(store)))


def strays(store: LocalObjectStore) -> Iterator[Finding]:
    """What lies among the objects and is none, as notes."""
    what = N_("{path} lies among the originals, but is none: no program of the archive put it there")
    for path in store.strays() if store.root.is_dir() else ():
        yield Finding("object-stray", None, what.format(path=f"objects/{path}"))


def damage_of(store: LocalObjectStore, sha256: str) -> str | None:
    """Kind of the damage to an object, None for a whole one. Damage is believed when a second reading finds it too."""
    if _damage(store, sha256, None)[1] is None:
        return None
    again = _damage(store, sha256, None)[1]
    return None if again is None else again[0]


def _there(store: LocalObjectStore) -> Iterator[str]:
    """Every object; none where their folder is gone, which every record then tells."""
    return store.iter() if store.root.is_dir() else iter(())


def _size(store: LocalObjectStore, digest: str) -> int:
    try:
        return store.size(digest)
    except ArchiveError:
        return 0


def _damage(store: LocalObjectStore, sha256: str, expected: int | None) -> tuple[int, tuple[str, str] | None]:
    """Bytes read, and the kind and words of the damage, if there is one. `expected`: size, None for any."""
    try:
        path = store.path(sha256)
        if path.is_symlink() or path.parent.is_symlink():
            what = N_("The object {sha256} is a link to another place and no file of this home")
            return 0, ("object-changed", what.format(sha256=sha256))
        if not store.has(sha256):
            return 0, ("object-missing", N_("The object {sha256} is missing").format(sha256=sha256))
        with store.open(sha256) as source:
            digest, size = _hash(source)
    except (ArchiveError, OSError, ValueError) as error:
        what = N_("The object {sha256} cannot be read: {reason}")
        return 0, ("object-missing", what.format(sha256=sha256, reason=error))
    if digest != sha256:
        what = N_("The object {sha256} was changed: its SHA-256 is now {found}")
        return size, ("object-changed", what.format(sha256=sha256, found=digest))
    if expected not in (None, size):
        what = N_("The object {sha256} has {size} bytes, not {expected}")
        return size, ("projection-differs", what.format(sha256=sha256, size=size, expected=expected))
    return size, None


def _hash(source: BinaryIO) -> tuple[str, int]:
    """SHA-256 in hex, and bytes read."""
    hasher, size = hashlib.sha256(), 0
    while block := source.read(_BLOCK):
        hasher.update(block)
        size += len(block)
    return hasher.hexdigest(), size
