"""A record as the JSON object that programs rely on (`docs/scripting.md`).

Every key is always present, what is unknown is null, and a list is never null.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.catalogue.enclosed import Enclosed
    from archive.model.record import Decision, FormFinding, Link, Original, Part, Record
    from archive.model.unit_ref import UnitRef

__all__ = ["CodeOf", "Inside", "base64_text", "decision_object", "record_object", "unit_ref_object"]

JsonObject = dict[str, Any]
CodeOf = Callable[[str], str]
Inside = Callable[[str], Iterable["Enclosed"]]


def record_object(record: Record, code_of: CodeOf, inside: Inside) -> JsonObject:
    """`code_of` gives the code of a unit by its id: ids of units are ours and leave the archive nowhere.

    `inside` gives what lies directly within a record.
    """
    return {
        "record": record.id,
        "state": str(record.state),
        "unit": unit_ref_object(record.units[0]) if record.units else None,
        "units": [unit_ref_object(unit) for unit in record.units],
        "category": record.category,
        "title": record.title,
        "doc_no": record.doc_no,
        "archive_no": record.archive_no,
        "date": record.date,
        "due": min((due.date for due in record.dues), default=None),
        "dues": [{"item": due.item, "date": due.date} for due in record.dues],
        "people": [{"name": person.name, "role": person.role} for person in record.people],
        "links": [_linked(link) for link in record.links],
        "superseded_by": _successor(record),
        "source": record.source,
        "details": [{"field": each.field, "value": each.value} for each in record.details],
        "findings": [_finding(each) for each in record.findings],
        "original": _original(record.original),
        "parts": [_part(part) for part in record.parts],
        "parse": _parse(record),
        "placed": [decision_object(decision, code_of) for decision in record.placed],
        "holds": [{"hold": hold.id, "basis": hold.basis, "since": hold.since} for hold in record.holds],
        "children": [_enclosed(each) for each in inside(record.id)],
    }


def _enclosed(inner: Enclosed) -> JsonObject:
    """Of what is isolated, id and state only."""
    return {
        "record": inner.record,
        "kind": inner.kind,
        "path": inner.path or None,
        "row": inner.number,
        "state": inner.state,
        "title": inner.title,
    }


def unit_ref_object(unit: UnitRef | None) -> JsonObject | None:
    return None if unit is None else {"code": unit.code, "name": unit.name}


def decision_object(decision: Decision, code_of: CodeOf) -> JsonObject:
    value = decision.value
    if decision.field == "unit":
        value = ", ".join(map(code_of, value.split(", ")))
    return {
        "field": decision.field,
        "value": value,
        "by": decision.by,
        "confidence": decision.confidence,
        "reason": decision.reason,
    }


def base64_text(raw: bytes | None) -> str | None:
    return None if raw is None else base64.b64encode(raw).decode("ascii")
def _successor(record: Record) -> JsonObject | None:
    successor = record.superseded_by
    return None if successor is None else {"record": successor.record, "on": successor.on}


def _finding(found: FormFinding) -> JsonObject:
    return {
        "code": found.code,
        "severity": found.severity,
        "text": found.text,
        "clause": found.clause,
        "where": found.where,
    }


def _linked(link: Link) -> JsonObject:
    """`candidates` are the records that bear the number of a link that waits because there is more than one."""
    return {"type": link.type, "record": link.record, "doc_no": link.doc_no, "candidates": list(link.candidates)}


def _original(original: Original) -> JsonObject:
    return {
        "sha256": original.sha256,
        "bytes": original.size,
        "name": original.name,
        "path_b64": base64_text(original.name_raw),
        "media_type": original.media_type,
    }


def _part(part: Part) -> JsonObject:
    return {"part": part.id, "role": part.role, **_original(part.original)}


def _parse(record: Record) -> JsonObject | None:
    parse = record.parse
    if parse is None:
        return None
    return {
        "outcome": parse.outcome,
        "parser": parse.parser,
        "version": parse.version,
        "pages": parse.pages,
        "characters": parse.characters,
    }
