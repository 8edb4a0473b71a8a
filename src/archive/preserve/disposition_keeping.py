"""What retention and holds say of a record, as far as disposition asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.model.event import DisposalItemData
    from archive.model.record import Record
    from archive.store import Store

__all__ = ["due_items", "expired", "held", "period"]


def due_items(store: Store, *, today: str) -> Iterator[DisposalItemData]:
    """Every record whose period has run out by `today`, as a list has it."""
    from archive.preserve.retention import due

    for each in due(store, today=today, within_days=0):
        if each.expires is not None and each.expires < today:
            yield {"record": each.record, "expires": each.expires, "basis": each.why, "reason": ""}


def period(store: Store, record: Record) -> tuple[str | None, str]:
    """The last day of a record's period (None: for ever, or not known), and what it rests on."""
    from archive.preserve.retention import explain

    found = explain(store, record.id)
    return found.expires, found.why


def expired(store: Store, record: str, *, today: str) -> bool:
    """Whether a record's period has run out."""
    from archive.preserve.retention import explain

    expires = explain(store, record).expires
    return expires is not None and expires < today


def held(store: Store, record: str, *, today: str) -> str | None:
    """Which hold is on a record, in a few words; None if none is."""
    from archive.preserve.holds import holds_of

    for hold in holds_of(store, record, today=today):
        return f"{hold.kind} {hold.case or hold.basis}".strip()
    return None
