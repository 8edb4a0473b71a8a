"""The intake: durability against a plain loop, throughput with parsing, memory, and the way to being found.

    python benchmarks/intake.py [--folder DIR] [--quick] [durable] [parsing] [memory] [latency]

Each side of a comparison runs in a process of its own, in turns. `--folder` should lie on the disk
that is meant; the default is the folder for temporary files.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.ingest import pipeline
from archive.ingest.pipeline import Intake
from archive.store import Store

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void nap(void) { struct timespec t = {0, 4000000}; nanosleep(&t, 0); }
#define SLOW(name) int name(int fd) { static int (*real)(int); \
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, #name); nap(); return real(fd); }
SLOW(fsync) SLOW(fdatasync) SLOW(syncfs)
"""
WORDS = (
    "受限空间", "动火作业", "现场检查", "整改复查", "值班日志", "风险管控",
    "隐患排查", "应急演练", "高处作业", "临时用电", "盲板抽堵", "吊装",
)  # fmt: skip


# --- files


def text_of(number: int, words: int) -> str:
    chosen = random.Random(number)
    return f"第{number}号 " + "，".join(chosen.choice(WORDS) for _ in range(words))


def plain_files(folder: Path, count: int, size: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        seed = hashlib.sha256(str(number).encode()).digest()
        (folder / f"{number:06}.bin").write_bytes((seed * (size // 32 + 1))[: size // 2 + number % size])


def mixed_files(folder: Path, count: int) -> None:
    """Small forms as they are dropped every day: a quarter each docx, pdf, txt and xlsx."""
    folder.mkdir(parents=True)
    for number in range(count):
        kind = ("docx", "pdf", "txt", "xlsx")[number % 4]
        (folder / f"{number:06}.{kind}").write_bytes(_MAKERS[kind](number))


def _docx(number: int) -> bytes:
    import docx

    document = docx.Document()
    document.add_heading("现场检查记录")
    for line in range(5):
        document.add_paragraph(text_of(number * 10 + line, 12))
    table = document.add_table(4, 3)
    for row in table.rows:
        for cell in row.cells:
            cell.text = text_of(number, 2)
    return _saved(document.save)


def _pdf(number: int) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    canvas = Canvas(target)
    canvas.setFont("STSong-Light", 11)
    for line in range(15):
        canvas.drawString(60, 780 - 20 * line, text_of(number * 100 + line, 6))
    canvas.save()
    return target.getvalue()


def _txt(number: int) -> bytes:
    return "\n".join(text_of(number * 100 + line, 8) for line in range(15)).encode()


def _xlsx(number: int) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in range(15):
        book.active.append([row, text_of(number + row, 2), "2024-05-01", text_of(number, 1)])
    return _saved(book.save)


def _saved(save: object) -> bytes:
    target = io.BytesIO()
    save(target)  # type: ignore[operator]
    return target.getvalue()


_MAKERS = {"docx": _docx, "pdf": _pdf, "txt": _txt, "xlsx": _xlsx}


# --- sides, each run as `python intake.py --side NAME HOME SOURCE`


def side_ours(home: Path, source: Path) -> dict[str, float]:
    """Accession without parsing: copy, hash, flush, ledger, receipt."""
    store = Store.create(home)
    with Intake(store) as intake:
        start = time.perf_counter()
        count = sum(1 for _ in intake.add([os.fsencode(source)], wait=False))
        took = time.perf_counter() - start
        flushes = intake._staging.flushes  # a benchmark may look inside
    groups = -(-count // pipeline.GROUP_FILES)
    return {"files": count, "seconds": took, "flushes": flushes + groups, "groups": groups}


def side_loop(home: Path, source: Path) -> dict[str, float]:
    """What one writes first: each file copied, flushed and committed alone, without any ledger."""
    home.mkdir()
    (home / "objects").mkdir()
    db = sqlite3.connect(home / "files.sqlite3", isolation_level=None)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.execute("create table file (path text primary key, sha256 text, size integer)")
    start = time.perf_counter()
    count = 0
    for path in sorted(source.iterdir()):
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        folder = home / "objects" / digest[:2]
        folder.mkdir(exist_ok=True)
        draft = home / "draft"
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(folder / digest)
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        db.execute("insert into file values (?, ?, ?)", (str(path), digest, len(data)))
        count += 1
    return {"files": count, "seconds": time.perf_counter() - start, "flushes": 3 * count, "groups": count}


def side_parsing(home: Path, source: Path) -> dict[str, float]:
    """With parsing, placing and filing; the index is followed afterwards and counted apart."""
    store = Store.create(home)
    intake = Intake(store)
    intake._index.follow = lambda **_: None  # type: ignore[method-assign]
    before = _cpu()
    start = time.perf_counter()
    outcomes = [receipt.parse for receipt in intake.add([os.fsencode(source)])]
    took = time.perf_counter() - start
    intake.close()
    cpu = _cpu() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, before = time.perf_counter(), _cpu()
    store.index.follow()
    return {
        "files": len(outcomes),
        "ok": outcomes.count("ok"),
        "seconds": took,
        "cpu": cpu,
        "peak_kb": peak,
        "index_seconds": time.perf_counter() - start,
        "index_cpu": _cpu() - before,
    }


def side_memory(home: Path, source: Path) -> dict[str, float]:
    """Everything, index included; the peak of this process."""
    store = Store.create(home)
    with Intake(store) as intake:
        count = sum(1 for _ in intake.add([os.fsencode(source)]))
    return {"files": count, "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}


def side_latency(home: Path, source: Path) -> dict[str, float]:
    """From rename into the inbox to found by a search of another opening of the home."""
    from archive.api import Archive

    Store.create(home).close()
    stop = threading.Event()
    watcher = threading.Thread(target=_watch, args=(home, stop))
    watcher.start()
    times = []
    with Archive.open(home, readonly=True) as archive:
        for number, path in enumerate(sorted(source.iterdir())):
            word = f"found{number}x"
            path.write_text(word)
            start = time.perf_counter()
            path.rename(home / "inbox" / path.name)
            while not archive.search(word).total:
                time.sleep(0.005)
            times.append(time.perf_counter() - start)
    stop.set()
    watcher.join()
    return {"files": len(times), "median": statistics.median(times), "longest": max(times)}


def _watch(home: Path, stop: threading.Event) -> None:
    with Store.open(home) as store, Intake(store) as intake:
        intake.watch(stop=stop, on_receipt=lambda _: None)


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


SIDES = {
    "ours": side_ours,
    "loop": side_loop,
    "parsing": side_parsing,
    "memory": side_memory,
    "latency": side_latency,
}


def run(side: str, folder: Path, source: Path, preload: Path | None = None) -> dict[str, float]:
    """One side in a fresh process on a fresh home."""
    home = folder / "home"
    environment = dict(os.environ) | ({} if preload is None else {"LD_PRELOAD": str(preload)})
    command = [sys.executable, __file__, "--side", side, str(home), str(source)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    shutil.rmtree(home)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# --- reports


def durable(folder: Path, quick: bool) -> None:
    source = folder / "durable"
    plain_files(source, 400 if quick else 1500, 60_000)
    compare("durable path, disk as it is", folder, source, 3 if quick else 5, None)
    with shim(folder) as preload:
        if preload is None:
            print("  every flush delayed by 4 ms: skipped, there is no C compiler")
            return
        compare("durable path, every flush delayed by 4 ms", folder, source, 1 if quick else 3, preload)


def compare(name: str, folder: Path, source: Path, rounds: int, preload: Path | None) -> None:
    sides: dict[str, list[dict[str, float]]] = {"ours": [], "loop": []}
    for _ in range(rounds):
        for side, results in sides.items():
            results.append(run(side, folder, source, preload))
    rates = {side: statistics.median(r["files"] / r["seconds"] for r in results) for side, results in sides.items()}
    ours = sides["ours"][0]
    times = rates["ours"] / rates["loop"]
    print(f"{name}: {rates['ours']:.0f} files/s, the loop {rates['loop']:.0f}, {times:.1f} times")
    flushes = ours["flushes"] / ours["groups"]
    print(f"  flush calls a group of {pipeline.GROUP_FILES}: {flushes:.1f}; of the loop 3 a file")


@contextmanager
def shim(folder: Path) -> Iterator[Path | None]:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        yield None
        return
    source, library = folder / "slow.c", folder / "slow.so"
    source.write_text(SHIM)
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    yield library


def parsing(folder: Path, quick: bool) -> None:
    source = folder / "mixed"
    mixed_files(source, 400 if quick else 2000)
    results = [run("parsing", folder, source) for _ in range(2 if quick else 3)]
    best = min(results, key=lambda result: result["seconds"])
    for word, result in (("best", best), ("median", sorted(results, key=lambda r: r["seconds"])[len(results) // 2])):
        files = result["files"]
        print(
            f"with parsing and placing, {word}: {files / result['seconds']:.0f} files/s,"
            f" {1000 * result['cpu'] / files:.2f} ms CPU a file ({result['ok']:.0f} of {files:.0f} ok);"
            f" indexing apart: {files / result['index_seconds']:.0f} files/s,"
            f" {1000 * result['index_cpu'] / files:.2f} ms CPU a file"
        )


def memory(folder: Path, quick: bool) -> None:
    peaks = []
    for count in (500, 2000) if quick else (2000, 20_000):
        source = folder / f"many-{count}"
        source.mkdir()
        for number in range(count):
            (source / f"{number:06}.txt").write_text(text_of(number, 10))
        peaks.append((count, run("memory", folder, source)["peak_kb"] / 1024))
        shutil.rmtree(source)
    print("memory of the intake: " + ", ".join(f"{peak:.1f} MB for {count} files" for count, peak in peaks))


def latency(folder: Path, quick: bool) -> None:
    source = folder / "drops"
    source.mkdir()
    for number in range(5 if quick else 20):
        (source / f"{number:03}.txt").touch()
    found = run("latency", folder, source)
    print(f"from rename to found: median {found['median']:.2f} s, longest {found['longest']:.2f} s")


PARTS = {"durable": durable, "parsing": parsing, "memory": memory, "latency": latency}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--folder", type=Path, default=None)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--side", nargs=3, metavar=("NAME", "HOME", "SOURCE"))
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []])
    chosen = arguments.parse_args()
    if chosen.side:
        name, home, source = chosen.side
        print(json.dumps(SIDES[name](Path(home), Path(source))))
        return
    with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="archive-bench-") as name:
        for part in chosen.parts or PARTS:
            PARTS[part](Path(name), chosen.quick)


if __name__ == "__main__":
    main()
