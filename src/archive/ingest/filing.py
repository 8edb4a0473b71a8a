"""Filing: commit B, in which a document that was read gets its place.

Screen, place, describe, bring what lay inside it into the store, and then one transaction for the whole
group. The plugins are asked before it begins, so that no other process waits for them.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import N_
from archive.ingest.categories import CategoryNames
from archive.ingest.children import Taken
from archive.ingest.judging import Judge, Judged, Read, parsed_data
from archive.ingest.members import add_members, attachment, become_duplicate, isolate
from archive.ingest.place import Placement
from archive.ingest.rows import add_rows
from archive.model.event import Fields, LinkData, Placed
from archive.model.record import State

if TYPE_CHECKING:
    from archive.objects.staging import LocalStaging
    from archive.store import Store
    from archive.transaction import Transaction

__all__ = ["Filed", "Filer", "Judged", "Read", "parsed_data", "placed_data"]

_LOG = logging.getLogger(__name__)
_TOLD = 256
"""Records that are read at once to tell plugins of them."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a record."""

    record: str
    """Its own id, also where it turned out to be a duplicate."""
    state: str
    """filed, unfiled, isolated, duplicate, or what another process made of it."""
    of: str
    """The record that stands for it: for a duplicate the one that was there first."""
    members: tuple[str, ...] = ()
    """Records that were made of what lay inside it; they are still to be read."""
    rows: tuple[str, ...] = ()
    """Records that were made of its rows; they are filed."""


class Filer:
    """Files what was read, for one process.

    `owner` is how the queue knows it, `staging` where it brings what lies inside documents; without one, it
    takes nothing out.
    """

    def __init__(
        self, store: Store, *, actor: str, known_by: str, owner: str, staging: LocalStaging | None = None
    ) -> None:
        self._store = store
        self._actor = (actor, known_by)
        self._owner = owner
        self._staging = staging
        self._judge_of = Judge(store)
        self._categories = CategoryNames(store)
        self._units_named: dict[str, bool] = {}
        """What the folders inside the present group name."""

    def file(self, group: Sequence[Read]) -> list[Filed]:
        """Commit B; one answer a record, in their order. Plugins are told afterwards.

        Raises StorageFailed, Busy or NotPermitted: then all of them are still `received`.
        """
        judged = [self.judge(read) for read in group]
        taken = [self._taken(each) for each in judged]
        self._units_named.clear()
        with self._store.transaction(*self._actor) as tx:
            mine = tx.catalogue.still_queued([each.record for each in group], self._owner)
            filed = [
                self._commit(tx, each, inner) if each.read.record in mine else _by_another(tx, each.read.record)
                for each, inner in zip(judged, taken, strict=True)
            ]
            new = [record for each in filed for record in each.members]
            if new:
                tx.catalogue.claim(new, self._owner)
        self._tell(filed)
        return filed

    def judge(self, read: Read) -> Judged:
        """What folders and plugins say of a document."""
        return self._judge_of.judge(read)

    def _taken(self, each: Judged) -> Sequence[Taken]:
        """What lay inside, brought into the store; of a secret document nothing is taken out."""
        if each.read.children is None or each.mark is not None or self._staging is None:
            return ()
        return each.read.children.take(self._staging)

    def _tell(self, filed: Sequence[Filed]) -> None:
        records = [record for each in filed if each.state in (State.FILED, State.UNFILED)
                   for record in (each.record, *each.rows)]  # fmt: skip
        for start in range(0, len(records), _TOLD):
            for record in self._store.catalogue.records(records[start : start + _TOLD]).values():
                self._store.registry.tell_filed(record)

    # --- inside the commit

    def _commit(self, tx: Transaction, each: Judged, taken: Sequence[Taken]) -> Filed:
        record, accession = each.read.record, each.read.accession
        if each.mark is not None:
            tx.append("parsed", record, parsed_data(each.read.report, None, secret=True))
            others = isolate(tx, record, each.mark)
            if others:
                _LOG.warning(
                    N_("Record %s bears a mark of secrecy; what holds it is isolated too (%s). Tell the keeper."),
                    record, ", ".join(others),
                )  # fmt: skip
            return Filed(record, State.ISOLATED, record)
        first = self.first_of_these(tx, each)
        if first is not None:
            become_duplicate(tx, record, first, accession)
            return Filed(record, "duplicate", first)
        parsed = parsed_data(each.read.report, tx.put_text(each.text) if each.text else None)
        tx.append("parsed", record, parsed)
        placed = placed_data(each)
        placed["fields"] = self._with_links(tx, each)
        tx.append("placed", record, placed)
        members: tuple[str, ...] = ()
        if each.read.children is not None and taken:
            members = add_members(
                tx, record, accession, each.read.children, taken, self._names_unit, self._names_category
            )
        rows = add_rows(tx, record, accession, parsed, each.rows)
        return Filed(record, State(placed["state"]), record, members, rows)

    def _names_unit(self, name: str) -> bool:
        known = self._units_named.get(name)
        if known is None:
            known = self._units_named[name] = bool(self._store.find_units(name))
        return known

    def _names_category(self, name: str) -> bool:
        return self._categories.key(name) is not None

    def first_of_these(self, tx: Transaction, each: Judged) -> str | None:
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

    def _with_links(self, tx: Transaction, each: Judged) -> Fields:
        """The fields, with a link to the first other record on the same bytes."""
        same = tx.catalogue.by_digest(each.read.accession["original"]["sha256"])
        others = [other.record for other in same
                  if other.record != each.read.record and other.state in (State.FILED, State.UNFILED)]  # fmt: skip
        links: list[LinkData] = [*attachment(each.read.accession)]
        if others:
            links.append({"type": "same-content", "record": others[0], "doc_no": None})
        return Fields({**each.fields, "links": [*each.fields.get("links", ()), *links]}) if links else each.fields


def _by_another(tx: Transaction, record: str) -> Filed:
    """Another process took this one over while it was read here: what it made of it stands."""
    (of,) = tx.catalogue.resolve(record) or (record,)
    found = tx.catalogue.record(of)
    state = "duplicate" if of != record else str(found.state) if found is not None else State.RECEIVED
    return Filed(record, state, of)


def placed_data(each: Judged) -> Placed:
    """The event `placed` for what was judged, without links to other records."""
    placement = each.placement
    placed: Placed = {
        "state": "filed" if placement.reason is None else "unfiled",
        "reason": placement.reason,
        "units": list(placement.units),
        "category": placement.category,
        "fields": each.fields,
        "decisions": [*placement.decisions, *each.decisions],
        "suggestions": [*placement.suggestions, *each.suggestions],
    }
    if each.findings:
        placed["findings"] = list(each.findings)
    return placed
