"""Parsers that do the worst they can. A document chooses one by its first line: `SABOTEUR <name>`.

A plugin like any other, loaded only in workers: see `tests/parsing/test_saboteurs.py`.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from archive.hooks import hookimpl
from archive.hooks.contracts import ParseContext, Parser
from archive.model.parsed import Block, ParsedDocument


def raises() -> None:
    raise ValueError("broken on purpose")


def raises_rubbish() -> None:
    raise ValueError("\x1b[31m\ud800\x00" * 10_000)


def exits() -> None:
    raise SystemExit(3)


def interrupts() -> None:
    raise KeyboardInterrupt


class Panic(BaseException):
    """As a Rust library raises it."""


def panics() -> None:
    raise Panic("panicked at src/lib.rs:42")


def hangs_in_python() -> None:
    while True:
        pass


def sleeps() -> None:
    time.sleep(3600)


def hangs_in_c() -> None:
    ctypes.CDLL(None).pause()


def hangs_holding_the_lock() -> None:
    ctypes.PyDLL(None).pause()


def leaves() -> None:
    os._exit(7)


def segfaults() -> None:
    ctypes.string_at(0)


def aborts() -> None:
    os.abort()


def eats_memory() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(16 << 20))


def eats_much_at_once() -> None:
    bytearray(1 << 40)


def floods() -> None:
    for _ in range(64):
        os.write(1, b"x" * (1 << 20))
        os.write(2, b"y" * (1 << 20))
        sys.stdout.write("z" * (1 << 16))
        sys.stderr.write("z" * (1 << 16))


def recurses() -> None:
    recurses()


def forks() -> None:
    for _ in range(3):
        if os.fork() == 0:
            time.sleep(3600)


def starts_a_program() -> None:
    os.execv("/bin/true", ["/bin/true"])


def reads_files() -> None:
    Path("/etc/passwd").read_bytes()


def reads_the_parent() -> None:
    Path(f"/proc/{os.getppid()}/environ").read_bytes()


def writes_files() -> None:
    Path("/tmp/saboteur").write_text("here")


def calls_home() -> None:
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def kills_the_parent() -> None:
    os.kill(os.getppid(), 9)


def writes_to_the_parent() -> None:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            continue


def closes_everything() -> None:
    os.closerange(3, 64)


def returns(value: Callable[[], Any]) -> Callable[[], Any]:
    return value


def long_text() -> ParsedDocument:
    return ParsedDocument(tuple(Block("长" * 1_000) for _ in range(100)))


def odd_text() -> ParsedDocument:
    return ParsedDocument((Block("a\x00b\rc\ud800d\ud83d\ude00\u2028e"),), {"ti\x00tle": "\udfff"})


RETURNS: dict[str, Callable[[], Any]] = {
    "returns-none": lambda: None,
    "returns-text": lambda: "text",
    "returns-wrong-blocks": lambda: ParsedDocument(("text",)),  # type: ignore[arg-type]
    "returns-wrong-text": lambda: ParsedDocument((Block(b"bytes"),)),  # type: ignore[arg-type]
    "returns-long-text": long_text,
    "returns-odd-text": odd_text,
    "returns-environment": lambda: ParsedDocument((Block(" ".join(sorted(os.environ))),)),
    "returns-descriptors": lambda: ParsedDocument((Block(str(len(os.sched_getaffinity(0)))),)),
}
ACTS: dict[str, Callable[[], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        raises, raises_rubbish, exits, interrupts, panics, hangs_in_python, sleeps, hangs_in_c, hangs_holding_the_lock,
        leaves, segfaults, aborts, eats_memory, eats_much_at_once, floods, recurses, forks, starts_a_program,
        reads_files, reads_the_parent, writes_files, calls_home, kills_the_parent, writes_to_the_parent,
        closes_everything,
    )
}  # fmt: skip


class Saboteur:
    version = "1"

    def __init__(self, name: str) -> None:
        self.name = name

    def score(self, media_type: str, head: bytes) -> int | None:
        return 500 if head.split(b"\n")[0] == f"SABOTEUR {self.name}".encode() else None

    def parse(self, source: BinaryIO, context: ParseContext) -> ParsedDocument:
        if self.name in RETURNS:
            return RETURNS[self.name]()  # type: ignore[no-any-return]
        ACTS[self.name]()
        return ParsedDocument((Block("survived"),))


class BadScore(Saboteur):
    def score(self, media_type: str, head: bytes) -> int | None:
        raise RuntimeError("no score")


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    return (BadScore("bad-score"), *(Saboteur(name) for name in (*ACTS, *RETURNS)))
