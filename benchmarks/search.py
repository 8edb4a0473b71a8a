"""Exactness and speed of the search engines over law texts cut into records.

    python benchmarks/search.py [--records 100000] [--queries 5000] [--engine tantivy]…

Prints, an engine each: missed and wrong against the oracle; build speed and index size; warm and cold
times. Warm and cold are CPU milliseconds; cold is a new process that opens, searches and highlights ten
hits, with the bare interpreter beside it. Needs ../shared/corpus/laws-zh.zip.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from archive_plugins.tantivy_engine import TantivyFactory, archive_search_engines
from archive_plugins.whoosh_engine import WhooshFactory

from archive.model.hit import IndexDocument
from archive.search.naive import NaiveEngine
from archive.testing.search_texts import queries, records
from archive.text.parser import parse
from archive.text.query import And, Dates, Facet, Node, texts_of
from archive.text.snippets import snippet

if TYPE_CHECKING:
    from archive.hooks.contracts import EngineFactory, SearchEngine

LAWS = Path(__file__).parents[2] / "shared" / "corpus" / "laws-zh.zip"
BATCH = 110_000
"""Records that become visible in one step: the 50 million characters at which `archive.search.following` ends one."""
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
COLD = """
import sqlite3
from importlib import import_module
from pathlib import Path
from archive.text.parser import parse
from archive.text.query import texts_of
from archive.text.snippets import snippet
node = parse({query!r})
(factory,) = import_module("archive_plugins.{engine}_engine").archive_search_engines()
page = factory.open(Path({folder!r}), readonly=True, documents=lambda _: []).search(node, limit=10)
texts = sqlite3.connect({texts!r})
for hit in page.hits:
    (body,) = texts.execute("select body from text where record = ?", (hit.record,)).fetchone()
    print(hit.record, snippet(body, texts_of(node)).text)
"""
ORACLE_RECORDS = 2000
FACTORIES: dict[str, EngineFactory] = {"whoosh": WhooshFactory()}
if archive_search_engines():
    FACTORIES["tantivy"] = TantivyFactory()


def homely(count: int) -> Iterator[IndexDocument]:
    """Records with ids and moments as a home has them: random, and therefore without savings for an index."""
    chance = random.Random(20240531)
    for number, one in enumerate(records(LAWS, count)):
        moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=37 * number + chance.random())
        received = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        yield replace(one, record="".join(chance.choices(_ALPHABET, k=16)), received=received)


def texts_file(folder: Path, count: int) -> Path:
    """The records' texts as a catalogue would give them."""
    path = folder / "texts.sqlite3"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table text (record text primary key, body text) without rowid")
        db.executemany("insert into text values (?, ?)", ((one.record, one.text) for one in homely(count)))
    return path


def documents_of(known: dict[str, IndexDocument]) -> Callable[[Sequence[str]], Iterable[IndexDocument]]:
    return lambda ids: [known[record] for record in ids if record in known]


def exactness(factory: EngineFactory, folder: Path, count: int) -> None:
    shelf = list(records(LAWS, ORACLE_RECORDS))
    oracle = NaiveEngine(shelf)
    missed = wrong = hits = 0
    engine = factory.open(folder, readonly=False, documents=documents_of({one.record: one for one in shelf}))
    with closing(engine):
        engine.apply(shelf, [], 1)
        for query in queries(shelf, count, seed=20240531):
            node = parse(query)
            expected, found = set(oracle.ids(node)), set(engine.ids(node))
            hits += len(expected)
            missed += len(expected - found)
            wrong += len(found - expected)
            if expected != found:
                print("   differs:", query)
    print(f"  {count} queries over {ORACLE_RECORDS} records, {hits} hits: {missed} missed, {wrong} wrong")


def build(factory: EngineFactory, folder: Path, count: int) -> None:
    started = time.process_time()
    making = 0.0
    size = 0
    with closing(factory.open(folder, readonly=False, documents=lambda _: [])) as engine:
        batch: list[IndexDocument] = []
        source = homely(count)
        for position in range(0, count, BATCH):
            before = time.process_time()
            batch = [one for one, _ in zip(source, range(min(BATCH, count - position)), strict=False)]
            size += sum(len(one.text.encode()) for one in batch)
            making += time.process_time() - before
            engine.apply(batch, [], position + BATCH)
    spent = time.process_time() - started - making
    index = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"  built {count} records: {count / spent:.0f} a CPU second")
    print(f"  index {index / 1e6:.0f} MB, {index / size:.0%} of the text")


def warm(engine: SearchEngine) -> None:
    word = parse("安全")
    unit = Facet("unit", (f"u-{7:08x}aaaaaaaa",))
    asked: dict[str, Node] = {
        "term": word,
        "phrase": parse("安全生产责任制"),
        "one character": parse("火"),
        "two words": parse("安全 责任"),
        "code": parse("（苏宁）应急检记〔2019〕12号"),
        "prefix": parse("HY-2019-00*"),
        "word, category and dates": And((word, Facet("category", ("recheck",)), Dates("2017-01-01", "2023-06-30"))),
        "word and unit": And((word, unit)),
        "newest of a word": word,
    }
    for name, node in asked.items():
        order = "date" if name.startswith("newest") else "relevance"
        times = [spent(lambda node=node, order=order: engine.search(node, limit=10, order=order)) for _ in range(15)]  # type: ignore[misc]
        counts = [spent(lambda node=node: engine.count(node)) for _ in range(15)]  # type: ignore[misc]
        print(
            f"    {name:26} {statistics.median(times):8.2f} ms  best {min(times):8.2f}  "
            f"counted in {statistics.median(counts):8.2f}  {engine.count(node)} hits"
        )
    times = [spent(lambda: engine.facets(word, "category")) for _ in range(9)]
    print(f"    {'facets by category':26} {statistics.median(times):8.2f} ms  best {min(times):8.2f}")


def highlighted(engine: SearchEngine, texts: Path) -> None:
    """Ten hits with snippets, the texts read from a table as a catalogue has them."""
    node = parse("安全")
    wanted = texts_of(node)
    with closing(sqlite3.connect(texts)) as db:

        def work() -> None:
            for hit in engine.search(node, limit=10).hits:
                (body,) = db.execute("select body from text where record = ?", (hit.record,)).fetchone()
                snippet(body, wanted)

        times = [spent(work) for _ in range(15)]
    print(f"    {'term, ten highlighted':26} {statistics.median(times):8.2f} ms  best {min(times):8.2f}")


def spent(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def cold(name: str, folder: Path, texts: Path) -> None:
    bare = min(child(["-c", "pass"]) for _ in range(15))
    for query in ("隐患", "安全生产责任制"):
        program = COLD.format(engine=name, folder=str(folder), texts=str(texts), query=query)
        times = [child(["-c", program]) for _ in range(15)]
        print(f"    cold {query:14} best {min(times):6.1f} ms CPU, bare Python {bare:.1f}")


def child(arguments: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-W", "ignore", *arguments], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--records", type=int, default=10_000)
    arguments.add_argument("--queries", type=int, default=5000)
    arguments.add_argument("--engine", action="append", choices=sorted(FACTORIES))
    given = arguments.parse_args()
    if not LAWS.is_file():
        sys.exit(f"needs {LAWS}")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        texts = texts_file(folder, given.records)
        for name in given.engine or sorted(FACTORIES):
            print(name)
            if given.queries:
                exactness(FACTORIES[name], folder / f"{name}-small", given.queries)
            build(FACTORIES[name], folder / name, given.records)
            with closing(FACTORIES[name].open(folder / name, readonly=True, documents=lambda _: [])) as engine:
                warm(engine)
                highlighted(engine, texts)
            cold(name, folder / name, texts)


if __name__ == "__main__":
    main()
