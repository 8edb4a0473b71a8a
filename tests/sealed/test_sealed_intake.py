"""A sealed inbox: nothing of a report stands anywhere in the home, and nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest
from sealed_place import FILE, NAME, PHONE, TEXT, WORDS, Place, watched

from archive.errors import RecordSealed

SECRETS = (NAME, PHONE, FILE, WORDS, "偷排", "欧阳")


@pytest.fixture(scope="module")
def record(place: Place) -> str:
    place.drop(f"{NAME}/{FILE}", TEXT)
    (receipt,) = watched(place.home, 1)
    assert (receipt.outcome, receipt.category, receipt.unit) == ("filed", "report", None)
    assert Path(receipt.path).name == "封存件"
    assert list(place.reports.iterdir()) == []
    assert receipt.record is not None
    return receipt.record


def test_no_byte_of_it_stands_in_the_home(place: Place, record: str) -> None:
    desk = place.desk
    desk.run("search", "偷排").hides(WORDS)
    desk.run("list", "--state", "sealed").ok().shows(record).hides(*SECRETS)
    desk.run("show", record).ok().shows("封存件").hides(*SECRETS)
    desk.run("show", record, "--history").ok().hides(*SECRETS)
    desk.run("show", record, "--json").ok().hides(*SECRETS)
    desk.run("show", record, "--text").ok().hides(*SECRETS)
    desk.run("verify").ok()
    desk.run("index", "rebuild").ok()
    with place.archive() as archive:  # while the database is open, with what SQLite keeps beside it
        archive.search("偷排")
        found = place.bytes()
    for path, data in found.items():
        for secret in SECRETS:
            for encoding in ("utf-8", "utf-16-le", "gb18030"):
                assert secret.encode(encoding) not in data, (path, secret, encoding)


def test_the_same_file_is_not_doubled_whatever_it_is_called(place: Place, record: str) -> None:
    place.drop("又一次.txt", TEXT)
    (place.home / "inbox" / "另.txt").write_text("普通文件")
    receipts = watched(place.home, 1)
    assert [Path(each.path).name for each in receipts] == ["另.txt"]
    watched_again = 0
    while list(place.reports.iterdir()) and watched_again < 5:
        (place.home / "inbox" / "另.txt").write_text(f"普通文件{watched_again}")
        watched(place.home, 1)
        watched_again += 1
    assert list(place.reports.iterdir()) == []
    with place.archive() as archive:
        assert [seal.record for seal in archive._store.catalogue.seals()] == [record]


def test_the_original_leaves_through_no_plain_way(place: Place, record: str, tmp_path: Path) -> None:
    with place.archive() as archive, pytest.raises(RecordSealed):
        archive.open_original(record)
    place.desk.run("show", record, "--original", "-o", tmp_path / "x").failed(9)
    place.desk.run("proof", record, "-o", tmp_path / "proof.zip").failed(2)
    place.drop("第二件.txt", "直接添加")
    place.desk.run("add", place.reports / "第二件.txt").failed(5)
    (place.reports / "第二件.txt").unlink()


def test_a_rebuild_knows_the_same(place: Place, record: str) -> None:
    place.desk.run("rebuild").ok()
    place.desk.run("verify").ok()
    place.desk.run("list", "--state", "sealed").ok().shows(record)


def test_a_refused_file_is_named_nowhere(place: Place) -> None:
    (place.reports / f"{NAME}的链接.txt").symlink_to("/etc/hostname")
    (receipt,) = watched(place.home, 1)
    assert receipt.outcome == "rejected"
    assert Path(receipt.path).name == "封存件"
    (place.reports / f"{NAME}的链接.txt").unlink()
    assert not any(NAME.encode() in data for data in place.bytes().values())


def test_keys_have_their_mode(place: Place, record: str) -> None:
    assert record
    for name in ("sealed.key", "sealed.intake"):
        assert (place.home / "keys" / name).stat().st_mode & 0o777 == 0o600


def test_a_medium_that_is_missing_at_first_stops_no_other_inbox(tmp_path: Path) -> None:
    place = Place(tmp_path)
    config = place.home / "archive.toml"
    config.write_text(f'sealed_key = "{tmp_path / "medium" / "key"}"\n' + config.read_text())
    place.drop("a.txt", TEXT)
    (place.home / "inbox" / "b.txt").write_text("普通文件")
    assert [Path(each.path).name for each in watched(place.home, 1)] == ["b.txt"]
    assert (place.reports / "a.txt").exists()
    (tmp_path / "medium").mkdir()
    (tmp_path / "medium" / "key").mkdir(mode=0o700)  # a medium from which nothing can be read
    (place.home / "inbox" / "c.txt").write_text("另一普通文件")
    assert [Path(each.path).name for each in watched(place.home, 1)] == ["c.txt"]
    (tmp_path / "medium" / "key").rmdir()
    (receipt,) = watched(place.home, 1)
    assert receipt.category == "report"


def test_the_key_may_lie_elsewhere_and_intake_goes_on(tmp_path: Path) -> None:
    place = Place(tmp_path)
    medium = tmp_path / "medium"
    medium.mkdir()
    config = place.home / "archive.toml"
    config.write_text(f'sealed_key = "{medium / "key"}"\n' + config.read_text())
    place.drop(FILE, TEXT)
    watched(place.home, 1)
    assert (medium / "key").is_file()
    assert not (place.home / "keys" / "sealed.key").exists()
    (medium / "key").rename(medium / "gone")
    place.drop("b.txt", "又一件")
    (receipt,) = watched(place.home, 1)
    assert receipt.outcome == "filed"
    place.desk.run("doctor").shows(str(medium / "key"))
    (place.home / "keys" / "sealed.intake").unlink()
    place.drop("c.txt", "第三件")
    (place.home / "inbox" / "a.txt").write_text("普通文件")
    assert [Path(each.path).name for each in watched(place.home, 1)] == ["a.txt"]
    assert (place.reports / "c.txt").exists(), "without a key nothing is taken"
