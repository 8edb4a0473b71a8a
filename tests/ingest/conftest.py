"""A home, and a watcher at work on its inboxes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.ingest.pipeline import Intake
from archive.ingest.receipt import Receipt
from archive.store import Store
from archive.testing.pool import PlainPool

FAST = "settle_seconds = 0.1"


class Desk:
    """A home in which things happen quickly, with one inbox that is watched on demand."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.inbox = self.home / "inbox"
        Store.create(self.home).close()
        self.settings(f'[[inbox]]\npath = "inbox"\n{FAST}\n')
        self.receipts: list[Receipt] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.failure: BaseException | None = None

    def settings(self, text: str) -> None:
        (self.home / "archive.toml").write_text(text, encoding="utf-8")

    def open(self) -> Store:
        return Store.open(self.home, plugins=False)

    def add(self, *paths: Path | bytes, **options: object) -> list[Receipt]:
        with self.open() as store, Intake(store, PlainPool()) as intake:
            return list(intake.add([os.fsencode(path) for path in paths], **options))  # type: ignore[arg-type]

    def watch(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with self.open() as store, Intake(store, PlainPool()) as intake:
                intake.watch(stop=self._stop, on_receipt=self.receipts.append)
        except BaseException as failure:
            self.failure = failure

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self.failure is not None:
            raise self.failure

    def until(self, condition: Callable[[], object], seconds: float = 90.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited in vain; receipts: {self.receipts}"
            assert self.failure is None, self.failure
            time.sleep(0.01)

    def until_receipts(self, number: int) -> list[Receipt]:
        self.until(lambda: len(self.receipts) >= number)
        return self.receipts

    def events(self, kind: str) -> list[dict]:
        with self.open() as store:
            return [event.payload for event in store.catalogue.events() if event.kind == kind]

    def names(self) -> list[str]:
        """Originals by name, in the order of accession."""
        return [payload["original"]["name"] for payload in self.events("accessioned")]

    def filed(self) -> dict[str, bytes]:
        """What lies in the return folder, by path below it."""
        root = os.fsencode(self.inbox / "已归档")
        found = {}
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found[os.path.relpath(path, root).decode("utf-8", "replace")] = file.read()
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.stop()
