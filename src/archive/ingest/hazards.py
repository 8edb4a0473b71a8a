"""What people say about hidden dangers and deadlines where no document could be read for it: each is one event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.due_rules import rules
from archive.access.hazards import find_hazard
from archive.errors import N_, FieldInvalid, ReasonMissing, RecordUnknown, RuleUnknown, UnitUnknown
from archive.ingest.duties import checked_day, find_source
from archive.model.event import DeadlineMet, HazardLevel, HazardStep, HazardSupervised
from archive.model.hazard import HAZARD_PREFIX, LEVELS, STATES

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Listing", "decide_level", "decide_met", "decide_step", "decide_supervision"]

_EVER = "9999-12-31"
_ZH = dict(zip(("排查", "登记", "上报", "监控", "整改", "评价", "销号", "考核"), STATES, strict=True))
_LEVELS_ZH = {"一般": "general", "重大": "major", "一般隐患": "general", "重大隐患": "major"}


@dataclass(frozen=True, slots=True)
class Listing:
    """Supervision by listing (挂牌督办) as a person says it; None means that it is not said."""

    level: str | None = None
    body: str | None = None
    doc_no: str | None = None
    due: str | None = None
    lifted_on: str | None = None
    record: str | None = None


def decide_step(store: Store, reference: str, state: str, *, on: str, record: str | None, reason: str) -> str:
    """Record that a hidden danger reached a state (key or Chinese) on a day, and the record that says so; its id.

    A major one needs a record for every state. Raises HazardUnknown, FieldInvalid, ReasonMissing, RecordUnknown or
    RecordAmbiguous.
    """
    key = _ZH.get(state.strip(), state.strip())
    if key not in STATES:
        raise FieldInvalid(field=N_("state"), value=state, reason=_known([f"{zh} ({key})" for zh, key in _ZH.items()]))
    day = checked_day(N_("day"), on)
    hazard = find_hazard(store, reference, _EVER)
    if day < hazard.found.on:
        why = N_("it was found on {day} only").format(day=hazard.found.on)
        raise FieldInvalid(field=N_("day"), value=on, reason=why)
    source = find_source(store, record)
    if hazard.level == "major" and source is None:
        why = N_("a major hidden danger needs a document for each state")
        raise FieldInvalid(field=N_("record"), value="", reason=why)
    payload: HazardStep = {"state": key, "on": day, "record": source, "reason": _reason(reason)}
    with store.transaction() as tx:
        tx.append("hazard-step", hazard.id, payload)
    return hazard.id


def decide_level(store: Store, reference: str, level: str, *, reason: str) -> str:
    """Record that a hidden danger is general or major; its id. Raises HazardUnknown, FieldInvalid or ReasonMissing."""
    key = _LEVELS_ZH.get(level.strip(), level.strip())
    if key not in LEVELS:
        raise FieldInvalid(field=N_("level"), value=level, reason=_known(["一般 (general)", "重大 (major)"]))
    hazard = find_hazard(store, reference, _EVER)
    payload: HazardLevel = {"level": "major" if key == "major" else "general", "reason": _reason(reason)}
    with store.transaction() as tx:
        tx.append("hazard-level", hazard.id, payload)
    return hazard.id


def decide_supervision(store: Store, reference: str, said: Listing, *, reason: str) -> str:
    """Record the supervision by listing of a hidden danger, or of an accident by its record; what was said of it
    before and is not said now stays. Its subject.

    Raises HazardUnknown, RecordUnknown, RecordAmbiguous, FieldInvalid or ReasonMissing.
    """
    hazard = find_hazard(store, reference, _EVER) if reference.strip().startswith(HAZARD_PREFIX) else None
    subject = _accident(store, reference) if hazard is None else hazard.id
    before = next((each for each in reversed(store.catalogue.supervisions()) if each.subject == subject), None)
    new: dict[str, str | None] = {
        "level": said.level,
        "body": said.body,
        "doc_no": said.doc_no,
        "due": checked_day(N_("day"), said.due) if said.due else None,
        "lifted_on": checked_day(N_("day"), said.lifted_on) if said.lifted_on else None,
        "record": find_source(store, said.record),
    }
    kept = {key: value if value is not None else getattr(before, key, None) for key, value in new.items()}
    payload: HazardSupervised = {
        "level": kept["level"],
        "body": kept["body"],
        "doc_no": kept["doc_no"],
        "due": kept["due"],
        "lifted_on": kept["lifted_on"],
        "record": kept["record"],
        "reason": _reason(reason),
    }
    with store.transaction() as tx:
        tx.append("hazard-supervised", subject, payload)
    return subject


def decide_met(store: Store, rule: str, reference: str, *, on: str, record: str | None, reason: str) -> str:
    """Record that a deadline was met on a day: of a rule, counted from a record, a hidden danger or (of what is
    periodic) a unit. Its subject.

    Raises RuleUnknown, HazardUnknown, RecordUnknown, RecordAmbiguous, UnitUnknown, UnitAmbiguous, FieldInvalid or
    ReasonMissing.
    """
    known = {each.key: each.key for each in rules()} | {each.zh: each.key for each in rules()}
    if rule.strip() not in known:
        listing = ", ".join(dict.fromkeys(f"{each.key} ({each.zh})" for each in rules()))
        raise RuleUnknown(reference=rule, listing=listing)
    subject = _subject(store, reference)
    payload: DeadlineMet = {
        "rule": known[rule.strip()],
        "on": checked_day(N_("day"), on),
        "record": find_source(store, record),
        "reason": _reason(reason),
    }
    with store.transaction() as tx:
        tx.append("deadline-met", subject, payload)
    return subject


def _subject(store: Store, reference: str) -> str:
    if reference.strip().startswith(HAZARD_PREFIX):
        return find_hazard(store, reference, _EVER).id
    try:
        found = find_source(store, reference)
    except RecordUnknown:
        found = None
    if found is not None:
        return found
    try:
        return store.find_unit(reference).id
    except UnitUnknown:
        raise RecordUnknown(reference=reference) from None


def _accident(store: Store, reference: str) -> str:
    found = find_source(store, reference)
    record = None if found is None else store.catalogue.record(found)
    if record is None or record.category != "accident":
        why = N_("neither the id of a hidden danger nor the record of an accident")
        raise FieldInvalid(field=N_("subject"), value=reference, reason=why)
    return record.id


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


def _known(words: list[str]) -> str:
    return N_("known are: {listing}").format(listing=", ".join(words))
