"""One connection to the catalogue's database, and its migrations.

SQLite in WAL mode with `synchronous=FULL`: with NORMAL, acknowledged files were lost at 34 of
81 power cuts (trust.md 3.4).
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.disk.layout import FORMAT
from archive.errors import (
    N_,
    Busy,
    CatalogueDamaged,
    HomeNewer,
    HomeOlder,
    HomeUnusable,
    NotPermitted,
    NotReadable,
    StorageFailed,
)

__all__ = ["BUSY_SECONDS", "Database", "Row"]

BUSY_SECONDS = 30
"""How long a writer waits for another before it gives up."""

Row = sqlite3.Row


class Database:
    """A thin seam over sqlite3: `:name` parameters, rows by name, failures as our errors."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, *, frozen: bool = False) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self._path = path
        self._frozen_at = _stamp(path) if frozen and path is not None else None

    @classmethod
    def create(cls, path: Path) -> Database:
        """Make the database file (mode 0640) with the present schema. The file must not exist."""
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o640)
        os.close(descriptor)
        database = cls(_connect(path, "rw"), path)
        database._prepare_for_writing()
        database._migrate()
        return database

    @classmethod
    def scratch(cls) -> Database:
        """A private, temporary database with the present schema, gone when closed."""
        database = cls(sqlite3.connect("", isolation_level=None), None)
        database.run("pragma synchronous = off")
        database._migrate()
        return database

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, upgrade: bool = False) -> Database:
        """Open an existing database; with `upgrade` an older schema is brought up to date.

        A reader needs no right to write: where the last writer has left and taken the write-ahead
        log with it, the file is opened as immutable, and `moved` tells whether that still holds.
        Raises HomeNewer, HomeOlder, HomeUnusable, CatalogueDamaged, Busy, NotReadable or NotPermitted.
        """
        try:
            database = cls._open_reader(path) if readonly else cls(_connect(path, "rw"), path)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # its words on a damaged schema may be bytes
            raise _unusable(path, error) from error
        try:
            database._accept(path.parent, older=readonly or upgrade)
            if not readonly:
                database._prepare_for_writing()
                database._migrate()
        except UnicodeDecodeError as error:
            database.close()
            raise _unusable(path, error) from error
        except BaseException:
            database.close()
            raise
        return database

    def _accept(self, home: Path, *, older: bool) -> None:
        """Refuse what another program, a newer version or one that was never released has made; unless `older` is
        welcome, what an older version has made too.
        """
        version = self._version()
        if version > FORMAT:
            raise HomeNewer(home=home, found=version, known=FORMAT)
        if version < 1:  # nothing may be made in what was a catalogue once
            raise CatalogueDamaged(path=self._path, reason=N_("it is empty"))
        if self.value("pragma application_id") != _mark(version):
            raise HomeUnusable(home=home, reason=N_("its catalogue was made by a version that was never released"))
        if version < FORMAT and not older:
            raise HomeOlder(home=home, found=version, known=FORMAT)

    @classmethod
    def _open_reader(cls, path: Path) -> Database:
        connection = _connect(path, "ro")
        try:
            connection.execute("select 1 from sqlite_master limit 1").fetchone()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            connection.close()
            if not isinstance(error, sqlite3.OperationalError):
                raise
            if path.with_name(path.name + "-wal").exists():
                raise
            return cls(_connect(path, "ro", "&immutable=1"), path, frozen=True)
        return cls(connection, path)

    def moved(self) -> bool:
        """Whether a file opened as immutable has been written to since: what was read may be torn."""
        return self._frozen_at is not None and self._frozen_at != _stamp(self._path)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, **values: Any) -> Iterator[Row]:
        with self._failures():
            # Not the cursor itself: a reader left halfway would close it, perhaps after the connection.
            yield from iter(self._connection.execute(sql, values).fetchone, None)

    def row(self, sql: str, **values: Any) -> Row | None:
        with self._failures():
            found: Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, **values: Any) -> Any:
        """First column of the first row, None without rows."""
        found = self.row(sql, **values)
        return None if found is None else found[0]

    def run(self, sql: str, **values: Any) -> int:
        """Rows that were changed."""
        with self._failures():
            return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, values: Iterable[Mapping[str, Any]]) -> None:
        with self._failures():
            self._connection.executemany(sql, values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction: committed durably at the end of the block, rolled back if it raises."""
        with self._failures():
            self._connection.execute("begin immediate")
        try:
            yield
            with self._failures():
                self._connection.execute("commit")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read in the block is of one moment."""
        with self._failures():
            self._connection.execute("begin")
        try:
            yield
        finally:
            self._connection.execute("rollback")

    def _prepare_for_writing(self) -> None:
        self.run("pragma journal_mode = wal")
        self.run("pragma synchronous = full")
        self.run("pragma trusted_schema = off")

    def _version(self) -> int:
        return int(self.value("pragma user_version"))

    def _migrate(self) -> None:
        """Apply each migration that is missing in a transaction of its own."""
        if self._version() == FORMAT:
            return
        for number, text in _migrations():
            with self.writing():
                if self._version() >= number:
                    continue
                for statement in _statements(text):
                    self.run(statement)
                self.run(f"pragma user_version = {number}")
                self.run(f"pragma application_id = {_mark(number)}")

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            known = _translated(self._path, error)
            if known is None:
                raise
            raise known from error


def _connect(path: Path, mode: str, more: str = "") -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path))}?mode={mode}{more}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _translated(path: Path | None, error: sqlite3.Error) -> Exception | None:
    """Our error for what SQLite said; None where it speaks of a statement of ours and not of the file."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
        return Busy(seconds=BUSY_SECONDS)
    if name.startswith("SQLITE_READONLY"):
        return NotPermitted(path=path)
    if name.startswith(("SQLITE_IOERR", "SQLITE_FULL")):
        return StorageFailed(reason=str(error))
    if name.startswith("SQLITE_CANTOPEN") and path is not None:
        may_not = not os.access(path.parent, os.W_OK)  # a write-ahead log is made beside the database
        return NotPermitted(path=path) if may_not else HomeUnusable(home=path.parent, reason=str(error))
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or str(error).startswith(_NO_UTF8):
        return CatalogueDamaged(path=path, reason=str(error))
    return None


_NO_UTF8 = "Could not decode to UTF-8"
"""Of the sqlite3 module itself, which gives such an error no name."""


def _unusable(path: Path, error: Exception) -> Exception:
    if not os.access(path, os.R_OK):
        return NotReadable(path=path)
    if isinstance(error, sqlite3.Error):
        return _translated(path, error) or HomeUnusable(home=path.parent, reason=str(error))
    return CatalogueDamaged(path=path, reason=str(error))


def _stamp(path: Path | None) -> tuple[int, int, bool]:
    assert path is not None
    found = path.stat()
    return found.st_mtime_ns, found.st_size, path.with_name(path.name + "-wal").exists()


def _migrations() -> list[tuple[int, str]]:
    files = sorted(Path(__file__).parent.glob("schema_*.sql"))
    return [(int(file.stem.removeprefix("schema_")), file.read_text(encoding="utf-8")) for file in files]


def _mark(version: int) -> int:
    """What `application_id` tells of the migrations up to `version`: 31 bits of a digest, comments and layout left out.

    Migrations that were released never change; so a difference means a schema that never was.
    """
    if not version:
        return 0
    text = "".join(text for number, text in _migrations() if number <= version)
    told = " ".join(re.sub(r"--[^\n]*", "", text).split())
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:4]) >> 1


def _statements(text: str) -> Iterator[str]:
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
