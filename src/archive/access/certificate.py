"""A search certified: what was asked, of which state of the archive, and everything that was found.

The certificate is JSON. It names the query as typed and as understood, the versions of what decides a
match, the ledger's size with its signed checkpoint, and every hit with its accession event and digest; a
search that found nothing is certified in the same way. Its digest is over all of this, and becomes the event
`certified` of the ledger where the account may write: so no alteration of the file stays unnoticed. `check`
looks for that first, then asks again and tells apart what was accessioned since from what ought to be the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from archive.access.search import all_hits, storable, understand
from archive.catalogue.ledger_rows import read_event
from archive.errors import N_, CertificateInvalid, NotPermitted, QueryInvalid
from archive.ledger import canonical
from archive.model.selection import Selection
from archive.text.analyzer import ANALYZER_VERSION

if TYPE_CHECKING:
    from archive.model.event import Certified
    from archive.store import Store
    from archive.text.query import Node
    from archive.text.synonyms import Thesaurus

__all__ = ["KIND", "CertificateCheck", "certify", "check", "digest_of", "recorded"]

KIND = "safety-archive search 1"

_LISTS = {"units", "states"}
_DAY, _MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT[\d:.]+Z"
_FORMS = {
    "category": ".*", "since": _DAY, "until": _DAY, "received_since": _MOMENT, "received_until": _MOMENT,
}  # fmt: skip
_OUTSIDE = ("digest", "event")
"""Keys that the digest does not cover: itself, and the event that holds it."""


@dataclass(frozen=True, slots=True)
class CertificateCheck:
    """A certified search asked again."""

    altered: bool
    """The file is not what was written: its digest, or the event that holds it, says something else."""
    recorded: bool
    """An event of this ledger holds the digest. Without one, whoever altered the file could alter its digest too."""
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
    """Found then and now, with an original of another digest or another accession event: damage."""
    note: str
    """The checkpoint in the certificate, to be compared with this ledger."""


def certify(store: Store, query: str, selection: Selection, thesaurus: Thesaurus | None) -> dict[str, object]:
    """The certificate as JSON values, not yet recorded: `event` is null.

    Raise QueryInvalid, or UsageInvalid while the index lags far.
    """
    query = storable(query)
    with store.catalogue.reading():
        understood = understand(store, query, selection, thesaurus=thesaurus)
        records = _found(store, understood.node)
        certificate: dict[str, object] = {
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
            "unread": store.catalogue.unread_count(understood.node),
            "total": len(records),
            "records": records,
        }
    return {**certificate, "digest": digest_of(certificate), "event": None}


def digest_of(certificate: Mapping[str, object]) -> str:
    """SHA-256 in hex of the canonical JSON of what it says. Raise ValueError for what has none."""
    said = {key: value for key, value in certificate.items() if key not in _OUTSIDE}
    return sha256(canonical.encode(said)).hexdigest()


def recorded(store: Store, certificate: Mapping[str, Any]) -> dict[str, object]:
    """The certificate with the number of the event `certified` that now holds its digest.

    Where this account may not write, `event` stays null.
    """
    payload: Certified = {
        "digest": certificate["digest"], "query": certificate["query"], "exact": certificate["exact"],
        "selection": certificate["filters"], "total": certificate["total"], "unread": certificate["unread"],
        "ledger_size": certificate["ledger"]["size"],
    }  # fmt: skip
    try:
        with store.transaction() as tx:
            return {**certificate, "event": tx.append("certified", store.catalogue.home(), payload)}
    except NotPermitted:
        return dict(certificate)


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
    """Look whether it is what was written, and ask again. Raise CertificateInvalid for what cannot be asked."""
    if certificate.get("certificate") != KIND:
        raise CertificateInvalid(reason=N_("it has another kind"))
    if certificate.get("home") != store.catalogue.home():
        raise CertificateInvalid(reason=N_("it was written for another archive"))
    try:
        query, exact = str(certificate["query"]), bool(certificate["exact"])
        selection = _selection(_mapping(certificate["filters"]))
        ledger = _mapping(certificate["ledger"])
        size, note = int(ledger["size"]), str(ledger["checkpoint"])
        then = {str(each["record"]): (each["accession"], each["sha256"]) for each in _list(certificate["records"])}
        rules = (certificate["analyzer"], certificate["synonyms"])
        digest, event = str(certificate["digest"]), certificate["event"]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise CertificateInvalid(reason=N_("a part of it is missing or has another form")) from None
    thesaurus = None if exact else store.thesaurus
    try:
        found = _found(store, understand(store, query, selection, thesaurus=thesaurus).node)
    except QueryInvalid:
        raise CertificateInvalid(reason=N_("its query cannot be understood")) from None
    now = {str(each["record"]): (each["accession"], each["sha256"]) for each in found}
    new = [record for record in now if record not in then]
    held = None if event is None else _holds(store, event, digest)
    return CertificateCheck(
        altered=held is False or not _is_whole(certificate, digest),
        recorded=held is True,
        same_rules=rules == (ANALYZER_VERSION, thesaurus.digest if thesaurus else None),
        total_then=len(then),
        total_now=len(now),
        added=tuple(record for record in new if int(str(now[record][0])) >= size),
        appeared=tuple(record for record in new if int(str(now[record][0])) < size),
        gone=tuple(record for record in then if record not in now),
        changed=tuple(record for record in then if record in now and now[record] != then[record]),
        note=note,
    )


def _is_whole(certificate: Mapping[str, object], digest: str) -> bool:
    """Whether the digest is that of what the certificate says, and its total that of its list."""
    try:
        same = digest_of(certificate) == digest
    except (ValueError, RecursionError):
        return False
    return same and certificate["total"] == len(_list(certificate["records"]))


def _holds(store: Store, event: object, digest: str) -> bool | None:
    """Whether the event of this number recorded the digest; None if its payload was erased by law."""
    if not isinstance(event, int) or isinstance(event, bool) or not 0 <= event < store.catalogue.event_count():
        return False
    for seq, envelope, _, body in store.catalogue.sealed_events(event, event + 1):
        found = read_event(seq, envelope, body)
        if found.kind == "certified":
            return None if found.payload is None else found.payload.get("digest") == digest
    return False


def _selection(filters: Mapping[str, Any]) -> Selection:
    for name, value in filters.items():
        if not (value is True if name == "undated" else _is_filter(name, value)):
            raise ValueError(name)
    given: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in filters.items()}
    return Selection(**given)


def _is_filter(name: str, value: object) -> bool:
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return name in _FORMS and isinstance(value, str) and re.fullmatch(_FORMS[name], value) is not None


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError
    return value


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value
