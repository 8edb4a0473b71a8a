"""archive reparse and archive ocr: what is chosen, going on after an interruption, and what the screen says."""

from __future__ import annotations

import pytest

from archive.errors import ParserUnknown
from archive.ingest.backlog import reparse, to_reparse
from archive.model.selection import Selection
from archive.testing.desk import Desk


def test_records_are_chosen_by_how_they_were_read(home) -> None:
    scan, plain = home.add("SCAN", "page"), home.add("unit=甲公司", "category=inspection")
    with home.open() as store:

        def chosen(**filters: object) -> list[str]:
            return [record.id for record in to_reparse(store, Selection(), **filters)]

        assert chosen() == [scan, plain]
        assert chosen(outcomes=("needs-ocr",)) == [scan]
        assert chosen(outcomes=("corrupt", "ok")) == [plain]
        assert chosen(read_by=("plain",)) == [plain]
        assert chosen(records=(plain,), outcomes=("needs-ocr",)) == []
        assert [r.id for r in to_reparse(store, Selection(category="inspection"))] == [plain]


def test_a_parser_that_there_is_not_is_named(home) -> None:
    record = home.add("text")
    with home.open() as store, pytest.raises(ParserUnknown):
        list(reparse(store, store.catalogue.records([record]).values(), parser="nobody"))


def test_what_was_interrupted_is_gone_on_with_and_nothing_is_read_twice(home, scripted) -> None:
    records = [home.add(f"text {number}") for number in range(70)]
    first, second = scripted.pool(scripted.quick), scripted.pool(scripted.quick)
    with home.open() as store:
        work = reparse(store, store.catalogue.records(records).values(), pool=first)
        done = [next(work).record for _ in range(3)]
        work.close()
        left = store.catalogue.reread_left()
        assert 0 < left <= 70 - len(done)
    with home.open() as store:
        rest = list(reparse(store, store.catalogue.records(records).values(), pool=second))
        assert len(rest) == left
        assert store.catalogue.reread_left() == 0
        assert len(list(reparse(store, (), pool=second))) == 0
    assert {each.record for each in rest}.isdisjoint(done)


def test_two_processes_share_a_list(home, scripted) -> None:
    records = [home.add(f"text {number}") for number in range(70)]
    with home.open() as one, home.open() as other:
        left = reparse(one, one.catalogue.records(records).values(), pool=scripted.pool(scripted.quick))
        mine = [next(left).record]
        right = [each.record for each in reparse(other, (), pool=scripted.pool(scripted.quick))]
        mine += [each.record for each in left]
    assert sorted(mine + right) == sorted(records)


@pytest.fixture
def desk(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    from archive_plugins.ocr.rapid import RapidParser
    from archive_plugins.ocr.tesseract import TesseractParser

    for parser in (RapidParser, TesseractParser):
        monkeypatch.setattr(parser, "if_installed", classmethod(lambda _: None))
    desk = Desk(tmp_path / "desk")
    desk.run("init", desk.home).ok()
    return desk


def picture(desk: Desk, name: str = "扫描.bmp") -> None:
    data = b"BM" + (58).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little")
    data += (1).to_bytes(4, "little") * 2 + b"\x01\0\x18\0" + bytes(24) + b"\xff\xff\xff\0"
    (desk.folder / name).write_bytes(data)
    desk.run("add", desk.folder / name).ok().shows("需要文字识别")


def test_without_an_engine_everything_works_and_it_is_said(desk: Desk) -> None:
    picture(desk)
    desk.run("doctor", "--json").shows('"ocr"', "safety-archive[ocr]")
    desk.run("ocr").failed(7).shows("safety-archive[ocr]")
    status = desk.run("ocr", "--status", "--json").ok().json()
    assert (status["documents"], status["pages"], status["engines"], status["seconds_left"]) == (1, 1, [], None)
    desk.run("ocr", "--status").ok().shows("1")
    desk.run("list", "--state", "unfiled").ok().shows("扫描.bmp")


def test_reparse_says_what_it_would_read_and_reads_it(desk: Desk) -> None:
    (desk.folder / "说明.txt").write_text("隐患排查说明", encoding="utf-8")
    (line,) = desk.run("add", desk.folder / "说明.txt", "--json").ok().json_lines()
    desk.run("reparse").failed(2)
    (listed,) = desk.run("reparse", "--all", "--dry-run", "--json").ok().json_lines()
    assert (listed["record"], listed["parse"]) == (line["record"], "ok")
    desk.run("reparse", "--outcome", "corrupt", "--dry-run").ok().shows("0")
    (done,) = desk.run("reparse", line["record"], "--json").ok().json_lines()
    assert (done["change"], done["state"], done["parse"]) == ("unchanged", "unfiled", "ok")
    desk.run("reparse", line["record"], "--parser", "nobody").failed(3)
    desk.run("reparse", line["record"]).ok().shows("说明.txt")
