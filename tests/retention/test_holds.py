"""Holds: placed and released by people, or following from papers; what they forbid, and what needs two people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.api import Archive
from archive.errors import (
    FieldInvalid,
    HoldUnknown,
    ReasonMissing,
    RecordHeld,
    SecondPersonNeeded,
    UnitUnknown,
    UsageInvalid,
)
from archive.preserve import second_person

UNIT = "临河县宏泰铸造有限公司"
ORDER = f"""责令限期整改指令书
（临河）应急责改〔2025〕31号
{UNIT}：
经查，你单位存在下列问题：
1.行车吊钩防脱装置缺失；
现责令你单位对上述第1项问题于2025年3月20日前整改完毕。
临河县应急管理局
2025年3月5日
"""
RECHECK = f"""整改复查意见书
（临河）应急复查〔2025〕12号
{UNIT}：
本机关于2025年3月5日作出了责令限期整改的决定〔（临河）应急责改〔2025〕31号〕，经对你单位整改情况进行复查，提出如下意见：
1.已加装防脱装置，合格。
临河县应急管理局
2025年3月21日
"""
OPEN_CASE = f"立案审批表\n（临河）应急立〔2025〕4号\n当事人|{UNIT}\n2025年3月25日\n"
CLOSED_CASE = f"结案审批表\n（临河）应急结〔2025〕4号\n当事人|{UNIT}\n2025年9月25日\n"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "home") as made:
        made.register_unit(UNIT, code=None, local="LH001")
        yield made


def add(archive: Archive, folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    (receipt,) = archive.add([folder / name])
    assert receipt.record is not None
    return receipt.record


def filed(archive: Archive, folder: Path, category: str, title: str, day: str, **more: str) -> str:
    record = add(archive, folder, f"{category}{title}.txt", f"{title}说明\n")
    changes = {"unit": "LH001", "category": category, "title": title, "date": day, **more}
    archive.describe(record, changes, reason="著录")
    return record


def kinds(archive: Archive, record: str, on: str) -> list[str]:
    return [hold.kind for hold in archive.holds(record, on=on)]


def placed(archive: Archive, *records: str, kind: str = "other", units: tuple[str, ...] = ()) -> str:
    return archive.place_hold(
        records, units=units, kind=kind, case="（2026）刑初1号", basis="法院调取", since="2026-01-01"
    ).id


def test_a_hold_forbids_withdrawing_until_every_one_is_released(archive: Archive, tmp_path: Path) -> None:
    record = filed(archive, tmp_path, "training", "培训记录", "2020-01-01")
    first, second = placed(archive, record), placed(archive, units=("LH001",))
    for hold in (first, second):
        with pytest.raises(RecordHeld):
            archive.withdraw(record, reason="误收")
        archive.release_hold(hold, on="2026-06-01", reason="已结案")
    assert archive.withdraw(record, reason="误收").state == "withdrawn"
    told = archive.placed_holds(released=True)
    assert [(hold.id, hold.released_on, hold.release_reason) for hold in told] == [
        (first, "2026-06-01", "已结案"), (second, "2026-06-01", "已结案"),
    ]  # fmt: skip
    assert archive.placed_holds() == ()
    archive.rebuild()
    assert archive.placed_holds(released=True) == told
    assert archive.verify().sound


def test_a_hold_on_a_unit_covers_what_comes_later(archive: Archive, tmp_path: Path) -> None:
    hold = placed(archive, units=("LH001",))
    record = filed(archive, tmp_path, "training", "培训记录", "2020-01-01")
    assert [each.id for each in archive.holds(record, on="2026-06-01")] == [hold]
    assert [each.id for each in archive.record(record).holds] == [hold]


@pytest.mark.parametrize(
    ("kind", "units", "case", "since", "error"),
    [
        ("whim", ("LH001",), "x", "2026-01-01", UsageInvalid),
        ("case", (), "x", "2026-01-01", UsageInvalid),
        ("case", ("LH001",), " ", "2026-01-01", ReasonMissing),
        ("case", ("LH001",), "x", "2026-02-30", FieldInvalid),
        ("case", ("nobody",), "x", "2026-01-01", UnitUnknown),
    ],
)
def test_a_hold_that_says_too_little(
    archive: Archive, kind: str, units: tuple[str, ...], case: str, since: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        archive.place_hold((), units=units, kind=kind, case=case, basis="某", since=since)
    assert archive.placed_holds(released=True) == ()


def test_releasing_what_there_is_not(archive: Archive) -> None:
    hold = placed(archive, units=("LH001",))
    with pytest.raises(ReasonMissing):
        archive.release_hold(hold, on="2026-06-01", reason=" ")
    with pytest.raises(FieldInvalid):
        archive.release_hold(hold, on="2025-01-01", reason="x")
    for reference in ("", "o-", "zzzz", "o-zzzzzzzz"):
        with pytest.raises(HoldUnknown):
            archive.release_hold(reference, on="2026-06-01", reason="x")
    archive.release_hold(hold[2:8], on="2026-06-01", reason="x")
    with pytest.raises(HoldUnknown):
        archive.release_hold(hold, on="2026-06-01", reason="x")


@pytest.mark.parametrize("kind", ["case", "dispute", "investigation"])
def test_a_correction_under_such_a_hold_needs_two_people(
    archive: Archive, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = filed(archive, tmp_path, "training", "培训记录", "2020-01-01")
    placed(archive, record, kind=kind)
    wanted = {"title": "另一个题名"}
    for _ in range(2):  # the same person twice is one person
        with pytest.raises(SecondPersonNeeded):
            archive.describe(record, wanted, reason="写错")
    assert archive.record(record).title == "培训记录"
    monkeypatch.setattr(second_person, "login", lambda: "second")
    with pytest.raises(SecondPersonNeeded):
        archive.describe(record, {"title": "第三个"}, reason="写错")
    assert archive.describe(record, wanted, reason="核对无误").title == "另一个题名"
    with pytest.raises(SecondPersonNeeded):  # what was wanted before counts no more
        archive.describe(record, {"title": "第三个"}, reason="写错")


def test_other_holds_let_a_correction_pass(archive: Archive, tmp_path: Path) -> None:
    order = add(archive, tmp_path, "责改.txt", ORDER)
    placed(archive, order, kind="audit")
    assert kinds(archive, order, "2025-06-01") == ["audit", "order"]
    assert archive.describe(order, {"due": "2025-04-20"}, reason="期限读错").dues[0].date == "2025-04-20"


def test_an_order_is_held_until_its_recheck_passed(archive: Archive, tmp_path: Path) -> None:
    order = add(archive, tmp_path, "责改.txt", ORDER)
    assert kinds(archive, order, "2025-06-01") == ["order"]
    with pytest.raises(RecordHeld):
        archive.withdraw(order, reason="误收")
    recheck = add(archive, tmp_path, "复查.txt", RECHECK)
    assert kinds(archive, order, "2025-06-01") == []
    assert kinds(archive, recheck, "2025-06-01") == []
    assert kinds(archive, order, "2025-03-20") == ["order"], "the recheck had not come by then"


def test_a_case_is_held_until_it_is_closed(archive: Archive, tmp_path: Path) -> None:
    case = filed(archive, tmp_path, "enforcement-case", "立案审批表", "2025-03-25")
    assert kinds(archive, case, "2025-12-01") == ["case-open"]
    filed(archive, tmp_path, "enforcement-case", "结案审批表", "2025-09-25")
    assert kinds(archive, case, "2025-09-24") == ["case-open"]
    assert kinds(archive, case, "2025-09-25") == []


def test_holds_that_end_with_a_day(archive: Archive, tmp_path: Path) -> None:
    certificate = filed(archive, tmp_path, "certificate", "操作证", "2020-01-01", valid_to="2026-01-01")
    assert kinds(archive, certificate, "2026-01-01") == ["certificate"]
    assert kinds(archive, certificate, "2026-01-02") == []
    ticket = filed(archive, tmp_path, "work-ticket", "动火票", "2025-01-10")
    assert kinds(archive, ticket, "2026-01-10") == ["ticket"]
    assert kinds(archive, ticket, "2026-01-11") == []
    seizure = filed(archive, tmp_path, "inspection", "查封扣押决定书", "2025-01-01")
    assert "seizure" in kinds(archive, seizure, "2025-03-02")
    assert "seizure" not in kinds(archive, seizure, "2025-03-03")


def test_a_report_and_an_accident_are_held_until_they_are_over(archive: Archive, tmp_path: Path) -> None:
    report = filed(archive, tmp_path, "report", "举报登记表", "2025-01-01")
    assert kinds(archive, report, "2025-06-01") == ["report"]
    archive.report_step(report, "answered", on="2025-02-01", reason="已答复")
    assert kinds(archive, report, "2025-06-01") == []
    accident = filed(archive, tmp_path, "accident", "事故快报", "2025-01-01")
    assert kinds(archive, accident, "2030-06-01") == ["accident"]
    filed(archive, tmp_path, "accident", "整改措施落实情况评估报告", "2026-01-01")
    assert kinds(archive, accident, "2030-06-01") == []


def test_a_record_that_there_is_not_has_none(archive: Archive) -> None:
    from archive.access.holds import holds_of

    assert holds_of(archive._store, "0" * 16, today="2026-01-01") == ()
