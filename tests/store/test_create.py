"""Homes are made whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.api import Archive
from archive.errors import HomeExists, HomeOverlaps, InboxOverlaps, InputMissing
from archive.store import Store


def test_no_home_is_made_if_an_inbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InboxOverlaps):
        Archive.create(tmp_path / "home", inboxes=[tmp_path / "home" / "objects"])
    with pytest.raises(InboxOverlaps):
        Archive.create(tmp_path / "home", inboxes=["/usr/lib/python3/dist-packages"])
    with pytest.raises(InputMissing):
        Archive.create(tmp_path / "home", inboxes=[tmp_path / "no" / "where"])
    assert not (tmp_path / "home").exists()
    Archive.create(tmp_path / "home", inboxes=[tmp_path / "共享"]).close()
    assert (tmp_path / "共享").is_dir()


def test_no_home_lies_in_a_home(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()
    with pytest.raises(HomeOverlaps):
        Store.create(tmp_path / "home" / "inbox" / "sub")
    with pytest.raises(HomeExists):
        Store.create(tmp_path / "home")


def test_a_making_that_was_interrupted_is_taken_up_again(tmp_path: Path) -> None:
    Store.create(tmp_path / "home").close()
    (tmp_path / "home" / "catalogue.sqlite3").rename(tmp_path / "home" / "catalogue.new")
    (tmp_path / "home" / "inbox" / "早来的.txt").write_text("x", encoding="utf-8")
    with Store.create(tmp_path / "home") as store:
        assert store.catalogue.home().startswith("h-")
    assert (tmp_path / "home" / "inbox" / "早来的.txt").exists()
    assert not (tmp_path / "home" / "catalogue.new").exists()


def test_a_readme_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("storage", encoding="utf-8")
    Store.create(tmp_path).close()
