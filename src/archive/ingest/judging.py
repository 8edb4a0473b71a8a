"""Judging: what plugins and folders say of a document that was read, asked before the commit that files it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.ingest.categories import CategoryNames
from archive.ingest.children import Children
from archive.ingest.confirmed import remembered
from archive.ingest.describe import described, findings_of
from archive.ingest.inherit import inherited
from archive.ingest.place import Placement, Statements, decide
from archive.ingest.rows import RowPlan, plan_rows
from archive.model.event import Accessioned, DecisionData, Fields, FindingData, Parsed
from archive.model.parsed import ParsedDocument, ParseReport
from archive.model.placement import Proposal, SecrecyMark

if TYPE_CHECKING:
    from archive.model.unit import Unit
    from archive.store import Store

__all__ = ["Judge", "Judged", "Read", "depth_of", "parsed_data"]


@dataclass(frozen=True, slots=True)
class Read:
    """A received record, and how its original was read."""

    record: str
    accession: Accessioned
    report: ParseReport
    children: Children | None = None
    """What lay inside; None where nothing did."""


@dataclass(frozen=True, slots=True)
class _View:
    """The document as the plugins see it."""

    name: str
    media_type: str
    document: ParsedDocument | None
    text: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A document and all that was said of it."""

    read: Read
    text: str
    mark: SecrecyMark | None
    """With a mark, nothing else was asked."""
    placement: Placement
    fields: Fields
    decisions: tuple[DecisionData, ...]
    suggestions: tuple[DecisionData, ...]
    findings: tuple[FindingData, ...] = ()
    rows: tuple[RowPlan, ...] = field(default=())
    """Of a register: the rows that become records."""


class Judge:
    """Asks the plugins, for one process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._categories = CategoryNames(store)

    def judge(self, read: Read) -> Judged:
        """What is said of a document; nothing is written."""
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
            return Judged(read, "", mark, Placement(), Fields(), (), ())
        # Of a container only names are known: what they name are its members' units, not its own.
        speaks = document is None or "container" not in document.metadata
        proposals = remembered(self._store, registry.place(view, units) if speaks else ())
        placement = decide(_statements(read, proposals), units, self._unit, self._categories.key)
        placement = inherited(placement, read.accession, self._store.catalogue)
        answers = tuple(registry.describe(view, units)) if speaks else ()
        fields, decisions, suggestions = described(proposals, answers)
        rows = plan_rows(answers, placement, units, self._unit, self._categories.key)
        suggestions = (*suggestions, *rows.suggestions)
        return Judged(read, text, None, placement, fields, decisions, suggestions, findings_of(answers), rows.plans)

    def _unit(self, unit: str) -> Unit | None:
        found = self._store.catalogue.unit(unit)
        return None if found is None else self._store.catalogue.successor(found)


def depth_of(accession: Accessioned) -> int:
    """How many records a record lies within."""
    return accession["within"]["depth"] if "within" in accession else 0


def _statements(read: Read, proposals: tuple[tuple[str, Proposal], ...]) -> Statements:
    delivery = read.accession["delivery"]
    return Statements(
        folder_unit=delivery["folder_unit"],
        folder_category=delivery["folder_category"],
        folders_ignored=tuple(delivery["folders_ignored"]),
        named=frozenset(delivery.get("named", ())),
        proposals=proposals,
    )


def parsed_data(report: ParseReport, text: str | None, *, secret: bool = False) -> Parsed:
    """Of a secret document, nothing that its author wrote goes into the ledger."""
    document = None if secret else report.document
    last = report.attempts[-1] if report.attempts else None
    metadata: Mapping[str, str] = document.metadata if document is not None else {}
    parsed: Parsed = {
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
    if document is not None and document.pictures:
        parsed["pictures"] = document.pictures
    return parsed
