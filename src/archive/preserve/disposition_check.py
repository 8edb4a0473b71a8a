"""Is what was destroyed gone, and did an approved list say so? Reads only, and trusts no table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.errors import N_
from archive.preserve.report import Finding
from archive.preserve.tile_check import UNREADABLE, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.model.event import Event
    from archive.store import Store

__all__ = ["check"]

_UNFIT = (*UNREADABLE, AssertionError, LookupError, TypeError, AttributeError)
"""What a list may raise whose events are not what we wrote; those are named by the check of the ledger."""


def check(store: Store) -> Iterator[Finding]:
    """What is wrong with dispositions: content that is still there, or a destruction that no list authorised."""
    try:
        gone = store.catalogue.disposed_since(0)
        if gone:
            yield from _left(store)
            yield from _unauthorised(store, gone)
    except UNREADABLE as error:
        what = N_("What was destroyed cannot be read: {reason}").format(reason=in_words(error))
        yield Finding("projection-differs", None, what)


def _left(store: Store) -> Iterator[Finding]:
    """Nothing is gone until the execution has come to its end; each finding names the list that goes on with it."""
    told: set[str] = set()
    for each in store.catalogue.gone_objects():
        if each.sha256 not in told and store.objects.has(each.sha256):
            told.add(each.sha256)
            what = N_("The object {sha256} was destroyed by the list {list} and is still there")
            yield Finding("object-not-removed", each.record, what.format(sha256=each.sha256, list=each.list))
    for seq, record in store.catalogue.unerased():
        what = N_("The payload of event {seq} was erased with its record and is still there")
        yield Finding("payload-not-removed", record, what.format(seq=seq))
    for text, record in store.catalogue.texts_left():
        what = N_("The text {sha256} was destroyed with its record and is still there")
        yield Finding("text-not-removed", record, what.format(sha256=text))


def _unauthorised(store: Store, gone: tuple[tuple[int, str, str], ...]) -> Iterator[Finding]:
    """Every destruction lies behind the beginning of an execution that an approval of somebody else allows."""
    allowed: dict[str, tuple[int, frozenset[str]]] = {}
    for seq, of, record in gone:
        if of not in allowed:
            allowed[of] = _allowance(store, of)
        begun, records = allowed[of]
        if record not in records or seq <= begun:
            what = N_("Event {seq} says that the record was destroyed, but no approved list does")
            yield Finding("disposal-unauthorised", record, what.format(seq=seq))


def _allowance(store: Store, of: str) -> tuple[int, frozenset[str]]:
    """The event that begins a sound execution of a list, and the records that it may destroy."""
    try:
        return _sound(store.catalogue.events_of(of))
    except _UNFIT:
        return -1, frozenset()


def _sound(events: tuple[Event, ...]) -> tuple[int, frozenset[str]]:
    reviewed: Any = None
    approved: Event | None = None
    for event in events:
        payload = event.payload
        assert payload is not None
        if event.kind == "disposal-reviewed":
            reviewed, approved = payload, None
        elif event.kind == "disposal-approved" and reviewed is not None:
            approved = event
        elif event.kind == "disposal-begun" and approved is not None and approved.actor != event.actor:
            given_up = {each["record"] for each in reviewed["verdicts"] if each["destroy"]}
            return event.seq, frozenset(payload["records"]) & given_up
    return -1, frozenset()
