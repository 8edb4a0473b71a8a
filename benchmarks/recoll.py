"""Recoll and our engines over the same texts: same answers, build and query time side by side.

    python benchmarks/recoll.py [--records 2000] [--queries 40]

Recoll is Debian's recollcmd: used if it is installed, installed by apt-get if one is root, else this says
what to do. Each record is a text file with its number for a name. The queries are stretches of 2 to 6
Chinese characters of the texts, quoted for Recoll so that it asks for them as a phrase. Recoll knows no
punctuation, so a hit of Recoll's that we lack is counted apart if the characters stand there but for it.
Times are CPU: build of the whole index; a query in a process of its own, start included, as a shell pays it.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from archive.model.hit import IndexDocument
from archive.testing.search_cases import document
from archive.testing.search_texts import records
from archive.text.characters import is_chinese
from archive.text.fold import searchable
from archive.text.parser import parse
from search import FACTORIES, LAWS, documents_of

PROGRAM = """
from importlib import import_module
from pathlib import Path
from archive.text.parser import parse
(factory,) = import_module("archive_plugins.{engine}_engine").archive_search_engines()
page = factory.open(Path({folder!r}), readonly=True, documents=lambda _: []).search(parse({query!r}), limit=10)
print(page.total)
"""
CONFIGURATION = """topdirs = {texts}
indexedmimetypes = text/plain
idxflushmb = 200
"""


def recoll_is_here() -> bool:
    """Install it if that is possible."""
    if shutil.which("recollindex") and shutil.which("recollq"):
        return True
    if os.getuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "recollcmd"], check=False)
    return bool(shutil.which("recollindex") and shutil.which("recollq"))


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cut(texts: list[str], count: int) -> list[str]:
    """Stretches of Chinese characters, with neither gap nor white space, the same ones every time."""
    chance = random.Random(20240531)
    found: list[str] = []
    while len(found) < count:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        part = text[start : start + chance.randint(2, 6)]
        if len(part) > 1 and all(map(is_chinese, part)):
            found.append(part)
    return found


class Recoll:
    def __init__(self, folder: Path) -> None:
        self._configuration = folder / "recoll"
        self._texts = folder / "texts"

    def build(self, shelf: list[IndexDocument]) -> tuple[float, int]:
        """CPU seconds and bytes."""
        self._texts.mkdir()
        self._configuration.mkdir()
        for one in shelf:
            (self._texts / f"{one.record}.txt").write_text(one.text, encoding="utf-8")
        (self._configuration / "recoll.conf").write_text(CONFIGURATION.format(texts=self._texts))
        before = children()
        subprocess.run(["recollindex", "-c", self._configuration, "-z"], check=True, capture_output=True)
        size = sum(path.stat().st_size for path in (self._configuration / "xapiandb").rglob("*"))
        return children() - before, size

    def ask(self, query: str) -> tuple[set[str], float]:
        """Records, and CPU milliseconds for the first ten of them."""
        command = ["recollq", "-c", str(self._configuration), "-b"]
        before = children()
        subprocess.run([*command, "-n", "10", f'"{query}"'], check=True, capture_output=True)
        spent = (children() - before) * 1000
        answer = subprocess.run([*command, "-n", "1000000", f'"{query}"'], check=True, capture_output=True, text=True)
        return {Path(line).stem for line in answer.stdout.splitlines() if line.startswith("file:")}, spent


def ours(name: str, folder: Path, shelf: list[IndexDocument], asked: list[str]) -> tuple[list[set[str]], list[float]]:
    """Records and CPU milliseconds a query, after building, which is printed."""
    with closing(FACTORIES[name].open(folder, readonly=False, documents=documents_of({}))) as engine:
        before = time.process_time()
        engine.apply(shelf, [], 1)
        spent = time.process_time() - before
        answers = [set(engine.ids(parse(query))) for query in asked]
    show(name, spent, sum(path.stat().st_size for path in folder.iterdir()), len(shelf))
    times = []
    for query in asked:
        program = PROGRAM.format(engine=name, folder=str(folder), query=query)
        before = children()
        subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, capture_output=True)
        times.append((children() - before) * 1000)
    return answers, times


def show(name: str, seconds: float, size: int, count: int) -> None:
    print(
        f"{name:8} built {count} records in {seconds:6.1f} s CPU, {count / seconds:6.0f} a second, {size / 1e6:6.1f} MB"
    )


def compare(shelf: list[IndexDocument], asked: list[str], theirs: list[set[str]], mine: list[set[str]]) -> str:
    """How often they answer alike, and what the differences are."""
    texts = {one.record: searchable(one.text) for one in shelf}
    alike = sum(left == right for left, right in zip(theirs, mine, strict=True))
    missed = wrong = apart = 0
    for query, left, right in zip(asked, theirs, mine, strict=True):
        held = {record for record, text in texts.items() if query in text}
        missed += len(held - left)
        apart += sum(query in "".join(filter(str.isalnum, texts[record])) for record in left - held)
        wrong += sum(query not in "".join(filter(str.isalnum, texts[record])) for record in left - held)
        if right != held:
            print("  ours differs from the texts:", query)
    return (
        f"{alike} of {len(asked)} answers the same; Recoll missed {missed} records, "
        f"gave {apart} across punctuation and {wrong} wrong ones"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--records", type=int, default=2000)
    arguments.add_argument("--queries", type=int, default=40)
    given = arguments.parse_args()
    if not LAWS.is_file():
        sys.exit(f"needs {LAWS}")
    if not recoll_is_here():
        sys.exit("Recoll is not here: as root, `apt-get install recollcmd`, then run this again")
    shelf = [document(number, one.text) for number, one in enumerate(records(LAWS, given.records))]
    asked = cut([one.text for one in shelf], given.queries)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        recoll = Recoll(folder)
        show("recoll", *recoll.build(shelf), len(shelf))
        answered = [recoll.ask(query) for query in asked]
        print(f"         a query from the shell: {sorted(time for _, time in answered)[len(asked) // 2]:.1f} ms CPU")
        for name in FACTORIES:
            answers, times = ours(name, folder / name, shelf, asked)
            print(f"         a query from the shell: {sorted(times)[len(asked) // 2]:.1f} ms CPU")
            print("        ", compare(shelf, asked, [found for found, _ in answered], answers))


if __name__ == "__main__":
    main()
