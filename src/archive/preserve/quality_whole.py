"""Checks that look at a whole selection, and at the home that holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.errors import N_
from archive.ledger import checkpoint, keys
from archive.preserve.numbering import gaps
from archive.preserve.quality import Declared, Stage, Verdict, failed, passed, skipped

if TYPE_CHECKING:
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["Whole"]

_NAMED = 5
_OTHER = N_("{declared} were declared, and {found} are there")


class Whole:
    """Counts the records as they are met, and judges at the end."""

    def __init__(self, store: Store, stage: Stage, declared: Declared) -> None:
        self._store = store
        self._stage = stage
        self._declared = declared
        self.items = 0
        self.bytes = 0

    def meet(self, record: Record) -> None:
        """One record of the selection."""
        self.items += 1
        self.bytes += record.original.size + sum(part.original.size for part in record.parts)

    def look(self, key: str) -> Verdict:
        """The check with this key, after every record was met."""
        looks = {
            "items": self._count, "bytes": self._size, "continuous": self._continuous,
            "no-more-files": self._no_more, "medium": self._medium, "ledger": self._ledger,
        }  # fmt: skip
        return looks[key]()

    def _count(self) -> Verdict:
        if self._declared.items is None:
            return skipped(N_("nobody declared how many records there are"))
        if self._declared.items != self.items:
            return failed(_OTHER, declared=self._declared.items, found=self.items)
        return passed()

    def _size(self) -> Verdict:
        if self._declared.bytes is None:
            return skipped(N_("nobody declared how many bytes there are"))
        if self._declared.bytes != self.bytes:
            return failed(_OTHER, declared=self._declared.bytes, found=self.bytes)
        return passed()

    def _continuous(self) -> Verdict:
        volumes = self._store.catalogue.volumes()
        if not volumes:
            return skipped(N_("no archive numbers were given yet"))
        torn = [each.volume for each in volumes if gaps(self._store, each.volume)]
        if torn:
            named = ", ".join(torn[:_NAMED])
            return failed(N_("numbers are missing, and nobody said why, in {volumes}"), volumes=named)
        return passed()

    def _no_more(self) -> Verdict:
        if self._stage == "transfer":
            return skipped(N_("it did not come in a package; 'archive import' checks those"))
        strays = list(self._store.objects.strays())
        if strays:
            return failed(N_("among the originals lie {files}"), files=", ".join(strays[:_NAMED]))
        return passed()

    def _medium(self) -> Verdict:
        if self._declared.medium is None:
            return skipped(N_("a person has to look at the medium; say what was found with --medium"))
        return passed(N_("{words}"), words=self._declared.medium)

    def _ledger(self) -> Verdict:
        """The newest signed checkpoint covers every event; `archive verify` looks at each of them."""
        store = self._store
        note, size = store.catalogue.newest_checkpoint(), store.catalogue.event_count()
        try:
            verifier = keys.Verifier.from_pem(store.layout.public_key.read_bytes())
            head = None if note is None else checkpoint.verify(note, store.origin, verifier)
        except (OSError, ValueError) as error:
            return failed(N_("the newest checkpoint does not hold: {error}"), error=str(error))
        if head is None or head.size != size:
            return failed(N_("the newest checkpoint does not cover all {size} events"), size=size)
        return passed()
