"""The face of the archive for the command line and for integrators.

from archive.api import Archive

with Archive.open("storage") as archive:
for receipt in archive.add(["检查记录.docx"]):
print(receipt.outcome, receipt.record)
for hit in archive.search("受限空间").hits:
print(hit.title, hit.snippet)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from archive.errors import (
    CheckpointForeign,
    CheckpointUnreadable,
    Damaged,
    InputMissing,
    InputUnreadable,
    RecordAmbiguous,
    RecordDisposed,
    RecordUnknown,
    RecordWithheld,
)
from archive.model.selection import Selection
from archive.store import Store

if TYPE_CHECKING:
    import threading
    from contextlib import AbstractContextManager

    from archive.access.alike import Pair
    from archive.access.board import Board
    from archive.access.certificate import CertificateCheck
    from archive.access.completeness import Requirement
    from archive.access.crosscheck import CrossFinding
    from archive.access.doctor import Check
    from archive.access.dossier import Dossier, Overview
    from archive.access.due import Deadline
    from archive.access.fixity import Incident
    from archive.access.looking import SealedHit, Unsealed
    from archive.access.person import Person
    from archive.access.reports import Report
    from archive.access.responsibility import Chain
    from archive.access.results import Group, Page
    from archive.access.sample import Sample
    from archive.access.statistics import Kind as StatisticsKind
    from archive.access.statistics import Statistics
    from archive.access.timeline import Fact
    from archive.access.triage import Litter, TriageItem
    from archive.catalogue.enclosed import Enclosed
    from archive.catalogue.keeping import Schedule
    from archive.catalogue.safekeeping import SafekeepingRow
    from archive.catalogue.seals import LookRow
    from archive.disk.config import Config
    from archive.hooks.contracts import Order
    from archive.hooks.loading import PluginInfo
    from archive.indexing import IndexStatus
    from archive.ingest.backlog import OcrStatus
    from archive.ingest.corrections import Corrected
    from archive.ingest.duties import Assigned, Wish
    from archive.ingest.duty_import import ImportedDuty
    from archive.ingest.grids import Regrouped
    from archive.ingest.handover import HandedOver
    from archive.ingest.receipt import Receipt
    from archive.ingest.reread import Again
    from archive.ingest.sealing import Resealed
    from archive.ingest.triage_apply import AppliedRow
    from archive.ingest.unit_import import ImportedRow
    from archive.model.archive_number import ArchiveNumber, Volume
    from archive.model.category import Category
    from archive.model.confirmation import Contest, Correction
    from archive.model.disposition import DispositionList, Verdict
    from archive.model.duty import Duty
    from archive.model.event import Event
    from archive.model.grid import Grid
    from archive.model.hazard import Hazard
    from archive.model.hold import PlacedHold
    from archive.model.record import Part, Record
    from archive.model.retention import Retention, ScheduleRow
    from archive.model.unit import Unit, UnitKind
    from archive.model.unit_ref import UnitRef
    from archive.preserve.anchors import Anchoring, Window
    from archive.preserve.backup import Backup
    from archive.preserve.backup_check import BackupCheck
    from archive.preserve.checkpoints import Comparison
    from archive.preserve.disposition import Proposed
    from archive.preserve.disposition_execution import Plan
    from archive.preserve.export import Exported
    from archive.preserve.key_backup import KeysFile
    from archive.preserve.numbering import Given, Listed
    from archive.preserve.quality import Declared, Examination, Stage
    from archive.preserve.replicate import Replica
    from archive.preserve.report import VerifyReport
    from archive.preserve.restore import RestoredHome
    from archive.preserve.schedules import Change
    from archive.preserve.scrub import Scrub
    from archive.preserve.upgrade import Upgrade
    from archive.rendition.page import Page as RenditionPage
    from archive.transaction import Transaction

__all__ = ["Archive"]


class Archive:
    """An opened archive home. A context manager; used by the thread that opened it.

    Every method may raise `archive.errors.ArchiveError`; what a method names beyond that is the usual case.
    A RECORD reference is a full id, an exact document number, or at least 6 characters of an id.
    A unit reference is a code, a name or an alias, past ones included.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def create(
        cls,
        home: str | os.PathLike[str],
        *,
        language: str = "zh",
        inboxes: Sequence[str | os.PathLike[str]] = (),
    ) -> Archive:
        """Make a home, with further `inboxes` beside its own. `language` (zh or en) picks what clerks read in them.

        Raises HomeExists, HomeOverlaps, InboxOverlaps or InputMissing; then nothing is made.
        """
        from archive.disk.config import check_inbox

        for inbox in inboxes:
            check_inbox(Path(home), Path(inbox))
        archive = cls(Store.create(Path(home), language=language))
        for inbox in inboxes:
            archive.add_inbox(inbox)
        return archive

    @classmethod
    def open(cls, home: str | os.PathLike[str], *, readonly: bool = False, plugins: bool = True) -> Archive:
        """Open a home. `readonly` needs no right to write; without `plugins` it stays readable and provable."""
        return cls(Store.open(Path(home), readonly=readonly, plugins=plugins))

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def home(self) -> Path:
        return self._store.layout.root

    @property
    def config(self) -> Config:
        return self._store.config

    # Things come in

    def add(
        self,
        paths: Iterable[str | bytes | os.PathLike[str]],
        *,
        unit: str | None = None,
        category: str | None = None,
        wait: bool = True,
    ) -> Iterator[Receipt]:
        """File copies of these files; folders are walked. Sources are never touched.

        `unit` and `category` say where they belong, as folder names do in an inbox. Receipts come as
        files are done, one a file; with `wait=False` a file is safe but not yet read (`parse` is pending).
        """
        from archive.ingest.pipeline import Intake

        with Intake(self._store) as intake:
            yield from intake.add([os.fsencode(path) for path in paths], unit=unit, category=category, wait=wait)

    def add_part(self, reference: str, path: str | os.PathLike[str], *, role: str = "attachment") -> Part:
        """Attach a further file (photo, video, draft …) to a record."""
        from archive.ingest.parts import add_part

        return add_part(self._store, self._known(reference), os.fsencode(path), role=role)

    def watch(self, *, stop: threading.Event, on_receipt: Callable[[Receipt], None]) -> None:
        """Take what is dropped into the inboxes until `stop` is set."""
        from archive.ingest.pipeline import Intake

        with Intake(self._store) as intake:
            intake.watch(stop=stop, on_receipt=on_receipt)

    def ocr(self, *, workers: int = 1, limit: int | None = None) -> Iterator[Again]:
        """Read what waits for OCR, the latest received first; what was read is told, one a record.

        Several processes share the work. Raises OcrMissing where nothing is installed for it, OcrUnfit where it
        does not work.
        """
        from archive.ingest.backlog import ocr

        yield from ocr(self._store, workers=workers, limit=limit)

    def ocr_status(self) -> OcrStatus:
        """What waits for OCR, and how long it will take."""
        from archive.ingest.backlog import ocr_status

        return ocr_status(self._store)

    def to_reparse(
        self,
        selection: Selection = Selection(),  # noqa: B008 - a frozen value
        *,
        references: Sequence[str] | None = None,
        outcomes: Sequence[str] = (),
        read_by: Sequence[str] = (),
    ) -> Iterator[Record]:
        """Records that may be read again: of the selection, or those named; only those last read so, or by these."""
        from archive.ingest.backlog import to_reparse

        ids = None if references is None else [self.record(reference).id for reference in references]
        return to_reparse(self._store, selection, records=ids, outcomes=outcomes, read_by=read_by)

    def reparse(
        self, records: Iterable[Record] = (), *, parser: str = "", workers: int | None = None
    ) -> Iterator[Again]:
        """Read records again, and what an interrupted call left; by the parser of this name, else by the best.

        What a person decided stands, and what is filed stays where it is. Raises ParserUnknown, OcrUnfit.
        """
        from archive.ingest.backlog import reparse

        yield from reparse(self._store, records, parser=parser, workers=workers)

    def reparse_left(self) -> int:
        """How many records a `reparse` has still to read, here or in another process."""
        return self._store.catalogue.reread_left()

    # People find and understand

    def search(
        self,
        query: str,
        selection: Selection = Selection(),  # noqa: B008 - a frozen value
        *,
        limit: int = 10,
        offset: int = 0,
        order: Order = "relevance",
        facets: Sequence[Group] = (),
        exact: bool = False,
        words: bool = False,
        without: str | None = None,
        after_days: int = 0,
        masked: bool = True,
    ) -> Page:
        """Records that match, in the language of `docs/search.md`; unless `exact`, by synonyms too, and with near
        queries where nothing is found (which may take 0.4 s).

        `facets` counts the hits by these. `words` ranks by borders of words (needs rjieba). `without` leaves
        only records of at least so many days to which no record has such a link (`archive.access.absence.LINKS`).
        A query of blanks means every record of the selection. `masked` stars personal data out of the snippets; who
        wants it whole calls `look` first. Raises QueryInvalid.
        """
        from archive.access.search import search

        def find() -> Page:
            store = self._store
            thesaurus = None if exact else store.thesaurus
            within = None
            if without is not None:
                from archive.access.absence import without_link

                within = without_link(store, query, selection, without, after_days)
            return search(
                store, query, selection, limit=limit, offset=offset, order=order, facets=facets, thesaurus=thesaurus,
                within=within, words=words, known=lambda: store.thesaurus, masked=masked,
            )  # fmt: skip

        return self._store.settled(find)

    def unread(
        self,
        query: str = "",
        selection: Selection = Selection(),  # noqa: B008 - a frozen value
        *,
        limit: int = 10,
        offset: int = 0,
    ) -> tuple[int, tuple[Record, ...]]:
        """How many records within the query's filters and the selection have no or doubtful text, and some of them."""
        from archive.access.absence import unread

        return self._store.settled(lambda: unread(self._store, query, selection, limit=limit, offset=offset))

    def units_without(self, category: str, *, since: str | None = None, until: str | None = None) -> tuple[Unit, ...]:
        """Active units without a record of this category dated within the days (YYYY-MM-DD, both included)."""
        from archive.access.absence import units_without

        return units_without(self._store, self.category(category).key, since, until)

    def sample(
        self,
        query: str,
        selection: Selection = Selection(),  # noqa: B008 - a frozen value
        *,
        size: int,
        seed: str,
        exact: bool = False,
        record: bool = True,
    ) -> Sample:
        """Draw hits by chance that anyone can draw again, and with `record` write the drawing into the ledger."""
        from archive.access.sample import sample

        thesaurus = None if exact else self._store.thesaurus
        return sample(self._store, query, selection, size=size, seed=seed, thesaurus=thesaurus, record=record)

    def certify(
        self,
        query: str,
        selection: Selection = Selection(),  # noqa: B008 - a frozen value
        *,
        exact: bool = False,
        record: bool = True,
    ) -> dict[str, object]:
        """What was asked, of which state of the archive, and everything that was found, to be repeated years later.

        With `record` its digest is written into the ledger where this account may write.
        """
        from archive.access.certificate import certify, recorded

        thesaurus = None if exact else self._store.thesaurus
        certificate = self._store.settled(lambda: certify(self._store, query, selection, thesaurus))
        return recorded(self._store, certificate) if record else certificate

    def check_certificate(self, certificate: Mapping[str, object]) -> CertificateCheck:
        """Repeat a certified search and compare. Raises CertificateInvalid."""
        from archive.access.certificate import check

        return self._store.settled(lambda: check(self._store, certificate))

    def index_status(self) -> IndexStatus:
        """Which index answers, how far it is and how large."""
        return self._store.index.status()

    def use_engine(self, engine: str) -> None:
        """Choose the search engine: a name, or auto; the index follows when next written. Raises EngineUnknown."""
        from archive.disk.config import use_engine

        if engine != "auto":
            self._store.registry.engine_factory(engine)
        use_engine(self.home, engine)
        self._store.reload_config()

    def follow_index(self) -> int:
        """Bring the index up to date, or make it anew if another engine is to answer; how many records it took in.

        0 at once where another process is at it.
        """
        return self._store.index.follow()

    def rebuild_index(self) -> int:
        """Make the index anew while the old one answers; goes on where an earlier call was interrupted."""
        return self._store.index.renew()

    def resolve(self, reference: str) -> str:
        """The id that a RECORD reference means. Raises RecordUnknown or RecordAmbiguous."""
        found = self._store.catalogue.resolve(reference)
        if not found:
            raise RecordUnknown(reference=reference)
        if len(found) > 1:
            raise RecordAmbiguous(reference=reference, matches=found)
        return found[0]

    def record(self, reference: str) -> Record:
        """Raises RecordUnknown, RecordAmbiguous or RecordWithheld."""
        record = self._known(reference)
        if record.state == "isolated":
            raise RecordWithheld(record=record.id)
        return record

    def records(self, selection: Selection = Selection()) -> Iterator[Record]:  # noqa: B008 - a frozen value
        """Records in the order of accession."""
        return self._store.catalogue.select(selection)

    def text(self, reference: str) -> str:
        """The stored text, empty if none could be read. Raises RecordDisposed."""
        record = self.record(reference)
        self._there(record)
        return self._store.catalogue.texts([record.id]).get(record.id, "")

    def open_original(self, reference: str) -> BinaryIO:
        """The original's bytes. Raises RecordSealed for what is sealed, RecordDisposed for what was destroyed."""
        record = self.record(reference)
        self._there(record)
        self._readable(record)
        return self._store.objects.open(record.original.sha256)

    def history(self, reference: str) -> tuple[Event, ...]:
        """The record's events in the order of the ledger. Raises PlainCopySealed."""
        record = self.record(reference)
        if record.state == "sealed" and self._store.catalogue.seal(record.id) is None:
            self._readable(record)
        return self._store.catalogue.events_of(record.id)

    def reading_remarks(self, reference: str) -> tuple[str, ...]:
        """Why the newest reading of a record is not whole, as its reader said it: nothing where it is.

        Raises what `record` raises.
        """
        read = [event for event in self._store.catalogue.events_of(self.record(reference).id) if event.kind == "parsed"]
        payload = read[-1].payload if read else None
        if payload is None or payload["outcome"] == "ok":
            return ()
        said = [payload["reason"], *payload["warnings"], *(each["reason"] for each in payload["attempts"])]
        return tuple(dict.fromkeys(each for each in said if each))

    def superseded_by(self, reference: str) -> tuple[str, str | None] | None:
        """Id of the record that replaced this one, and the day from which it does; None if none did."""
        return self._store.catalogue.superseded_by(self.record(reference).id)

    def enclosed(self, reference: str, limit: int = -1) -> tuple[Enclosed, ...]:
        """What lies directly within the record: members, attachments, rows; in order, at most `limit` of them.

        Nothing of an isolated record.
        """
        return self._store.catalogue.enclosed(self.resolve(reference), limit)

    def actors(self) -> Mapping[str, str]:
        """Names of actors by their id."""
        return self._store.catalogue.actor_names()

    def dossier(self, reference: str, *, on: str | None = None) -> Dossier:
        """A unit's safety file with every record; with `on` (YYYY-MM-DD) only what is dated by that day."""
        from archive.access.dossier import dossier

        return dossier(self._store, self.unit(reference), on)

    def overview(self, reference: str, *, on: str, past: bool = False) -> Overview:
        """The first page of a unit's file on a day; with `past` its shelves have only what is dated by then."""
        from archive.access.dossier import overview

        return self._store.settled(lambda: overview(self._store, self.unit(reference), on=on, past=past))

    def completeness(self, reference: str, *, on: str) -> tuple[Requirement, ...]:
        """What a unit must have on file on a day (YYYY-MM-DD), and what of it is there."""
        from archive.access.completeness import completeness

        return self._store.settled(lambda: completeness(self._store, reference, today=on))

    def board(self, reference: str, *, on: str) -> Board:
        """What the board of responsibility (挂牌责任牌) of a unit says on a day (YYYY-MM-DD)."""
        from archive.access.board import board

        return self._store.settled(lambda: board(self._store, reference, on))

    # Hidden dangers and deadlines

    def hazards(
        self, *, unit: str | None = None, on: str, since: str | None = None, until: str | None = None
    ) -> tuple[Hazard, ...]:
        """Hidden dangers as they stood at the end of a day (YYYY-MM-DD), those found within `since` and `until`."""
        from archive.access.hazards import hazards

        return self._store.settled(lambda: hazards(self._store, unit=unit, on=on, since=since, until=until))

    def hazard(self, reference: str, *, on: str) -> Hazard:
        """The hidden danger with this id (`z-…`) as it stood on a day. Raises HazardUnknown."""
        from archive.access.hazards import find_hazard

        return self._store.settled(lambda: find_hazard(self._store, reference, on))

    def decide_hazard_step(
        self, reference: str, state: str, *, on: str, record: str | None = None, reason: str
    ) -> str:
        """Say that a hidden danger reached a state (key or Chinese); a major one needs the record that says so."""
        from archive.ingest.hazards import decide_step

        return decide_step(self._store, reference, state, on=on, record=record, reason=reason)

    def decide_hazard_level(self, reference: str, level: str, *, reason: str) -> str:
        """Say that a hidden danger is general or major."""
        from archive.ingest.hazards import decide_level

        return decide_level(self._store, reference, level, reason=reason)

    def supervise(self, reference: str, *, reason: str, **said: str | None) -> str:
        """Say by whom a hidden danger, or an accident by its record, is supervised by listing, or that it is lifted.

        `said` are the fields of `archive.ingest.hazards.Listing`; those not given stay as they were.
        """
        from archive.ingest.hazards import Listing, decide_supervision

        return decide_supervision(self._store, reference, Listing(**said), reason=reason)

    def meet_deadline(self, rule: str, reference: str, *, on: str, record: str | None = None, reason: str) -> str:
        """Say that a deadline was met which no paper shows; its subject: a record, a unit or a hidden danger."""
        from archive.ingest.hazards import decide_met

        return decide_met(self._store, rule, reference, on=on, record=record, reason=reason)

    def due(
        self, *, today: str, unit: str | None = None, person: str | None = None, within: int | None = None
    ) -> tuple[Deadline, ...]:
        """Deadlines that are not met: overdue ones and those of the next `within` days, or all; the earliest first."""
        from archive.access.due import due

        return self._store.settled(
            lambda: due(self._store, today=today, unit=unit, person=person, within=within)
        )

    def cross_check(
        self, *, today: str, unit: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[CrossFinding, ...]:
        """Work tickets and duty logs held against other papers, up to `today` (YYYY-MM-DD): findings by day."""
        from archive.access.crosscheck import cross_check

        return self._store.settled(
            lambda: cross_check(self._store, today=today, unit=unit, since=since, until=until)
        )

    def write_calendar(self, deadlines: Iterable[Deadline], path: str | os.PathLike[str], *, today: str) -> None:
        """Write deadlines as a calendar file (RFC 5545), in one step. Raises StorageFailed or NotPermitted."""
        from archive.access.due_ics import calendar_file
        from archive.disk.atomic import write_file

        write_file(Path(path), calendar_file(deadlines, home=self._store.catalogue.home(), today=today))

    def triage(self) -> tuple[TriageItem, ...]:
        """What waits for a person, oldest first."""
        from archive.access.triage import waiting

        return tuple(waiting(self._store))

    def triage_item(self, record: str) -> TriageItem | None:
        """What `triage` says of one record, by id, as it is now; None if it waits no longer."""
        from archive.access.triage import waiting_item

        return waiting_item(self._store, record)

    def same_numbers(self) -> tuple[Pair, ...]:
        """Records that may be versions of one document and whose relation nobody has decided, in pairs."""
        from archive.access.alike import alike

        return tuple(alike(self._store))

    def litter(self) -> tuple[Litter, ...]:
        """Files that have lain in an inbox for a day without being taken."""
        from archive.ingest.arrivals import litter

        return tuple(litter(self._store))

    def categories(self) -> tuple[Category, ...]:
        """The six built-in categories, then those of plugins."""
        return tuple(self._store.registry.categories())

    def category(self, reference: str) -> Category:
        """By key, name or alias. Raises CategoryUnknown."""
        return self._store.find_category(reference)

    # Units

    def unit(self, reference: str) -> Unit:
        """Raises UnitUnknown or UnitAmbiguous."""
        return self._store.find_unit(reference)

    def unit_family(self, reference: str) -> tuple[str, ...]:
        """Ids of the unit and of all units merged into it."""
        return self._store.catalogue.family(self.unit(reference).id)

    def unit_code(self, unit_id: str) -> str:
        """The code in force of the unit with this id; the id itself if there is none."""
        found = self._store.catalogue.unit_ref(unit_id)
        return unit_id if found is None else found.code

    def units(self) -> tuple[Unit, ...]:
        return tuple(self._store.catalogue.units())

    def register_unit(
        self,
        name: str,
        *,
        code: str | None,
        local: str | None = None,
        kind: UnitKind | None = None,
        parent: str | None = None,
        aliases: Sequence[str] = (),
        since: str | None = None,
    ) -> Unit:
        """Register a unit by its credit code, or by a local one until it is known."""
        from archive.ingest import units
        from archive.model.unit import UnitKind

        return units.register(
            self._store,
            name,
            code=code,
            local=local,
            kind=kind or UnitKind.ENTERPRISE,
            parent=parent,
            aliases=aliases,
            since=since,
        )

    def rename_unit(self, reference: str, name: str, *, since: str | None = None, reason: str | None = None) -> Unit:
        from archive.ingest import units

        return units.rename(self._store, reference, name, since=since, reason=reason)

    def recode_unit(
        self, reference: str, code: str, *, local: bool = False, since: str | None = None, reason: str | None = None
    ) -> Unit:
        from archive.ingest import units

        return units.recode(self._store, reference, code, local=local, since=since, reason=reason)

    def alias_unit(self, reference: str, alias: str) -> Unit:
        from archive.ingest import units

        return units.alias(self._store, reference, alias)

    def move_unit(self, reference: str, *, parent: str | None, kind: UnitKind | None = None) -> Unit:
        from archive.ingest import units

        return units.move(self._store, reference, parent=parent, kind=kind)

    def merge_unit(self, reference: str, into: str, *, on: str | None = None, reason: str | None = None) -> Unit:
        from archive.ingest import units

        return units.merge(self._store, reference, into, on=on, reason=reason)

    def close_unit(self, reference: str, *, on: str | None = None, reason: str | None = None) -> Unit:
        from archive.ingest import units

        return units.close(self._store, reference, on=on, reason=reason)

    def import_units(self, path: str | os.PathLike[str]) -> Iterator[ImportedRow]:
        """Register the units of a CSV or XLSX table, row by row; repeating it changes nothing."""
        from archive.ingest.tables import read_table
        from archive.ingest.unit_import import import_units

        return import_units(self._store, Path(path), read_table)

    # Duties and grids

    def assign_duty(self, wish: Wish, *, returned: bool = False) -> Assigned:
        """Record what a person answers for; with `returned` also of one who had handed all duties over."""
        from archive.ingest.duties import assign

        return assign(self._store, wish, returned=returned)

    def end_duty(self, reference: str, *, on: str, reason: str, source: str | None = None) -> Duty:
        """Record the last day of a duty. Raises DutyUnknown, FieldInvalid."""
        from archive.ingest.duties import end

        return end(self._store, reference, on=on, reason=reason, source=source)

    def duties(
        self, *, unit: str | None = None, person: str | None = None, grid: str | None = None, on: str | None = None
    ) -> tuple[Duty, ...]:
        """Duties by first day: those over a unit and what was merged into it, of a name, over a grid, held on a day."""
        from archive.access.responsibility import duties

        return duties(self._store, unit=unit, person=person, grid=grid, on=on)

    def import_duties(self, path: str | os.PathLike[str]) -> Iterator[ImportedDuty]:
        """Assign the duties of a CSV or XLSX table, row by row; repeating it changes nothing."""
        from archive.ingest.duty_import import import_duties
        from archive.ingest.tables import read_table

        return import_duties(self._store, Path(path), read_table)

    def hand_over(
        self,
        giver: str,
        taker: str,
        *,
        on: str,
        until: str | None = None,
        certificate: str | None = None,
        reason: str | None = None,
        source: str | None = None,
    ) -> HandedOver:
        """Give all duties of a person to another from a day on, or let another deputise up to a day."""
        from archive.ingest.handover import hand_over

        return hand_over(
            self._store, giver, taker, on=on, until=until, certificate=certificate, reason=reason, source=source
        )

    def define_grid(
        self, name: str, *, code: str | None = None, parent: str | None = None, since: str | None = None
    ) -> Grid:
        """Make a grid, perhaps within another. Raises GridExists."""
        from archive.ingest.grids import define

        return define(self._store, name, code=code, parent=parent, since=since)

    def set_grid_units(
        self, reference: str, *, add: Sequence[str] = (), remove: Sequence[str] = (), on: str
    ) -> Regrouped:
        """Put units into a grid and take others out, from a day on."""
        from archive.ingest.grids import set_units

        return set_units(self._store, reference, add=add, remove=remove, on=on)

    def grids(self) -> tuple[Grid, ...]:
        """Every grid, by code, then by name."""
        return self._store.catalogue.grids()

    def grid_units(self, grid_id: str, on: str) -> tuple[UnitRef, ...]:
        """Units that lie in the grid itself (not in those within it) that day, by code."""
        from archive.access.responsibility import units_in

        return units_in(self._store, grid_id, on)

    def who(self, reference: str, on: str) -> Chain:
        """The chain of responsibility of a unit on a day (YYYY-MM-DD), with its documents and its gaps."""
        from archive.access.responsibility import who

        return self._store.settled(lambda: who(self._store, reference, on))

    def people(self, reference: str, *, since: str | None = None, until: str | None = None) -> tuple[Person, ...]:
        """Everybody who may be meant by a name, a certificate or an id, each with a file. Raises PersonUnknown."""
        from archive.access.person import people

        return self._store.settled(lambda: people(self._store, reference, since=since, until=until))

    def decide_person(self, one: str, other: str, *, same: bool, reason: str) -> tuple[str, str]:
        """Record that two ids are one person, or two. Raises as `archive.ingest.people.decide`."""
        from archive.ingest.people import decide

        return decide(self._store, one, other, same=same, reason=reason)

    def timeline(
        self, reference: str, *, since: str | None = None, until: str | None = None, kind: str | None = None
    ) -> tuple[Fact, ...]:
        """What happened to a unit, a person or a record, by day. Raises as `archive.access.timeline.timeline`."""
        from archive.access.timeline import timeline

        return self._store.settled(lambda: timeline(self._store, reference, since=since, until=until, kind=kind))

    def known_before(self, moment: str) -> Archive:
        """The archive as it was known before a moment (UTC, `2026-11-23T16:00:00.000Z`), to be read and closed apart.

        The ledger is replayed in memory up to its first event at or after the moment: as long as a rebuild takes.
        It has neither texts nor an index.
        """
        return Archive(self._store.before(moment))

    def unit_refs(self, ids: Iterable[str]) -> dict[str, UnitRef]:
        """Code and name in force of units by their ids."""
        found = ((each, self._store.catalogue.unit_ref(each)) for each in ids)
        return {unit: ref for unit, ref in found if ref is not None}

    # Corrections

    def describe(self, reference: str, changes: Mapping[str, str], *, reason: str) -> Record:
        """Correct fields (`archive.preserve.curate.FIELDS`) of a record."""
        record = self.resolve(reference)
        self.correct(record, changes, reason=reason)
        return self.record(record)

    def correct(
        self, reference: str, changes: Mapping[str, str], *, reason: str, seen: int | None = None
    ) -> Corrected:
        """As `describe`; what it remembered for the next time, and what others had corrected before.

        With `seen` (`TriageItem.position`) it raises `archive.ingest.corrections.Overtaken`, and changes nothing,
        where somebody else corrected the record since.
        """
        from archive.ingest.corrections import Corrected, remembering
        from archive.preserve import curate

        record = self.record(reference)
        told = Corrected()
        first = remembering(self._store, record, changes, reason, seen, told)
        curate.describe(self._store, record, changes, reason=reason, first=first)
        self._store.index.follow()
        return told

    def apply_triage(self, path: str | os.PathLike[str]) -> Iterator[AppliedRow]:
        """Apply a triage list that was exported and corrected, row by row; repeating it changes nothing."""
        from archive.ingest.triage_apply import apply_table
        from archive.preserve import curate

        def describe(
            record: Record, changes: Mapping[str, str], reason: str, first: Callable[[Transaction], None]
        ) -> None:
            curate.describe(self._store, record, changes, reason=reason, first=first)

        try:
            yield from apply_table(self._store, Path(path), describe)
        finally:
            self._store.index.follow()

    def contests(self) -> tuple[Contest, ...]:
        """Corrections that were not made because somebody else had corrected the record first, oldest first."""
        return self._store.catalogue.contests()

    def corrections(self, reference: str) -> tuple[Correction, ...]:
        """What people corrected about a record, in order."""
        return self._store.catalogue.corrections_of(self.record(reference).id)

    def forget_name(self, reference: str, name: str, *, reason: str) -> Unit:
        """Take back that a name printed on forms means a unit."""
        from archive.ingest.confirmed import forget

        forget(self._store, self.unit(reference), name, reason=reason)
        return self.unit(reference)

    def withdraw(self, reference: str, *, reason: str) -> Record:
        """Take a wrongly filed record out of search, dossiers and exports."""
        from archive.preserve import curate

        record = self.record(reference)
        curate.withdraw(self._store, record, reason=reason)
        return self._changed(record)

    def reinstate(self, reference: str, *, reason: str) -> Record:
        """Undo a withdrawal."""
        from archive.preserve import curate

        record = self.record(reference)
        curate.reinstate(self._store, record, reason=reason)
        return self._changed(record)

    # Trust

    def verify(
        self,
        *,
        sample: float | None = None,
        since: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> VerifyReport:
        """Check every object, event, the tree, the checkpoints and the projections."""
        from archive.preserve.verify import verify

        return verify(self._store, sample=sample, since=since, progress=progress)

    def scrub(
        self,
        *,
        seconds: float | None = None,
        copies: Sequence[str | os.PathLike[str]] = (),
        progress: Callable[[int, int], None] | None = None,
    ) -> Scrub:
        """Hash originals again, those that waited longest first, and repair what is damaged.

        Raises as `archive.preserve.scrub.scrub`.
        """
        from archive.preserve.scrub import scrub

        return scrub(self._store, seconds=seconds, copies=[Path(each) for each in copies], progress=progress)

    def give_numbers(
        self, references: Sequence[str], selection: Selection = Selection(), *, apply: bool  # noqa: B008 - a frozen value
    ) -> tuple[Given, ...]:
        """Archive numbers for these records, else for those of the selection; without `apply` only what would be given.

        Raises ConfigInvalid.
        """
        from archive.preserve.numbering import give

        chosen = [self.record(each) for each in references] if references else self.records(selection)
        return give(self._store, chosen, apply=apply)

    def take_number(self, reference: str, number: str) -> Given:
        """Take over the archive number that a record bears on paper. Raises NumberRefused or ConfigInvalid."""
        from archive.preserve.numbering import give_as

        return give_as(self._store, self.record(reference), number)

    def void_number(self, number: str, *, reason: str) -> ArchiveNumber:
        """Say why an archive number will never be given. Raises NumberRefused or ReasonMissing."""
        from archive.preserve.numbering import void

        return void(self._store, number, reason=reason)

    def volumes(self) -> tuple[Volume, ...]:
        """案卷目录: every volume that archive numbers speak of, by its number."""
        return self._store.catalogue.volumes()

    def volume_contents(self, volume: str) -> tuple[Listed, ...]:
        """卷内目录: what is in a volume, by item; empty for what is none."""
        from archive.preserve.numbering import contents

        return contents(self._store, volume)

    def number_gaps(self, volume: str) -> tuple[int, ...]:
        """Items of a volume that were neither given nor declared void."""
        from archive.preserve.numbering import gaps

        return gaps(self._store, volume)

    def incidents(self) -> tuple[Incident, ...]:
        """Every damage to an original that was ever found, in order."""
        from archive.access.fixity import incidents

        return incidents(self._store)

    @classmethod
    def verify_home(
        cls,
        home: str | os.PathLike[str],
        *,
        sample: float | None = None,
        since: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> VerifyReport:
        """As `verify`, of a home that nobody has opened, also where its catalogue is gone or no database any more.

        Then that is the first finding, and every original is hashed against its name. Needs no plugin.
        """
        from archive.preserve.verify import verify_destroyed

        try:
            with cls.open(home, readonly=True, plugins=False) as archive:
                return archive.verify(sample=sample, since=since, progress=progress)
        except Damaged as damage:
            return verify_destroyed(Path(home), damage, progress)

    def prove(self, reference: str, folder: str | os.PathLike[str]) -> None:
        """Write what a stranger needs to check this record without our software."""
        from archive.preserve.proof import prove

        prove(self._store, self.record(reference).id, Path(folder))

    def checkpoint(self) -> str:
        """The newest signed checkpoint, to be held elsewhere."""
        from archive.preserve.checkpoints import newest

        return newest(self._store)

    def compare_checkpoint(self, path: str | os.PathLike[str]) -> Comparison:
        """Whether a checkpoint held elsewhere fits this history. Raises CheckpointForeign or CheckpointUnreadable."""
        from archive.preserve.checkpoints import compare_file

        return compare_file(self._store, Path(path))

    def fits_checkpoint(self, note: str) -> bool:
        """Whether a signed checkpoint, as text, is of this history. False for what is none."""
        from archive.preserve.checkpoints import compare

        try:
            return compare(self._store, note).sound
        except (CheckpointForeign, CheckpointUnreadable):
            return False

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Make catalogue and index again from events and objects; the answers are the same."""
        total = self._store.catalogue.event_count()
        for done in self._store.catalogue.rebuild():
            if progress is not None:
                progress(done, total)
        self._store.index.rebuild()

    def export(
        self,
        exporter: str,
        references: Sequence[str],
        target: str | os.PathLike[str],
        *,
        selection: Selection | None = None,
        purpose: str | None = None,
    ) -> Exported:
        """Hand these records over, or those of a selection, in a format that a plugin offers.

        Personal data is whole with a `purpose` only; the ledger keeps what went and what for. Raises as
        `archive.preserve.export.export`.
        """
        from archive.preserve.export import export

        if references or selection is None:
            chosen = self._store.catalogue.states_of([self.record(each).id for each in references])
        else:
            chosen = self._store.catalogue.states(selection)
        return export(self._store, exporter, chosen, Path(target), purpose=purpose)

    def examine(
        self,
        selection: Selection = Selection(),  # noqa: B008 - frozen
        references: Sequence[str] = (),
        *,
        stage: Stage = "preservation",
        declared: Declared | None = None,
    ) -> Examination:
        """Make the four-property checks (DA/T 70) on these records, or on those of a selection.

        Raises as `archive.preserve.quality.examine`.
        """
        from archive.preserve.quality import Declared, examine

        records = [self.record(each) for each in references] if references else self.records(selection)
        return examine(self._store, records, stage=stage, declared=declared or Declared())

    def statistics(self, kind: StatisticsKind, period: str, *, person: str | None = None) -> Statistics:
        """Figures of a period that leaders ask for. Raises as `archive.access.statistics.statistics`."""
        from archive.access.statistics import parse_period, statistics

        return statistics(self._store, kind, parse_period(period), person=person)

    def subject_titles(self, subjects: Iterable[str]) -> dict[str, str]:
        """What records, hidden dangers, units and duties are called, by id; what is none of them by itself."""
        from archive.access.statistics_subjects import titles

        return titles(self._store, tuple(subjects))

    def doctor(self) -> tuple[Check, ...]:
        """Whether all is well, check by check."""
        from archive.access.doctor import examine

        return examine(self._store)

    def plugins(self) -> tuple[PluginInfo, ...]:
        return self._store.registry.infos()

    # Inboxes

    def add_inbox(self, path: str | os.PathLike[str], **settings: str | float) -> None:
        """Watch a further folder. Raises InboxOverlaps or ConfigInvalid."""
        from archive.disk.config import add_inbox

        add_inbox(self.home, Path(path), **settings)
        self._store.reload_config()

    def remove_inbox(self, path: str | os.PathLike[str]) -> None:
        """Watch a folder no longer; what lies in it stays. Raises InboxUnknown."""
        from archive.disk.config import remove_inbox

        remove_inbox(self.home, Path(path))
        self._store.reload_config()

    # Sealed and masked

    def look(self, references: Iterable[str], *, purpose: str) -> None:
        """Record that this account looks at these records unmasked, and what for. Raises PurposeMissing, NotPermitted.

        Nobody but the caller can see that nothing is shown before.
        """
        from archive.access.looking import looked

        looked(self._store, "unmasked", [self.record(each).id for each in references], purpose)

    def looks(self, reference: str | None = None, *, limit: int = -1) -> tuple[tuple[LookRow, str], ...]:
        """Who looked at what is masked or sealed, the latest first, each with the name of the account."""
        from archive.access.looking import looks

        return looks(self._store, None if reference is None else self.record(reference).id, limit)

    def unseal(self, reference: str, *, purpose: str) -> AbstractContextManager[Unsealed]:
        """A sealed record, opened in memory; the ledger says so before. Raises as `archive.access.looking.unsealed`."""
        from archive.access.looking import unsealed

        return unsealed(self._store, self.record(reference), purpose)

    def search_sealed(self, query: str, *, purpose: str) -> tuple[tuple[SealedHit, ...], int]:
        """Sealed records in which every word stands, and how many were read; the ledger says so before."""
        from archive.access.looking import search_sealed

        return search_sealed(self._store, query, purpose)

    def seal(self, reference: str, *, reason: str) -> Resealed:
        """Seal a record that was filed in the clear. Raises as `archive.ingest.sealing.seal_record`."""
        from archive.ingest.sealing import seal_record

        done = seal_record(self._store, self.record(reference), reason=reason)
        self._store.index.follow()
        return done

    def exclude(self, reference: str, account: str, *, reason: str, lift: bool = False) -> None:
        """Say that an account may not read a sealed record, or may again. Raises ReasonMissing or StateForbids."""
        from archive.ingest.sealing import exclude

        exclude(self._store, self.record(reference), account, reason=reason, lift=lift)

    def name_unit(self, reference: str, unit: str, *, reason: str) -> None:
        """Say in the clear which unit a sealed record concerns. Raises ReasonMissing, StateForbids, UnitUnknown …"""
        from archive.ingest.sealing import name_unit

        name_unit(self._store, self.record(reference), unit, reason=reason)

    # Reports from the public

    def reports(self, today: str) -> tuple[Report, ...]:
        """Reports from the public that had come by the day (YYYY-MM-DD), each with its steps and deadlines."""
        from archive.access.reports import reports

        return reports(self._store, today=today)

    def report_step(
        self, reference: str, step: str, *, on: str, document: str | None = None, reason: str | None = None
    ) -> None:
        """Record what was done with a report. Raises as `archive.ingest.report_steps.record_step`."""
        from archive.ingest.report_steps import record_step

        said = None if document is None else self.record(document)
        record_step(self._store, self.record(reference), step, on=on, document=said, reason=reason)

    # Copies

    def backup(self, target: str | os.PathLike[str], progress: Callable[[int, int], None] | None = None) -> Backup:
        """Back the home up into a folder. Raises as `archive.preserve.backup.backup`."""
        from archive.preserve.backup import backup

        return backup(self._store, Path(target), progress)

    def replicate(self, target: str | os.PathLike[str], progress: Callable[[int, int], None] | None = None) -> Replica:
        """Make a folder a replica of this home. Raises as `archive.preserve.replicate.replicate`."""
        from archive.preserve.replicate import replicate

        return replicate(self._store, Path(target), progress)

    @classmethod
    def verify_backup(
        cls, place: str | os.PathLike[str], progress: Callable[[int, int], None] | None = None
    ) -> BackupCheck:
        """Hash every file of a backup; needs no home. Raises BackupMissing, BackupDamaged or NotPermitted."""
        from archive.preserve.backup_check import verify_backup

        return verify_backup(Path(place), progress)

    @classmethod
    def restore(
        cls,
        source: str | os.PathLike[str],
        target: str | os.PathLike[str],
        *,
        newer: str | os.PathLike[str] | None = None,
        checkpoints: Sequence[str | os.PathLike[str]] = (),
        reason: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> RestoredHome:
        """Make a home out of a backup. Raises as `archive.preserve.restore.restore`."""
        from archive.preserve.restore import restore

        return restore(
            Path(source), Path(target), newer=None if newer is None else Path(newer),
            checkpoints=[Path(each) for each in checkpoints], reason=reason, progress=progress,
        )  # fmt: skip

    def try_restore(
        self,
        source: str | os.PathLike[str],
        scratch: str | os.PathLike[str],
        progress: Callable[[int, int], None] | None = None,
    ) -> RestoredHome:
        """Restore a backup for trial, and remove what came of it. Raises as `archive.preserve.restore.trial`."""
        from archive.preserve.restore import trial

        return trial(self._store, Path(source), Path(scratch), progress)

    def use_restored(self, *, checkpoints: Sequence[str | os.PathLike[str]] = (), reason: str = "") -> int:
        """Take a restored home into use; how many events are known to be lost.

        Raises as `archive.preserve.restore.use`.
        """
        from archive.preserve.restore import use

        return use(self._store, checkpoints=[Path(each) for each in checkpoints], reason=reason)["ahead"]

    @classmethod
    def upgrade(
        cls,
        home: str | os.PathLike[str],
        *,
        backup: str | os.PathLike[str] | None = None,
        apply: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Upgrade:
        """Whether a home has an older format; with `apply` it is changed, once the backup was verified.

        Raises as `archive.preserve.upgrade.check` and `apply`.
        """
        from archive.preserve import upgrade

        if apply and backup is not None:
            return upgrade.apply(Path(home), Path(backup), progress)
        return upgrade.check(Path(home), None if backup is None else Path(backup), progress)

    # Keys

    def back_up_keys(self, path: str | os.PathLike[str], passphrase: str) -> KeysFile:
        """Write every key of the home into a new file, encrypted.

        Raises as `archive.preserve.key_backup.back_up_keys`.
        """
        from archive.preserve.key_backup import back_up_keys

        return back_up_keys(self._store, Path(path), passphrase)

    def restore_keys(self, path: str | os.PathLike[str], passphrase: str) -> tuple[str, ...]:
        """Bring keys back; the names of those that were. Raises as `archive.preserve.key_backup.restore_keys`."""
        from archive.preserve.key_backup import restore_keys

        return restore_keys(self._store, Path(path), passphrase)

    def rotate_key(self, *, reason: str) -> str:
        """Exchange the signing key; SHA-256 of the new public key. Raises ReasonMissing …"""
        from archive.preserve.key_backup import rotate

        return rotate(self._store, reason=reason)

    # Anchors

    def anchor(self, kind: str | None = None, where: str | None = None) -> Iterator[Anchoring]:
        """Keep the newest checkpoint outside: by the anchor named and at that place, else at all that the settings name
        (only those of this kind). One is told after another; raises AnchorsMissing, and as
        `archive.preserve.anchors.anchor`.
        """
        from archive.preserve.anchors import anchor, places

        for place in places(self._store, kind, where):
            yield anchor(self._store, place.kind, place.where, place.certificate)

    def anchored(self) -> tuple[SafekeepingRow, ...]:
        """Every checkpoint that was kept outside, in order."""
        return self._store.catalogue.safekeeping("anchored")

    def windows(self, reference: str | None = None) -> Iterator[tuple[Event, Window]]:
        """The events of a record, or all, each with the moments between which it came."""
        from itertools import tee

        from archive.preserve.anchors import windows

        catalogue = self._store.catalogue
        found = catalogue.events() if reference is None else catalogue.events_of(self.resolve(reference))
        first, second = tee(found)
        yield from zip(first, windows(self._store, (event.seq for event in second)), strict=True)

    # Retention and holds

    def retention(self, reference: str) -> Retention:
        """How long a record is kept, and every rule that spoke of it."""
        from archive.preserve.retention import explain

        return explain(self._store, self.resolve(reference))

    def retention_due(self, *, today: str, within: int = 0) -> tuple[Retention, ...]:
        """Records whose period has run out, or does within so many days, the earliest first."""
        from archive.preserve.retention import due

        return due(self._store, today=today, within_days=within)

    def schedules(self) -> tuple[Schedule, ...]:
        """The schedules of periods of the office and of units, by name."""
        return self._store.catalogue.schedules()

    def set_schedule(
        self, path: str | os.PathLike[str] | None, *, name: str, unit: str | None, reason: str, apply: bool
    ) -> Change:
        """What setting a schedule from a file moves; with `apply` it is set. Without a file that of this name goes.

        Raises InputMissing, InputUnreadable, ScheduleInvalid, UnitUnknown, UnitAmbiguous or ReasonMissing.
        """
        from archive.preserve import schedules

        whose = None if unit is None else self.unit(unit).id
        rows = () if path is None else self._schedule_rows(Path(path))
        moves = schedules.change(self._store, name, whose, rows)
        if apply:
            schedules.set_schedule(self._store, name, whose, rows, reason=reason)
        return moves

    def _schedule_rows(self, path: Path) -> tuple[ScheduleRow, ...]:
        from archive.ingest.tables import read_table
        from archive.ingest.unit_import import raw_rows
        from archive.preserve.schedules import parse_table, parse_toml

        if path.suffix.lower() != ".toml":
            return parse_table(self._store, str(path), raw_rows(path, read_table))
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError as error:
            raise InputMissing(path=path) from error
        except (OSError, UnicodeDecodeError) as error:
            raise InputUnreadable(path=path, reason=str(error)) from error
        return parse_toml(self._store, str(path), text)

    def place_hold(
        self, references: Sequence[str], *, units: Sequence[str] = (), kind: str, case: str, basis: str, since: str
    ) -> PlacedHold:
        """Hold records, and all records of units. Raises as `archive.preserve.holds.place`."""
        from archive.preserve.holds import place

        records = [self._known(each) for each in references]
        theirs = [self.unit(each).id for each in units]
        return place(self._store, records, theirs, kind=kind, case=case, basis=basis, since=since)

    def release_hold(self, reference: str, *, on: str, reason: str) -> PlacedHold:
        """Release a hold. Raises as `archive.preserve.holds.release`."""
        from archive.preserve.holds import release

        return release(self._store, reference, on=on, reason=reason)

    def placed_holds(self, *, released: bool = False) -> tuple[PlacedHold, ...]:
        """Holds that people placed and that are in force, or with `released` all, in the order of placing."""
        return self._store.catalogue.placed_holds(released=released)

    def holds(self, reference: str, *, on: str) -> tuple[PlacedHold, ...]:
        """Every hold on a record on the day: placed ones, then those that follow from papers."""
        from archive.access.holds import holds_of

        return holds_of(self._store, self.resolve(reference), today=on)

    def title_of(self, record: str) -> str:
        """Title of a record (a full id), else the name of its file; empty of a sealed one."""
        found = self._store.catalogue.hit_facts([record]).get(record)
        return "" if found is None else found.title or found.name

    # Disposition

    def propose_disposal(
        self, references: Iterable[str], *, due: bool, reason: str, today: str, apply: bool = True
    ) -> Proposed:
        """Make a list of what is to be destroyed; without `apply` say only what it would be.

        Raises as `archive.preserve.disposition.propose`.
        """
        from archive.preserve.disposition import propose

        records = [self._known(each).id for each in references]
        return propose(self._store, records, due=due, reason=reason, today=today, apply=apply)

    def review_disposal(
        self, reference: str, verdicts: Mapping[str, Verdict], *, appraisers: Sequence[str], today: str
    ) -> DispositionList:
        """Record an appraisal: a verdict for every record. Raises as `archive.preserve.disposition.review`."""
        from archive.preserve.disposition import review

        return review(self._store, reference, verdicts, appraisers=appraisers, today=today)

    def approve_disposal(
        self, reference: str, *, approver: str | None = None, basis: str | None = None
    ) -> DispositionList:
        """Approve a list. Raises as `archive.preserve.disposition.approve`."""
        from archive.preserve.disposition import approve

        return approve(self._store, reference, approver=approver, basis=basis)

    def plan_disposal(self, reference: str, *, today: str) -> Plan:
        """What executing a list would do. Raises as `archive.preserve.disposition_execution.plan`."""
        from archive.preserve.disposition_execution import plan

        return plan(self._store, reference, today=today)

    def execute_disposal(
        self,
        reference: str,
        *,
        witnesses: Sequence[str] = (),
        executor: str | None = None,
        place: str = "",
        method: str = "",
        today: str,
    ) -> DispositionList:
        """Destroy what an approved list says. Raises as `archive.preserve.disposition_execution.execute`."""
        from archive.preserve.disposition_execution import execute

        return execute(
            self._store, reference, witnesses=witnesses, executor=executor, place=place, method=method, today=today
        )

    def disposals(self) -> tuple[DispositionList, ...]:
        """Every list of disposition, in the order in which they were proposed."""
        from archive.preserve.disposition_lists import lists

        return lists(self._store)

    def disposal(self, reference: str) -> DispositionList:
        """A list by its id, or at least 4 characters of it. Raises DisposalUnknown."""
        from archive.preserve.disposition_lists import find_list

        return find_list(self._store, reference)

    def disposal_report(self, reference: str) -> RenditionPage:
        """The report of the appraisal, to be signed. Raises DisposalUnknown."""
        from archive.preserve.disposition_papers import report_page

        return report_page(self._store, self.disposal(reference))

    def disposal_papers(self, reference: str) -> Mapping[str, bytes]:
        """The certificate of an executed list by file name, each paper with its signature (`….sig`, 64 bytes).

        Raises DisposalUnknown, DisposalState before the execution has come to its end, ObjectMissing.
        """
        from archive.preserve.disposition_certificate import certificate

        return certificate(self._store, reference)

    def disposal_of(self, reference: str) -> str | None:
        """The list by which a record was destroyed; None if it was not."""
        found = self._store.catalogue.tombstone(self.resolve(reference))
        return None if found is None else found[1]

    def record_of_list(self, record: str) -> Record:
        """A record by its id, whatever its state: also one that is isolated, of which nothing may be shown."""
        return self._known(record)

    def _there(self, record: Record) -> None:
        """Raises RecordDisposed."""
        if record.state == "disposed":
            raise RecordDisposed(record=record.id, list=record.reason)

    def _readable(self, record: Record) -> None:
        """Raises RecordSealed."""
        if record.state == "sealed":
            from archive.access.looking import refuse_sealed

            refuse_sealed(self._store, record)

    def _known(self, reference: str) -> Record:
        record = self._store.catalogue.record(self.resolve(reference))
        assert record is not None, "it was resolved just now"
        return record

    def _changed(self, record: Record) -> Record:
        self._store.index.follow()
        return self._known(record.id)
