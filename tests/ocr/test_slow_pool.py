"""Slow parsers in their own workers: not asked when a file comes in, limited by the page, of low priority."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.hooks.cache import FactsCache
from archive.hooks.loading import load
from archive.model.parsed import Outcome
from archive.parsing.limits import Limits
from archive.parsing.pool import Pool

PLUGIN = '''
import os, time
from archive.hooks import hookimpl
from archive.model.parsed import Block, ParsedDocument

class Quick:
    name, version = "quick", "1"
    def score(self, media_type, head):
        return 10
    def parse(self, source, context):
        return ParsedDocument((Block("quick"),))

class Slow:
    name, version, slow, folders = "slow", "1", True, ("FOLDER",)
    def score(self, media_type, head):
        return 100
    def parse(self, source, context):
        pages, told = map(int, source.read().split())
        for _ in range(pages):
            time.sleep(0.4)
            if told:
                context.page_done()
        words = open("FOLDER/model").read() if os.path.exists("FOLDER/model") else ""
        return ParsedDocument((Block(f"slow {os.nice(0)} {words}"),))

@hookimpl
def archive_parsers():
    return (Quick(), Slow())
'''


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    models = tmp_path / "models"
    models.mkdir()
    (models / "model").write_text("model")
    (tmp_path / "slow_plugin.py").write_text(PLUGIN.replace("FOLDER", str(models)))
    return {"plugins": False, "extra": ["slow_plugin"], "search_path": [str(tmp_path)]}


def text(pool: Pool, tmp_path: Path, data: str) -> str:
    path = tmp_path / "document"
    path.write_text(data)
    report = pool.parse(path, "document")
    return report.document.text() if report.document is not None else str(report.outcome)


def test_what_comes_in_is_not_read_by_slow_parsers(plugin: dict[str, object], tmp_path: Path) -> None:
    with Pool(1, **plugin) as pool:
        assert text(pool, tmp_path, "0 0") == "quick"


def test_slow_parsers_have_workers_of_low_priority_and_see_their_folders(
    plugin: dict[str, object], tmp_path: Path
) -> None:
    with Pool(1, slow=True, **plugin) as pool:
        assert text(pool, tmp_path, "0 0") == "slow 19 model"


def test_one_parser_can_be_asked_for(plugin: dict[str, object], tmp_path: Path) -> None:
    for name in ("quick", "slow"):
        with Pool(1, only=name, **plugin) as pool:
            assert text(pool, tmp_path, "0 0").startswith(name)


def test_time_is_limited_by_the_page(plugin: dict[str, object], tmp_path: Path) -> None:
    limits = Limits(wall_seconds=1.5)
    with Pool(1, slow=True, limits=limits, **plugin) as pool:
        assert text(pool, tmp_path, "6 1").startswith("slow")
        assert text(pool, tmp_path, "6 0") == Outcome.LIMIT


def test_the_registry_tells_quick_from_slow() -> None:
    class Fast:
        name = version = "fast"

        def score(self, media_type: str, head: bytes) -> None:
            return None

        def parse(self, source: object, context: object) -> None:
            return None

    class Slow(Fast):
        name = "slow"
        slow = True

    from archive.hooks import hookimpl

    class Both:
        __name__ = "both"

        @hookimpl
        def archive_parsers(self) -> list[object]:
            return [Fast(), Slow()]

    registry = load(plugins=False, extra=[Both()], cache=FactsCache(None))
    assert [[each.name for each in registry.parsers(slow=slow)] for slow in (False, True, None)] == [
        ["fast"], ["slow"], ["fast", "slow"],
    ]  # fmt: skip
