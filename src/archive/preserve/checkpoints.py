"""Checkpoints held elsewhere: the only witnesses against whoever can rewrite the whole home."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from archive.disk.atomic import storage
from archive.errors import CheckpointForeign, CheckpointUnreadable, Damaged, InputMissing
from archive.ledger import checkpoint as notes
from archive.ledger import keys, merkle
from archive.ledger.tiles import TiledTree
from archive.preserve.key_history import key_chain

if TYPE_CHECKING:
    from pathlib import Path

    from archive.store import Store

__all__ = ["Comparison", "Relation", "compare", "compare_file", "newest"]

_MAX_BYTES = 64 * 1024

Relation = Literal["same", "ahead", "behind", "foreign", "diverged"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a checkpoint from elsewhere stands to this home's ledger."""

    relation: Relation
    """Of this home to the checkpoint. same: the very head. ahead: this ledger went on from there, proved.
    behind: this ledger is shorter than what was signed, so an old state was restored or the end cut off.
    diverged: same or smaller size, another history. foreign: not signed by this archive's key."""
    size_there: int
    size_here: int
    root_there: str
    """Base64."""
    root_here: str
    """Base64, of the newest checkpoint here."""
    reason: str | None
    """In words, where the checkpoint does not fit this ledger."""

    @property
    def sound(self) -> bool:
        """Whether this ledger is what was signed, or goes on from it."""
        return self.relation in ("same", "ahead")


def newest(store: Store) -> str:
    """The newest signed checkpoint: the text to keep elsewhere. Raises Damaged if there is none."""
    note = store.catalogue.newest_checkpoint()
    if note is None:
        raise Damaged(what="The ledger has no checkpoint")
    return note


def compare(store: Store, note_text: str) -> Comparison:
    """Compare a checkpoint held elsewhere with this home's ledger, recomputed from its tiles.

    Raises CheckpointUnreadable for what is no checkpoint, CheckpointForeign for that of another archive, Damaged where
    this home's own key, checkpoint or tiles do not hold.
    """
    return store.settled(lambda: _compare(store, note_text, "-"))


def compare_file(store: Store, path: Path) -> Comparison:
    """As `compare`, for a checkpoint in a file; line ends and a BOM that a mail program put there do not matter.

    Raises InputMissing and NotPermitted besides.
    """
    with storage(path):
        try:
            with path.open("rb") as source:
                data = source.read(_MAX_BYTES + 1)
        except FileNotFoundError as error:
            raise InputMissing(path=path) from error
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").rstrip("\n") + "\n"
    return store.settled(lambda: _compare(store, text, str(path)))


def _compare(store: Store, note_text: str, path: str) -> Comparison:
    with store.catalogue.reading():
        chain = _keys(store)
        here = _own_head(store, chain)
        try:
            there = notes.parse(note_text).checkpoint
        except notes.NoteInvalid as error:
            raise CheckpointUnreadable(path=path, reason=str(error)) from error
        if there.origin != store.origin:
            raise CheckpointForeign(path=path, reason=f"it is of {there.origin}, this is {store.origin}")
        try:
            notes.verify(note_text, store.origin, chain.at(there.size))
        except notes.NoteInvalid as error:
            return _comparison("foreign", there, here, str(error))
        return _judge(store, there, here)


def _judge(store: Store, there: notes.Checkpoint, here: notes.Checkpoint) -> Comparison:
    if there.size > here.size:
        reason = f"the ledger here has {here.size} events, {there.size} were signed"
        return _comparison("behind", there, here, reason)
    tree = TiledTree(here.size, store.catalogue.tile)
    if merkle.root_at(here.size, tree.node) != here.root:
        raise Damaged(what="The tiles of the ledger do not make the tree that its newest checkpoint signs")
    proof = merkle.consistency_proof(there.size, here.size, tree.node)
    if not merkle.verify_consistency(there.size, here.size, there.root, here.root, proof):
        reason = f"the first {there.size} events here are not those that were signed"
        return _comparison("diverged", there, here, reason)
    return _comparison("same" if there.size == here.size else "ahead", there, here, None)


def _comparison(relation: Relation, there: notes.Checkpoint, here: notes.Checkpoint, reason: str | None) -> Comparison:
    return Comparison(
        relation,
        there.size,
        here.size,
        b64encode(there.root).decode("ascii"),
        b64encode(here.root).decode("ascii"),
        reason,
    )


def _keys(store: Store) -> keys.KeyChain:
    path = store.layout.public_key
    try:
        return key_chain(store, path.read_bytes())
    except (FileNotFoundError, keys.KeyInvalid) as error:
        raise Damaged(what=f"The public key {path} is missing or broken ({error})") from error


def _own_head(store: Store, chain: keys.KeyChain) -> notes.Checkpoint:
    try:
        return notes.verify(newest(store), store.origin, chain.at(store.catalogue.event_count()))
    except notes.NoteInvalid as error:
        raise Damaged(what=f"The newest checkpoint here does not hold: {error}") from error
