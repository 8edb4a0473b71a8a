"""A mixed folder of real files through the whole intake: each form in its dossier, triage says why the rest waits."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from archive.api import Archive
from archive.model.record import Record

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import forms as measure
from form_pages.contents import Enterprise, Form, Signer, enterprises, forms

sys.path.pop(0)

_STRANGE = {
    "合影说明.txt": "本月活动照片，摄于厂门口。",
    "来料登记.txt": "值班日志\n值班日期：2024年5月1日\n值班人员：张伟\n情况：正常。",
}


@pytest.fixture(scope="module")
def dropped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[measure.Piece], dict[str, Record]]:
    root = tmp_path_factory.mktemp("folder")
    units = enterprises(7, 5)
    pieces = measure.write(root / "inbox", forms(7, 100, units), ["docx", "doc-xml", "opc", "xlsx", "txt"], 7)
    for name, text in _STRANGE.items():
        (root / "inbox" / name).write_text(text, encoding="utf-8")
    return root / "home", pieces, measure.take_in(root / "home", root / "inbox", units, ocr=False)


def test_a_hundred_forms_end_in_five_dossiers(dropped: tuple[Path, list[measure.Piece], dict[str, Record]]) -> None:
    home, pieces, records = dropped
    results = measure.compare(pieces, records)
    assert len(results) == len(pieces) == 100
    assert [piece.path.name for piece, record, _ in results if measure.wrongly_filed(record, piece.form)] == []
    right = Counter(name for _, _, fields in results for name, good in fields.items() if good)
    assert {name: right[name] for name in measure.WANTED if right[name] < measure.WANTED[name]} == {}
    with Archive.open(home, readonly=True) as archive:
        dossiers = {unit.name: archive.dossier(unit.name) for unit in archive.units()}
    assert len(dossiers) == 5
    assert all(sum(piece.form.unit.name == name for piece in pieces) > 0 for name in dossiers)


def test_each_recheck_is_tied_to_its_order_if_that_is_here(
    dropped: tuple[Path, list[measure.Piece], dict[str, Record]],
) -> None:
    _, pieces, records = dropped
    orders = {
        (piece.form.unit.code, measure.doc_number_key(piece.form.number or "")): records[piece.path.name].id
        for piece in pieces
        if piece.form.kind == "order"
    }
    tied = 0
    for piece in pieces:
        for kind, number in piece.form.links:
            order = orders.get((piece.form.unit.code, measure.doc_number_key(number)))
            if kind == "rechecks" and order is not None:
                assert order in {link.record for link in records[piece.path.name].links if link.type == kind}
                tied += 1
    assert tied >= 3


def test_the_triage_list_is_short_and_says_why(dropped: tuple[Path, list[measure.Piece], dict[str, Record]]) -> None:
    home, pieces, _ = dropped
    names = {piece.path.name for piece in pieces}
    with Archive.open(home, readonly=True) as archive:
        waiting = archive.triage()
        assert len(waiting) <= len(_STRANGE) + 1
        told = {item.record.original.name: item.record.reason for item in waiting}
    assert set(_STRANGE) <= set(told)
    assert all(told.values())
    assert len(set(told) & names) <= 1


def test_enterprises_have_valid_codes_and_forms_come_from_the_seed_alone() -> None:
    from archive.model import credit_code

    units = enterprises(3, 30)
    assert [credit_code.check(unit.code) for unit in units] == [None] * 30
    assert len({unit.code for unit in units}) == 30
    assert [form.number for form in forms(3, 40, units)] == [form.number for form in forms(3, 40, units)]
    assert isinstance(units[0], Enterprise)


def test_the_measurement_sees_what_is_wrong(dropped: tuple[Path, list[measure.Piece], dict[str, Record]]) -> None:
    """A measurement that calls everything right would prove nothing."""
    _, pieces, records = dropped
    piece = next(piece for piece in pieces if piece.form.kind == "recheck")
    other = next(each for each in pieces if each.form.unit != piece.form.unit and each.form.category != "recheck")
    record = records[piece.path.name]
    assert measure.wrongly_filed(record, other.form)
    judged = measure.judge(record, other.form, {})
    assert not any(judged[name] for name in ("category", "unit", "people", "links"))
    assert isinstance(piece.form, Form)
    assert all(isinstance(signer, Signer) for signer in piece.form.signers)
