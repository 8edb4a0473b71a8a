"""Generations of the search index: which one is read, and whether it may be.

    index/current            name of the generation that is read, or nothing yet
    index/<name>/meta.json   what made it: engine, its version, the analyzer's version, the home
    index/<name>/data/       the engine's own files

A new generation is filled while the old one answers; then `current` is replaced in one step. An index
is derived from the catalogue and can always be thrown away, and it may hold pickles: it is opened only
if this home made it on this disk. A folder that was copied, unpacked or given away fails that test
and is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import N_, EngineUnknown, IndexDamaged
from archive.text.analyzer import ANALYZER_VERSION

if TYPE_CHECKING:
    from archive.hooks.contracts import Documents, EngineFactory, SearchEngine

__all__ = ["OUTGROWS_WHOOSH", "Generation", "Generations", "choose_engine"]

OUTGROWS_WHOOSH = 20_000_000
"""Characters of text from which `engine = "auto"` prefers tantivy."""

_NAME_BYTES = 6


@dataclass(frozen=True, slots=True)
class Generation:
    """What made an index."""

    name: str
    engine: str
    engine_version: str
    analyzer: int
    home: str
    inode: int
    """Of the folder: a copy has another."""


class Generations:
    """The folder `index/` of a home. `home` is the home's id."""

    def __init__(self, folder: Path, home: str) -> None:
        self._folder = folder
        self._home = home

    def current(self) -> Generation | None:
        """The generation that is read; None if there is none or its description cannot be read."""
        try:
            name = (self._folder / "current").read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return self._described(name)

    def why_not(self, generation: Generation | None, factory: EngineFactory) -> str | None:
        """Why this generation has to be made anew before it can be read with `factory`; None if it need not."""
        if generation is None:
            return N_("there is no index yet")
        if not self._is_ours(generation):
            return N_("the index was not made by this home on this disk")
        if generation.analyzer != ANALYZER_VERSION:
            return N_("the index was made with another version of the analyzer")
        if (generation.engine, generation.engine_version) != (factory.name, factory.version):
            return N_("the index was made by another engine or another version of it")
        return None

    def open(
        self, generation: Generation, factory: EngineFactory, *, readonly: bool, documents: Documents
    ) -> SearchEngine:
        """Open the index. Raise IndexDamaged where `why_not` has a reason or the engine cannot read it."""
        data = self._folder / generation.name / "data"
        reason = self.why_not(generation, factory)
        if reason is not None:
            raise IndexDamaged(path=data, reason=reason)
        try:
            return factory.open(data, readonly=readonly, documents=documents)
        except FileNotFoundError:
            raise IndexDamaged(path=data, reason=N_("it is not complete")) from None

    def begin(self, factory: EngineFactory) -> Generation:
        """A generation to fill that is not read yet: one that was begun before and fits, or a new one."""
        current = self.current()
        for other in self._all():
            if other != current and self.why_not(other, factory) is None:
                return other
        import secrets
        from dataclasses import asdict

        from archive.disk.atomic import DIRECTORY_MODE, make_folder, write_file

        name = f"{factory.name}-{secrets.token_hex(_NAME_BYTES)}"
        folder = self._folder / name
        make_folder(folder / "data")
        folder.chmod(DIRECTORY_MODE)
        generation = Generation(
            name, factory.name, factory.version, ANALYZER_VERSION, self._home, folder.stat().st_ino
        )  # fmt: skip
        write_file(folder / "meta.json", json.dumps(asdict(generation)).encode())
        return generation

    def activate(self, generation: Generation) -> None:
        """From now on this generation is read. Durable when this returns."""
        from archive.disk.atomic import write_file

        write_file(self._folder / "current", generation.name.encode())

    def sweep(self) -> None:
        """Remove every generation but the current one. Whoever still reads another one opens the current one anew."""
        import shutil

        current = self.current()
        for folder in self._folders():
            if current is None or folder.name != current.name:
                shutil.rmtree(folder, ignore_errors=True)

    def forget(self) -> None:
        """Remove every generation, the current one too. Raises StorageFailed or NotPermitted."""
        import shutil

        from archive.disk.atomic import storage, sync_directory

        with storage(self._folder):
            (self._folder / "current").unlink(missing_ok=True)
            for folder in self._folders():
                shutil.rmtree(folder)
        sync_directory(self._folder)

    def names(self) -> tuple[str, ...]:
        """Names of all folders of generations."""
        return tuple(folder.name for folder in self._folders())

    def sizes(self) -> tuple[int, list[str]]:
        """Bytes of all files here, and the names of the generations that can be read."""
        used = 0
        for path in self._folder.rglob("*"):
            try:
                used += path.lstat().st_size if path.is_file() else 0
            except FileNotFoundError:  # a follower merged it away just now
                continue
        return used, [generation.name for generation in self._all()]

    def _described(self, name: str) -> Generation | None:
        if not name.replace("-", "").isalnum():
            return None
        try:
            generation = Generation(**json.loads((self._folder / name / "meta.json").read_bytes()))
        except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
            return None
        return generation if generation.name == name else None

    def _is_ours(self, generation: Generation) -> bool:
        try:
            found = (self._folder / generation.name).lstat()
            home = self._folder.parent.stat()
        except FileNotFoundError:
            return False
        open_to_all = bool(found.st_mode & 0o002)
        same_owner = found.st_uid in (home.st_uid, 0)
        return generation.home == self._home and generation.inode == found.st_ino and same_owner and not open_to_all

    def _folders(self) -> list[Path]:
        try:
            return sorted(path for path in self._folder.iterdir() if path.is_dir() and not path.is_symlink())
        except FileNotFoundError:
            return []

    def _all(self) -> list[Generation]:
        found = (self._described(folder.name) for folder in self._folders())
        return [generation for generation in found if generation is not None]


def choose_engine(
    setting: str, offered: Mapping[str, EngineFactory], *, characters: int, current: str | None
) -> EngineFactory:
    """The engine that `engine` in archive.toml means. Raise EngineUnknown for one that is not offered.

    `auto` starts on whoosh and moves to tantivy once the archive holds `OUTGROWS_WHOOSH` characters;
    what has moved stays. Where only one of them is offered, it is that one.
    """
    if setting != "auto":
        if setting not in offered:
            raise EngineUnknown(engine=setting, listing=", ".join(sorted(offered)))
        return offered[setting]
    outgrown = characters > OUTGROWS_WHOOSH or current == "tantivy"
    for name in ("tantivy", "whoosh") if outgrown else ("whoosh", "tantivy"):
        if name in offered:
            return offered[name]
    raise EngineUnknown(engine="auto", listing=", ".join(sorted(offered)))
