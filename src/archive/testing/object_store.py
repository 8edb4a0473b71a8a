"""The contract of an object store, as tests: subclass it, and give a fixture `store`.

class TestMyStore(ObjectStoreContract):
    @pytest.fixture
    def store(self, tmp_path): ...
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from typing import Any

import pytest

from archive.errors import ObjectMissing
from archive.objects.contract import ObjectStore, Staged, Staging

__all__ = ["ObjectStoreContract"]

ABSENT = "0" * 64


def _take(staging: Staging, data: bytes) -> Staged:
    with tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        return staging.take(source.fileno())


class ObjectStoreContract:
    """Every store must pass these."""

    def stage(self, store: Any) -> Staging:
        """A new staging of the store."""
        staging: Staging = store.stage()
        return staging

    def put(self, store: Any, *contents: bytes) -> Sequence[str]:
        staging = self.stage(store)
        try:
            group = [_take(staging, data) for data in contents]
            staging.commit(group)
        finally:
            staging.close()
        return [each.sha256 for each in group]

    @pytest.mark.parametrize("data", [b"", b"a", b"\0" * 4096, os.urandom(3 * 1024 * 1024 + 1)], ids=len)
    def test_bytes_come_back_as_they_went_in(self, store: ObjectStore, data: bytes) -> None:
        (digest,) = self.put(store, data)
        assert digest == hashlib.sha256(data).hexdigest()
        assert store.has(digest)
        assert store.size(digest) == len(data)
        with store.open(digest) as opened:
            assert opened.read() == data
            opened.seek(0)
            assert opened.read(1) == data[:1]

    def test_what_is_not_there_is_missing(self, store: ObjectStore) -> None:
        assert not store.has(ABSENT)
        with pytest.raises(ObjectMissing):
            store.open(ABSENT)
        with pytest.raises(ObjectMissing):
            store.size(ABSENT)

    def test_the_same_bytes_are_one_object(self, store: ObjectStore) -> None:
        self.put(store, b"twice", b"twice")
        self.put(store, b"twice")
        assert list(store.iter()) == [hashlib.sha256(b"twice").hexdigest()]

    def test_digests_come_in_order(self, store: ObjectStore) -> None:
        digests = self.put(store, *(str(number).encode() for number in range(50)))
        assert list(store.iter()) == sorted(digests)

    def test_a_dropped_copy_is_not_stored(self, store: ObjectStore) -> None:
        staging = self.stage(store)
        kept, dropped = _take(staging, b"kept"), _take(staging, b"dropped")
        staging.drop(dropped)
        staging.drop(dropped)
        staging.commit([kept])
        staging.close()
        staging.close()
        assert list(store.iter()) == [kept.sha256]

    def test_what_was_not_committed_is_not_stored(self, store: ObjectStore) -> None:
        staging = self.stage(store)
        _take(staging, b"never")
        staging.close()
        assert list(store.iter()) == []

    def test_stagings_have_names_of_their_own(self, store: ObjectStore) -> None:
        first, second = self.stage(store), self.stage(store)
        assert first.name != second.name
        first.close()
        second.close()

    def test_the_interface_has_no_overwrite_and_no_delete(self, store: ObjectStore) -> None:
        names = {name for name in dir(store) if not name.startswith("_")}
        assert not names & {"delete", "remove", "unlink", "overwrite", "replace", "write", "discard", "pop"}
