"""Checkpoints: the signed head of the tree, as C2SP tlog-checkpoint and signed-note write it.

safety-archive/<home id>
<size>
<root, base64>
<extension lines, none of ours>

— safety-archive/<home id> <base64 of 4 bytes key id and 64 bytes Ed25519 signature>

The signature is over everything before the blank line. Lines signed by keys that are not
known (a witness, a key of later) are ignored, as the specification demands.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.ledger.keys import Signer, Verifier

__all__ = ["Checkpoint", "NoteInvalid", "Signature", "SignedNote", "key_id", "origin_of", "parse", "sign", "verify"]

_ED25519 = b"\x01"
_MAX_BYTES = 64 * 1024
"""Longer notes are refused unread: sixteen signatures of any kind stay far below."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_NAME = re.compile(r"[^\s+]+")


class NoteInvalid(ValueError):
    """The text is no checkpoint, or it is not signed by the key that is trusted."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The lines that are signed, each ending in a newline."""
        head = (self.origin, str(self.size), b64encode(self.root).decode("ascii"))
        return "".join(f"{line}\n" for line in (*head, *self.extensions))


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    key_id: bytes
    """4 bytes: a hint which key it was."""
    value: bytes


@dataclass(frozen=True, slots=True)
class SignedNote:
    checkpoint: Checkpoint
    text: str
    """What was signed, as it stands in the note."""
    signatures: tuple[Signature, ...]


def origin_of(home: str) -> str:
    """The origin line and key name of a home."""
    return f"safety-archive/{home}"


def key_id(name: str, public: bytes) -> bytes:
    """SHA-256(name || LF || 0x01 || public key)[:4], the key id of a C2SP signed note."""
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def sign(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note; the key's name is the origin. The same checkpoint and key give the same note."""
    text = checkpoint.text()
    identity = key_id(checkpoint.origin, signer.verifier().raw)
    value = b64encode(identity + signer.sign(text.encode())).decode("ascii")
    note = f"{text}\n— {checkpoint.origin} {value}\n"
    if parse(note).checkpoint != checkpoint:
        raise NoteInvalid("the values make no checkpoint that reads back as itself")
    return note


def parse(note: str) -> SignedNote:
    """Read a note without trusting it. Raises NoteInvalid where it departs from the specification."""
    if len(note) > _MAX_BYTES:
        raise NoteInvalid("the note is too long")
    if _CONTROL.search(note):
        raise NoteInvalid("the note holds control characters")
    body, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise NoteInvalid("the note has no blank line followed by signatures")
    lines = body.split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteInvalid("the note has fewer than three lines or an empty one")
    if _SIZE.fullmatch(lines[1]) is None:
        raise NoteInvalid("the second line is no tree size")
    root = _decode(lines[2])
    if len(root) != 32:
        raise NoteInvalid("the third line is no SHA-256 root")
    checkpoint = Checkpoint(lines[0], int(lines[1]), root, tuple(lines[3:]))
    return SignedNote(checkpoint, body + "\n", tuple(_signature(line) for line in tail[:-1].split("\n")))


def verify(note: str, origin: str, verifier: Verifier) -> Checkpoint:
    """The checkpoint in `note`, if it is of `origin` and signed by this key. Raises NoteInvalid if not."""
    signed = parse(note)
    if signed.checkpoint.origin != origin:
        raise NoteInvalid(f"the origin is {signed.checkpoint.origin}, not {origin}")
    known = key_id(origin, verifier.raw)
    ours = [entry for entry in signed.signatures if entry.name == origin and entry.key_id == known]
    if not ours:
        raise NoteInvalid("the note is not signed by the key of this archive")
    data = signed.text.encode()
    if not all(verifier.verifies(entry.value, data) for entry in ours):
        raise NoteInvalid("the signature does not fit the note")
    return signed.checkpoint


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, value = rest.partition(" ")
    if dash != "—" or _NAME.fullmatch(name) is None:
        raise NoteInvalid("a signature line is not of its form")
    data = _decode(value)
    if len(data) < 5:
        raise NoteInvalid("a signature is too short")
    return Signature(name, data[:4], data[4:])


def _decode(text: str) -> bytes:
    """Base64 in its one canonical form: a second spelling of the same bytes is refused."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (Base64Error, ValueError) as error:
        raise NoteInvalid("base64 that cannot be read") from error
    if b64encode(data).decode("ascii") != text:
        raise NoteInvalid("base64 that is not in its canonical form")
    return data
