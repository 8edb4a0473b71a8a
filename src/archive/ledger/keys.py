"""Ed25519 keys of a home. `cryptography` is imported where it signs or verifies, not before.

The private key is PEM (PKCS8, not encrypted: its protection is the file's mode, 0600 in
a folder of 0700), the public key PEM (SubjectPublicKeyInfo). Reading and writing the
files is the store's.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from archive.errors import KeyExposed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

__all__ = ["KeyChain", "KeyInvalid", "Signer", "Verifier", "generate", "refuse_exposed"]


class KeyInvalid(ValueError):
    """The text is no Ed25519 key in PEM."""


def generate() -> tuple[bytes, bytes]:
    """A new key pair: private PEM and public PEM, both ASCII and ending in a newline."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, _public_pem(private.public_key())


def refuse_exposed(path: str, mode: int) -> None:
    """Raise KeyExposed where `mode` (st_mode of the key's file) lets group or others do anything."""
    if stat.S_IMODE(mode) & 0o077:
        raise KeyExposed(path=path)


class Signer:
    """A private key that signs."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def from_pem(cls, pem: bytes) -> Signer:
        """The key in `pem`. Raises KeyInvalid."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(pem, None)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyInvalid(f"no private key in PEM: {error}") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyInvalid("the private key is of another kind than Ed25519")
        return cls(key)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the signature (RFC 8032; the same for the same data)."""
        return self._private.sign(data)

    def verifier(self) -> Verifier:
        return Verifier(self._private.public_key())

    def public_pem(self) -> bytes:
        return _public_pem(self._private.public_key())

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the public key in PEM, hex: what the ledger knows the key by."""
        return sha256(self.public_pem()).hexdigest()


class Verifier:
    """A public key that verifies."""

    def __init__(self, public: Ed25519PublicKey) -> None:
        self._public = public
        self.raw = public.public_bytes_raw()
        """The key's 32 bytes."""

    @classmethod
    def from_pem(cls, pem: bytes) -> Verifier:
        """The key in `pem`. Raises KeyInvalid."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        try:
            key = load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyInvalid(f"no public key in PEM: {error}") from error
        if not isinstance(key, Ed25519PublicKey):
            raise KeyInvalid("the public key is of another kind than Ed25519")
        return cls(key)

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` is this key's over `data`."""
        from cryptography.exceptions import InvalidSignature

        try:
            self._public.verify(signature, data)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class KeyChain:
    """The public keys of a ledger, one after another."""

    keys: tuple[tuple[int, Verifier], ...]
    """Each with the size of the first checkpoint that it signs, ascending; the first with 0."""

    @classmethod
    def linked(cls, first: bytes, rotations: Iterable[tuple[int, bytes, bytes, bytes]]) -> KeyChain:
        """The chain from the first key (PEM) on; a rotation is its event, old and new key (PEM) and the old key's
        signature over the new one. Raises KeyInvalid where a key does not answer for the next.
        """
        current, verifier = first, Verifier.from_pem(first)
        found = [(0, verifier)]
        for event, old, new, proof in rotations:
            if old != current or not verifier.verifies(proof, new):
                raise KeyInvalid(f"the key of before does not answer for the one of event {event}")
            current, verifier = new, Verifier.from_pem(new)
            found.append((event + 1, verifier))
        return cls(tuple(found))

    def at(self, size: int) -> Verifier:
        """The key that signs the checkpoint over so many events."""
        return next(verifier for first, verifier in reversed(self.keys) if first <= size)


def _public_pem(public: Ed25519PublicKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
