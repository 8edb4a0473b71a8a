"""With the rules and holds of the archive itself: nothing is made up here but the papers."""

from __future__ import annotations

from pathlib import Path

import pytest
from disposition_place import NAME, PHRASE, Keeping, Place

TICKET = (
    f"受限空间作业票\n作业票编号：SX-20190304-01\n作业单位：{NAME}\n作业日期：2019年3月4日\n作业内容：{PHRASE}\n"
)
SCHEDULE = "编号,类别,保管期限,起算,依据\n1,work-ticket,1年,形成日期,县局期限表第3条\n"


@pytest.fixture
def real(tmp_path: Path) -> Place:
    return Place(tmp_path, Keeping())


def _ticket(place: Place, text: str = TICKET) -> str:
    record = place.drop("票.txt", text)
    place.run("describe", record, "category=work-ticket", "date=2019-03-04", "--reason", "归类").ok()
    return record


def _schedule(place: Place) -> None:
    path = place.desk.folder / "期限.csv"
    path.write_text(SCHEDULE, encoding="utf-8")
    place.run("retention", "set", path, "--name", "县局", "--reason", "局务会", "--apply").ok()


def test_from_the_schedule_to_the_certificate(real: Place) -> None:
    record = _ticket(real)
    real.run("dispose", "propose", "--due").failed(2)
    _schedule(real)
    told = real.run("dispose", "propose", "--due", "--json").ok().json()
    assert [(each["record"], each["expires"]) for each in told["items"]] == [(record, "2020-03-04")]
    review = ("dispose", "review", told["list"], "--appraiser", "甲", "--appraiser", "乙")
    real.run(*review, "--destroy-rest", "--reason", "期满").ok()
    real.run("dispose", "approve", told["list"], "--approver", "局长", by="director").ok()
    real.execute(told["list"]).ok()
    assert real.holding(PHRASE) == []
    assert record not in real.run("retention", "due").ok().out
    real.run("verify").ok()


def test_a_hold_blocks_the_proposal_and_the_execution(real: Place) -> None:
    record = _ticket(real)
    _schedule(real)
    place = ("hold", "place", record, "--kind", "case", "--case", "应急立〔2026〕3号", "--basis", "立案")
    real.run(*place).ok()
    real.run("dispose", "propose", "--due").failed(2)
    real.run("dispose", "propose", record, "--reason", "误收").failed(11).shows("应急立〔2026〕3号")
    hold = real.run("hold", "list", "--json").ok().json_lines()[0]["hold"]
    real.run("hold", "release", hold, "--reason", "结案").ok()
    made = real.approved(record)
    real.run(*place).ok()
    real.execute(made).failed(2)
    real.run("show", record, "--text").ok().shows(PHRASE)


def test_what_an_appraisal_keeps_on_has_a_new_period(real: Place) -> None:
    record = _ticket(real)
    _schedule(real)
    made = real.run("dispose", "propose", "--due", "--json").ok().json()["list"]
    review = ("dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙")
    real.run(*review, "--keep", f"{record}=2040-12-31", "--keep-reason", "有争议").ok()
    real.run("retention", "explain", record).ok().shows("2040-12-31")
    real.run("dispose", "propose", "--due").failed(2)


def test_what_bore_a_secrecy_mark_goes_without_a_word(real: Place) -> None:
    record = real.drop("密件.txt", f"机密★10年\n关于{PHRASE}的通报\n")
    if real.run("show", record).code != 9:
        pytest.skip("the mark was not seen")
    made = real.approved(record, reason="不得存放于本机")
    real.run("dispose", "show", made).ok().hides("密件", PHRASE)
    real.execute(made).ok()
    assert real.holding(PHRASE) == []
    assert real.holding("密件") == []
    real.run("verify").ok()
    real.run("rebuild").ok()
    real.run("verify").ok()


def test_a_sealed_record_goes_and_the_same_report_can_come_again(real: Place) -> None:
    record = real.drop("举报.txt", f"举报：{PHRASE}\n")
    real.run("sealed", "add", record, "--reason", "涉及举报人").ok()
    states = {each["record"]: each for each in real.run("list", "--state", "sealed", "--json").ok().json_lines()}
    [sealed] = [each for each in states if each != record]
    real.run("dispose", "propose", sealed, "--reason", "办结").failed(11)
    real.run("reports", "step", sealed, "declined", "--on", "2026-11-20", "--reason", "不属本局").ok()
    real.execute(real.approved(record, sealed, reason="办结")).ok()
    real.run("sealed", "search", PHRASE, "--purpose", "核查").ok().hides(sealed)
    assert real.run("sealed", "read", sealed, "--purpose", "核查").code not in (0, 1, 6)
    again = real.drop("举报.txt", f"举报：{PHRASE}\n")
    real.run("sealed", "add", again, "--reason", "又来").ok()
    real.run("sealed", "search", PHRASE, "--purpose", "核查").ok().shows("件")
    real.run("verify").ok()
    real.run("rebuild").ok()
    real.run("verify").ok()


def test_names_that_would_change_the_screen(real: Place) -> None:
    record = _ticket(real)
    evil = "\x1b[31m坏\u202e人\n=1+1"
    made = real.run("dispose", "propose", record, "--reason", evil, "--json").ok().json()["list"]
    review = ("dispose", "review", made, "--appraiser", evil, "--appraiser", "乙", "--destroy-rest", "--reason", evil)
    real.run(*review).ok()
    real.run("dispose", "approve", made, "--approver", "=局长", by="director").ok()
    real.execute(made, "--place", evil).ok()
    for command in (("dispose", "show", made), ("dispose", "list"), ("dispose", "show", made, "--json")):
        for terminal in (None, 90):
            assert "\x1b[31m" not in real.run(*command, terminal=terminal).ok().out
    folder = real.desk.folder / "册"
    real.run("dispose", "certificate", made, "-o", folder).ok()
    for cell in next(folder.glob("*.csv")).read_text("utf-8-sig").replace("\n", ",").split(","):
        assert not cell.startswith(("=", "+", "@", "\x1b"))
