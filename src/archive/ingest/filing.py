"""Filing: commit B, in which a document that was read gets its place.

Screen, place, describe, and then one transaction for the whole group. The plugins are asked
before it begins, so that no other process waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.ingest.categories import CategoryNames
from archive.ingest.confirmed import remembered
from archive.ingest.describe import described, findings_of
from archive.ingest.place import Placement, Statements, decide
from archive.model.event import (
    Accessioned,
    DecisionData,
    Duplicate,
    Fields,
    FindingData,
    Isolated,
    LinkData,
    Parsed,
    Placed,
)
from archive.model.parsed import ParsedDocument, ParseReport
from archive.model.placement import Proposal, SecrecyMark
from archive.model.record import State

if TYPE_CHECKING:
    from archive.model.unit import Unit
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["Filed", "Filer", "Read"]


@dataclass(frozen=True, slots=True)
class Read:
    """A received record, and how its original was read."""

    record: str
    accession: Accessioned
    report: ParseReport


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a record."""

    record: str
    """Its own id, also where it turned out to be a duplicate."""
    state: str
    """filed, unfiled, isolated, duplicate, or what another process made of it."""
    of: str
    """The record that stands for it: for a duplicate the one that was there first."""


@dataclass(frozen=True, slots=True)
class _View:
    """The document as the plugins see it."""

    name: str
    media_type: str
    document: ParsedDocument | None
    text: str
    received_at: str


@dataclass(frozen=True, slots=True)
class _Judged:
    read: Read
    text: str
    mark: SecrecyMark | None
    placement: Placement
    fields: Fields
    decisions: tuple[DecisionData, ...]
    suggestions: tuple[DecisionData, ...]
    findings: tuple[FindingData, ...] = ()


class Filer:
    """Files what was read, for one process. `owner` is how the queue knows it."""

    def __init__(self, store: Store, *, actor: str, known_by: str, owner: str) -> None:
        self._store = store
        self._actor = (actor, known_by)
        self._owner = owner
        self._categories = CategoryNames(store)

    def file(self, group: Sequence[Read]) -> list[Filed]:
        """Commit B; one answer a record, in their order. Plugins are told afterwards.

        Raises StorageFailed, Busy or NotPermitted: then all of them are still `received`.
        """
        judged = [self._judge(read) for read in group]
        with self._store.transaction(*self._actor) as tx:
            mine = {each.record for each in tx.catalogue.queued(1_000_000, (self._owner,))}
            filed = [
                self._commit(tx, each) if each.read.record in mine else _by_another(tx, each.read.record)
                for each in judged
            ]
        self._tell([each.record for each in filed if each.state in (State.FILED, State.UNFILED)])
        return filed

    def _tell(self, records: Sequence[str]) -> None:
        for record in self._store.catalogue.records(records).values():
            self._store.registry.tell_filed(record)

    # --- asking

    def _judge(self, read: Read) -> _Judged:
        document = read.report.document
        text = document.text() if document is not None else ""
        view = _View(
            name=read.accession["original"]["name"],
            media_type=read.report.media_type,
            document=document,
            text=text,
            received_at=self._store.clock().strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        registry, units = self._store.registry, self._store.units()
        mark = registry.screen(view)
        if mark is not None:
            return _Judged(read, "", mark, Placement(), Fields(), (), ())
        proposals = remembered(self._store, registry.place(view, units))
        placement = decide(_statements(read, proposals), units, self._unit, self._categories.key)
        answers = tuple(registry.describe(view, units))
        fields, decisions, suggestions = described(proposals, answers)
        return _Judged(read, text, None, placement, fields, decisions, suggestions, findings_of(answers))

    def _unit(self, unit: str) -> Unit | None:
        found = self._store.catalogue.unit(unit)
        return None if found is None else self._store.catalogue.successor(found)

    # --- inside the commit

    def _commit(self, tx: Transaction, each: _Judged) -> Filed:
        record = each.read.record
        if each.mark is not None:
            tx.append("parsed", record, _parsed(each.read.report, None, secret=True))
            isolated: Isolated = {"mark": each.mark.mark, "reason": each.mark.reason}
            tx.append("isolated", record, isolated)
            return Filed(record, State.ISOLATED, record)
        first = self._first_of_these(tx, each)
        if first is not None:
            duplicate: Duplicate = {"of": first}
            tx.append("duplicate", record, duplicate)
            return Filed(record, "duplicate", first)
        text = tx.put_text(each.text) if each.text else None
        tx.append("parsed", record, _parsed(each.read.report, text))
        placement = each.placement
        state = State.FILED if placement.reason is None else State.UNFILED
        placed: Placed = {
            "state": "filed" if placement.reason is None else "unfiled",
            "reason": placement.reason,
            "units": list(placement.units),
            "category": placement.category,
            "fields": self._with_links(tx, each),
            "decisions": [*placement.decisions, *each.decisions],
            "suggestions": [*placement.suggestions, *each.suggestions],
        }
        if each.findings:
            placed["findings"] = list(each.findings)
        tx.append("placed", record, placed)
        return Filed(record, state, record)

    def _first_of_these(self, tx: Transaction, each: _Judged) -> str | None:
        """The live record with the same bytes on the same shelf of the same dossiers.

        Where no unit is known, two records are the same only if they also wait for the same reason with
        the same suggestions: one notice dropped into the folders of fifty units is fifty records.
        """
        placement = each.placement
        for other in tx.catalogue.by_digest(each.read.accession["original"]["sha256"]):
            if other.record == each.read.record or other.state not in (State.FILED, State.UNFILED):
                continue
            if set(other.units) != set(placement.units) or other.category != placement.category:
                continue
            if placement.units or self._waits_alike(tx, other.record, placement):
                return other.record
        return None

    def _waits_alike(self, tx: Transaction, other: str, placement: Placement) -> bool:
        record = tx.catalogue.record(other)
        if record is None or record.reason != placement.reason:
            return False
        theirs = {(s.field, s.value) for s in record.suggestions if s.field.startswith(("unit", "category"))}
        return theirs == {(s["field"], s["value"]) for s in placement.suggestions}

    def _with_links(self, tx: Transaction, each: _Judged) -> Fields:
        """The fields, with a link to the first other record on the same bytes."""
        same = tx.catalogue.by_digest(each.read.accession["original"]["sha256"])
        others = [other.record for other in same
                  if other.record != each.read.record and other.state in (State.FILED, State.UNFILED)]  # fmt: skip
        if not others:
            return each.fields
        link: LinkData = {"type": "same-content", "record": others[0], "doc_no": None}
        return Fields({**each.fields, "links": [*each.fields.get("links", ()), link]})


def _by_another(tx: Transaction, record: str) -> Filed:
    """Another process took this one over while it was read here: what it made of it stands."""
    (of,) = tx.catalogue.resolve(record) or (record,)
    found = tx.catalogue.record(of)
    state = "duplicate" if of != record else str(found.state) if found is not None else State.RECEIVED
    return Filed(record, state, of)


def _statements(read: Read, proposals: tuple[tuple[str, Proposal], ...]) -> Statements:
    delivery = read.accession["delivery"]
    return Statements(
        folder_unit=delivery["folder_unit"],
        folder_category=delivery["folder_category"],
        folders_ignored=tuple(delivery["folders_ignored"]),
        named=frozenset(delivery.get("named", ())),
        proposals=proposals,
    )


def _parsed(report: ParseReport, text: str | None, *, secret: bool = False) -> Parsed:
    """Of a secret document, nothing that its author wrote goes into the ledger."""
    document = None if secret else report.document
    last = report.attempts[-1] if report.attempts else None
    metadata: Mapping[str, str] = document.metadata if document is not None else {}
    return {
        "outcome": report.outcome,
        "media_type": report.media_type,
        "parser": last.parser if last else None,
        "version": last.version if last else None,
        "attempts": [
            {"parser": each.parser, "version": each.version, "outcome": each.outcome, "reason": each.reason}
            for each in report.attempts
        ],
        "reason": None if secret else report.reason,
        "text": text,
        "characters": len(document.text()) if document is not None else 0,
        "pages": document.pages if document is not None else None,
        "metadata": dict(metadata),
        "warnings": list(document.warnings) if document is not None else [],
    }
