"""What hides a record from the index is damage that is named, and an index that does not fit is made anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.access.doctor import examine
from archive.preserve.verify import verify
from archive.store import Store
from archive.text.query import Everything

from .conftest import Made
from .test_tampering import PYTHON, tamper, words


def hidden(made: Made) -> set[str | None]:
    report = verify(made.store)
    assert not PYTHON.search(words(report)), words(report)
    return {each.record for each in report.findings if "search index" in each.what}


def told(made: Made) -> dict[str, str]:
    return {check.name: check.state for check in examine(made.store)}


def held(store: Store) -> set[str]:
    with closing(store.index.reader()) as engine:
        return set(engine.ids(Everything()))


def test_a_home_of_these_tests_has_two_rows_a_record(home: Made) -> None:
    assert [record for _, record in home.store.catalogue.outbox(0, 99)] == [
        record for record in home.records for _ in range(2)
    ]


@pytest.mark.parametrize("number", range(1, 7))
def test_a_row_that_is_gone_names_its_record(home: Made, number: int) -> None:
    tamper(home.database, f"delete from outbox where position = {number}")
    assert home.records[(number - 1) // 2] in hidden(home)


def test_the_last_row_taken_with_its_number(home: Made) -> None:
    tamper(home.database, "delete from outbox where position = 6", "update sqlite_sequence set seq = 5")
    assert hidden(home) == {home.records[2]}


def test_a_row_that_speaks_of_another_record(home: Made) -> None:
    tamper(home.database, f"update outbox set record = '{home.records[0]}' where position = 3")
    assert hidden(home) == {home.records[1]}


def test_an_outbox_that_was_emptied_names_every_record(home: Made) -> None:
    tamper(home.database, "delete from outbox")
    assert hidden(home) == set(home.records)


def test_positions_that_the_index_has_passed(home: Made) -> None:
    tamper(home.database, "update sqlite_sequence set seq = 9 where name = 'outbox'")
    assert hidden(home) == {None}


@pytest.mark.parametrize("value", ["x'00'", "cast(x'ff' as text)", "7"])
def test_rows_that_are_none(home: Made, value: str) -> None:
    tamper(home.database, f"update outbox set record = {value} where position = 2")
    assert not verify(home.store).sound


def test_after_a_rebuild_it_is_whole_and_a_loss_is_still_named(home: Made) -> None:
    list(home.store.catalogue.rebuild())
    home.add(b"later")
    assert hidden(home) == set()
    tamper(home.database, f"delete from outbox where record = '{home.records[1]}'")
    assert hidden(home) == {home.records[1]}


def test_a_rebuild_of_nothing_but_received_records_is_whole(home: Made) -> None:
    list(home.store.catalogue.rebuild())
    list(home.store.catalogue.rebuild())
    assert verify(home.store).sound


def test_a_duplicate_is_no_loss_after_a_rebuild(home: Made) -> None:
    again = home.add(b"again")
    with home.store.transaction("张三") as tx:
        tx.append("duplicate", again, {"of": home.records[0]})
    assert verify(home.store).sound
    list(home.store.catalogue.rebuild())
    assert verify(home.store).sound


def test_a_record_that_waits_for_ocr_and_is_on_no_list_is_named(home: Made) -> None:
    with home.store.transaction("张三") as tx:
        tx.append(
            "parsed", home.records[0],
            {"outcome": "needs-ocr", "media_type": "image/png", "parser": None, "version": None, "attempts": [],
             "reason": None, "text": None, "characters": 0, "pages": 1, "metadata": {}, "warnings": []},
        )  # fmt: skip
    assert verify(home.store).sound
    tamper(home.database, "delete from ocr_queue")
    assert [each.record for each in verify(home.store).findings] == [home.records[0]]


def test_the_index_is_made_anew_where_a_row_was_withheld(home: Made) -> None:
    home.store.index.follow()
    late = home.add(b"late")
    tamper(home.database, f"delete from outbox where record = '{late}'", "update sqlite_sequence set seq = 6")
    assert told(home)["index"] == "bad"
    assert home.store.index.missing() == (late,)
    home.store.index.follow()
    assert held(home.store) == set(home.records)
    assert told(home)["index"] == "ok"
    assert verify(home.store).sound


def test_index_rebuild_offers_what_the_outbox_does_not(home: Made) -> None:
    tamper(home.database, "delete from outbox where position = 2")
    home.store.index.rebuild()
    assert held(home.store) == set(home.records)
    assert verify(home.store).sound


def test_an_older_catalogue_under_a_newer_index(make_home: Callable[..., Made], tmp_path: Path) -> None:
    made = make_home("restored")
    first = made.add(b"first")
    made.store.close()
    old = made.database.read_bytes()
    root = made.store.layout.root
    made.store = Store.open(root)
    for number in range(3):
        made.add(b"lost %d" % number)
    made.store.index.follow()
    made.store.close()
    made.database.write_bytes(old)
    made.store = Store.open(root)
    assert told(made)["index"] == "bad"
    newest = made.add(b"newest")
    made.store.index.follow()
    assert held(made.store) == {first, newest}
    assert told(made)["index"] == "ok"


def test_a_setting_for_an_engine_that_nobody_offers(home: Made) -> None:
    settings = home.store.layout.root / "archive.toml"
    settings.write_text('engine = "evil"\n', encoding="utf-8")
    home.store.close()
    home.store = Store.open(home.store.layout.root, readonly=True)
    assert told(home)["engine"] == "bad"


def test_a_folder_of_originals_that_is_a_link(home: Made, tmp_path: Path) -> None:
    folder = home.object(b"original 1").parent
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    found = {each.record for each in verify(home.store).findings if each.kind == "object-changed"}
    assert home.records[1] in found
