"""A home whose documents say in plain words where they belong, and parsers that need no engine.

A file is a "scan" if it begins with SCAN: the quick reading finds pictures only, the slow one finds the lines after it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.hooks import hookimpl
from archive.hooks.cache import FactsCache
from archive.hooks.loading import load
from archive.ingest.pipeline import Intake
from archive.ingest.reread import Again
from archive.ingest.rereading import Backlog, Rereading, WorkList
from archive.model.parsed import Attempt, Block, Outcome, ParsedDocument, ParseReport
from archive.model.placement import Description, LinkProposal, PersonMention, Proposal, SecrecyMark
from archive.model.record import Record
from archive.store import Store

SCAN = "SCAN"


def quick(data: bytes) -> ParseReport:
    lines = data.decode().split("\n")
    if lines[0].startswith(SCAN):
        pages = int(lines[0].removeprefix(SCAN) or 1)
        document = ParsedDocument((), {}, pages, Outcome.NEEDS_OCR, pictures=pages)
        return ParseReport(Outcome.NEEDS_OCR, "image/png", (Attempt("picture", "1", Outcome.NEEDS_OCR),), document)
    document = ParsedDocument(tuple(Block(line) for line in lines if line), pages=1)
    return ParseReport(Outcome.OK, "text/plain", (Attempt("plain", "1", Outcome.OK),), document)


def slow(data: bytes) -> ParseReport:
    lines = data.decode().split("\n")[1:]
    pages = int(data.decode().split("\n")[0].removeprefix(SCAN) or 1)
    document = ParsedDocument(tuple(Block(line, page=1) for line in lines if line), pages=pages)
    return ParseReport(Outcome.OK, "image/png", (Attempt("eyes", "1", Outcome.OK),), document)


class FakePool:
    """Reads in this process. `size` is how many documents it holds before it answers."""

    def __init__(self, read: Callable[[bytes], ParseReport]) -> None:
        self.read = read
        self.order: list[str] = []
        """First lines of what was read."""
        self._done: list[tuple[Hashable, ParseReport]] = []

    @property
    def pending(self) -> int:
        return len(self._done)

    @property
    def hungry(self) -> bool:
        return len(self._done) < 8

    def submit(self, key: Hashable, source: Path, name: str) -> None:
        data = source.read_bytes()
        self.order.append(data.decode().split("\n")[-1])
        self._done.append((key, self.read(data)))

    def poll(self, timeout: float | None = 0.0) -> Sequence[tuple[Hashable, ParseReport]]:
        done, self._done = self._done, []
        return done

    def filenos(self) -> Sequence[int]:
        return ()

    def wait_seconds(self) -> float | None:
        return 0.0 if self._done else None

    def close(self) -> None:
        self._done.clear()


def _values(text: str, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.+)$", text, re.MULTILINE)


class Words:
    """Recognises `unit=`, `category=`, `no=`, `date=`, `person=`, `recheck=` and `secret=` where a line begins so."""

    __name__ = "words"
    __version__ = "1"

    @hookimpl
    def archive_screen(self, document: object) -> SecrecyMark | None:
        found = _values(document.text, "secret")
        return SecrecyMark(found[0], "it says so") if found else None

    @hookimpl
    def archive_place(self, document: object, units: object) -> Iterable[Proposal]:
        for field, name in (("unit_name", "unit"), ("category", "category"), ("doc_no", "no"), ("date", "date")):
            yield from (Proposal(field, value, 0.95, "it says so") for value in _values(document.text, name))

    @hookimpl
    def archive_describe(self, document: object, units: object) -> Description:
        why, text = "it says so", document.text
        people = tuple(PersonMention(name, "inspector", reason=why) for name in _values(text, "person"))
        links = tuple(LinkProposal("rechecks", number, reason=why) for number in _values(text, "recheck"))
        return Description((), people, (), links)


class Home:
    """A home with the units 甲公司 and 乙公司."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "home"
        Store.create(self.path).close()
        self.names = 0
        with self.open() as store:
            from archive.ingest import units
            from archive.model.unit import UnitKind

            for code, name in (("A-1", "甲公司"), ("B-1", "乙公司")):
                units.register(store, name, code=None, local=code, kind=UnitKind.ENTERPRISE, parent=None,
                               aliases=(), since=None)  # fmt: skip

    def open(self) -> Store:
        store = Store.open(self.path, plugins=False)
        store.__dict__["registry"] = load(plugins=False, extra=[Words()], cache=FactsCache(None))
        return store

    def add(self, *lines: str, name: str | None = None, **options: str) -> str:
        """Take in a file of these lines; the id of its record."""
        self.names += 1
        path = self.root / (name or f"{self.names}.txt")
        path.write_text("\n".join(lines), encoding="utf-8")
        with self.open() as store, Intake(store, FakePool(quick)) as intake:
            (receipt,) = intake.add([os.fsencode(path)], **options)
        assert receipt.record is not None
        return receipt.record

    def ocr(self, read: Callable[[bytes], ParseReport] = slow, **options: int) -> list[Again]:
        from archive.ingest.backlog import ocr

        with self.open() as store:
            return list(ocr(store, pool=FakePool(read), **options))

    def reparse(self, *records: str, read: Callable[[bytes], ParseReport] = quick) -> list[Again]:
        from archive.ingest.backlog import reparse

        with self.open() as store:
            found = store.catalogue.records(records).values()
            return list(reparse(store, found, pool=FakePool(read)))

    def record(self, record: str) -> Record:
        with self.open() as store:
            found = store.catalogue.record(record)
            assert found is not None
            return found

    def kinds(self, record: str) -> list[str]:
        with self.open() as store:
            return [event.kind for event in store.catalogue.events_of(record)]

    def waiting(self) -> tuple[int, int]:
        """Documents and pages that wait for OCR."""
        with self.open() as store:
            backlog = store.catalogue.ocr_backlog()
            return backlog.documents, backlog.pages

    def text(self, record: str) -> str:
        with self.open() as store:
            return store.catalogue.texts([record]).get(record, "")

    def describe(self, record: str, *changes: str) -> None:
        from archive.preserve import curate

        with self.open() as store:
            found = store.catalogue.record(record)
            assert found is not None
            curate.describe(store, found, dict(change.split("=", 1) for change in changes), reason="a person says so")

    def faults(self) -> list[str]:
        """What a rebuild would make otherwise."""
        with self.open() as store:
            return [each.what for each in store.catalogue.differences()]

    def rereading(self, store: Store, pool: FakePool, owner: str, work: WorkList | None = None) -> Rereading:
        return Rereading(store, pool, work or Backlog(), owner=owner, known_by="account", workers=1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def scripted() -> SimpleNamespace:
    return SimpleNamespace(quick=quick, slow=slow, pool=FakePool)
