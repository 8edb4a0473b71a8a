"""Sealed objects: encrypted for one key, readable with its private part only (`docs/format.md`).

A line `safety-archive-sealed-1`, a fresh X25519 public key (32 bytes), the id of the key that opens it (8 bytes),
then pieces of 65,536 bytes of the content, each as AES-256-GCM with its tag. The nonce is the piece's number (11
bytes) and whether it is the last (1 byte), so pieces can be neither exchanged nor left out; everything before the
first piece is authenticated with each of them. The content is the length of a JSON object (4 bytes), that object
(UTF-8: name, path, size …), the file, and zeros up to a multiple of 4,096 bytes.

Who can seal cannot read: sealing needs the public key alone.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from archive.errors import SealBroken

__all__ = ["IntakeKey", "ReadingKey", "opened", "sealed"]

_MAGIC = b"safety-archive-sealed-1\n"
_PIECE = 65_536
_TAG = 16
_GRAIN = 4_096
_MOST_SAID = 1 << 20


@dataclass(frozen=True, slots=True)
class IntakeKey:
    """What takes files in: it can seal and know a file again, and cannot read."""

    public: bytes
    """X25519, 32 bytes."""
    secret: bytes
    """For keyed digests, 32 bytes."""

    @property
    def id(self) -> str:
        """16 hex digits that name the key that opens."""
        return hashlib.sha256(self.public).hexdigest()[:16]

    def token(self, what: str, value: str) -> str:
        """Keyed digest of `value` (SHA-256 of a file, or the name of an account), in hex."""
        return hmac.new(self.secret, f"{what}\0{value}".encode("utf-8", "surrogateescape"), "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """The secret from which everything follows: 32 random bytes."""

    seed: bytes

    def intake(self) -> IntakeKey:
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        public = X25519PrivateKey.from_private_bytes(self._private()).public_key().public_bytes_raw()
        return IntakeKey(public, _derived(self.seed, b"", b"safety-archive seal token"))

    def _private(self) -> bytes:
        return _derived(self.seed, b"", b"safety-archive seal x25519")

    def agreed(self, fresh: bytes) -> bytes:
        """What this key and the fresh public key of an object agree on."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

        return X25519PrivateKey.from_private_bytes(self._private()).exchange(X25519PublicKey.from_public_bytes(fresh))


def sealed(key: IntakeKey, said: Mapping[str, Any], pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a sealed object, piece by piece. `said` tells what the file is, its size at least.

    Nothing of `pieces` is kept; what they raise comes through.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    once = X25519PrivateKey.generate()
    fresh = once.public_key().public_bytes_raw()
    agreed = once.exchange(X25519PublicKey.from_public_bytes(key.public))
    head = _MAGIC + fresh + bytes.fromhex(key.id)
    yield head
    cipher = _cipher(agreed, fresh, key.public)
    words = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    waiting = bytearray(len(words).to_bytes(4) + words)
    number = total = 0
    for piece in pieces:
        waiting += piece
        while len(waiting) > _PIECE:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:_PIECE]), head)
            del waiting[:_PIECE]
            number += 1
            total += _PIECE
    waiting += bytes(-(total + len(waiting)) % _GRAIN)
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), head)


def opened(key: ReadingKey, source: BinaryIO) -> Iterator[bytes]:
    """First the JSON object (UTF-8) that says what the file is, then the file's bytes.

    Raises SealBroken where the key is another one or a byte differs: what came before is then no document either,
    so it must not be handed on before the end.
    """
    from cryptography.exceptions import InvalidTag

    intake = key.intake()
    head = source.read(len(_MAGIC) + 40)
    if not head.startswith(_MAGIC) or len(head) != len(_MAGIC) + 40:
        raise SealBroken(reason="it does not begin as a sealed object does")
    fresh, meant = head[len(_MAGIC) : -8], head[-8:]
    if meant.hex() != intake.id:
        raise SealBroken(reason="it was sealed for another key")
    try:
        cipher = _cipher(key.agreed(fresh), fresh, intake.public)
        yield from _content(_pieces(cipher, head, source))
    except (InvalidTag, ValueError) as error:
        raise SealBroken(reason="its bytes were changed, or cut off") from error


def _pieces(cipher: Any, head: bytes, source: BinaryIO) -> Iterator[bytes]:
    number, piece = 0, source.read(_PIECE + _TAG)
    while piece:
        following = source.read(_PIECE + _TAG)
        yield cipher.decrypt(_nonce(number, last=not following), piece, head)
        number, piece = number + 1, following
    if not number:
        raise ValueError("no piece")


def _content(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """What was said of the file, then its bytes without the zeros behind them."""
    begun = bytearray(next(pieces, b""))
    length = int.from_bytes(begun[:4])
    if length > _MOST_SAID:
        raise ValueError("too much is said of the file")
    while len(begun) < 4 + length:
        following = next(pieces, None)
        if following is None:
            raise ValueError("cut off")
        begun += following
    words = bytes(begun[4 : 4 + length])
    left = int(json.loads(words)["size"])
    yield words
    piece = bytes(begun[4 + length :])
    while True:
        yield piece[:left]
        left -= min(left, len(piece))
        following = next(pieces, None)  # to the last one, though it be zeros: only then is it whole
        if following is None:
            break
        piece = following
    if left:
        raise ValueError("shorter than it says")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _cipher(agreed: bytes, fresh: bytes, public: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_derived(agreed, fresh + public, _MAGIC))


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256, 32 bytes."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt or None, info).derive(secret)
