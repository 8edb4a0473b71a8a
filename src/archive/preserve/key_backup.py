"""The keys of a home: kept under a passphrase elsewhere, brought back, and exchanged.

A backup holds no key, so that whoever finds it can neither sign nor read what is sealed. The file that is written here
holds all of them, encrypted: scrypt (RFC 7914) over the passphrase, then AES-256-GCM over a JSON object.
"""

from __future__ import annotations

import hashlib
import json
import os
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.disk.atomic import storage, write_file, write_new
from archive.errors import (
    N_,
    BackupPlace,
    InputMissing,
    KeysDiffer,
    KeysFileInvalid,
    KeysForeign,
    PassphraseWeak,
    PassphraseWrong,
    ReasonMissing,
)
from archive.key_files import load_signer, settle
from archive.ledger import canonical
from archive.ledger.keys import KeyInvalid, Signer, generate
from archive.model.event import KeyRotated, KeysBackedUp
from archive.preserve.backup_manifest import MANIFEST

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["KeysFile", "back_up_keys", "restore_keys", "rotate"]

_VERSION = 1
_LEAST = 12
"""Characters of a passphrase."""
_COST = {"n": 1 << 17, "r": 8, "p": 1}
"""128 MB and about half a second a try."""
_MOST_BYTES = 1 << 20
_SIGNING, _SECRET, _INTAKE = "checkpoint.key", "sealed.key", "sealed.intake"


@dataclass(frozen=True, slots=True)
class KeysFile:
    path: Path
    names: tuple[str, ...]
    """Keys in it: checkpoint.key, sealed.key, sealed.intake."""
    digest: str


def back_up_keys(store: Store, path: Path, passphrase: str) -> KeysFile:
    """Write every key of the home into the new file `path`, encrypted, and say so in the ledger.

    A secret of sealed records that lies elsewhere and is not there now is left out. Raises BackupPlace in a home, a
    backup or a replica, PassphraseWeak, TargetExists, and what a transaction raises.
    """
    _require_apart(store, path)
    if len(passphrase) < _LEAST:
        raise PassphraseWeak(least=_LEAST)
    held = {name: each.read_text("ascii") for name, each in _places(store).items() if _readable(each)}
    signer = load_signer(store.layout)
    home = store.catalogue.home()
    data = _sealed({"home": home, "keys": held}, passphrase, {"safety-archive-keys": _VERSION, "home": home, **_COST})
    write_new(path, data, 0o600)
    digest = hashlib.sha256(data).hexdigest()
    payload: KeysBackedUp = {"keys": [signer.digest], "digest": digest}
    with store.transaction() as tx:
        tx.append("keys-backed-up", home, payload)
    return KeysFile(path, tuple(held), digest)


def _readable(path: Path) -> bool:
    with storage(path):
        return path.is_file()


def _places(store: Store) -> dict[str, Path]:
    layout = store.layout
    secret = store.config.sealed_key or layout.seal_secret
    return {_SIGNING: layout.signing_key, _SECRET: secret, _INTAKE: layout.seal_intake}


def _require_apart(store: Store, path: Path) -> None:
    """Keys do not lie beside what they open."""
    place = path.resolve()
    for folder in (store.layout.root, *(each.resolve() for each in store.config.replicas)):
        if place.is_relative_to(folder):
            raise BackupPlace(path=path, reason=N_("keys do not lie beside what they open"))
    for folder in place.parents:
        if (folder / MANIFEST).is_file() or (folder / store.layout.catalogue.name).is_file():
            raise BackupPlace(path=path, reason=N_("keys do not lie beside what they open"))
    if not place.parent.is_dir():
        raise InputMissing(path=place.parent)


def restore_keys(store: Store, path: Path, passphrase: str) -> tuple[str, ...]:
    """Bring the keys in `path` back into a home that has lost them; the names of those that were.

    Raises KeysFileInvalid, PassphraseWrong, KeysForeign for those of another archive or of before the last exchange,
    KeysDiffer where another key lies in the place, InputMissing, StorageFailed or NotPermitted; then nothing changes.
    """
    told = _opened(_read(path), passphrase, path)
    if told["home"] != store.catalogue.home():
        raise KeysForeign(path=path)
    try:
        if Signer.from_pem(told["keys"][_SIGNING].encode()).digest != store.catalogue.signing_key():
            raise KeysForeign(path=path)
    except KeyInvalid as error:
        raise KeysFileInvalid(path=path, reason=str(error)) from error
    wanted: dict[Path, bytes] = {}
    brought = []
    for name, place in _places(store).items():
        data = told["keys"].get(name, "").encode()
        if not data:
            continue
        if place.exists() and place.read_bytes() != data:
            raise KeysDiffer(path=place)
        if not place.exists():
            wanted[place] = data
            brought.append(name)
    for place, data in wanted.items():
        write_file(place, data, mode=0o600)
    return tuple(brought)


def rotate(store: Store, *, reason: str) -> str:
    """Exchange the signing key: the old one answers for the new one in the ledger, and old checkpoints still verify.

    SHA-256 of the new public key. Make a backup of the keys afterwards. Raises ReasonMissing, and what a transaction
    raises; then the old key stays.
    """
    if not reason.strip():
        raise ReasonMissing()
    settle(store.layout, store.catalogue.signing_key())
    old = load_signer(store.layout)
    private, public = generate()
    write_file(store.layout.next_signing_key, private, mode=0o600)
    new = Signer.from_pem(private)
    payload: KeyRotated = {
        "old": old.public_pem().decode(),
        "key": public.decode(),
        "proof": b64encode(old.sign(public)).decode("ascii"),
        "reason": reason.strip(),
    }
    with store.transaction(signer=new) as tx:
        tx.append("key-rotated", store.catalogue.home(), payload)
    settle(store.layout, new.digest)
    return new.digest


# The file


def _sealed(told: dict[str, Any], passphrase: str, head: dict[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = (b64encode(os.urandom(count)).decode("ascii") for count in (16, 12))
    head = {**head, "salt": salt, "nonce": nonce}
    data = AESGCM(_key(passphrase, head)).encrypt(b64decode(head["nonce"]), canonical.encode(told), _bound(head))
    return canonical.encode({**head, "data": b64encode(data).decode("ascii")}) + b"\n"


def _bound(head: dict[str, Any]) -> bytes:
    """What is authenticated with the keys: everything in the file but them."""
    return canonical.encode({name: value for name, value in head.items() if name != "data"})


def _key(passphrase: str, head: dict[str, Any]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    kdf = Scrypt(salt=b64decode(head["salt"]), length=32, n=head["n"], r=head["r"], p=head["p"])
    return kdf.derive(passphrase.encode("utf-8", "surrogateescape"))


def _read(path: Path) -> bytes:
    with storage(path):
        try:
            with path.open("rb") as source:
                return source.read(_MOST_BYTES)
        except FileNotFoundError as error:
            raise InputMissing(path=path) from error


def _opened(data: bytes, passphrase: str, path: Path) -> dict[str, Any]:
    """Raises KeysFileInvalid or PassphraseWrong."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        head = _head(data)
        nonce, sealed = b64decode(head["nonce"]), b64decode(head["data"])
        told: dict[str, Any] = json.loads(AESGCM(_key(passphrase, head)).decrypt(nonce, sealed, _bound(head)))
    except InvalidTag as error:
        raise PassphraseWrong(path=path) from error
    except (ValueError, KeyError, TypeError, AttributeError, Base64Error, RecursionError) as error:
        raise KeysFileInvalid(path=path, reason=str(error)) from error
    return told


def _head(data: bytes) -> dict[str, Any]:
    """Raises ValueError, KeyError or TypeError for what is no file of keys, or would cost more than we ever ask."""
    head: dict[str, Any] = json.loads(data)
    if head["safety-archive-keys"] != _VERSION or {name: head[name] for name in _COST} != _COST:
        raise ValueError("it is of another kind")
    return head
