"""Every sample, parsed as in life, says of itself what `samples/truth.json` says of it."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from archive_plugins.safety_forms.recognise import describe, place, screen

from archive.ingest.place import Statements, decide
from archive.model import credit_code
from archive.model.doc_number import doc_number_key
from archive.model.parsed import ParsedDocument
from archive.model.unit import CodeKind, NameKind, Unit, UnitCode, UnitKind, UnitName, UnitState
from archive.parsing.chain import parse
from archive.parsing.limits import Limits

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "forms"))

from desk import Directory, View  # noqa: E402 - the recogniser tests' own helper

TRUTH: list[dict[str, Any]] = json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8"))


def registered() -> Directory:
    units = []
    with (SAMPLES / "units.csv").open(encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            names = [UnitName(row["单位名称"], NameKind.NAME, None, None)]
            names += [UnitName(n, NameKind.ALIAS, None, None) for n in (row["别名"], row["曾用名"]) if n]
            code = row["统一社会信用代码"] or row["本地编号"]
            kind = CodeKind.LOCAL if credit_code.check(code) else CodeKind.USCC
            units.append(
                Unit(f"u-{number:016d}", code, row["单位名称"], UnitKind(row["类型"]), UnitState.ACTIVE, None, None,
                     tuple(names), (UnitCode(code, kind, None, None),))
            )  # fmt: skip
    return Directory(units)


DIRECTORY = registered()
NAMES = {unit.id: unit.name for unit in DIRECTORY.units}


@pytest.fixture(scope="module")
def parsers() -> list[Any]:
    from archive_plugins import docx, mail, opendocument, pdf, plain_text, presentation, rtf, spreadsheet, web

    modules = (docx, mail, opendocument, pdf, plain_text, presentation, rtf, spreadsheet, web)
    return [parser for module in modules for parser in module.archive_parsers()]


def parsed(path: Path, parsers: list[Any]) -> ParsedDocument:
    limits = Limits()
    with path.open("rb") as source:
        report = parse(source, path.name, parsers, limits)
    assert report.document is not None, report.reason
    return report.document


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth["file"])
def test_a_sample_says_what_is_true_of_it(truth: dict[str, Any], parsers: list[Any]) -> None:
    path = SAMPLES / "inbox" / truth["file"]
    view = View(parsed(path, parsers), path.name)
    assert screen(view) is None
    proposals = tuple(place(view, DIRECTORY))
    description = describe(view, DIRECTORY)
    assert description is not None
    _check_placement(truth, proposals)
    values = {proposal.field: proposal.value for proposal in description.proposals}
    assert values.get("date") == truth["date"]
    assert doc_number_key(values.get("doc_no") or "") == doc_number_key(truth["doc_no"] or "")
    assert {(due.item, due.date) for due in description.dues} == {(due["item"], due["date"]) for due in truth["dues"]}
    people = {(person.name, person.role) for person in description.people}
    assert {(person["name"], person["role"]) for person in truth["people"]} <= people
    links = {(link.type, doc_number_key(link.doc_no)) for link in description.links if link.type != "certificate"}
    assert links == {(link["type"], doc_number_key(link["doc_no"])) for link in truth["links"]}


def _check_placement(truth: dict[str, Any], proposals: tuple[Any, ...]) -> None:
    """Placed as intake places it, folders and all."""
    parts = truth["file"].split("/")[:-1]
    unit_folder = next((p for p in parts if DIRECTORY.by_name(p) or DIRECTORY.by_code(p)), None)
    shelf = next((p for p in parts if _key(p)), None)
    statements = Statements(unit_folder, shelf, (), frozenset(), tuple(("safety_forms 1", p) for p in proposals))
    units = {unit.id: unit for unit in DIRECTORY.units}
    placement = decide(statements, DIRECTORY, units.get, _key)
    state = truth["state"]
    if state.startswith("unfiled"):
        assert placement.reason == state.partition(":")[2]
    else:
        assert placement.reason is None, placement
        assert {NAMES[unit] for unit in placement.units} == set(truth["units"])
        assert placement.category == truth["category"]


def _key(name: str) -> str | None:
    from archive_plugins.safety_forms.categories import CATEGORIES

    from archive.model.category import BUILT_IN

    for category in (*BUILT_IN, *CATEGORIES):
        if name in {category.key, category.zh, category.en, *category.aliases}:
            return category.key
    return None


def test_every_file_has_its_truth() -> None:
    files = {
        path.relative_to(SAMPLES / "inbox").as_posix() for path in (SAMPLES / "inbox").rglob("*") if path.is_file()
    }
    assert files == {truth["file"] for truth in TRUTH}


def test_the_generator_is_repeatable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SAMPLES))
    import sample_documents
    import sample_writers

    for kind in sorted(sample_writers.WRITERS):
        sample = next(each for each in sample_documents.SAMPLES if each.kind == kind)
        writer = sample_writers.WRITERS[kind]
        assert writer(sample.content) == writer(sample.content)
