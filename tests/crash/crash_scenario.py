"""What is done while the power fails: six files come in, and everything is checked afterwards.

One of them holds two others, one is a register with two rows that become records, one comes into a sealed inbox.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Hashable
from pathlib import Path

from archive.catalogue.database import Database
from archive.disk import atomic
from archive.disk.layout import Layout
from archive.errors import ArchiveError, StorageFailed
from archive.hooks import hookimpl
from archive.hooks.cache import FactsCache
from archive.hooks.loading import load
from archive.ingest import accept, pipeline, settle, units
from archive.ingest.pipeline import Intake
from archive.model.category import Category
from archive.model.parsed import Attempt, Block, Child, Outcome, ParsedDocument, ParseReport
from archive.model.placement import Description, Proposal, RowProposal
from archive.model.unit import UnitKind
from archive.objects import staging
from archive.objects.seal_keys import reading_key
from archive.objects.sealed import opened
from archive.preserve.verify import verify
from archive.store import Store
from archive.testing.pool import PlainPool

CONTENTS = {
    "a.txt": "第一份 受限空间作业票\n".encode() * 3,
    "某公司/检查/b.txt": b"\xffsecond" * 200_000,
    "c.txt": b"c",
    "d.pack": b'PACK{"x/m.txt":"m1","n.txt":"n2"}',
    "r.txt": b"REGISTER",
}
MEMBERS = {"x/m.txt": b"m1", "n.txt": b"n2"}
ROWS = 2
SETTINGS = '[[inbox]]\npath = "inbox"\nmode = "poll"\nsettle_seconds = 0\ninterval_seconds = 0.1\n'
SETTINGS += SETTINGS.replace('"inbox"', '"reports"') + "sealed = true\n"
SECRET = "欧阳铁柱举报.txt"
SECRET_WORDS = "夜间用软管向河道偷排废酸".encode()
PATIENCE = 15.0


class _Pool(PlainPool):
    """Unpacks, too."""

    def poll(self, timeout: float | None = 0.0) -> list[tuple[Hashable, ParseReport]]:
        return [(key, _unpacked(report)) for key, report in super().poll(timeout)]


def _unpacked(report: ParseReport) -> ParseReport:
    text = "" if report.document is None else report.document.text()
    if not text.startswith("PACK"):
        return report
    children = tuple(Child(path, words.encode()) for path, words in json.loads(text[4:]).items())
    document = ParsedDocument((Block("pack"),), {"container": "pack"}, children=children)
    return ParseReport(Outcome.OK, "x/pack", (Attempt("pack", "1", Outcome.OK),), document)


class _Register:
    """Reads the register."""

    @hookimpl
    def archive_describe(self, document, units):
        if document.text != "REGISTER":
            return None
        said = (Proposal("unit_name", "甲厂", 1.0, "said"),)
        return Description(
            rows=tuple(RowProposal("s", row, f"row {row}", category="hazard", proposals=said) for row in (1, 2))
        )

    @hookimpl
    def archive_categories(self):
        return (Category("hazard", "隐患排查", "Hazards"),)


_REGISTRY = load(plugins=False, extra=[_Register()], cache=FactsCache(None))


def prepare(home: Path) -> None:
    """A home with five files in its inbox and one in its sealed inbox."""
    Store.create(home).close()
    with Store.open(home, plugins=False) as store:
        units.register(store, "甲厂", code=None, local="J1", kind=UnitKind.ENTERPRISE)
    (home / "archive.toml").write_text(SETTINGS)
    (home / "reports").mkdir()
    (home / "reports" / SECRET).write_bytes(SECRET_WORDS)
    for name, content in CONTENTS.items():
        path = home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class _Until:
    """Set once the inbox is empty and nothing waits to be read."""

    def __init__(self, home: Path, store: Store) -> None:
        self._home = home
        self._store = store
        self._deadline = time.monotonic() + PATIENCE
        self._turns = 0

    def is_set(self) -> bool:
        self._turns += 1
        if time.monotonic() > self._deadline:
            return True
        try:
            empty = not left_in_inbox(self._home) and not self._store.catalogue.queue_length()
        except (OSError, ArchiveError):
            return False  # the fault hit this look, not the intake
        return empty and self._turns > 1


def left_in_inbox(home: Path) -> list[str]:
    inbox = home / "inbox"
    sealed = [SECRET] if (home / "reports" / SECRET).exists() else []
    return sealed + sorted(
        str(path.relative_to(inbox))
        for path in inbox.rglob("*")
        if path.is_file() and path.relative_to(inbox).parts[0] not in ("已归档", "退回")
    )


def work(home: Path, acknowledge: Callable[[str], None]) -> None:
    """Take in what is there; `acknowledge` is called with the id of each record that a receipt names."""
    logging.disable(logging.CRITICAL)
    pipeline._FIRST_PAUSE = settle._FIRST_RETRY = 0.01
    try:
        with _opened(home) as store, Intake(store, _Pool()) as intake:
            store.__dict__["registry"] = _REGISTRY
            intake.watch(stop=_Until(home, store), on_receipt=lambda receipt: acknowledge(receipt.record or ""))
    finally:
        logging.disable(logging.NOTSET)


def _opened(home: Path) -> Store:
    """As the command line does it: what the disk refuses before anything has begun ends in an error of ours."""
    try:
        return Store.open(home, plugins=False)
    except OSError as error:
        raise StorageFailed(reason=str(error)) from error


def check(home: Path, acknowledged: list[str]) -> list[str]:
    """Everything that is wrong with a home that came through; run it after a recovery."""
    found: list[str] = []
    layout = Layout(home)
    with Store.open(home, plugins=False, readonly=True) as store:
        events = list(store.catalogue.events())
        accessioned = [event.payload for event in events if event.kind == "accessioned"]
        taken = [each["delivery"]["path"] for each in accessioned if "within" not in each and "row" not in each]
        for name, content in CONTENTS.items():
            if taken.count(name) != 1:
                found.append(f"{name} is there {taken.count(name)} times")
            path = store.objects.path(hashlib.sha256(content).hexdigest())
            if not path.is_file() or path.read_bytes() != content:
                found.append(f"the object of {name} is missing or damaged")
        unread = any(each.kind == "parsed" and each.payload["outcome"] == "crashed" for each in events)
        if not unread:  # a fault that hit the reading of an original is on its record, and nothing came out of it
            found.extend(_check_inner(store, accessioned))
        known = {event.subject for event in events}
        found.extend(f"the acknowledged record {record} is lost" for record in acknowledged if record not in known)
        found.extend(f"{kind} happened" for kind in ("duplicate", "refused") if any(e.kind == kind for e in events))
        records = [each.subject for each in events if each.kind == "accessioned" and "row" not in each.payload]
        states = {record.state for record in store.catalogue.records(records).values()}
        if states != {"unfiled", "sealed"}:
            found.append(f"states are {sorted(states)}")
        found.extend(f"verify: {finding}" for finding in verify(store).findings)
        found.extend(f"projection: {difference}" for difference in store.catalogue.differences())
        found.extend(_check_sealed(home, accessioned))
    found.extend(f"{name} is still in the inbox" for name in left_in_inbox(home))
    for name, content in CONTENTS.items():
        path = home / "inbox" / "已归档" / name
        if not path.is_file() or path.read_bytes() != content:
            found.append(f"{name} is not in the folder of filed files")
    found.extend(f"staging holds {path.name}" for path in layout.staging.iterdir())
    return found


def _check_sealed(home: Path, accessioned: list[dict]) -> list[str]:
    """The sealed file is there once, can be read with the key, and stands nowhere in the clear."""
    found = []
    sealed = [each["original"]["sha256"] for each in accessioned if "sealed" in each]
    if len(sealed) != 1:
        found.append(f"the sealed file is there {len(sealed)} times")
    key = reading_key(Layout(home).seal_secret)
    for digest in sealed:
        with (home / "objects" / digest[:2] / digest).open("rb") as source:
            said, *pieces = opened(key, source)
            if SECRET.encode() not in said or b"".join(pieces) != SECRET_WORDS:
                found.append("the sealed file is not what it was")
    for path in home.rglob("*"):
        if path.is_file() and any(word in path.read_bytes() for word in (SECRET_WORDS, SECRET.encode())):
            found.append(f"{path.name} holds what was to be sealed")
    return found


def _check_inner(store: Store, accessioned: list[dict]) -> list[str]:
    """Members and rows: each once, with its bytes, and only together with what holds them."""
    found = []
    members = [each["within"]["path"] for each in accessioned if "within" in each]
    for path, content in MEMBERS.items():
        if members.count(path) != 1:
            found.append(f"the member {path} is there {members.count(path)} times")
        place = store.objects.path(hashlib.sha256(content).hexdigest())
        if not place.is_file() or place.read_bytes() != content:
            found.append(f"the object of the member {path} is missing or damaged")
    rows = sorted(each["row"]["number"] for each in accessioned if "row" in each)
    if rows != list(range(1, ROWS + 1)):
        found.append(f"rows are there {len(rows)} times: {rows}")
    return found


# The seeded bugs of trust.md 3.4. Each must be caught: the test of the tests.


def _no_object_flush() -> None:
    staging.flush_group = lambda descriptors, directory: 0


def _no_directory_flush() -> None:
    staging.flush_directories = lambda paths, directory: 0
    atomic._flush_directory = lambda path: None


def _source_before_commit() -> None:
    real_accept, real_commit = accept.Acceptor.accept, staging.LocalStaging.commit
    group: list[bytes] = []

    def noting(self, arrivals):
        group[:] = [arrival.path for arrival in arrivals]
        return real_accept(self, arrivals)

    def moving(self, staged):
        real_commit(self, staged)
        for path in group:
            source = Path(os.fsdecode(path))
            if source.exists() and "/inbox/" in str(source):
                home, name = str(source).split("/inbox/", 1)
                target = Path(home, "inbox", "已归档", name)
                target.parent.mkdir(parents=True, exist_ok=True)
                source.rename(target)

    accept.Acceptor.accept = noting
    staging.LocalStaging.commit = moving


def _no_delivery_key() -> None:
    accept.delivery_key = lambda *_: os.urandom(32).hex()
    accept.Acceptor._taken_before = lambda *_: None


def _synchronous_normal() -> None:
    real = Database._prepare_for_writing

    def normal(self: Database) -> None:
        real(self)
        self.run("pragma synchronous = normal")

    Database._prepare_for_writing = normal


MUTANTS: dict[str, Callable[[], None]] = {
    "no flush of the object": _no_object_flush,
    "no flush of the directory": _no_directory_flush,
    "source moved before the commit": _source_before_commit,
    "no delivery key": _no_delivery_key,
    "synchronous=NORMAL": _synchronous_normal,
}


def copy(template: Path, target: Path) -> None:
    """A fresh home for one crash: times are kept, so that nothing has to settle anew."""
    shutil.copytree(template, target, symlinks=True)
