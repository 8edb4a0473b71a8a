"""A home with a sealed inbox, and what was dropped into it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from archive.api import Archive
from archive.ingest.pipeline import Intake
from archive.ingest.receipt import Receipt
from archive.store import Store
from archive.testing.desk import Desk
from archive.testing.pool import PlainPool

NAME, PHONE, FILE = "欧阳铁柱", "13957412268", "欧阳铁柱举报青山化工厂偷排.txt"
WORDS = "夜间用软管向河道偷排废酸"
TEXT = f"举报人：{NAME}，电话 {PHONE}。{WORDS}，厂里安全科科长知情。\n"
SETTINGS = """
[[inbox]]
path = "inbox"
settle_seconds = 0.1

[[inbox]]
path = "{reports}"
sealed = true
settle_seconds = 0.1
"""


def watched(home: Path, number: int) -> list[Receipt]:
    """Watch the inboxes of `home` until so many receipts came."""
    receipts: list[Receipt] = []
    stop = threading.Event()

    def told(receipt: Receipt) -> None:
        receipts.append(receipt)
        if len(receipts) >= number:
            stop.set()

    late = threading.Timer(30, stop.set)
    late.start()
    try:
        with Store.open(home, plugins=False) as store, Intake(store, PlainPool()) as intake:
            intake.watch(stop=stop, on_receipt=told)
    finally:
        late.cancel()
    return receipts


class Place:
    def __init__(self, root: Path) -> None:
        self.desk = Desk(root)
        self.home = Path(self.desk.home)
        self.reports = root / "举报箱"
        self.reports.mkdir()
        self.desk.run("init", self.home).ok()
        (self.home / "archive.toml").write_text(SETTINGS.format(reports=self.reports), encoding="utf-8")
        self.desk.run("unit", "add", "青山化工厂", "--local", "Q1").ok()

    def drop(self, name: str, text: str) -> None:
        path = self.reports / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def bytes(self) -> dict[str, bytes]:
        """Every file of the home and of what commands keep, by path."""
        found = {}
        for folder, _, names in os.walk(self.home.parent):
            for name in names:
                path = Path(folder, name)
                found[str(path)] = os.fsencode(path) + b"\n" + path.read_bytes()
        return found

    def archive(self) -> Archive:
        return Archive.open(self.home)
