"""Which key signed which checkpoints: the first one as the home began, then those of the events `key-rotated`."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from typing import TYPE_CHECKING

from archive.errors import Damaged
from archive.ledger.keys import KeyChain, KeyInvalid

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["first_key", "key_chain"]


def first_key(store: Store, current: bytes) -> bytes:
    """The public key (PEM) that the home began with, where `current` is that of today. Raises KeyInvalid."""
    rotations = _rotations(store)
    return rotations[0][1] if rotations else current


def key_chain(store: Store, current: bytes) -> KeyChain:
    """The keys of the ledger up to `current` (PEM), each answering for the next.

    Raises KeyInvalid where they do not, or where `current` is not the last.
    """
    rotations = _rotations(store)
    if rotations and rotations[-1][2] != current:
        raise KeyInvalid("it is not the one that the ledger names last")
    return KeyChain.linked(first_key(store, current), rotations)


def _rotations(store: Store) -> list[tuple[int, bytes, bytes, bytes]]:
    """Event, old key, new key and the old one's signature. Raises KeyInvalid for what is not of that form."""
    try:
        return [
            (row.seq, row.payload["old"].encode(), row.payload["key"].encode(), b64decode(row.payload["proof"]))
            for row in store.catalogue.safekeeping("key-rotated")
        ]
    except (Base64Error, KeyError, AttributeError, ValueError, TypeError, Damaged) as error:
        raise KeyInvalid("an event that changes the key is not of its form") from error
