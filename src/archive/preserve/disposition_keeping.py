"""What retention and holds say of records, as far as disposition asks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from archive.access.holds import HoldReader
from archive.preserve.retention import RetentionReader, due

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.model.event import DisposalItemData
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["Keeper"]

_NO_RULE = "没有规则涉及，永久保管"


class Keeper:
    """Asked about many records on one day (YYYY-MM-DD); made anew where something may have changed meanwhile."""

    def __init__(self, store: Store, today: str) -> None:
        self._store = store
        self._today = today

    @cached_property
    def _holds(self) -> HoldReader:
        return HoldReader(self._store, self._today)

    @cached_property
    def _retention(self) -> RetentionReader:
        return RetentionReader(self._store)

    def due_items(self) -> Iterator[DisposalItemData]:
        """Every record whose period is over, as a list has it: its last day lies before today."""
        for each in due(self._store, today=self._today):
            if each.expires is not None and each.expires < self._today:
                yield {"record": each.record, "expires": each.expires, "basis": each.why, "reason": ""}

    def period(self, record: Record) -> tuple[str | None, str]:
        """The last day of a record's period (None: for ever, or not known), and what it rests on."""
        found = self._retention.of(record)
        return found.expires, _NO_RULE if found.winner is None else found.why

    def expired(self, record: Record) -> bool:
        """Whether its period is over."""
        expires = self._retention.of(record).expires
        return expires is not None and expires < self._today

    def held(self, record: str) -> str | None:
        """Which hold is on a record, in a few words that stay in the ledger; None if none is.

        Of one that follows from papers not the case: that is a number or a line out of them.
        """
        for hold in self._holds.of(record):
            return f"{hold.kind} {hold.basis if hold.automatic else hold.case}".strip()
        return None
