"""A store in memory: for tests, and as the shortest reading of the contract."""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from archive.errors import ObjectMissing
from archive.objects.contract import Staged

__all__ = ["MemoryObjectStore", "MemoryStaging"]


class MemoryObjectStore:
    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}

    def has(self, sha256: str) -> bool:
        return sha256 in self._objects

    def size(self, sha256: str) -> int:
        return len(self._bytes(sha256))

    def open(self, sha256: str) -> BinaryIO:
        return io.BytesIO(self._bytes(sha256))

    def iter(self) -> Iterator[str]:
        return iter(sorted(self._objects))

    def stage(self) -> MemoryStaging:
        return MemoryStaging(self._objects)

    def _bytes(self, sha256: str) -> bytes:
        try:
            return self._objects[sha256]
        except KeyError:
            raise ObjectMissing(sha256=sha256) from None


class MemoryStaging:
    def __init__(self, objects: dict[str, bytes]) -> None:
        self._objects = objects
        self._staged: dict[str, bytes] = {}
        self.name = f"{os.getpid()}-{secrets.token_hex(8)}"

    def take(self, source: int) -> Staged:
        return self.take_pieces(iter(lambda: os.read(source, 65536), b""))

    def take_pieces(self, pieces: Iterable[bytes]) -> Staged:
        data = b"".join(pieces)
        token = str(len(self._staged))
        self._staged[token] = data
        return Staged(hashlib.sha256(data).hexdigest(), len(data), token)

    def drop(self, staged: Staged) -> None:
        self._staged[staged.token] = b""

    def commit(self, group: Sequence[Staged]) -> None:
        for each in group:
            self._objects.setdefault(each.sha256, self._staged[each.token])
            self.drop(each)

    def close(self) -> None:
        self._staged.clear()
