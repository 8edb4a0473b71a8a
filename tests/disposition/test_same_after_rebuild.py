"""A rebuild that finds payloads erased makes the tables of the catalogue that had them, whatever was filed before."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest

from archive.ingest.units import register
from archive.model.unit import UnitKind
from archive.preserve.disposition_erasing import erase, going
from archive.store import Store
from archive.transaction import Transaction

NUMBERS = ("应急罚〔2024〕1号", "应急罚〔2024〕2号", None)


class Writer:
    """Files records with numbers, links, parts, duplicates and corrections, as chance has it."""

    def __init__(self, store: Store, chance: random.Random, units: list[str]) -> None:
        self.store, self.chance, self.units = store, chance, units
        self.records: list[str] = []

    def _original(self, tx: Transaction) -> dict[str, Any]:
        data = b"%d" % self.chance.randrange(6)
        digest, name = hashlib.sha256(data).hexdigest(), f"{data.decode()}.txt"
        return {"sha256": digest, "bytes": 1, "name": name, "name_b64": None, "encoding": "plain"}

    def _delivery(self, tx: Transaction) -> dict[str, Any]:
        key = hashlib.sha256(self.chance.randbytes(8)).hexdigest()
        return {"key": key, "inbox": "inbox", "path": f"甲/{key[:4]}.txt", "path_b64": "1tDOxA==", "device": 1,
                "inode": 1, "mtime_ns": 1, "ctime_ns": 1, "size": 1, "links": 1, "depositor": tx.actor("甲", "inbox"),
                "folder_unit": "甲", "folder_category": None, "folders_ignored": []}  # fmt: skip

    def add(self, tx: Transaction) -> str:
        record, chance = tx.new_id(), self.chance
        payload: dict[str, Any] = {"original": self._original(tx), "delivery": self._delivery(tx)}
        if self.records and chance.random() < 0.3:
            outer = chance.choice(self.records)
            payload["within"] = {"record": outer, "path": "x/y", "depth": 1, "inside": "container"}
        tx.append("accessioned", record, payload)
        words = f"正文 {chance.randrange(4)}"
        parsed = {"outcome": chance.choice(("ok", "needs-ocr")), "media_type": "text/plain", "parser": "p",
                  "version": "1", "attempts": [], "reason": None, "text": tx.put_text(words), "pages": 2,
                  "characters": len(words), "metadata": {}, "warnings": []}  # fmt: skip
        if chance.random() < 0.3:
            parsed["seconds"] = 1.5
        tx.append("parsed", record, parsed)
        if self.records and chance.random() < 0.2:
            tx.append("duplicate", record, {"of": chance.choice(self.records)})
            return record
        links = [{"type": chance.choice(("rechecks", "ticket")), "record": None, "doc_no": chance.choice(NUMBERS)}]
        fields = {"title": f"题名{record}", "doc_no": chance.choice(NUMBERS), "date": "2024-01-02", "source": None,
                  "people": [{"name": "张三", "role": "inspector", "certificate": None}],
                  "links": [each for each in links if each["doc_no"]], "dues": [{"item": "", "date": "2024-02-01"}],
                  "details": [{"field": "item", "value": words}]}  # fmt: skip
        tx.append("placed", record, {
            "state": "filed", "reason": None, "units": [chance.choice(self.units)],
            "category": chance.choice(("inspection", "work-ticket")), "fields": fields, "suggestions": [],
            "decisions": [{"field": "title", "value": "x", "by": "p", "confidence": 1.0, "reason": "r"}],
        })  # fmt: skip
        self.records.append(record)
        return record

    def change(self, tx: Transaction) -> None:
        chance = self.chance
        record, other = chance.choice(self.records), chance.choice(self.records)
        kind = chance.randrange(8)
        if kind == 0:
            tx.append("withdrawn", record, {"reason": "r"})
        elif kind == 1:
            tx.append("described", record, {"reason": "r", "fields": {"doc_no": chance.choice(NUMBERS)},
                                            "units": [chance.choice(self.units)]})  # fmt: skip
        elif kind == 2 and record != other:
            tx.append("superseded", record, {"by": other, "on": "2024-03-01", "reason": "r"})
        elif kind == 3:
            tx.append("linked", record, {"type": "orders-from", "record": other, "doc_no": None})
        elif kind == 4:
            tx.append("part-added", record, {"part": tx.new_id("p-"), "role": "photo", "original": self._original(tx),
                                             "delivery": self._delivery(tx)})  # fmt: skip
        elif kind == 5:
            tx.append("delivered", record, {"delivery": self._delivery(tx)})
        elif kind == 6:
            tx.append("sealed", record, {"by": other, "reason": "r"})
        else:
            tx.append("contested", record, {"wanted": {"title": "y"}, "reason": "r", "since": 1})


@pytest.mark.parametrize("seed", range(12))
def test_a_rebuild_makes_the_same_tables(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    Store.create(tmp_path / "home").close()
    with Store.open(tmp_path / "home", plugins=False) as store:
        names = ("甲厂", "乙厂")
        units = [register(store, each, code=None, local=each, kind=UnitKind.ENTERPRISE).id for each in names]
        store.__dict__["objects"] = _Everything()
        writer = Writer(store, chance, units)
        for _ in range(12):
            with store.transaction() as tx:
                writer.add(tx)
                for _ in range(chance.randrange(3)):
                    if writer.records:
                        writer.change(tx)
            if chance.random() < 0.3 and len(writer.records) > 2:
                leaving = [writer.records.pop(chance.randrange(len(writer.records))) for _ in range(2)]
                with store.transaction() as tx:
                    erase(tx, "x-1", [going(store, each, "r") for each in store.catalogue.records(leaving).values()])
            assert list(store.catalogue.differences()) == []
        before = _tables(store)
        list(store.catalogue.rebuild())
        assert _tables(store) == before


class _Everything:
    """Has every object: this test writes none."""

    def has(self, sha256: str) -> bool:
        return True


def _tables(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    from archive.catalogue.projections import TABLES

    return {table: sorted(map(tuple, store.catalogue._db.rows(f"select * from {table}")), key=repr) for table in TABLES}
