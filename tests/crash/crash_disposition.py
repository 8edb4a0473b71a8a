"""What is done while the power fails: a list of two records is destroyed, beside a third that stays.

It has the shape of `crash_scenario`, so that the campaigns run it as they run the intake. Whatever was hit, running it
again has to end it: the content is nowhere, the neighbour is whole, and the ledger tells the destruction once.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from archive.errors import ArchiveError, StorageFailed
from archive.ingest import pipeline
from archive.ingest.pipeline import Intake
from archive.model.disposition import Verdict
from archive.objects.staging import clear_abandoned
from archive.preserve import disposition, disposition_erasing, disposition_execution
from archive.preserve.disposition_keeping import Keeper
from archive.preserve.disposition_lists import lists
from archive.preserve.verify import verify
from archive.store import Store
from archive.testing.pool import PlainPool

__all__ = ["MUTANTS", "ArchiveError", "check", "copy", "pipeline", "prepare", "work"]

PHRASE = "阀门井内硫化氢浓度百万分之四十七"
PAPERS = {"a.txt": f"现场检查记录\n{PHRASE}甲\n", "b.txt": f"现场检查记录\n{PHRASE}乙\n", "c.txt": "一切正常\n"}
STAYS = "c.txt"
TODAY = "2026-11-24"
SETTINGS = 'engine = "whoosh"\n[[inbox]]\npath = "inbox"\nmode = "poll"\nsettle_seconds = 0\ninterval_seconds = 0.1\n'


@contextmanager
def _as(account: str) -> Iterator[None]:
    patches = [mock.patch.dict(os.environ, {"LOGNAME": account}), mock.patch.object(Keeper, "held", return_value=None)]
    patches += [mock.patch.object(Keeper, "period", return_value=(None, ""))]
    with patches[0], patches[1], patches[2]:
        yield


def prepare(home: Path) -> None:
    """A home with an index, three papers in its folder of filed files, and an approved list of two of them."""
    Store.create(home).close()
    (home / "archive.toml").write_text(SETTINGS)
    for name, text in PAPERS.items():
        (home / "inbox" / name).write_text(text, encoding="utf-8")
    taken: dict[str, str] = {}
    stop = threading.Event()

    def told(receipt) -> None:
        taken[Path(receipt.path).name] = receipt.record
        if len(taken) == len(PAPERS):
            stop.set()

    with _as("archivist"), Store.open(home) as store:
        with Intake(store, PlainPool()) as intake:
            intake.watch(stop=stop, on_receipt=told)
        store.index.follow()
        going = [record for name, record in taken.items() if name != STAYS]
        made = disposition.propose(store, going, due=False, reason="误收", today=TODAY).id
        assert made is not None
        verdicts = dict.fromkeys(going, Verdict(True, None, "无价值"))
        disposition.review(store, made, verdicts, appraisers=["甲", "乙"], today=TODAY)
    with _as("director"), Store.open(home) as store:
        disposition.approve(store, made, approver="局长")


def work(home: Path, acknowledge: Callable[[str], None]) -> None:
    """Execute the list, or go on with it; what is done already is told by nobody."""
    logging.disable(logging.CRITICAL)
    try:
        with _as("archivist"), _opened(home) as store:
            for record in _robbed(store):
                acknowledge(f"robbed:{record}")
            [found] = lists(store)
            if found.certified is None:
                disposition_execution.execute(store, found.id, witnesses=["丙", "丁"], today=TODAY)
                acknowledge(found.id)
            clear_abandoned(store.layout.staging)
    finally:
        logging.disable(logging.NOTSET)


def _robbed(store: Store) -> list[str]:
    """Records that a crash has left without their bytes though no event says that they were destroyed."""
    records = store.catalogue.records(_ids(store)).values()
    return [each.id for each in records if each.state != "disposed" and not store.objects.has(each.original.sha256)]


def _opened(home: Path) -> Store:
    try:
        return Store.open(home)
    except OSError as error:
        raise StorageFailed(reason=str(error)) from error


def check(home: Path, acknowledged: list[str]) -> list[str]:
    """Everything that is wrong with a home in which the execution was repeated until it ended."""
    found = [f"{each} is lost before its word" for each in acknowledged if each.startswith("robbed:")]
    with Store.open(home, readonly=True) as store:
        [made] = lists(store)
        kinds = [event.kind for event in store.catalogue.events()]
        for kind, times in (("disposal-begun", 1), ("disposed", 2), ("disposal-certified", 1)):
            if kinds.count(kind) != times:
                found.append(f"{kind} happened {kinds.count(kind)} times")
        if made.state != "executed" or made.certified is None:
            found.append(f"the list is {made.state}: its end is missing")
        elif (made.certified.records, made.certified.objects, made.certified.filed) != (2, 2, 2):
            found.append(f"the certificate tells {made.certified}")
        found.extend(f"verify: {finding}" for finding in verify(store).findings)
        found.extend(f"projection: {difference}" for difference in store.catalogue.differences())
        records = {record.original.name: record for record in store.catalogue.records(_ids(store)).values()}
        if records[STAYS].state not in ("filed", "unfiled") or not store.objects.has(records[STAYS].original.sha256):
            found.append("the neighbour is lost")
        if not store.index.sound() or store.index.missing():
            found.append("the index is not whole")
    if [path.name for path in (home / "inbox" / "已归档").iterdir()] != [STAYS]:
        found.append("the folder of filed files holds what it should not, or the neighbour is missing")
    for path in home.rglob("*"):
        if path.is_file() and PHRASE.encode() in path.read_bytes():
            found.append(f"{path.relative_to(home)} holds what was destroyed")
    found.extend(f"staging holds {path.name}" for path in (home / "staging").iterdir())
    return found


def _ids(store: Store) -> list[str]:
    return [event.subject for event in store.catalogue.events() if event.kind == "accessioned"]


def copy(template: Path, target: Path) -> None:
    """A fresh home for one crash; an index that was copied is taken for a stranger's, so it is made anew there."""
    shutil.copytree(template, target, symlinks=True)
    with Store.open(target) as store:
        store.index.rebuild()


# Seeded bugs: each must be caught.


def _bytes_before_the_word() -> None:
    """Objects are removed before the event that says so is committed."""
    real = disposition_execution._empty_filed

    def early(store, found, waiting, today):
        real(store, found, waiting, today)
        for record in store.catalogue.records(waiting).values():
            store.objects.path(record.original.sha256).unlink(missing_ok=True)

    disposition_execution._empty_filed = early


def _no_resumption() -> None:
    """What was begun counts as done."""
    real = disposition_execution.execute

    def once(store, reference, **given):
        [found] = lists(store)
        return found if found.execution is not None else real(store, reference, **given)

    disposition_execution.execute = once


def _no_secure_delete() -> None:
    """Freed pages and the log stay as they are."""
    from archive.catalogue.catalogue import Catalogue
    from archive.catalogue.database import Database

    Catalogue.scour = lambda self: None
    real = Database.run
    off = "pragma secure_delete = off"  # as Debian builds it, it is on by itself
    Database.run = lambda self, sql, **values: real(self, off if "secure_delete" in sql else sql, **values)


def _payloads_in_a_second_commit() -> None:
    """The event is committed before what it erases is."""
    real = disposition_erasing.erase

    def apart(tx, list_id, leaving):
        with mock.patch.object(type(tx.catalogue), "forget_payloads", return_value=0):
            return real(tx, list_id, leaving)

    disposition_execution.erase = apart


MUTANTS: dict[str, Callable[[], None]] = {
    "bytes before the word": _bytes_before_the_word,
    "no resumption": _no_resumption,
    "freed pages stay": _no_secure_delete,
    "payloads are not erased": _payloads_in_a_second_commit,
}
