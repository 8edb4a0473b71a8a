"""The JSON that programs rely on (`docs/scripting.md`).

Every key is always present, what is unknown is null, and a list is never null.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from archive.model.record import State

if TYPE_CHECKING:
    from archive.access.alike import Pair
    from archive.access.results import Hit, Page
    from archive.access.triage import Litter, TriageItem
    from archive.catalogue.enclosed import Enclosed
    from archive.ingest.receipt import Receipt
    from archive.model.record import Decision, FormFinding, Link, Original, Part, Record, UnitRef
    from archive.model.unit import Unit

__all__ = [
    "CodeOf", "Inside", "litter_object", "page_object", "pair_object", "receipt_object", "record_object",
    "triage_object", "unit_object",
]  # fmt: skip

JsonObject = dict[str, Any]
CodeOf = Callable[[str], str]
Inside = Callable[[str], Iterable["Enclosed"]]


def receipt_object(receipt: Receipt) -> JsonObject:
    return {
        "path": receipt.path,
        "path_b64": _base64(receipt.path_raw),
        "outcome": receipt.outcome,
        "record": receipt.record,
        "unit": _unit_ref(receipt.unit),
        "category": receipt.category,
        "sha256": receipt.sha256,
        "parse": receipt.parse,
        "reason": receipt.reason,
    }


def page_object(page: Page) -> JsonObject:
    return {
        "total": page.total,
        "total_is_exact": page.total_is_exact,
        "hits": [_hit(hit) for hit in page.hits],
        "unread": page.unread,
        "also_searched": [{"word": each.word, "also": list(each.also)} for each in page.also_searched],
        "facets": [
            {
                "by": facet.by,
                "values": [{"value": each.value, "name": each.name, "count": each.count} for each in facet.values],
            }
            for facet in page.facets
        ],
        "did_you_mean": list(page.did_you_mean),
    }


def record_object(record: Record, code_of: CodeOf, inside: Inside) -> JsonObject:
    """`code_of` gives the code of a unit by its id: ids of units are ours and leave the archive nowhere.

    `inside` gives what lies directly within a record.
    """
    return {
        "record": record.id,
        "state": str(record.state),
        "unit": _unit_ref(record.units[0]) if record.units else None,
        "units": [_unit_ref(unit) for unit in record.units],
        "category": record.category,
        "title": record.title,
        "doc_no": record.doc_no,
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
        "placed": [_decision(decision, code_of) for decision in record.placed],
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


def triage_object(item: TriageItem, code_of: CodeOf) -> JsonObject:
    """Of an isolated record, id and mark only."""
    record = item.record
    told = record.state is not State.ISOLATED
    return {
        "record": record.id,
        "state": str(record.state),
        "reason": record.reason,
        "unit": _unit_ref(record.units[0]) if record.units and told else None,
        "category": record.category if told else None,
        "title": record.title if told else None,
        "doc_no": record.doc_no if told else None,
        "date": record.date if told else None,
        "name": record.original.name if told else None,
        "parse": record.parse.outcome if record.parse and told else None,
        "suggestions": [_decision(each, code_of) for each in record.suggestions] if told else [],
    }


def litter_object(litter: Litter) -> JsonObject:
    return {"inbox": litter.inbox, "path": litter.path, "since": litter.since}


def pair_object(pair: Pair) -> JsonObject:
    """Two records that bear one number, and what the first seems to be to the second."""
    return {
        "doc_no": pair.first.doc_no,
        "first": pair.first.id,
        "second": pair.second.id,
        "relation": pair.relation,
        "why": pair.why,
        "similarity": pair.similarity,
        "differences": [{"what": what, "first": one, "second": other} for what, one, other in pair.differences],
    }


def unit_object(unit: Unit, code_of: CodeOf) -> JsonObject:
    """`parent` and `merged_into` are ids, as in `unit`."""
    return {
        "unit": unit.id,
        "code": unit.code,
        "name": unit.name,
        "kind": str(unit.kind),
        "state": str(unit.state),
        "parent": None if unit.parent is None else code_of(unit.parent),
        "merged_into": None if unit.merged_into is None else code_of(unit.merged_into),
        "names": [{"name": n.name, "kind": str(n.kind), "since": n.since, "until": n.until} for n in unit.names],
        "codes": [{"code": c.code, "kind": str(c.kind), "since": c.since, "until": c.until} for c in unit.codes],
        "confirmed": [{"name": c.name, "record": c.record, "by": c.by, "time": c.time} for c in unit.confirmed],
    }


def _hit(hit: Hit) -> JsonObject:
    return {
        "record": hit.record,
        "unit": _unit_ref(hit.unit),
        "category": hit.category,
        "title": hit.title,
        "doc_no": hit.doc_no,
        "date": hit.date,
        "name": hit.name,
        "score": hit.score,
        "snippet": hit.snippet,
        "snippet_marks": [[start, end] for start, end in hit.snippet_marks],
    }


def _unit_ref(unit: UnitRef | None) -> JsonObject | None:
    return None if unit is None else {"code": unit.code, "name": unit.name}


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
        "path_b64": _base64(original.name_raw),
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


def _decision(decision: Decision, code_of: CodeOf) -> JsonObject:
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


def _base64(raw: bytes | None) -> str | None:
    return None if raw is None else base64.b64encode(raw).decode("ascii")
