"""The office's list of enterprises, as clerks keep it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import UsageInvalid
from archive.ingest import units
from archive.ingest.unit_import import import_units, read_rows
from archive.model.unit import UnitKind
from archive.store import Store

CODE = "91990100MA9A000100"
OTHER = "91990100MA9A00029W"
TABLE = f"""某县生产经营单位名单,,,,
制表：安监股,2024-05-01,,,
统一社会信用代码,单位名称（全称）,类型,上级单位,简称
{CODE},云岭县第3化工有限公司,企业,,云岭三化、三化
{OTHER},云岭县宏川机械有限公司,企业,,
,,,,
"""
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "home") as opened:
        yield opened


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "名单.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_is_read_in_every_encoding_of_an_office(tmp_path: Path, encoding: str) -> None:
    rows = list(read_rows(write(tmp_path, TABLE, encoding)))
    assert [(row.line, row.code, row.name) for row in rows] == [
        (4, CODE, "云岭县第3化工有限公司"),
        (5, OTHER, "云岭县宏川机械有限公司"),
    ]
    assert rows[0].aliases == ("云岭三化", "三化")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    assert len(list(read_rows(write(tmp_path, TABLE.replace(",", delimiter))))) == 2


def test_importing_twice_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, TABLE)
    assert [row.outcome for row in import_units(store, path)] == ["added", "added"]
    assert [row.outcome for row in import_units(store, path)] == ["unchanged", "unchanged"]
    assert store.find_unit("三化").code == CODE


def test_what_is_new_is_recorded(store: Store, tmp_path: Path) -> None:
    list(import_units(store, write(tmp_path, TABLE)))
    later = TABLE.replace("云岭县宏川机械有限公司,企业,,", "云岭县宏川智造有限公司,企业,云岭三化,宏川")
    outcomes = [row.outcome for row in import_units(store, write(tmp_path, later))]
    assert outcomes == ["unchanged", "changed"]
    unit = store.find_unit("云岭县宏川机械有限公司")
    assert (unit.code, unit.name) == (OTHER, "云岭县宏川智造有限公司")
    assert unit.parent == store.find_unit(CODE).id
    assert [row.outcome for row in import_units(store, write(tmp_path, later))] == ["unchanged", "unchanged"]
    assert [row.outcome for row in import_units(store, write(tmp_path, TABLE))] == ["unchanged", "unchanged"]


def test_a_credit_code_takes_the_place_of_a_local_one(store: Store, tmp_path: Path) -> None:
    units.register(store, "云岭县第3化工有限公司", code=None, local="HG-7")
    outcomes = [row.outcome for row in import_units(store, write(tmp_path, TABLE))]
    assert outcomes == ["changed", "added"]
    assert store.find_unit("HG-7").code == CODE


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("9.13E+17", "spreadsheet"),
        ("913501000000000000.0", "spreadsheet"),
        ("91990100MA9A000101", "GB 32100"),
        ("9199", "18 characters"),
        ("", "no code"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(store: Store, tmp_path: Path, code: str, why: str) -> None:
    rows = list(import_units(store, write(tmp_path, TABLE.replace(CODE, code))))
    assert [row.outcome for row in rows] == ["refused", "added"]
    assert why in (rows[0].reason or "")
    assert rows[0].code == code


def test_one_name_with_two_codes_is_refused(store: Store, tmp_path: Path) -> None:
    rows = list(import_units(store, write(tmp_path, TABLE.replace("宏川机械", "第3化工"))))
    assert [row.outcome for row in rows] == ["added", "refused"]


def test_a_parent_may_stand_below_its_child(store: Store, tmp_path: Path) -> None:
    text = f"本地编号,code,name,kind,parent\nGD-1,,滨河工地,工地,鼎筑\n,{CODE},鼎筑,enterprise,\n"
    text += "GD-2,,无主工地,site,没有\n"
    rows = list(import_units(store, write(tmp_path, text)))
    assert [(row.line, row.outcome) for row in rows] == [(3, "added"), (2, "added"), (4, "refused")]
    site = store.find_unit("GD-1")
    assert site.kind is UnitKind.SITE
    assert site.parent == store.find_unit(CODE).id


def test_a_sample_row_and_an_unknown_kind_are_refused(store: Store, tmp_path: Path) -> None:
    text = f"信用代码,企业名称,类型\n{CODE},示例数据，勿删,企业\n{OTHER},云岭县宏川机械有限公司,星际\n".replace(
        "据，勿", "据勿"
    )
    assert [row.outcome for row in import_units(store, write(tmp_path, text))] == ["refused", "refused"]


def test_a_spreadsheet_is_handed_in(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"PK\x03\x04rest")
    table = [["名单"], ["code", "name"], [CODE, "云岭县第3化工有限公司"]]
    assert [row.outcome for row in import_units(store, path, lambda _: table)] == ["added"]
    with pytest.raises(UsageInvalid):
        list(import_units(store, path))


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"a,b\n1,2\n", b"\xff\xfe\x00", b"\x80\x81"])
def test_what_is_no_table_of_units(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    with pytest.raises(UsageInvalid):
        list(read_rows(path))


def test_the_samples_register(store: Store) -> None:
    outcomes = {row.outcome for row in import_units(store, SAMPLES / "units.csv")}
    assert outcomes == {"added"}
