"""What plugins said of themselves, remembered so that a start need not import them.

`archive --help` lists the commands of plugins and `archive search` finds one engine by its
name; importing every plugin for that once cost another program nine seconds. The facts of a
plugin hold as long as its announcement (name, target, distribution, version) and the source
files beside its module are the same. The cache is a hint and never needed: a missing, broken
or foreign file only means that plugins are imported and asked again.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from archive.hooks.announcements import Announcement

__all__ = ["Facts", "FactsCache", "default_folder"]

FORMAT = 2

Stamps = tuple[tuple[str, int, int], ...]
"""Path, mtime in ns and size of each source file that a plugin's answer may come from."""


class Facts(NamedTuple):
    """The offers of a plugin that can be told without importing it.

    (Named tuples here and in `announcements`: every search pays for their definition.)
    """

    commands: tuple[tuple[str, str], ...] = ()
    """Name and `package.module:attribute`."""
    engines: tuple[str, ...] = ()
    """Names of search engines."""
    categories: tuple[tuple[str, str, str, tuple[str, ...]], ...] = ()
    """Key, Chinese, English, aliases."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words."""


class FactsCache:
    """One JSON file an environment, in a folder of the user's own."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` is made when something is first written; None for no cache."""
        environment = zlib.crc32(f"{FORMAT}\0{sys.version}\0{sys.prefix}".encode())
        self._file = folder / f"plugins-{environment:08x}.json" if folder else None
        self._entries: dict[str, Any] | None = None

    def get(self, announcement: Announcement) -> Facts | None:
        """The facts of the plugin so announced; None if they are not known or may have changed."""
        if self._entries is None:
            self._entries = self._read()
        try:
            entry = self._entries[announcement.name]
            stamps = tuple((path, mtime, size) for path, mtime, size in entry["files"])
            if entry["key"] != _key(announcement) or not stamps or not all(map(_unchanged, stamps)):
                return None
            return _facts(entry)
        except (KeyError, TypeError, ValueError):
            return None

    def put(self, announcement: Announcement, facts: Facts, module: ModuleType | None) -> None:
        """Remember `facts`; a plugin whose source files are not known is not remembered."""
        stamps = _stamps(module)
        if self._entries is not None and stamps:
            self._entries[announcement.name] = {
                "key": _key(announcement),
                "files": stamps,
                "commands": facts.commands,
                "engines": facts.engines,
                "categories": facts.categories,
                "synonyms": facts.synonyms,
            }

    def save(self) -> None:
        """Write what was put. A folder that cannot be written is no error: the cache is a hint."""
        if self._file is None or not self._entries:
            return
        import json

        body = json.dumps(self._entries, ensure_ascii=False, sort_keys=True).encode()
        with suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Written in place: a reader that meets half a file sees a wrong sum and asks the plugins.
            with open(self._file, "wb", opener=_owner_only) as file:
                file.write(b"%08x\n" % zlib.crc32(body) + body)

    def _read(self) -> dict[str, Any]:
        if self._file is None:
            return {}
        import json

        try:
            with self._file.open("rb") as file:
                if os.fstat(file.fileno()).st_uid != os.geteuid():
                    return {}  # another user's words do not decide what this one imports
                head, _, body = file.read().partition(b"\n")
            if head != b"%08x" % zlib.crc32(body):
                return {}
            entries = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return {}
        return entries if isinstance(entries, dict) else {}


def default_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """`$XDG_CACHE_HOME/safety-archive` or `~/.cache/safety-archive`; None if the user has no home."""
    base = environ.get("XDG_CACHE_HOME") or ""
    home = environ.get("HOME") or ""
    if Path(base).is_absolute():
        return Path(base, "safety-archive")
    return Path(home, ".cache", "safety-archive") if Path(home).is_absolute() else None


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _key(announcement: Announcement) -> list[str]:
    return [announcement.name, announcement.value, announcement.distribution, announcement.version]


def _facts(entry: Mapping[str, Any]) -> Facts:
    text: Callable[[object], str] = _text
    return Facts(
        tuple((text(name), text(target)) for name, target in entry["commands"]),
        tuple(text(name) for name in entry["engines"]),
        tuple((text(k), text(z), text(e), tuple(map(text, aliases))) for k, z, e, aliases in entry["categories"]),
        tuple(tuple(map(text, group)) for group in entry["synonyms"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{type(value).__name__} is no text")
    return value


def _stamps(module: ModuleType | None) -> Stamps:
    """The module's file, and for a package every source file beside it."""
    file = getattr(module, "__file__", None)
    if not isinstance(file, str):
        return ()
    first = Path(file)
    with suppress(OSError):
        files = sorted(first.parent.glob("*.py")) if first.name == "__init__.py" else [first]
        return tuple(_stamp(path) for path in files)
    return ()


def _stamp(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return str(path), status.st_mtime_ns, status.st_size


def _unchanged(stamp: tuple[str, int, int]) -> bool:
    try:
        return _stamp(Path(stamp[0])) == stamp
    except OSError:
        return False
