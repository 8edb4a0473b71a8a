"""The contract of an exporter, as tests: subclass it, and give a fixture `exporter`."""

from __future__ import annotations

from pathlib import Path

from archive.hooks.answers import wrong_object
from archive.hooks.contracts import Exporter
from archive.testing.invented import RECORDS, InventedSource

__all__ = ["ExporterContract"]


def tree(target: Path) -> dict[str, bytes]:
    """What was written: relative path -> bytes; a single file has the path ''."""
    if target.is_file():
        return {"": target.read_bytes()}
    return {
        path.relative_to(target).as_posix(): path.read_bytes() for path in sorted(target.rglob("*")) if path.is_file()
    }


class ExporterContract:
    """Every exporter must pass these."""

    def test_it_can_be_offered(self, exporter: Exporter) -> None:
        assert wrong_object("archive_exporters", exporter) is None
        assert "\n" not in exporter.description

    def test_the_same_records_are_the_same_bytes(self, exporter: Exporter, tmp_path: Path) -> None:
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            exporter.export(InventedSource(), tmp_path / name / "target")
        first, second = tree(tmp_path / "first" / "target"), tree(tmp_path / "second" / "target")
        assert first, "nothing was written"
        assert first == second

    def test_every_record_is_in_it(self, exporter: Exporter, tmp_path: Path) -> None:
        exporter.export(InventedSource(RECORDS), tmp_path / "all")
        exporter.export(InventedSource(RECORDS[:-1]), tmp_path / "less")
        assert tree(tmp_path / "all") != tree(tmp_path / "less")

    def test_nothing_selected(self, exporter: Exporter, tmp_path: Path) -> None:
        exporter.export(InventedSource(()), tmp_path / "target")
        assert (tmp_path / "target").exists()

    def test_names_of_originals_lead_nowhere_else(self, exporter: Exporter, tmp_path: Path) -> None:
        place = tmp_path / "place"
        place.mkdir()
        exporter.export(InventedSource(), place / "target")
        assert [path.name for path in tmp_path.iterdir()] == ["place"]
        assert [path.name for path in place.iterdir()] == ["target"]
        links = [path for path in (place / "target").rglob("*") if path.is_symlink()]
        assert links == [], "a link means another thing on another machine"
