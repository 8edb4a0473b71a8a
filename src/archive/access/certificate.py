"""A search certified: what was asked, of which state of the archive, and everything that was found.

The certificate is JSON. It names the query as typed and as understood, the versions of what decides a
match, the ledger's size with its signed checkpoint, and every hit with its accession event and digest; a
search that found nothing is certified in the same way. `check` asks again and tells apart what was
accessioned since from what ought to be the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

from archive.access.search import all_hits, understand
from archive.errors import N_, CertificateInvalid
from archive.model.selection import Selection
from archive.text.analyzer import ANALYZER_VERSION

if TYPE_CHECKING:
    from archive.store import Store
    from archive.text.query import Node
    from archive.text.synonyms import Thesaurus

__all__ = ["KIND", "CertificateCheck", "certify", "check"]

KIND = "safety-archive search 1"

_LISTS = {"units", "states"}


@dataclass(frozen=True, slots=True)
class CertificateCheck:
    """A certified search asked again."""

    same_rules: bool
    """Analyzer and synonyms are those of the certificate; else a difference may come from them."""
    total_then: int
    total_now: int
    added: tuple[str, ...]
    """Found now and accessioned after the certificate: no contradiction."""
    appeared: tuple[str, ...]
    """Found now, here already then and not found then: corrected, read again or put back since."""
    gone: tuple[str, ...]
    """Found then and not now: corrected, withdrawn or disposed of since; their history says why."""
    changed: tuple[str, ...]
    """Found then and now with an original of another digest: damage."""
    note: str
    """The checkpoint in the certificate, to be compared with this ledger."""


def certify(store: Store, query: str, selection: Selection, thesaurus: Thesaurus | None) -> dict[str, object]:
    """The certificate as JSON values. Raise QueryInvalid, CategoryUnknown, UsageInvalid while the index lags far."""
    with store.catalogue.reading():
        understood = understand(store, query, selection, thesaurus=thesaurus)
        records = _found(store, understood.node)
        return {
            "certificate": KIND,
            "home": store.catalogue.home(),
            "time": store.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "query": query,
            "exact": thesaurus is None,
            "understood": _tree(understood.node),
            "also_searched": [asdict(each) for each in understood.also],
            "filters": {key: value for key, value in asdict(selection).items() if value not in (None, False)},
            "analyzer": ANALYZER_VERSION,
            "synonyms": thesaurus.digest if thesaurus else None,
            "ledger": {
                "size": store.catalogue.event_count(),
                "checkpoint": store.catalogue.newest_checkpoint(),
            },
            "unread": store.catalogue.unread_count(understood.filters),
            "total": len(records),
            "records": records,
        }


def _found(store: Store, node: Node) -> list[dict[str, object]]:
    facts = store.catalogue.accessions(all_hits(store, node))
    return [
        {"record": record, "accession": seq, "sha256": digest}
        for record, (seq, digest) in sorted(facts.items(), key=lambda each: each[1])
    ]


def _tree(node: Any) -> object:
    """A query tree as JSON: `{"is": "Text", …}`; what is empty or false is left out."""
    if is_dataclass(node):
        parts = {each.name: _tree(getattr(node, each.name)) for each in fields(node)}
        said = {name: value for name, value in parts.items() if value not in (None, False)}
        return {"is": type(node).__name__, **said}
    if isinstance(node, frozenset):
        return sorted(node)
    return [_tree(each) for each in node] if isinstance(node, tuple) else node


def check(store: Store, certificate: Mapping[str, object]) -> CertificateCheck:
    """Ask again. Raise CertificateInvalid."""
    if certificate.get("certificate") != KIND:
        raise CertificateInvalid(reason=N_("it has another kind"))
    if certificate.get("home") != store.catalogue.home():
        raise CertificateInvalid(reason=N_("it was written for another archive"))
    try:
        query, exact = str(certificate["query"]), bool(certificate["exact"])
        selection = _selection(_mapping(certificate["filters"]))
        ledger = _mapping(certificate["ledger"])
        size, note = int(ledger["size"]), str(ledger["checkpoint"])
        then = {str(each["record"]): str(each["sha256"]) for each in _list(certificate["records"])}
        rules = (certificate["analyzer"], certificate["synonyms"])
    except (KeyError, TypeError, ValueError):
        raise CertificateInvalid(reason=N_("a part of it is missing or has another form")) from None
    thesaurus = None if exact else store.thesaurus
    found = _found(store, understand(store, query, selection, thesaurus=thesaurus).node)
    now = {str(each["record"]): each for each in found}
    new = [record for record in now if record not in then]
    return CertificateCheck(
        same_rules=rules == (ANALYZER_VERSION, thesaurus.digest if thesaurus else None),
        total_then=len(then),
        total_now=len(now),
        added=tuple(record for record in new if int(str(now[record]["accession"])) >= size),
        appeared=tuple(record for record in new if int(str(now[record]["accession"])) < size),
        gone=tuple(record for record in then if record not in now),
        changed=tuple(record for record in then if record in now and now[record]["sha256"] != then[record]),
        note=note,
    )


def _selection(filters: Mapping[str, Any]) -> Selection:
    known = {each.name for each in fields(Selection)}
    if not set(filters) <= known:
        raise ValueError("unknown filter")
    given: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in filters.items()}
    return Selection(**given)


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value
