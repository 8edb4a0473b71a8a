"""The questions of accountability over 100,000 records, 2,000 units and 20,000 duties: CPU of a new process.

    python benchmarks/questions.py [--python VENV/bin/python] [--home DIR] [--units 2000] [--harsh]

What users start is an installation that is not editable: name its interpreter with `--python`, and unset
PYTHONDONTWRITEBYTECODE. `--home` keeps the home that is made, or takes the one that is there. Each unit has fifty
papers of three years: inspections, orders of three points with their rechecks, tickets, duty logs, trainings, drills,
certificates, equipment. With `--harsh` hardly anything was ever rechecked, evaluated or renewed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from archive.model.doc_number import doc_number_key
from archive.store import Store
from archive.transaction import Transaction
from cold_start import machine, measure

TODAY = date(2025, 12, 31)
FIRST = date(2023, 1, 1)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏"
ROLES = ("supervisor", "grid_officer", "safety_head", "principal")


class Sheet(NamedTuple):
    """One paper of a unit, before it is filed."""

    category: str
    title: str
    day: date
    number: str | None = None
    people: tuple[tuple[str, str], ...] = ()
    dues: tuple[tuple[str, date], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    details: tuple[tuple[str, str], ...] = ()


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))


def sheets(unit: int, chance: random.Random, *, harsh: bool) -> Iterator[Sheet]:
    """Fifty papers."""
    officers = [(f"检查{unit % 12}甲", "inspector"), (f"检查{unit % 12}乙", "inspector")]
    guards = [name(chance) for _ in range(4)]

    def day() -> date:
        return FIRST + timedelta(days=chance.randrange((TODAY - FIRST).days))

    for number in range(8):
        on = day()
        inspected = f"（县）应急检记〔{on.year}〕{unit * 10 + number}号"
        ordered = f"（县）应急责改〔{on.year}〕{unit * 10 + number}号"
        yield Sheet("inspection", "现场检查记录", on, inspected, tuple(officers))
        term = on + timedelta(days=15)
        points = tuple(("item", f"{point} 第{point}处隐患未整改") for point in (1, 2, 3))
        yield Sheet(
            "inspection", "责令限期整改指令书", on, ordered, tuple(officers), tuple((str(p), term) for p in (1, 2, 3)),
            (("orders-from", inspected),), points,
        )  # fmt: skip
        if chance.random() < (0.1 if harsh else 0.93):
            passed = harsh or chance.random() < 0.97
            again = (("conclusion", "合格" if passed else "不合格"),)
            links = (("rechecks", ordered),)
            yield Sheet("recheck", "整改复查意见书", term + timedelta(days=5), None, tuple(officers), (), links, again)
        else:
            yield Sheet("briefing", "情况通报", term)
    for number in range(8):
        on = day()
        people = ((guards[number % 4], "guardian"), (name(chance), "operator"))
        yield Sheet("work-ticket", "动火安全作业票", on, f"DH-{unit}-{number}", people)
    for _ in range(8):
        yield Sheet("duty-log", "值班日志", day(), None, ((name(chance), "on_duty"),))
    for _ in range(4):
        yield Sheet("training", "安全培训记录", day(), None, ((name(chance), "trainer"),))
    for year in (2024, 2025):
        yield Sheet("emergency", "应急演练记录", date(2023 if harsh else year, 6, 20))
    yield Sheet("emergency", "生产安全事故应急预案", date(2022 if harsh else 2024, 3, 1))
    for number in range(2):
        until = TODAY + timedelta(days=-100 if harsh else chance.randrange(-20, 900))
        printed = f"T{unit:05}{number}"
        details = (("valid_to", until.isoformat()), ("certificate_no", printed))
        yield Sheet("certificate", "特种作业操作证", day(), printed, ((name(chance), "holder"),), (), (), details)
    yield Sheet("equipment", "叉车定期检验报告", date(2024, 5, 6), None, (), (), (), (("valid_to", "2026-05-05"),))


def fill(home: Path, units: int, *, harsh: bool) -> None:
    """A home with the papers of so many units, ten duties each."""
    chance = random.Random(20251231)
    Store.create(home).close()
    with Store.open(home) as store:
        for start in range(0, units, 40):
            with store.transaction("bench") as tx:
                depositor = tx.actor("bench", "account")
                for unit in range(start, min(start + 40, units)):
                    _unit(tx, unit, depositor, chance, harsh=harsh)
        store.index.follow()


def _unit(tx: Transaction, number: int, depositor: str, chance: random.Random, *, harsh: bool) -> None:
    unit = tx.new_id("u-")
    plain = {"code": f"XK{number:05}", "code_kind": "local", "name": f"小县第{number}机械有限公司"}
    tx.append("unit-registered", unit, {**plain, "kind": "enterprise", "parent": None, "aliases": [], "since": None})
    known: dict[str, str] = {}
    for sheet in sheets(number, chance, harsh=harsh):
        record = _file(tx, sheet, unit, depositor, known)
        if sheet.number:
            known[doc_number_key(sheet.number) or sheet.number] = record
    for count in range(10):
        since = FIRST + timedelta(days=365 * (count // 4))
        until = None if count >= 6 else since + timedelta(days=364)
        role = ROLES[count % 4]
        holder = f"监管{number % 24}" if role in ROLES[:2] else name(chance)
        duty: dict[str, Any] = {
            "person": {"name": holder, "certificate": None, "employer": None if role in ROLES[:2] else unit},
            "role": role, "post": None, "unit": unit, "grid": None, "scope": None, "since": since.isoformat(),
            "until": None if until is None else until.isoformat(), "source": None, "deputy_for": None, "reason": None,
        }  # fmt: skip
        tx.append("duty-assigned", tx.new_id("d-"), duty)


def _file(tx: Transaction, sheet: Sheet, unit: str, depositor: str, known: dict[str, str]) -> str:
    record = tx.new_id()
    original = {"sha256": record.ljust(64, "0"), "bytes": 1, "name": f"{sheet.title}.docx", "name_b64": None}
    delivery: dict[str, Any] = {
        "key": record, "inbox": "/", "path": record, "path_b64": None, "device": 1, "inode": 1, "mtime_ns": 1,
        "ctime_ns": 1, "size": 1, "links": 1, "depositor": depositor, "folder_unit": None, "folder_category": None,
        "folders_ignored": [],
    }  # fmt: skip
    tx.append("accessioned", record, {"original": {**original, "encoding": "plain"}, "delivery": delivery})
    text = f"{sheet.title}\n{sheet.number or ''}\n{sheet.day}\n" + "\n".join(value for _, value in sheet.details)
    parsed: dict[str, Any] = {
        "outcome": "ok", "media_type": "text/plain", "parser": "bench", "version": "1", "attempts": [], "reason": None,
        "text": tx.put_text(text), "characters": len(text), "pages": 1, "metadata": {}, "warnings": [],
    }  # fmt: skip
    tx.append("parsed", record, parsed)
    links = [
        {"type": kind, "record": known.get(doc_number_key(target) or target), "doc_no": target}
        for kind, target in sheet.links
    ]
    fields = {
        "title": sheet.title, "doc_no": sheet.number, "date": sheet.day.isoformat(), "source": "government",
        "people": [{"name": person, "role": role, "certificate": None} for person, role in sheet.people],
        "dues": [{"item": item, "date": day.isoformat()} for item, day in sheet.dues], "links": links,
        "details": [{"field": field, "value": value} for field, value in sheet.details],
    }  # fmt: skip
    placed: dict[str, Any] = {
        "state": "filed", "reason": None, "units": [unit], "category": sheet.category, "fields": fields,
        "decisions": [], "suggestions": [],
    }  # fmt: skip
    tx.append("placed", record, placed)
    return record


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--python", type=Path, default=Path(sys.executable))
    arguments.add_argument("--home", type=Path)
    arguments.add_argument("--units", type=int, default=2000)
    arguments.add_argument("--harsh", action="store_true")
    given = arguments.parse_args()
    command = str(given.python.absolute().with_name("archive"))
    print(machine())
    with tempfile.TemporaryDirectory() as made:
        home = given.home or Path(made, "home")
        if not (home / "catalogue.sqlite3").exists():
            fill(home, given.units, harsh=given.harsh)
        unit, day = "XK00007", TODAY.isoformat()
        questions = (
            ("who", unit, "--on", day), ("person", "监管7"), ("timeline", unit), ("dossier", unit), ("board", unit),
            ("due", "--unit", unit, "--on", day), ("due", "--on", day), ("due", "--on", day, "--json"),
            ("hazards", "--unit", unit, "--on", day), ("hazards", "--open", "--on", day),
        )  # fmt: skip
        measure("bare interpreter", [str(given.python), "-c", "pass"], None, Path(made, "cache"))
        for question in questions:
            measure(" ".join(question), [command, *question], home, Path(made, "cache"))


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
