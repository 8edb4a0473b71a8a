"""Cold starts of the command line: CPU of a new process, best of 15.

    python benchmarks/cold_start.py [--python VENV/bin/python] [--whoosh 10000] [--tantivy 100000]

`archive --help` and `archive search` with ten highlighted hits, the bare interpreter beside them.
What users start is an installation that is not editable: name its interpreter with `--python`.
The homes are made of records of about 400 characters cut from ../shared/corpus/laws-zh.zip,
through real transactions and the real follower of the index; no file is parsed.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from archive.disk.config import use_engine
from archive.model.hit import IndexDocument
from archive.store import Store
from archive.testing.search_texts import records
from archive.transaction import Transaction

LAWS = Path(__file__).parents[2] / "shared" / "corpus" / "laws-zh.zip"
BATCH = 2000
ROUNDS = 15
QUERIES = ("隐患", "安全生产责任制")


def fill(home: Path, engine: str, count: int) -> None:
    """A home with `count` filed records whose index is made by `engine`."""
    Store.create(home).close()
    use_engine(home, engine)
    with Store.open(home) as store:
        source = records(LAWS, count)
        units: dict[str, str] = {}
        while batch := list(islice(source, BATCH)):
            with store.transaction("bench") as tx:
                depositor = tx.actor("bench", "account")
                for document in batch:
                    file(tx, document, unit_of(tx, document, units), depositor)
        store.index.follow()


def unit_of(tx: Transaction, document: IndexDocument, known: dict[str, str]) -> str:
    name, code = document.unit_names
    if code not in known:
        known[code] = tx.new_id("u-")
        plain = {"code": code, "code_kind": "local", "name": name, "kind": "enterprise"}
        tx.append("unit-registered", known[code], {**plain, "parent": None, "aliases": [], "since": None})
    return known[code]


def file(tx: Transaction, document: IndexDocument, unit: str, depositor: str) -> None:
    """The three events of a filed document."""
    record = tx.new_id()
    original = {"sha256": record.ljust(64, "0"), "bytes": 1, "name": document.name, "name_b64": None}
    delivery: dict[str, Any] = {
        "key": record, "inbox": "/", "path": document.name, "path_b64": None, "device": 1, "inode": 1,
        "mtime_ns": 1, "ctime_ns": 1, "size": 1, "links": 1, "depositor": depositor,
        "folder_unit": None, "folder_category": None, "folders_ignored": [],
    }  # fmt: skip
    tx.append("accessioned", record, {"original": {**original, "encoding": "plain"}, "delivery": delivery})
    parsed: dict[str, Any] = {
        "outcome": "ok", "media_type": "text/plain", "parser": "bench", "version": "1", "attempts": [], "reason": None,
        "text": tx.put_text(document.text), "characters": len(document.text), "pages": 1, "metadata": {},
        "warnings": [],
    }  # fmt: skip
    tx.append("parsed", record, parsed)
    people = [{"name": name, "role": "inspector", "certificate": None} for name in document.people]
    fields = {
        "title": document.title, "doc_no": document.doc_no, "date": document.date,
        "people": people, "dues": [], "links": [],
    }  # fmt: skip
    placed: dict[str, Any] = {
        "state": "filed", "reason": None, "units": [unit], "category": document.category, "fields": fields,
        "decisions": [], "suggestions": [],
    }  # fmt: skip
    tx.append("placed", record, placed)


def child(arguments: list[str], home: Path | None, cache: Path) -> float:
    """User and system CPU of a process in milliseconds."""
    settings = {"XDG_CACHE_HOME": str(cache), "XDG_STATE_HOME": str(cache), "LC_ALL": "zh_CN.UTF-8"}
    environment = os.environ | settings | ({"ARCHIVE_HOME": str(home)} if home else {})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(arguments, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def measure(name: str, arguments: list[str], home: Path | None, cache: Path) -> None:
    child(arguments, home, cache)  # fills the caches
    times = sorted(child(arguments, home, cache) for _ in range(ROUNDS))
    print(f"  {name:42} best {times[0]:6.1f} ms CPU, median {times[ROUNDS // 2]:6.1f}")


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if sys.platform == "linux" else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "?")
    return f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--python", type=Path, default=Path(sys.executable))
    arguments.add_argument("--whoosh", type=int, default=10_000, metavar="RECORDS")
    arguments.add_argument("--tantivy", type=int, default=100_000, metavar="RECORDS")
    given = arguments.parse_args()
    if not LAWS.is_file():
        sys.exit(f"needs {LAWS}")
    command = str(given.python.absolute().with_name("archive"))
    print(machine())
    with tempfile.TemporaryDirectory() as made:
        cache = Path(made, "cache")
        measure("bare interpreter", [str(given.python), "-c", "pass"], None, cache)
        measure("archive --help", [command, "--help"], None, cache)
        for engine, count in (("whoosh", given.whoosh), ("tantivy", given.tantivy)):
            if count and find_spec(engine):
                home = Path(made, engine)
                fill(home, engine, count)
                for query in QUERIES:
                    measure(f"archive search {query} ({engine}, {count})", [command, "search", query], home, cache)


if __name__ == "__main__":
    main()
