"""Reads a trace of one run and says which promise of order it breaks: true on any file system.

A crash on ext4 forgives a missing flush of a directory; another file system need not.
"""

from __future__ import annotations

import re
from pathlib import Path

import crash_tools as tools

CALLS = ("write", "pwrite64", "fsync", "fdatasync", "syncfs", "rename", "renameat2", "mkdir")
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)")
_DESCRIPTOR = re.compile(r"\d+<([^>]*)>")
_NAMES = re.compile(r'"((?:[^"\\]|\\.)*)"')


def trace(home: Path, log: Path, mutant: str | None = None) -> str:
    """What one undisturbed run does, with the paths of descriptors."""
    done = tools.run(home, ["-y", "-s", "4096", "-o", str(log), "-e", f"trace={','.join(CALLS)}"], mutant, single=True)
    assert done.status == 0, done
    return log.read_text(errors="replace")


def lint(text: str) -> list[str]:
    """Every breach, in the order of the trace."""
    state = _State()
    for line in text.splitlines():
        found = _LINE.match(line)
        if found is not None:
            state.see(found.group(1), found.group(2))
    if not state.objects or not state.sources:
        state.breaches.append("the trace shows no object or no source: the lint is blind")
    return state.breaches


class _State:
    def __init__(self) -> None:
        self.breaches: list[str] = []
        self.objects = self.sources = 0
        self._unflushed: set[str] = set()
        """Files written to since they were flushed."""
        self._unnamed: set[str] = set()
        """Folders with a new name since they were flushed."""
        self._uncommitted = 0
        """Objects renamed since the last commit."""

    def see(self, call: str, rest: str) -> None:
        descriptor = _DESCRIPTOR.match(rest)
        path = descriptor.group(1) if descriptor else ""
        if call in ("write", "pwrite64"):
            self._unflushed.add(path)
        elif call == "syncfs":
            self._unflushed.clear()
            self._unnamed.clear()
        elif call in ("fsync", "fdatasync"):
            self._unflushed.discard(path)
            self._unnamed.discard(path)
            if path.endswith("-wal"):
                self._commit()
        elif call == "mkdir" and " = -1 " not in rest:  # a folder that is there already is no new name
            self._made(_NAMES.findall(rest)[0])
        elif call in ("rename", "renameat2"):
            self._renamed(*_NAMES.findall(rest)[:2])

    def _made(self, path: str) -> None:
        parent, _, _ = path.rpartition("/")
        if parent.endswith("/objects"):
            self._unnamed.add(parent)

    def _renamed(self, source: str, target: str) -> None:
        if "/objects/" in target:
            self.objects += 1
            self._uncommitted += 1
            self._unnamed.add(target.rpartition("/")[0])
            if source in self._unflushed:
                self.breaches.append(f"{target} has its name before its bytes are flushed")
        elif "/inbox/" in source:
            self.sources += 1
            if self._uncommitted:
                self.breaches.append(f"{source} moves before the commit")
            if any(path.endswith("-wal") for path in self._unflushed):
                self.breaches.append(f"{source} moves before the commit is flushed")

    def _commit(self) -> None:
        self.breaches.extend(f"the commit comes before {path} is flushed" for path in sorted(self._unnamed))
        self._uncommitted = 0
