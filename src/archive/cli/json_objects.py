"""The JSON that programs rely on (`docs/scripting.md`).

Every key is always present, what is unknown is null, and a list is never null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from archive.access.record_object import (
    CodeOf,
    Inside,
    base64_text,
    decision_object,
    record_object,
    unit_ref_object,
)
from archive.model.record import State

if TYPE_CHECKING:
    from archive.access.alike import Pair
    from archive.access.results import Hit, Page
    from archive.access.triage import Litter, TriageItem
    from archive.ingest.receipt import Receipt
    from archive.model.unit import Unit

__all__ = [
    "CodeOf", "Inside", "litter_object", "page_object", "pair_object", "receipt_object", "record_object",
    "triage_object", "unit_object",
]  # fmt: skip

JsonObject = dict[str, Any]


def receipt_object(receipt: Receipt) -> JsonObject:
    return {
        "path": receipt.path,
        "path_b64": base64_text(receipt.path_raw),
        "outcome": receipt.outcome,
        "record": receipt.record,
        "unit": unit_ref_object(receipt.unit),
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


def triage_object(item: TriageItem, code_of: CodeOf) -> JsonObject:
    """Of an isolated record, id and mark only."""
    record = item.record
    told = record.state is not State.ISOLATED
    return {
        "record": record.id,
        "state": str(record.state),
        "reason": record.reason,
        "unit": unit_ref_object(record.units[0]) if record.units and told else None,
        "category": record.category if told else None,
        "title": record.title if told else None,
        "doc_no": record.doc_no if told else None,
        "date": record.date if told else None,
        "name": record.original.name if told else None,
        "parse": record.parse.outcome if record.parse and told else None,
        "suggestions": [decision_object(each, code_of) for each in record.suggestions] if told else [],
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
        "unit": unit_ref_object(hit.unit),
        "category": hit.category,
        "title": hit.title,
        "doc_no": hit.doc_no,
        "date": hit.date,
        "name": hit.name,
        "score": hit.score,
        "snippet": hit.snippet,
        "snippet_marks": [[start, end] for start, end in hit.snippet_marks],
    }
