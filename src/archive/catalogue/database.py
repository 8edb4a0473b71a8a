"""One connection to the catalogue's database, and its migrations.

SQLite in WAL mode with `synchronous=FULL`: with NORMAL, acknowledged files were lost at 34 of
81 power cuts (trust.md 3.4).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from archive.disk.layout import FORMAT
from archive.errors import Busy, HomeNewer, HomeUnusable, NotPermitted, StorageFailed

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
    def open(cls, path: Path, *, readonly: bool = False) -> Database:
        """Open an existing database, bringing an older schema up to date unless `readonly`.

        A reader needs no right to write: where the last writer has left and taken the write-ahead
        log with it, the file is opened as immutable, and `moved` tells whether that still holds.
        Raises HomeNewer, HomeUnusable or NotPermitted.
        """
        try:
            database = cls._open_reader(path) if readonly else cls(_connect(path, "rw"), path)
            if not readonly:
                database._prepare_for_writing()
            version = database._version()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # its words on a damaged schema may be bytes
            raise _unusable(path, error) from error
        if version > FORMAT:
            raise HomeNewer(home=path.parent, found=version, known=FORMAT)
        if version < FORMAT and not readonly:
            database._migrate()
        return database

    @classmethod
    def _open_reader(cls, path: Path) -> Database:
        connection = _connect(path, "ro")
        try:
            connection.execute("select 1 from sqlite_master limit 1").fetchone()
        except sqlite3.OperationalError:
            connection.close()
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
        for number, text in _migrations():
            with self.writing():
                if self._version() >= number:
                    continue
                for statement in _statements(text):
                    self.run(statement)
                self.run(f"pragma user_version = {number}")

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise self._translate(error) from error

    def _translate(self, error: sqlite3.OperationalError) -> Exception:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return Busy(seconds=BUSY_SECONDS)
        if name.startswith("SQLITE_READONLY"):
            return NotPermitted(path=self._path)
        if name.startswith(("SQLITE_IOERR", "SQLITE_FULL")):
            return StorageFailed(reason=str(error))
        return error


def _connect(path: Path, mode: str, more: str = "") -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path))}?mode={mode}{more}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _unusable(path: Path, error: Exception) -> Exception:
    if not os.access(path, os.R_OK):
        return NotPermitted(path=path)
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
        return NotPermitted(path=path)
    return HomeUnusable(home=path.parent, reason=str(error))


def _stamp(path: Path | None) -> tuple[int, int, bool]:
    assert path is not None
    found = path.stat()
    return found.st_mtime_ns, found.st_size, path.with_name(path.name + "-wal").exists()


def _migrations() -> list[tuple[int, str]]:
    files = sorted(Path(__file__).parent.glob("schema_*.sql"))
    return [(int(file.stem.removeprefix("schema_")), file.read_text(encoding="utf-8")) for file in files]


def _statements(text: str) -> Iterator[str]:
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
