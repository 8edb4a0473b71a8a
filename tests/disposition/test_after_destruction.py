"""What the rest of the archive makes of a record that was destroyed: nothing falls over, nothing brings it back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from disposition_place import NAME, PHRASE, Place

from archive.api import Archive
from archive.preserve import disposition_execution
from archive.store import Store

TEXT = (
    f"责令限期整改指令书\n青应急责改〔2019〕7号\n{NAME}：\n检查日期：2019年3月4日\n你单位存在下列问题：\n"
    f"1. {PHRASE}。\n上述第1项于2019年4月1日前整改完毕。\n执法人员：李四\n"
)
RECHECK = f"整改复查意见书\n青应急复查〔2019〕9号\n{NAME}：\n"
RECHECK += "青应急责改〔2019〕7号指令书，经复查，已整改。\n2019年4月2日\n"


@pytest.fixture
def gone(place: Place) -> str:
    """An order that was destroyed; its recheck stays."""
    record = place.drop("指令书.txt", TEXT)
    place.drop("复查.txt", RECHECK)
    place.run("show", record, "--unmask", "--purpose", "核查").ok()
    place.execute(place.approved(record)).ok()
    return record


_LOOKS = (
    ("list", "--state", "disposed"), ("list", "--json"), ("dossier", NAME), ("dossier", NAME, "--json"),
    ("timeline", NAME), ("hazards",), ("due",), ("person", "李四"), ("triage",), ("doctor",), ("index",),
    ("plugins",), ("access-log",), ("reports", "list"), ("board", NAME), ("who", NAME), ("unit", "show", NAME),
    ("search", "整改"), ("sample", "整改"), ("verify", "--sample", "0.5"), ("dispose", "list"),
)  # fmt: skip


def test_every_look_at_the_archive_goes_on(place: Place, gone: str) -> None:
    for command in _LOOKS:
        assert place.run(*command).code in (0, 2, 3), command
        assert place.run(*command, terminal=90).hides(PHRASE).code in (0, 2, 3), command


def test_all_of_them_in_one_home(place: Place, gone: str) -> None:
    place.run("list", "--state", "disposed").ok().shows(gone)
    place.run("access-log", gone).ok().shows("核查")
    place.run("show", gone, "--json").ok()
    place.run("show", gone, "--history", terminal=100).ok().hides(PHRASE)
    with Archive.open(place.home, readonly=True) as archive:
        moment = next(event.time for event in archive.history(gone) if event.kind == "disposed")
        with archive.known_before(moment) as then:
            assert then.record(gone).state != "disposed"


_ACTS = (
    ("describe", "{}", "title=x", "--reason", "y"), ("withdraw", "{}", "--reason", "y"),
    ("reinstate", "{}", "--reason", "y"), ("sealed", "add", "{}", "--reason", "y"),
    ("dispose", "propose", "{}", "--reason", "y"), ("show", "{}", "--text"), ("sealed", "read", "{}", "--purpose", "y"),
)  # fmt: skip


def test_nothing_is_done_with_it_any_more(place: Place, gone: str) -> None:
    before = _events(place)
    for command in _ACTS:
        told = place.run(*(each.format(gone) for each in command))
        assert told.code not in (0, 1, 6), (command, told.err)
    assert _events(place) == before
    assert place.run("reparse", gone).code != 1
    place.run("verify").ok()
    with Archive.open(place.home, readonly=True) as archive:
        assert archive.record(gone).state == "disposed"


def _events(place: Place) -> int:
    with Store.open(place.home, readonly=True) as store:
        return store.catalogue.event_count()


def test_a_record_that_was_looked_at_can_be_proved(place: Place, gone: str, tmp_path: Path) -> None:
    place.run("proof", gone, "-o", tmp_path / "proof").ok()
    done = subprocess.run(["sh", tmp_path / "proof" / "verify.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    events = (tmp_path / "proof" / "events.jsonl").read_text("utf-8")
    (tmp_path / "proof" / "events.jsonl").write_text(events.replace('\\"erased\\":[', '\\"erased\\":[1', 1), "utf-8")
    done = subprocess.run(["sh", tmp_path / "proof" / "verify.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 1


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_no_engine_keeps_a_word_of_it(place: Place, engine: str) -> None:
    place.run("index", "use", engine).ok()
    record = place.drop("a.txt", TEXT + "Zyxwvut7 是编号\n")
    place.drop("b.txt", RECHECK)
    assert place.holding("zyxwvut7") or place.holding("Zyxwvut7")
    place.execute(place.approved(record)).ok()
    assert place.holding("Zyxwvut7") == []
    assert [each for each in place.holding("zyxwvut7") if "index" in each] == []
    place.run("search", "整改").ok()


def test_held_after_it_was_begun(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    record, other = place.drop("a.txt", TEXT), place.drop("b.txt", "别的\n")
    made = place.approved(record, other)
    real = disposition_execution._empty_filed

    def late(store, found, waiting, today):  # type: ignore[no-untyped-def]
        real(store, found, waiting, today)
        place.keeping.held[record] = "case 案1"

    monkeypatch.setattr(disposition_execution, "_empty_filed", late)
    place.execute(made).ok().shows(record, "案1")
    place.run("show", record, "--text").ok().shows(PHRASE)
    place.run("show", other).ok().shows("已处置")
    place.run("verify").ok()


def test_a_source_that_stays_with_its_depositor_is_told(place: Place, tmp_path: Path) -> None:
    source = tmp_path / "留底.txt"
    source.write_text(TEXT, encoding="utf-8")
    record = place.run("add", source, "--unit", NAME, "--json").ok().json_lines()[0]["record"]
    made = place.approved(record)
    told = place.execute(made, "--json").ok().json()
    assert told["certified"]["copies"] == [{"kind": "source", "where": "", "records": 1}]
    assert source.read_text("utf-8") == TEXT


def test_a_folder_of_filed_files_that_may_not_be_written_leaves_the_list_incomplete(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.home / "inbox" / "查.txt").write_text(TEXT, encoding="utf-8")
    record = place.watched("查.txt")["查.txt"]
    made = place.approved(record)

    def refuse(paths):  # type: ignore[no-untyped-def]
        from archive.errors import NotPermitted

        raise NotPermitted(path="已归档")

    with monkeypatch.context() as patch:
        patch.setattr(disposition_execution, "remove_filed", refuse)
        place.execute(made).failed(9)
    assert place.run("dispose", "show", made, "--json").ok().json()["state"] == "incomplete"
    place.run("dispose", "execute", made).ok()
    place.execute(made).ok()
    assert place.holding(PHRASE) == []
    place.run("verify").ok()
