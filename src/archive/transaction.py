"""One change of the archive: events, their projections and the tree, committed together.

Apart from `archive.store` so that whoever only reads pays for none of it.
"""

from __future__ import annotations

import base64
import getpass
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from archive.errors import ObjectVanished
from archive.ledger import canonical, checkpoint, envelope, merkle, tiles
from archive.model.event import ActorKnown, Event, Kind

if TYPE_CHECKING:
    from archive.catalogue import Catalogue
    from archive.ledger.keys import Signer

__all__ = ["Transaction", "login"]

_CROCKFORD = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789abcdefghjkmnpqrstvwxyz")


def login() -> str:
    """The operating system's name for the person at work: what a local ledger can know, no more."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


class Transaction:
    """One change of the archive, open."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        moment: datetime,
        entropy: Callable[[int], bytes],
        actor: str,
        known_by: str,
        present: Callable[[str], bool] | None = None,
    ) -> None:
        """`present` tells whether an object is there; None where nothing was ever taken out of the home."""
        self.catalogue = catalogue
        self._present = present
        self._entropy = entropy
        self._leaves: list[bytes] = []
        self._start = self.catalogue.event_count()
        moment = moment.astimezone(UTC)
        self.time = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
        """When this change claims to happen."""
        self._actor = ""
        self._actor = self.actor(actor, known_by)

    def new_id(self, prefix: str = "") -> str:
        """16 random characters of Crockford's base32: 80 bits, nothing of the time."""
        return prefix + base64.b32encode(self._entropy(10)).translate(_CROCKFORD).decode()

    def actor(self, name: str, known_by: str) -> str:
        """Id of an actor, made known to the ledger on first sight."""
        found = self.catalogue.actor(name, known_by)
        if found is not None:
            return found
        actor = self.new_id("a-")
        payload: ActorKnown = {"name": name, "known_by": known_by}
        if not self._actor:
            self._actor = actor
        self.append("actor-known", actor, payload)
        return actor

    def append(self, kind: Kind, subject: str, payload: Mapping[str, Any]) -> int:
        """Add an event and project it. Returns its place in the ledger.

        Raises ObjectVanished where the original or text that it speaks of was destroyed with another record after it
        was brought here: a disposition takes objects out under the lock that this transaction has.
        """
        if self._present is not None:
            self._require_present(kind, payload, self._present)
        seq = self._start + len(self._leaves)
        salt, body = self._entropy(envelope.SALT_BYTES), canonical.encode(payload)
        sealed = envelope.envelope(seq, kind, subject, self._actor, self.time, envelope.commitment(salt, body))
        self.catalogue.add_event(seq, sealed.decode(), salt, body.decode())
        self._leaves.append(merkle.leaf_hash(sealed))
        # As a rebuild will read it: the order of keys must not decide what the tables hold.
        self.catalogue.apply(Event(seq, kind, subject, self._actor, self.time, json.loads(body)))
        return seq

    def _require_present(self, kind: Kind, payload: Mapping[str, Any], present: Callable[[str], bool]) -> None:
        if kind in ("accessioned", "part-added"):
            here = present(payload["original"]["sha256"])
        elif kind == "parsed":
            here = payload["text"] is None or self.catalogue.has_text(payload["text"])
        else:
            return
        if not here:
            raise ObjectVanished

    def put_text(self, text: str) -> str:
        """Store extracted text; its SHA-256 in hex is its name."""
        body = text.encode()
        digest = hashlib.sha256(body).hexdigest()
        self.catalogue.add_text(digest, body)
        return digest

    def seal(self, signer: Signer, frontier: merkle.Frontier | None) -> merkle.Frontier | None:
        """Grow the tree by this transaction's events and sign its new head (just before the COMMIT)."""
        if not self._leaves:
            return frontier
        growth = tiles.grow(self._start, self._leaves, self.catalogue.tile, frontier)
        for level, idx, hashes in growth.tiles:
            self.catalogue.put_tile(level, idx, hashes)
        size = self._start + len(self._leaves)
        head = checkpoint.Checkpoint(checkpoint.origin_of(self.catalogue.home()), size, growth.frontier.root())
        self.catalogue.put_checkpoint(size, checkpoint.sign(head, signer))
        return growth.frontier
