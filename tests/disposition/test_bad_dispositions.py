"""People who are one person, lists that changed, holds that came late, and what is no list at all."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from disposition_place import PHRASE, Place

from archive.api import Archive
from archive.disk import locks
from archive.errors import ObjectVanished
from archive.objects.removal import Permit, remove
from archive.store import Store

TEXT = f"现场检查记录\n检查日期：2019年3月4日\n{PHRASE}。\n"


@pytest.fixture
def record(place: Place) -> str:
    return place.drop("检查.txt", TEXT)


def _there(place: Place, record: str) -> None:
    place.run("show", record, "--text").ok().shows(PHRASE)


def test_people_who_have_to_be_two(place: Place, record: str) -> None:
    made = place.run("dispose", "propose", record, "--reason", "误收", "--json").ok().json()["list"]
    review = ("dispose", "review", made, "--destroy-rest", "--reason", "无价值", "--appraiser", "甲")
    place.run(*review).failed(9)
    place.run(*review, "--appraiser", " 甲 ").failed(9)
    place.run("dispose", "approve", made, by="director").failed(2)
    place.run(*review, "--appraiser", "乙").ok()
    place.run("dispose", "approve", made).failed(9)
    place.run("dispose", "approve", made, "--approver", "局长").failed(9)
    place.run("dispose", "approve", made, "--approver", "Archivist", by="director").failed(9)
    place.run("dispose", "approve", made, "--approver", "局长", by="director").ok()
    run = ("dispose", "execute", made, "--apply")
    two = ("--witness", "丙", "--witness", "丁")
    place.run(*run).failed(9)
    place.run(*run, "--witness", "丙").failed(9)
    place.run(*run, "--witness", "丙", "--witness", "丙").failed(9)
    place.run(*run, "--witness", "丙", "--witness", "").failed(2)
    place.run(*run, "--witness", "丙", "--witness", "局长").failed(9)
    place.run(*run, "--witness", "丙", "--witness", "director").failed(9)
    place.run(*run, "--witness", "丙", "--witness", "archivist").failed(9)
    place.run(*run, *two, "--executor", "局长").failed(9)
    place.run(*run, *two, "--executor", "丁").failed(9)
    place.run(*run, *two, by="director").failed(9)
    place.run(*run, *two, "--executor", "张三", by="director").failed(9)
    _there(place, record)
    place.run(*run, *two, "--executor", "张三").ok()
    place.run(*run, *two).failed(2).shows("已执行")
    place.run("dispose", "execute", made).failed(2)


def test_what_is_no_list(place: Place, record: str) -> None:
    for reference in ("x-", "x-zzzz", "nothing", "%", "x-____", "--help-me", ""):
        place.run("dispose", "show", "--", reference).failed(3)
    place.run("dispose", "propose").failed(2)
    place.run("dispose", "propose", record).failed(2)
    place.run("dispose", "propose", "zzzzzz", "--reason", "x").failed(3)
    place.run("dispose", "propose", "--due", "--reason", "x").failed(2)
    assert place.run("dispose", "list", "--json").ok().out == ""


def test_a_list_that_is_only_looked_at(place: Place, record: str) -> None:
    told = place.run("dispose", "propose", record, "--reason", "误收", "--dry-run", "--json").ok().json()
    assert told["list"] is None
    assert [each["record"] for each in told["items"]] == [record]
    assert place.run("dispose", "list", "--json").ok().out == ""


def test_what_is_expired_held_or_kept_on(place: Place, record: str) -> None:
    held, kept = place.drop("二.txt", TEXT + "二"), place.drop("三.txt", TEXT + "三")
    place.keeping.expires |= dict.fromkeys((record, held, kept), "2025-12-31")
    place.keeping.held[held] = "case 案〔2026〕7号"
    told = place.run("dispose", "propose", "--due", "--json").ok().json()
    assert {each["record"] for each in told["items"]} == {record, kept}
    assert told["left"] == [{"record": held, "why": "held", "what": "case 案〔2026〕7号"}]
    place.run("dispose", "propose", held, "--reason", "x").failed(11).shows("案〔2026〕7号")
    place.run("dispose", "propose", kept, "--reason", "x").failed(2).shows(told["list"])
    review = ("dispose", "review", told["list"], "--appraiser", "甲", "--appraiser", "乙")
    rest, why = ("--destroy-rest", "--reason", "x"), ("--keep-reason", "y")
    place.run(*review, "--keep", kept, *rest).failed(2)
    place.run(*review, "--keep", f"{kept}=2020-01-01", *why, *rest).failed(2)
    place.run(*review, "--keep", f"{kept}=2036-02-30", *why, *rest).failed(2)
    place.run(*review, "--keep", f"{kept}=2036-12-31", *rest).failed(2)
    place.run(*review, "--keep", f"{kept}=2036-12-31", *why).failed(2).shows(record)
    place.run(*review, "--keep", f"{kept}=2036-12-31", *why, "--destroy", kept, "--reason", "x").failed(2)
    place.run(*review, "--destroy", held, *rest).failed(2).shows(held)
    place.run(*review, "--keep", f"{kept}=2036-12-31", "--keep-reason", "诉讼", *rest).ok()
    place.run("dispose", "approve", told["list"], "--approver", "局长", by="director").ok()
    place.execute(told["list"]).ok()
    _there(place, kept)
    assert place.run("dispose", "propose", "--due").failed(2).err
    with Archive.open(place.home, readonly=True) as archive:
        assert archive.record(record).state == "disposed"


def test_a_list_of_which_all_is_kept_is_closed(place: Place, record: str) -> None:
    made = place.run("dispose", "propose", record, "--reason", "误收", "--json").ok().json()["list"]
    review = ("dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙")
    place.run(*review, "--keep", f"{record}=永久", "--keep-reason", "有史料价值").ok()
    place.run("dispose", "approve", made, by="director").failed(2)
    place.run(*review, "--destroy-rest", "--reason", "x").failed(2)
    assert place.run("dispose", "propose", record, "--reason", "再议", "--json").ok().json()["list"] != made


def test_held_or_corrected_between_approval_and_execution(place: Place, record: str) -> None:
    other, last = place.drop("二.txt", TEXT + "二"), place.drop("三.txt", "无关\n")
    made = place.approved(record, other, last)
    place.keeping.held[record] = "case 案1"
    place.run("describe", other, "title=改过", "--reason", "错字").ok()
    place.run("dispose", "execute", made).ok().shows(f"{record}", f"{other}", "案1")
    place.execute(made).ok().shows(record, other)
    _there(place, record)
    _there(place, other)
    place.run("show", last).ok().shows("已处置")
    told = place.run("dispose", "show", made, "--json").ok().json()
    assert [(each["record"], each["why"]) for each in told["skipped"]] == [(record, "held"), (other, "changed")]
    place.run("verify").ok()
    del place.keeping.held[record]
    assert place.run("dispose", "propose", record, "--reason", "再提", "--json").ok().json()["list"] != made


def test_all_of_it_is_held(place: Place, record: str) -> None:
    made = place.approved(record)
    place.keeping.held[record] = "case 案1"
    place.execute(made).failed(2)
    _there(place, record)
    assert place.run("dispose", "show", made, "--json").ok().json()["state"] == "approved"


def test_a_list_that_changed_after_its_approval(place: Place, record: str) -> None:
    made = place.approved(record)
    review = ("dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙")
    place.run(*review, "--destroy-rest", "--reason", "另一个理由").ok()
    place.execute(made).failed(2)
    _there(place, record)


def test_an_approval_of_another_list_is_seen(place: Place, record: str) -> None:
    """Somebody who writes events with our own code: the digest is not that of what was appraised."""
    made = place.approved(record)
    with Store.open(place.home) as store, store.transaction("director") as tx:
        tx.append("disposal-approved", made, {"approver": "局长", "digest": "0" * 64, "basis": None})
    place.execute(made).failed(2).shows("approved" if place.desk.lang != "zh" else made)
    _there(place, record)


def test_a_period_that_was_made_longer_meanwhile(place: Place, record: str) -> None:
    place.keeping.expires[record] = "2025-12-31"
    made = place.run("dispose", "propose", "--due", "--json").ok().json()["list"]
    place.run(
        "dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙", "--destroy-rest", "--reason", "期满"
    ).ok()
    place.run("dispose", "approve", made, "--approver", "局长", by="director").ok()
    place.keeping.expires[record] = "2055-12-31"
    place.execute(made).failed(2)
    _there(place, record)


def test_two_at_once(place: Place, record: str) -> None:
    made = place.approved(record)
    lock = locks.attempt(place.home / "locks" / "disposal.lock")
    assert lock is not None
    place.execute(made).failed(8)
    lock.release()
    _there(place, record)
    codes: list[int] = []

    def run() -> None:
        from archive.errors import ArchiveError

        try:
            with Archive.open(place.home) as archive:
                archive.execute_disposal(made, witnesses=["丙", "丁"], executor="张三", today="2026-11-24")
            codes.append(0)
        except ArchiveError as error:
            codes.append(int(error.exit_code))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert min(codes) == 0
    assert set(codes[1:]) <= {0, 2, 8}
    assert place.holding(PHRASE) == []
    place.run("verify").ok()


def test_a_reader_keeps_old_pages_and_the_list_is_incomplete_until_it_is_gone(place: Place, record: str) -> None:
    made = place.approved(record)
    with Store.open(place.home, readonly=True) as reader, reader.catalogue.reading():
        assert reader.catalogue.record(record) is not None
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("archive.catalogue.database.BUSY_SECONDS", 0.2)
            place.execute(made).failed(8)
    assert place.run("dispose", "show", made, "--json").ok().json()["state"] == "incomplete"
    place.run("dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙").failed(2)
    place.run("dispose", "execute", made, "--apply").ok()
    assert place.holding(PHRASE) == []
    place.run("verify").ok()


def test_verify_tells_what_nobody_approved_and_what_is_still_there(place: Place, record: str) -> None:
    other = place.drop("二.txt", "另一份\n")
    place.execute(place.approved(record)).ok()
    with Store.open(place.home) as store:
        digest = store.catalogue.record(other).original.sha256  # type: ignore[union-attr]
        gone = store.catalogue.record(record).original.sha256  # type: ignore[union-attr]
        path = store.objects.path(gone)
        path.write_text(TEXT, encoding="utf-8")
        place.run("verify").failed(6).shows("object-not-removed" if place.desk.lang != "zh" else gone)
        path.unlink()
        place.run("verify").ok()
        store.objects.path(digest).rename(place.desk.folder / "away")
        place.run("verify").failed(6).shows(digest)
        (place.desk.folder / "away").rename(store.objects.path(digest))
        tombstone = store.catalogue.tombstone(record)
        assert tombstone is not None
        with store.transaction() as tx:
            forged = {**tombstone[2], "seq": 999_999, "deliveries": []}
            said = {"list": "x-none", "reason": "", "tombstone": forged, "texts": [], "erased": []}
            tx.append("disposed", "0000000000000000", said)
    place.run("verify").failed(6).shows("0000000000000000")


def test_an_object_goes_only_with_a_permit(place: Place, record: str) -> None:
    with Store.open(place.home) as store:
        digest = store.catalogue.record(record).original.sha256  # type: ignore[union-attr]
        with pytest.raises(ValueError, match="approve"):
            Permit(1, "a-1", "a-1", frozenset())
        with pytest.raises(ValueError, match="no approval"):
            remove(store.objects, Permit(1, "a-1", "a-2", frozenset()), [digest])
        assert store.objects.has(digest)
        assert not hasattr(store.objects, "delete")


def test_a_file_that_comes_in_while_its_object_goes_is_not_lost(place: Place, record: str, tmp_path: Path) -> None:
    """Intake has seen the object; before its commit the object is removed: the accession is refused, not wrong."""
    place.execute(place.approved(record)).ok()
    with Store.open(place.home) as store:
        found = store.catalogue.record(record)
        assert found is not None
        payload = {"original": {"sha256": found.original.sha256, "bytes": 1, "name": "x", "name_b64": None,
                                "encoding": "plain"}}  # fmt: skip
        with pytest.raises(ObjectVanished), store.transaction() as tx:
            tx.append("accessioned", tx.new_id(), payload)


def test_a_table_of_opinions(place: Place, record: str, tmp_path: Path) -> None:
    other = place.drop("=二.txt", "=另一份\n")
    made = place.run("dispose", "propose", record, other, "--reason", "误收", "--json").ok().json()["list"]
    table = tmp_path / "意见.csv"
    place.run("dispose", "show", made, "--table", table).ok()
    place.run("dispose", "show", made, "--table", table).failed(2)
    review = ("dispose", "review", made, "--appraiser", "甲", "--appraiser", "乙", "--table")
    place.run(*review, table).failed(2)  # nothing is filled in
    place.run(*review, tmp_path / "none.csv").failed(3)
    place.run(*review, tmp_path).failed(2)
    for broken in (b"", b"\x00\x01\xff", b"a,b\n1,2\n", "档号,鉴定意见,续存至,理由\n".encode()):
        table.write_bytes(broken)
        place.run(*review, table).failed(2)
    lines = ["档号,题名,鉴定意见,续存至,理由", f"{record},,销毁,,期满", f"{other},,续存,永久,有价值"]
    table.write_bytes("\n".join([*lines, f"{record},,销毁,,期满"]).encode("gb18030"))
    place.run(*review, table).failed(2)
    table.write_bytes("\n".join([lines[0], f"{record},,也许,,期满", lines[2]]).encode("gb18030"))
    place.run(*review, table).failed(2)
    place.run(*review, table, "--destroy-rest").failed(2)
    table.write_bytes("\n".join(lines).encode("gb18030"))
    place.run(*review, table).ok()
    told = place.run("dispose", "show", made, "--json").ok().json()
    assert [each["verdict"]["destroy"] for each in told["items"]] == [True, False]


def test_the_report_of_the_appraisal(place: Place, record: str, tmp_path: Path) -> None:
    made = place.approved(record)
    place.run("dispose", "show", made, "-o", tmp_path / "报告.docx").ok()
    assert (tmp_path / "报告.docx").read_bytes()[:2] == b"PK"
    place.run("dispose", "show", made, "-o", tmp_path / "报告.html").ok()
    assert "鉴定报告" in (tmp_path / "报告.html").read_text("utf-8")
    place.run("dispose", "show", made, "--json", "-o", tmp_path / "报告2.docx").failed(2)
    for terminal in (None, 80):
        place.run("dispose", "show", made, terminal=terminal).ok().shows(record[:6])
        place.run("dispose", "list", terminal=terminal).ok().shows(made[:6])
