"""Homes with records in them, made through the store as intake makes them, without the intake."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.store import Store


@dataclass
class Made:
    """A home and what went into it."""

    store: Store
    records: list[str] = field(default_factory=list)
    count: int = 0

    @property
    def database(self) -> Path:
        return self.store.layout.catalogue

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        folder = self.store.layout.objects / digest[:2]
        folder.mkdir(mode=0o750, exist_ok=True)
        if not (folder / digest).exists():
            (folder / digest).write_bytes(data)
            (folder / digest).chmod(0o440)
        return digest

    def object(self, data: bytes) -> Path:
        digest = hashlib.sha256(data).hexdigest()
        return self.store.layout.objects / digest[:2] / digest

    def add(self, data: bytes, name: str = "检查记录.docx", text: str | None = None, raw: bytes | None = None) -> str:
        """A filed record, in two transactions as intake makes it."""
        with self.store.transaction("张三") as tx:
            record = tx.new_id()
            tx.append(
                "accessioned", record, {"original": self._original(data, name, raw), "delivery": self._delivery(tx)}
            )
        with self.store.transaction("张三") as tx:
            words = f"受限空间作业 {name}" if text is None else text
            parsed: dict[str, Any] = {
                "outcome": "ok", "media_type": "text/plain", "parser": "plain-text", "version": "1", "attempts": [],
                "reason": None, "text": tx.put_text(words), "characters": len(words), "pages": None, "metadata": {},
                "warnings": [],
            }  # fmt: skip
            tx.append("parsed", record, parsed)
            placed: dict[str, Any] = {
                "state": "unfiled", "reason": "no-unit", "units": [], "category": "inspection",
                "fields": {"title": f"“{name}” \\ \"x\""}, "decisions": [], "suggestions": [],
            }  # fmt: skip
            tx.append("placed", record, placed)
        self.records.append(record)
        return record

    def add_part(self, record: str, data: bytes, name: str) -> None:
        with self.store.transaction("张三") as tx:
            part = {"part": tx.new_id("p-"), "role": "photo"}
            tx.append(
                "part-added", record, {**part, "original": self._original(data, name), "delivery": self._delivery(tx)}
            )

    def _original(self, data: bytes, name: str, raw: bytes | None = None) -> dict[str, Any]:
        from base64 import b64encode

        raw_text = None if raw is None else b64encode(raw).decode()
        return {
            "sha256": self.put(data), "bytes": len(data), "name": name, "name_b64": raw_text, "encoding": "plain"
        }  # fmt: skip

    def _delivery(self, tx: Any) -> dict[str, Any]:
        self.count += 1
        return {
            "key": hashlib.sha256(str(self.count).encode()).hexdigest(), "inbox": "/inbox", "path": f"{self.count}",
            "path_b64": None, "device": 1, "inode": self.count, "mtime_ns": 1, "ctime_ns": 1, "size": 1, "links": 1,
            "depositor": tx.actor("张三", "account"), "folder_unit": None, "folder_category": None,
            "folders_ignored": [],
        }  # fmt: skip


@pytest.fixture
def make_home(tmp_path: Path) -> Iterator[Callable[..., Made]]:
    """Makes homes; closes them at the end."""
    made: list[Made] = []

    def make(name: str = "home") -> Made:
        made.append(Made(Store.create(tmp_path / name, language="en")))
        return made[-1]

    yield make
    for each in made:
        each.store.close()


@pytest.fixture
def home(make_home: Callable[..., Made]) -> Made:
    """A home with three records."""
    made = make_home()
    for number in range(3):
        made.add(b"original %d" % number, f"检查记录{number}.docx")
    return made
