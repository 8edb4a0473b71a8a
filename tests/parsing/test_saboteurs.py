"""Parsers that do the worst they can, through the real pool: no death, no hang, always an outcome."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.model.parsed import Outcome, ParseReport
from archive.parsing.limits import Limits
from archive.parsing.pool import Pool

SABOTEURS = Path(__file__).parent.parent / "saboteurs"
LIMITS = Limits(memory_bytes=256 << 20, cpu_seconds=20, wall_seconds=40, max_characters=20_000)
"""Time enough on the busiest machine for whatever comes to an end by itself."""
HASTY = replace(LIMITS, cpu_seconds=0.8, wall_seconds=1.2)
"""For what never comes to an end."""
PATIENT = replace(LIMITS, cpu_seconds=3, wall_seconds=3)
"""For what does and what does not, in one test."""
HANGS = ("hangs-in-python", "sleeps", "hangs-in-c", "hangs-holding-the-lock")


def pool_of(size: int = 1, limits: Limits = LIMITS, *, plugins: bool = False) -> Pool:
    return Pool(size, plugins=plugins, limits=limits, extra=("saboteurs",), search_path=(str(SABOTEURS),))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with pool_of() as pool:
        yield pool


@pytest.fixture(scope="module")
def hasty_pool() -> Iterator[Pool]:
    with pool_of(limits=HASTY) as pool:
        yield pool


@pytest.fixture
def ask(pool: Pool, hasty_pool: Pool, tmp_path: Path):  # type: ignore[no-untyped-def]
    def ask(name: str) -> ParseReport:
        path = tmp_path / f"{name}.txt"
        path.write_text(f"SABOTEUR {name}\nrest\n")
        return (hasty_pool if name in HANGS else pool).parse(path, path.name)

    return ask


@pytest.mark.parametrize(
    ("name", "outcome", "word"),
    [
        ("raises", Outcome.CORRUPT, "broken on purpose"),
        ("raises-rubbish", Outcome.CORRUPT, "ValueError"),
        ("exits", Outcome.CORRUPT, "SystemExit"),
        ("interrupts", Outcome.CORRUPT, "KeyboardInterrupt"),
        ("panics", Outcome.CORRUPT, "Panic"),
        ("hangs-in-python", Outcome.LIMIT, "longer|computing time"),
        ("sleeps", Outcome.LIMIT, "longer"),
        ("hangs-in-c", Outcome.LIMIT, "longer"),
        ("hangs-holding-the-lock", Outcome.LIMIT, "longer"),
        ("leaves", Outcome.CRASHED, "exit 7"),
        ("segfaults", Outcome.CRASHED, "SIGSEGV"),
        ("aborts", Outcome.CRASHED, "SIGABRT"),
        ("eats-memory", Outcome.LIMIT, "memory"),
        ("eats-much-at-once", Outcome.LIMIT, "memory"),
        ("recurses", Outcome.CORRUPT, "deeply"),
        ("returns-none", Outcome.CORRUPT, "no document"),
        ("returns-text", Outcome.CORRUPT, "no document"),
        ("returns-wrong-blocks", Outcome.CORRUPT, "no document"),
        ("returns-wrong-text", Outcome.CORRUPT, "no document"),
        ("closes-everything", Outcome.CRASHED, "worker"),
    ],
)
def test_each_ends_in_its_outcome(ask, name: str, outcome: Outcome, word: str) -> None:  # type: ignore[no-untyped-def]
    report = ask(name)
    assert report.outcome is outcome, report
    assert report.document is None
    assert report.media_type == "text/plain"
    assert report.reason is not None
    assert any(part in report.reason for part in word.split("|")), report.reason
    assert report.attempts[-1].parser == name
    assert all(character.isprintable() for character in report.reason)


def test_a_crash_is_tried_once_more_and_both_are_told(ask) -> None:  # type: ignore[no-untyped-def]
    assert [attempt.outcome for attempt in ask("segfaults").attempts] == [Outcome.CRASHED, Outcome.CRASHED]


def test_the_memory_of_the_parent_is_not_held_against_a_worker(tmp_path: Path) -> None:
    """Linux starts the peak of a process at that of the one that started it."""
    path = tmp_path / "x"
    path.write_text("SABOTEUR segfaults\n")
    ballast = b"x" * LIMITS.memory_bytes
    with pool_of() as pool:
        report = pool.parse(path, path.name)
    del ballast
    assert [attempt.outcome for attempt in report.attempts] == [Outcome.CRASHED, Outcome.CRASHED]


def test_a_hang_is_not_tried_again(ask) -> None:  # type: ignore[no-untyped-def]
    assert len(ask("sleeps").attempts) == 1


def test_floods_reach_nobody(ask, capfd: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    assert ask("floods").outcome is Outcome.OK
    assert capfd.readouterr() == ("", "")


def test_long_text_is_cut_and_said_so(ask) -> None:  # type: ignore[no-untyped-def]
    report = ask("returns-long-text")
    assert report.outcome is Outcome.PARTIAL
    assert report.reason == "The text is longer than the limit and was cut."
    assert report.document is not None
    assert len(report.document.text()) == LIMITS.max_characters


def test_odd_text_is_cleaned(ask) -> None:  # type: ignore[no-untyped-def]
    document = ask("returns-odd-text").document
    assert document.text() == "ab\nc\ufffdd\U0001f600\ne"
    assert dict(document.metadata) == {"title": "\ufffd"}


def test_secrets_of_the_parent_are_not_handed_down(ask, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("ARCHIVE_SECRET", "s3cret")
    pool.close()
    assert "ARCHIVE_SECRET" not in ask("returns-environment").document.text()


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")


@LINUX
@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("forks", "seccomp"),
        ("starts-a-program", "seccomp"),
        ("kills-the-parent", "seccomp"),
        ("calls-home", "no-network"),
        ("reads-files", "landlock"),
        ("reads-the-parent", "landlock"),
        ("writes-files", "file-limit"),
    ],
)
def test_the_walls_hold(ask, pool: Pool, name: str, layer: str) -> None:  # type: ignore[no-untyped-def]
    if not pool.layers()[layer]:
        pytest.skip(f"this kernel or account has no {layer}")
    report = ask(name)
    assert report.outcome is Outcome.CORRUPT
    assert report.document is None
    assert "Error" in (report.reason or "")


def test_rubbish_on_the_wire_kills_the_worker_only(ask) -> None:  # type: ignore[no-untyped-def]
    report = ask("writes-to-the-parent")
    assert report.outcome is Outcome.CRASHED
    assert ask("raises").outcome is Outcome.CORRUPT


def test_the_next_parser_reads_what_the_first_died_over(tmp_path: Path) -> None:
    with pool_of(limits=PATIENT, plugins=True) as pool:
        for name, deaths in (("segfaults", 2), ("sleeps", 1), ("raises", 1), ("panics", 1), ("returns-none", 1)):
            path = tmp_path / name
            path.write_text(f"SABOTEUR {name}\n有限空间作业\n")
            report = pool.parse(path, name)
            assert report.outcome is Outcome.OK, (name, report)
            assert [attempt.parser for attempt in report.attempts] == [name] * deaths + ["plain-text"]
            assert report.document is not None
            assert "有限空间作业" in report.document.text()


def test_the_others_go_on_beside_them(tmp_path: Path) -> None:
    """Every document comes back once, whatever happens to the workers in between."""
    good = tmp_path / "good.txt"
    good.write_text("巡查记录\n")
    wanted = {}
    with pool_of(2, PATIENT, plugins=True) as pool:
        for number in range(60):
            name = ("leaves", "sleeps", "exits")[number // 20] if number % 20 == 7 else "good"
            path = good
            if name != "good":
                path = tmp_path / f"{number}"
                path.write_text(f"SABOTEUR {name}\n")
            pool.submit(number, path, path.name)
            wanted[number] = name
        seen = {}
        while pool.pending:
            for key, report in pool.poll(None):
                assert key not in seen
                seen[key] = report
    assert seen.keys() == wanted.keys()
    assert all(report.outcome is Outcome.OK for report in seen.values())
    assert all(len(seen[key].attempts) == 1 for key, name in wanted.items() if name == "good")


PARENT = """
import sys, time
from archive.parsing.limits import Limits
from archive.parsing.pool import Pool
pool = Pool(2, plugins=False, limits=Limits(wall_seconds=600, cpu_seconds=600), extra=("saboteurs",),
            search_path=(sys.argv[1],))
for number in range(2):
    pool.submit(number, sys.argv[2], "x")
pool.poll(1.0)
print(*[worker.process.pid for worker in pool._workers], flush=True)
time.sleep(600)
"""


@LINUX
@pytest.mark.parametrize("name", ["sleeps", "hangs-in-python", "hangs-holding-the-lock"])
def test_workers_die_with_their_parent(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x"
    path.write_text(f"SABOTEUR {name}\n")
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(SABOTEURS), str(path)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        workers = [int(word) for word in parent.stdout.readline().split()]
        assert len(workers) == 2
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(map(alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(alive, workers))


def alive(process: int) -> bool:
    """Whether it runs; a zombie that nobody has reaped yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b") ")[2][:1] not in {b"Z", b"X"}
    except OSError:
        return False
