"""What commands show of personal data: starred, found all the same, and whole only for a purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sealed_place import PHONE, Place

from archive.hooks import hookimpl
from archive.hooks.cache import FactsCache
from archive.hooks.contracts import ExportSource
from archive.hooks.loading import load

RESIDENT = "11010519491231002X"
STARRED = "139****2268"
BODY = f"会议纪要。到会人员王五，{PHONE[:3]}\n联系电话{PHONE}，身份证号{RESIDENT}。健康状况：高血压三级。"


@pytest.fixture(scope="module")
def record(place: Place) -> str:
    source = place.home.parent / f"纪要{PHONE}.txt"
    source.write_text(BODY, encoding="utf-8")
    place.desk.run("add", source, "--unit", "Q1", "--category", "training").ok()
    with place.archive() as archive:
        (found,) = archive.records()
        return found.id


@pytest.mark.parametrize(
    "words",
    [
        ("search", PHONE),
        ("search", PHONE, "--json"),
        ("search", PHONE, "--csv"),
        ("search", RESIDENT, "--json"),
        ("search", "纪要"),
        ("show", "@1"),
        ("show", "@1", "--text"),
        ("show", "@1", "--text", "-o", "-"),
        ("show", "@1", "--json"),
        ("show", "@1", "--history"),
        ("list",),
        ("list", "--json"),
        ("dossier", "Q1"),
        ("triage", "--json"),
    ],
    ids=" ".join,
)
def test_it_is_starred_everywhere(place: Place, record: str, words: tuple[str, ...]) -> None:
    assert record
    place.desk.run(*words).ok().hides(PHONE, RESIDENT, "高血压")


def test_it_is_found_by_its_number(place: Place, record: str) -> None:
    found = json.loads(place.desk.run("search", PHONE, "--json").ok().out)
    (hit,) = found["hits"]
    assert hit["record"] == record
    assert STARRED in hit["snippet"]
    start, end = hit["snippet_marks"][0]
    assert hit["snippet"][start:end] in (STARRED, STARRED[:end - start])


def test_unmasked_for_a_purpose_and_written_down(place: Place, record: str) -> None:
    desk = place.desk
    desk.run("show", record, "--text", "--unmask").failed(2).hides(PHONE)
    desk.run("show", record, "--text", "--purpose", "联系").failed(2).hides(PHONE)
    desk.run("show", record, "--text", "--unmask", "--purpose", "通知参会").ok().shows(PHONE, RESIDENT, "高血压")
    desk.run("search", PHONE, "--unmask", "--purpose", "找人").ok().shows(PHONE)
    desk.run("list", "--unmask", "--purpose", "清点").ok().shows(PHONE)
    desk.run("access-log", record).ok().shows("通知参会", "找人", "清点")
    desk.run("search", PHONE).ok().hides(PHONE)


def test_the_original_is_never_altered(place: Place, record: str, tmp_path: Path) -> None:
    place.desk.run("show", record, "--original", "-o", tmp_path / "x").ok()
    assert (tmp_path / "x").read_text() == BODY


class _Probe:
    """Writes what it is given."""

    name, version, description = "probe", "1", "what an exporter is given"

    def export(self, source: ExportSource, target: Path) -> None:
        told = [f"{each.original.name} {each.title} {source.text(each)}" for each in source.records()]
        target.write_text("\n".join(told), encoding="utf-8")


class _Offers:
    @hookimpl
    def archive_exporters(self) -> list[_Probe]:
        return [_Probe()]


def test_an_export_is_masked_unless_it_has_a_purpose(place: Place, record: str, tmp_path: Path) -> None:
    with place.archive() as archive:
        archive._store.__dict__["registry"] = load(plugins=False, extra=[_Offers()], cache=FactsCache(None))
        archive.export("probe", [record], tmp_path / "masked")
        archive.export("probe", [record], tmp_path / "whole", purpose="移送检察机关")
        assert [row.how for row, _ in archive.looks(record, limit=1)] == ["exported"]
    masked = (tmp_path / "masked").read_text()
    assert STARRED in masked
    assert PHONE not in masked
    assert RESIDENT not in masked
    assert PHONE in (tmp_path / "whole").read_text()


def test_what_was_looked_at_is_proved_like_the_rest(place: Place, record: str, tmp_path: Path) -> None:
    place.desk.run("show", record, "--text", "--unmask", "--purpose", "复议取证").ok()
    place.desk.run("proof", record, "-o", tmp_path / "proof.zip").ok()
    place.desk.run("verify").ok()
    place.desk.run("rebuild").ok()
    place.desk.run("access-log", record).ok().shows("复议取证")
