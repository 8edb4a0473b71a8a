"""An inclusion proof as a file: C2SP tlog-proof, version 1.

c2sp.org/tlog-proof@v1
index <number of the event>
<hashes of the path, base64, from the leaf's sibling to below the root>

<the checkpoint, as it is>
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.ledger import checkpoint as notes
from archive.ledger import merkle

if TYPE_CHECKING:
    from archive.ledger.keys import Verifier

__all__ = ["ProofInvalid", "TlogProof", "check", "parse"]

_HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})")
_MAX_PATH = 64


class ProofInvalid(ValueError):
    """The text is no proof, or it does not prove what it should."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    index: int
    path: tuple[bytes, ...]
    note: str
    """The signed checkpoint, verbatim."""

    def text(self) -> str:
        """The file's content."""
        lines = (_HEAD, f"index {self.index}", *(b64encode(node).decode("ascii") for node in self.path))
        return "".join(f"{line}\n" for line in lines) + "\n" + self.note


def parse(text: str) -> TlogProof:
    """Read a proof without trusting it. Raises ProofInvalid."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _HEAD or not blank:
        raise ProofInvalid("this is no tlog-proof of version 1")
    if len(lines) > 1 and lines[1].startswith("extra "):
        del lines[1]
    index = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    if index is None or len(lines) > 2 + _MAX_PATH:
        raise ProofInvalid("the proof has no index or too many hashes")
    return TlogProof(int(index.group(1)), tuple(_hash(line) for line in lines[2:]), note)


def check(proof: TlogProof, envelope: bytes, origin: str, verifier: Verifier) -> notes.Checkpoint:
    """The checkpoint under which `envelope` is proved to stand in the ledger. Raises ProofInvalid."""
    try:
        checkpoint = notes.verify(proof.note, origin, verifier)
    except notes.NoteInvalid as error:
        raise ProofInvalid(f"the checkpoint does not hold: {error}") from error
    leaf = merkle.leaf_hash(envelope)
    if not merkle.verify_inclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root):
        raise ProofInvalid("the path does not lead from the event to the root")
    return checkpoint


def _hash(line: str) -> bytes:
    try:
        data = b64decode(line.encode("ascii"), validate=True)
    except (Base64Error, ValueError) as error:
        raise ProofInvalid("a hash of the path is no base64") from error
    if len(data) != 32 or b64encode(data).decode("ascii") != line:
        raise ProofInvalid("a hash of the path has not 32 bytes, or is not in the canonical form")
    return data
