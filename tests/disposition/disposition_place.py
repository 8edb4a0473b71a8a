"""A home with an inbox and papers in it, and people at their own accounts."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from archive.ingest.pipeline import Intake
from archive.ingest.receipt import Receipt
from archive.preserve.disposition_keeping import Keeper
from archive.store import Store
from archive.testing.desk import Desk, Outcome
from archive.testing.pool import PlainPool

PHRASE = "阀门井内硫化氢浓度百万分之四十七"
"""Stands in the body of the first paper and nowhere else."""
NAME = "青山化工厂"


@dataclass
class Keeping:
    """What retention and holds say, set by the test."""

    expires: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)

    def install(self, patch: pytest.MonkeyPatch) -> None:
        def due_items(keeper: Any) -> Any:
            for record, day in self.expires.items():
                if day < keeper._today:
                    yield {"record": record, "expires": day, "basis": "GB 30871-2022 B.3", "reason": ""}

        patch.setattr(Keeper, "due_items", due_items)
        patch.setattr(Keeper, "period", lambda keeper, record: (self.expires.get(record.id), "GB 30871-2022 B.3"))
        patch.setattr(Keeper, "expired", lambda keeper, record: self.expires.get(record.id, "9999") < keeper._today)
        patch.setattr(Keeper, "held", lambda keeper, record: self.held.get(record))


class Place:
    """Commands at several accounts: the archivist's unless another is named."""

    def __init__(self, root: Path, keeping: Keeping) -> None:
        self.desk = Desk(root)
        self.home = Path(self.desk.home)
        self.keeping = keeping
        self.run("init", self.home).ok()
        self.run("unit", "add", NAME, "--local", "Q1").ok()

    def run(self, *command: object, by: str = "archivist", terminal: int | None = None) -> Outcome:
        return self.desk.run(*command, terminal=terminal, LOGNAME=by)

    def drop(self, name: str, text: str) -> str:
        """The record of a paper that was added, and whose source is gone since."""
        path = self.desk.folder / name
        path.write_text(text, encoding="utf-8")
        told = self.run("add", path, "--unit", NAME, "--category", "inspection", "--json").ok().json_lines()
        path.unlink()
        record: str = told[0]["record"]
        return record

    def watched(self, *names: str) -> dict[str, str]:
        """Records of what lies in the inbox, by name, once it is filed."""
        receipts: dict[str, str] = {}
        stop = threading.Event()

        def told(receipt: Receipt) -> None:
            receipts[Path(receipt.path).name] = receipt.record or ""
            if len(receipts) >= len(names):
                stop.set()

        late = threading.Timer(30, stop.set)
        late.start()
        try:
            with Store.open(self.home) as store, Intake(store, PlainPool()) as intake:
                intake.watch(stop=stop, on_receipt=told)
        finally:
            late.cancel()
        return receipts

    def approved(self, *records: str, reason: str = "误收") -> str:
        """A list that waits for its execution."""
        made: str = self.run("dispose", "propose", *records, "--reason", reason, "--json").ok().json()["list"]
        self.run(
            "dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙", "--destroy-rest", "--reason", "无价值"
        ).ok()
        self.run("dispose", "approve", made, "--approver", "局长", by="director").ok()
        return made

    def execute(self, made: str, *more: str, by: str = "archivist") -> Outcome:
        return self.run("dispose", "execute", made, "--witness", "丙", "--witness", "丁", "--apply", *more, by=by)

    def holding(self, words: str | bytes) -> list[str]:
        """Files below the desk in whose bytes or name the words stand."""
        wanted = words.encode() if isinstance(words, str) else words
        return [
            str(Path(folder, name).relative_to(self.desk.folder))
            for folder, _, names in os.walk(self.home)
            for name in names
            if wanted in os.fsencode(name) or wanted in Path(folder, name).read_bytes()
        ]
