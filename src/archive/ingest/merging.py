"""What a second reading changes of what is known: pure, from the record as it is and the placement as it would be.

What a person decided is never overridden by a machine. What is filed stays where it is: if its text
now contradicts, that is a question to a person. What was not filed may become so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from archive.model.event import DecisionData, DetailData, DueData, Event, Fields, LinkData, PersonData, Placed
from archive.model.record import Decision, Record, State

__all__ = ["CONTRADICTED", "decided_by_people", "merged", "new_links"]

CONTRADICTED = "contradicted"
"""Reason of a filed record whose text, when it was read again, spoke for another place."""
_PLACE = ("unit", "category")


def decided_by_people(events: Iterable[Event]) -> frozenset[str]:
    """Fields of a record that a person corrected: `unit`, `category`, and the names of fields and details."""
    fields: set[str] = set()
    for event in events:
        if event.kind != "described" or event.payload is None:
            continue
        said = event.payload
        fields.update(name for name, key in (("unit", "units"), ("category", "category")) if key in said)
        fields.update(name for name in said["fields"] if name != "details")
        fields.update(detail["field"] for detail in said["fields"].get("details", ()))
    return frozenset(fields)


def merged(record: Record, people: frozenset[str], fresh: Placed) -> Placed | None:
    """The event `placed` that the second reading amounts to; None if it would change nothing.

    `people` are the fields that a person decided, `fresh` is what would be said of the record if it came in now.
    """
    placed = _filed(record, people, fresh) if record.state is State.FILED else _unfiled(record, people, fresh)
    placed["fields"] = _fields(record, people, fresh["fields"])
    keep_place = placed["units"] == [unit.id for unit in record.units] and placed["category"] == record.category
    placed["decisions"] = _decisions(record, people, fresh["decisions"], keep_place=keep_place)
    said = {(each["field"], each["value"]) for each in placed["decisions"]}
    placed["suggestions"] = _distinct(each for each in placed["suggestions"] if _fact(each) not in said)
    return placed if _changes(record, placed) else None


def new_links(record: Record, people: frozenset[str], fresh: Placed) -> list[LinkData]:
    """Links that the second reading found and the record has not; those that it has all stay."""
    if "links" in people:
        return []
    there = {(link.type, link.doc_no) for link in record.links} | {(link.type, link.record) for link in record.links}
    return [
        link for link in fresh["fields"].get("links", ())
        if (link["type"], link["record"] if link["doc_no"] is None else link["doc_no"]) not in there
    ]  # fmt: skip


def _filed(record: Record, people: frozenset[str], fresh: Placed) -> Placed:
    """It stays where it is. Further units that the text names beside its own join; what contradicts is asked."""
    units = [unit.id for unit in record.units]
    suggestions = list(fresh["suggestions"])
    against = _against(units, record.category, fresh)
    if against:
        suggestions = [*(each for each in fresh["decisions"] if each["field"] in _PLACE), *suggestions]
    elif "unit" not in people and fresh["units"]:
        units += [unit for unit in fresh["units"] if unit not in units]
    doubtful = against and not people & set(_PLACE)
    return _placed(fresh, units, record.category, CONTRADICTED if doubtful else None, suggestions)


def _against(units: Sequence[str], category: str | None, fresh: Placed) -> bool:
    """Whether the text speaks for another dossier or shelf."""
    if fresh["reason"] == "conflict" or (fresh["units"] and units[0] not in fresh["units"]):
        return True
    strange = any(each["field"] in {"unit_code", "unit_name"} and each["confidence"] >= 0.9
                  for each in fresh["suggestions"])  # fmt: skip
    return (fresh["reason"] == "unregistered" and strange) or fresh["category"] not in {None, category}


def _unfiled(record: Record, people: frozenset[str], fresh: Placed) -> Placed:
    """What a person decided of its place holds, the text says the rest; together they may file it."""
    known = [unit.id for unit in record.units]
    units = known if "unit" in people else list(fresh["units"])
    category = record.category if "category" in people else fresh["category"]
    suggestions = list(fresh["suggestions"])
    reason = fresh["reason"]
    if people & set(_PLACE):
        against = "unit" in people and bool(fresh["units"]) and not set(known) & set(fresh["units"])
        against |= "category" in people and fresh["category"] not in {None, category}
        if against:
            suggestions = [*(each for each in fresh["decisions"] if each["field"] in _PLACE), *suggestions]
        reason = "conflict" if against or (reason == "conflict" and not (units and category)) else None
    if not (units and category):
        reason = reason or ("no-category" if units else "no-unit")
    return _placed(fresh, units, category, reason, suggestions)


def _placed(
    fresh: Placed, units: list[str], category: str | None, reason: str | None, suggestions: list[DecisionData]
) -> Placed:
    state = "filed" if units and category and reason in {None, CONTRADICTED} else "unfiled"
    return cast("Placed", {
        **fresh, "state": state, "reason": reason, "units": units, "category": category, "suggestions": suggestions,
    })  # fmt: skip


def _fields(record: Record, people: frozenset[str], fresh: Fields) -> Fields:
    """What the text says of itself, without what a person said otherwise; links go by themselves.

    A field that the new text does not name keeps its value. Details are all told, because all are replaced.
    """
    fields = Fields()
    for name, value in fresh.items():
        if name not in people and name not in {"links", "details"}:
            fields[name] = value  # type: ignore[literal-required]  # a key of Fields
    told = [each for each in fresh.get("details", ()) if each["field"] not in people]
    renewed = {each["field"] for each in told}
    kept: list[DetailData] = [
        {"field": each.field, "value": each.value} for each in record.details if each.field not in renewed
    ]
    if kept or told:
        fields["details"] = [*kept, *told]
    return fields


def _decisions(
    record: Record, people: frozenset[str], fresh: Sequence[DecisionData], *, keep_place: bool
) -> list[DecisionData]:
    """Why each field has its value: a person's word, then the new reading's, then the old for what it is silent on."""
    held = people | (set(_PLACE) if keep_place else set())
    new = [each for each in fresh if each["field"] not in held]
    told = {each["field"] for each in new}
    if keep_place:  # the new reading may confirm what the folder said
        units, category = {unit.id for unit in record.units}, record.category
        there = {(each.field, each.value, each.by) for each in record.placed}
        new += [
            each for each in fresh if each["field"] in _PLACE and each["field"] not in people
            and each["value"] in units | {category} and (*_fact(each), each["by"]) not in there
        ]  # fmt: skip
    old = [_data(each) for each in record.placed if each.field not in told]
    return [*old, *new]


def _distinct(suggestions: Iterable[DecisionData]) -> list[DecisionData]:
    best: dict[tuple[str, str], DecisionData] = {}
    for each in suggestions:
        if _fact(each) not in best or each["confidence"] > best[_fact(each)]["confidence"]:
            best[_fact(each)] = each
    return list(best.values())


def _fact(decision: DecisionData) -> tuple[str, str]:
    return decision["field"], decision["value"]


def _key(decision: DecisionData) -> tuple[str, str, str, float, str]:
    return decision["field"], decision["value"], decision["by"], decision["confidence"], decision["reason"]


def _data(decision: Decision) -> DecisionData:
    return {
        "field": decision.field, "value": decision.value, "by": decision.by, "confidence": decision.confidence,
        "reason": decision.reason,
    }  # fmt: skip


def _changes(record: Record, placed: Placed) -> bool:
    """Whether the event would change anything that people see."""
    if (str(record.state), record.reason) != (placed["state"], placed["reason"]):
        return True
    if [unit.id for unit in record.units] != placed["units"] or record.category != placed["category"]:
        return True
    for there, said in ((record.suggestions, placed["suggestions"]), (record.placed, placed["decisions"])):
        if sorted(map(_key, map(_data, there))) != sorted(map(_key, said)):
            return True
    findings = [{"code": f.code, "severity": f.severity, "text": f.text, "clause": f.clause, "where": f.where}
                for f in record.findings]  # fmt: skip
    return findings != list(placed.get("findings", ())) or any(
        _value(record, name) != value for name, value in placed["fields"].items()
    )


def _value(record: Record, name: str) -> object:
    if name == "people":
        return [PersonData(name=p.name, role=p.role, certificate=p.certificate) for p in record.people]
    if name == "dues":
        return [DueData(item=due.item, date=due.date) for due in record.dues]
    if name == "details":
        return [{"field": each.field, "value": each.value} for each in record.details]
    return getattr(record, name)
