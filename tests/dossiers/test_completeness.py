"""What a unit must have on file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.access.checklist import read_checklist
from archive.api import Archive
from archive.errors import ConfigInvalid
from dossiers.conftest import DAY, UNIT

Files = dict[str, str]


def states(archive: Archive, unit: str = UNIT, on: str = DAY) -> dict[str, str]:
    return {each.key: each.state for each in archive.completeness(unit, on=on)}


def test_what_is_on_file_what_ran_out_and_what_is_missing(archive: Archive, records: Files) -> None:
    found = {each.key: each for each in archive.completeness(UNIT, on=DAY)}
    assert found["business-licence"].state == "present"
    assert found["business-licence"].until is None
    assert found["responsibility"].records == (records["安全生产责任书"],)
    assert (found["profile"].state, found["profile"].until) == ("running-out", "2024-07-20")
    assert (found["training"].state, found["training"].until) == ("expired", "2024-01-08")
    assert (found["plan"].state, found["plan"].records, found["plan"].until) == ("missing", (), None)
    assert found["responsibility"].clause == "安全生产法 第二十二条"


def test_more_is_asked_of_a_unit_by_what_it_has(archive: Archive) -> None:
    assert {"safety-licence", "drill-half-year", "insurance"} <= states(archive).keys()
    assert "drill" not in states(archive)
    before = states(archive, on="2024-01-31")  # the register of substances had not come
    assert "drill" in before
    assert "safety-licence" not in before


def test_the_rule_of_the_day_is_asked(archive: Archive) -> None:
    def clause(day: str) -> list[str]:
        return [each.clause for each in archive.completeness(UNIT, on=day) if each.key == "safety-assessment"]

    assert clause("2026-04-30") == ["危险化学品安全管理条例 第二十二条"]
    assert clause("2026-05-01") == ["危险化学品安全法 第三十九条"]


def test_the_borders_of_a_term(archive: Archive) -> None:
    assert states(archive, on="2024-07-20")["profile"] == "running-out"
    assert states(archive, on="2024-07-21")["profile"] == "expired"
    assert states(archive, on="2024-05-20")["profile"] == "present"  # 61 days before
    assert states(archive, on="2024-05-21")["profile"] == "running-out"
    assert states(archive, on="2023-07-19")["profile"] == "missing"
    assert set(states(archive, on="0001-01-01").values()) == {"missing"}
    assert states(archive, on="9999-12-31")["profile"] == "expired"


def test_a_unit_with_nothing_lacks_everything_and_an_ended_one_nothing(archive: Archive) -> None:
    assert set(states(archive, "Q4").values()) == {"missing"}
    assert states(archive, "Q2") == {}
    assert states(archive, "Q2", on="2024-04-30") != {}
    assert states(archive, "Q3") == {}
    assert states(archive, "Q3", on="2024-03-31") != {}


def with_list(archive: Archive, path: Path) -> dict[str, str]:
    """By a home like this one, with the file in its settings."""
    other = path.parent / "home"
    shutil.copytree(archive.home, other)
    settings = other / "archive.toml"
    settings.write_text(f'checklist = "../{path.name}"\n' + settings.read_text("utf-8"), "utf-8")
    with Archive.open(other) as there:
        return states(there)


def test_a_list_of_the_home_replaces_adds_and_drops(archive: Archive, tmp_path: Path) -> None:
    own = tmp_path / "清单.toml"
    own.write_text(
        'drop = ["training", "insurance"]\n'
        '[[class]]\nkey = "hazchem"\nzh = "危化"\nunits = ["q4"]\n'
        '[[requirement]]\nkey = "profile"\nzh = "表"\nmonths = 1\n'
        'paper = [{ category = "basic-info", any = ["基本情况"] }]\n'
        '[[requirement]]\nkey = "order"\nzh = "指令"\npaper = [{ category = "inspection", none = ["记录"] }]\n',
        encoding="utf-8",
    )
    told = with_list(archive, own)
    assert told["profile"] == "expired"
    assert told["order"] == "present"
    assert "training" not in told
    assert "drill" in told, "the class is now of another unit"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[requirement]\n", "at line 1"),
        ("requirement = 3", "requirement must be a list"),
        ('[[requirement]]\nzh = "表"\npaper = [{category="x"}]', "key must be text"),
        ('[[requirement]]\nkey = "a"\nzh = "表"', "requirement a: paper is missing"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\nkinds = ["factory"]', "'factory'"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\npaper = [{category="x"}]\nmonths = -1', "months"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\npaper = [{category="x"}]\nmonths = true', "months"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\npaper = [{category="x"}]\nsince = "2023-02-30"', "since"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\npaper = [{category="x"}]\nstatus = "sure"', "status"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\npaper = [{category="x", eny=["a"]}]', "'eny'"),
        ('[[requirement]]\nkey = "a"\nzh = "表"\npaper = [{category="x"}]\neach = 1', "each"),
        ("drop = [3]", "drop"),
        ("[[requirements]]\n", "'requirements'"),
    ],
)
def test_a_broken_list_says_what_is_wrong(written: str, said: str, tmp_path: Path) -> None:
    own = tmp_path / "list.toml"
    own.write_text(written, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as told:
        read_checklist(own)
    assert said in str(told.value)


def test_a_list_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid):
        read_checklist(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("key = '清单'".encode("gbk"))
    with pytest.raises(ConfigInvalid):
        read_checklist(tmp_path / "gbk.toml")


def test_every_shipped_entry_has_its_clause_and_both_names() -> None:
    shipped = read_checklist(None)
    known = {each.key for each in shipped.classes}
    for item in shipped.items:
        assert item.clause, item.key
        assert item.en != item.zh, item.key
        assert item.classes | item.unless <= known, item.key
