"""Lists of disposition: proposed, appraised, approved. Nothing is destroyed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import (
    N_,
    DisposalEmpty,
    DisposalHeld,
    DisposalListed,
    DisposalPeople,
    DisposalState,
    FieldInvalid,
    ReasonMissing,
    RecordUnread,
    StateForbids,
    UsageInvalid,
)
from archive.model.disposition import LIST_PREFIX, DispositionList, ListState, Skipped, Verdict, digest
from archive.model.duty import full_day
from archive.model.event import (
    DisposalApproved,
    DisposalItemData,
    DisposalProposed,
    DisposalReviewed,
    VerdictData,
)
from archive.model.record import State
from archive.preserve.disposition_keeping import Keeper
from archive.preserve.disposition_lists import find_list, read_list
from archive.text.fold import search_form
from archive.transaction import login

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from archive.store import Store

__all__ = ["Proposed", "approve", "dispositions_after", "propose", "review", "same_person"]

_LEAST_APPRAISERS = 2


@dataclass(frozen=True, slots=True)
class Proposed:
    """A list that was made, or would be."""

    id: str | None
    """None of a dry run."""
    items: tuple[DisposalItemData, ...]
    left: tuple[Skipped, ...]
    """Expired records that stay out of it: held, kept on by an appraisal, or in another list."""


def propose(
    store: Store, records: Sequence[str], *, due: bool, reason: str, today: str, apply: bool = True
) -> Proposed:
    """Make a list of the records named, and with `due` of all whose period has run out by `today` (YYYY-MM-DD).

    With a plain copy of what was sealed goes what lay inside it. Raises ReasonMissing where records are named without
    one, DisposalHeld or DisposalListed for a named record that is held or in another list, StateForbids for one that
    is destroyed, RecordUnread for one that waits to be read, and DisposalEmpty where nothing is left.
    """
    if records and not reason.strip():
        raise ReasonMissing
    named = _with_inner(store, dict.fromkeys(records))
    keeper = Keeper(store, today)
    items = [_named(store, keeper, record, reason.strip()) for record in named]
    left: list[Skipped] = []
    if due:
        for item in keeper.due_items():
            why = None if item["record"] in named else _why_not(store, keeper, item["record"], today)
            if why is not None:
                left.append(why)
            elif item["record"] not in named:
                items.append(item)
    if not items:
        raise DisposalEmpty(left=len(left))
    if not apply:
        return Proposed(None, tuple(items), tuple(left))
    payload: DisposalProposed = {"reason": reason.strip(), "items": items}
    with store.transaction() as tx:
        for item in items:
            _refuse_listed(store, item["record"])
        made = tx.new_id(LIST_PREFIX)
        tx.append("disposal-proposed", made, payload)
    return Proposed(made, tuple(items), tuple(left))


def _with_inner(store: Store, records: Mapping[str, None]) -> dict[str, None]:
    """With plain copies of what was sealed comes what lay inside them and was withheld with them."""
    every = dict(records)
    for record in records:
        if store.catalogue.plain_copy_of(record) is not None:
            inner = store.catalogue.records([*store.catalogue.inner(record), *store.catalogue.rows_of(record)])
            every |= {each.id: None for each in inner.values() if each.state is State.SEALED}
    return every


def _named(store: Store, keeper: Keeper, record: str, reason: str) -> DisposalItemData:
    found = store.catalogue.record(record)
    assert found is not None, "references are resolved before"
    if found.state is State.DISPOSED:
        raise StateForbids(record=record, state=found.state)
    if found.state is State.RECEIVED:
        raise RecordUnread(record=record)
    held = keeper.held(record)
    if held is not None:
        raise DisposalHeld(record=record, hold=held)
    _refuse_listed(store, record)
    expires, basis = keeper.period(found)
    return {"record": record, "expires": expires, "basis": basis, "reason": reason}


def _refuse_listed(store: Store, record: str) -> None:
    other = store.catalogue.open_disposal_of(record)
    if other is not None:
        raise DisposalListed(record=record, list=other)


def _why_not(store: Store, keeper: Keeper, record: str, today: str) -> Skipped | None:
    """Why an expired record is not proposed, None if it is."""
    kept = store.catalogue.kept_on(record)
    if kept is not None and (kept[0] is None or kept[0] >= today):
        return Skipped(record, "kept-on", kept[0] or "")
    other = store.catalogue.open_disposal_of(record)
    if other is not None:
        return Skipped(record, "listed", other)
    held = keeper.held(record)
    if held is not None:
        return Skipped(record, "held", held)
    found = store.catalogue.record(record)
    if found is None or found.state in (State.DISPOSED, State.RECEIVED):
        return Skipped(record, "unread", "")
    return None


def review(
    store: Store, reference: str, verdicts: Mapping[str, Verdict], *, appraisers: Sequence[str], today: str
) -> DispositionList:
    """Record the appraisal: one verdict a record of the list. It takes back an approval that was there.

    Raises DisposalUnknown, DisposalState once the execution has begun, DisposalPeople for fewer than two appraisers,
    UsageInvalid for a record without verdict or one that is not in the list, FieldInvalid for a day that is none or
    over, ReasonMissing for a verdict without one.
    """
    found = find_list(store, reference)
    _require_state(found, ListState.PROPOSED, ListState.REVIEWED, ListState.APPROVED)
    people = _names(appraisers)
    if len(people) < _LEAST_APPRAISERS:
        raise DisposalPeople(reason=N_("an appraisal needs at least two appraisers"))
    told = [_verdict(each.record, verdicts, today) for each in found.items]
    strangers = [each for each in verdicts if each not in {item.record for item in found.items}]
    if strangers:
        raise UsageInvalid(reason=N_("{record} is not in the list").format(record=strangers[0]))
    payload: DisposalReviewed = {"appraisers": people, "verdicts": told}
    with store.transaction() as tx:
        _require_state(
            read_list(store, found.id), ListState.PROPOSED, ListState.REVIEWED, ListState.APPROVED
        )  # nobody began it meanwhile
        tx.append("disposal-reviewed", found.id, payload)
    return read_list(store, found.id)


def _verdict(record: str, verdicts: Mapping[str, Verdict], today: str) -> VerdictData:
    verdict = verdicts.get(record)
    if verdict is None:
        raise UsageInvalid(reason=N_("the appraisal says nothing of {record}").format(record=record))
    if not verdict.reason.strip():
        raise ReasonMissing
    if verdict.until is not None and (full_day(verdict.until) != verdict.until or verdict.until <= today):
        why = N_("a day to come is needed, written 2036-12-31, or permanent")
        raise FieldInvalid(field=N_("kept until"), value=verdict.until, reason=why)
    until = None if verdict.destroy else verdict.until
    return {"record": record, "destroy": verdict.destroy, "until": until, "reason": verdict.reason.strip()}


def approve(
    store: Store, reference: str, *, approver: str | None = None, basis: str | None = None
) -> DispositionList:
    """Approve a list as it was appraised. `approver` is the name, else that of the account; `basis` the paper.

    Raises DisposalUnknown, DisposalState for a list that was not appraised, DisposalPeople where the account or the
    name is that of whoever made the list.
    """
    found = find_list(store, reference)
    name = _name(approver) or login()
    with store.transaction() as tx:
        found = read_list(store, found.id)
        _require_state(found, ListState.REVIEWED)
        if tx.actor(login(), "account") == found.proposer or same_person(name, found.proposed_by):
            raise DisposalPeople(reason=N_("who made the list does not approve it"))
        payload: DisposalApproved = {"approver": name, "digest": digest(found), "basis": _name(basis)}
        tx.append("disposal-approved", found.id, payload)
    return read_list(store, found.id)


def dispositions_after(store: Store, size: int) -> tuple[tuple[int, str, str], ...]:
    """What was destroyed by events from number `size` on: event, list and record, in order.

    A backup of a ledger of that size still holds it. Whoever restores one destroys this again, or refuses.
    """
    return store.catalogue.disposed_since(size)


def same_person(one: str, other: str) -> bool:
    """Whether two names are written the same, letters and spaces folded."""
    return search_form(one).replace(" ", "") == search_form(other).replace(" ", "")


def _names(given: Sequence[str]) -> list[str]:
    """Names that differ, tidied, in their order."""
    names: list[str] = []
    for each in filter(None, map(_name, given)):
        if not any(same_person(each, other) for other in names):
            names.append(each)
    return names


def _name(given: str | None) -> str | None:
    return " ".join((given or "").split()) or None


def _require_state(found: DispositionList, *states: ListState) -> None:
    if found.state not in states:
        raise DisposalState(list=found.id, state=found.state)

