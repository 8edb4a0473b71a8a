"""Lists of disposition, read from their events."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from archive.errors import DisposalUnknown
from archive.model.disposition import (
    LIST_PREFIX,
    Approval,
    Certified,
    DispositionItem,
    DispositionList,
    Execution,
    ListState,
    Paper,
    Review,
    Shared,
    Skipped,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.model.event import Event
    from archive.store import Store

__all__ = ["find_list", "lists", "read_list"]

_LEAST_ID = 4


def find_list(store: Store, reference: str) -> DispositionList:
    """The list with this id, or the only one whose id begins with at least 4 characters of it.

    Raises DisposalUnknown.
    """
    letters = reference.strip().lower().removeprefix(LIST_PREFIX)
    usable = len(letters) >= _LEAST_ID and letters.isalnum() and letters.isascii()
    found = store.catalogue.disposals_like(LIST_PREFIX + letters) if usable else ()
    if len(found) != 1:
        raise DisposalUnknown(reference=reference)
    return read_list(store, found[0])


def lists(store: Store) -> tuple[DispositionList, ...]:
    """Every list, in the order in which they were proposed."""
    return tuple(read_list(store, each) for each in store.catalogue.disposals())


def read_list(store: Store, of: str) -> DispositionList:
    """A list that is there, as its events tell it; of several appraisals the last."""
    events = [event for event in store.catalogue.events_of(of) if event.payload is not None]
    last: dict[str, Event] = {}
    for event in events:
        if event.kind == "disposal-reviewed":
            last.pop("disposal-approved", None)
        last[event.kind] = event
    names = store.catalogue.actor_names()
    proposed = last["disposal-proposed"]
    said = _payload(proposed)
    reviewed = last.get("disposal-reviewed")
    verdicts = {} if reviewed is None else {each["record"]: each for each in _payload(reviewed)["verdicts"]}
    return DispositionList(
        id=of,
        state=ListState(store.catalogue.disposal_state(of) or "proposed"),
        reason=said["reason"],
        proposed_by=names.get(proposed.actor, proposed.actor),
        proposer=proposed.actor,
        proposed_at=proposed.time,
        items=tuple(_item(each, verdicts.get(each["record"])) for each in said["items"]),
        review=None if reviewed is None else _review(reviewed),
        approval=_approval(last.get("disposal-approved"), names),
        execution=_execution(last.get("disposal-begun"), names),
        certified=_certified(last.get("disposal-certified")),
    )


def _payload(event: Event) -> Mapping[str, Any]:
    assert event.payload is not None, "payloads of lists are never erased"
    return event.payload


def _item(said: Mapping[str, Any], verdict: Mapping[str, Any] | None) -> DispositionItem:
    told = None if verdict is None else Verdict(verdict["destroy"], verdict["until"], verdict["reason"])
    return DispositionItem(said["record"], said["expires"], said["basis"], said["reason"], told)


def _review(event: Event) -> Review:
    return Review(event.seq, tuple(_payload(event)["appraisers"]), event.time)


def _approval(event: Event | None, names: Mapping[str, str]) -> Approval | None:
    if event is None:
        return None
    said = _payload(event)
    account = names.get(event.actor, event.actor)
    return Approval(event.seq, said["approver"], account, event.actor, event.time, said["digest"], said["basis"])


def _execution(event: Event | None, names: Mapping[str, str]) -> Execution | None:
    if event is None:
        return None
    said = _payload(event)
    return Execution(
        event.seq, said["executor"], names.get(event.actor, event.actor), event.actor, tuple(said["witnesses"]),
        said["place"], said["method"], event.time, tuple(said["records"]), _skipped(said["skipped"]),
        said["filed"], said["sources"],
    )  # fmt: skip


def _skipped(said: list[Mapping[str, Any]]) -> tuple[Skipped, ...]:
    return tuple(Skipped(each["record"], each["why"], each["what"]) for each in said)


def _certified(event: Event | None) -> Certified | None:
    if event is None:
        return None
    said = _payload(event)
    return Certified(
        at=event.time,
        **{key: said[key] for key in ("records", "objects", "bytes", "texts", "payloads", "filed")},
        shared=tuple(Shared(each["record"], each["others"], each["inside"]) for each in said["shared"]),
        skipped=_skipped(said["skipped"]),
        copies=tuple((each["kind"], each["where"], each["records"]) for each in said["copies"]),
        papers=tuple(
            Paper(each["name"], each["sha256"], each["bytes"], b64decode(each["signature"])) for each in said["papers"]
        ),
    )
