"""One record takes the place of another, from a day on, and never in a circle."""

from __future__ import annotations

from pathlib import Path

from archive.testing.desk import Desk


def test_a_record_is_superseded_from_a_day_on(office: Desk, tmp_path: Path) -> None:
    ids = []
    for name in ("旧版", "新版"):
        (tmp_path / f"{name}.txt").write_text(f"安全生产责任制度 {name}", encoding="utf-8")
        ids.append(office.run("add", tmp_path / f"{name}.txt", "--json").ok().json_lines()[0]["record"])
    old, new = ids
    change = ("describe", new, f"supersedes={old}", "supersedes_on=2024-07-01", "--reason", "修订")
    office.run(*change).ok()
    office.run("show", old).ok().shows("已被取代", new, "2024-07-01")
    links = office.run("show", new, "--json").ok().json()["links"]
    assert office.run("show", old, "--json").ok().json()["superseded_by"] == {"record": new, "on": "2024-07-01"}
    assert office.run("show", new, "--json").ok().json()["superseded_by"] is None
    listed = {each["record"]: each["superseded_by"] for each in office.run("list", "--json").ok().json_lines()}
    assert listed[old] == {"record": new, "on": "2024-07-01"}
    assert listed[new] is None
    assert links == [{"type": "supersedes", "record": old, "doc_no": None, "candidates": []}]
    office.run("describe", old, f"supersedes={new}", "--reason", "回头").failed(2)
    office.run("describe", new, f"supersedes={new}", "--reason", "自己").failed(2)
    office.run("describe", new, f"supersedes={old}", "supersedes_on=2024-02-31", "--reason", "x").failed(2)
