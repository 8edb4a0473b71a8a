from __future__ import annotations

import sys
from pathlib import Path

import pytest

import archive
from archive.disk.config import Config, InboxConfig, add_inbox, initial_text, read_config, remove_inbox
from archive.disk.layout import Layout
from archive.disk.overlap import refuse_overlap
from archive.errors import ConfigInvalid, InboxOverlaps, InboxUnknown, InputMissing, UsageInvalid


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "inbox").mkdir(parents=True)
    (home / "catalogue.sqlite3").touch()
    (home / "archive.toml").write_text(initial_text("zh"), encoding="utf-8")
    return home


def write(home: Path, text: str) -> None:
    (home / "archive.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("language", "names"), [("zh", ("已归档", "退回")), ("en", ("Filed", "Rejected"))])
def test_a_new_home_has_one_inbox(home: Path, language: str, names: tuple[str, str]) -> None:
    write(home, initial_text(language))
    config = read_config(Layout(home))
    assert config.inboxes == (InboxConfig("inbox", home / "inbox"),)
    assert (config.filed_folder, config.rejected_folder) == names
    assert (config.language, config.engine) == (language, "auto")


def test_defaults_follow_the_mode(home: Path) -> None:
    write(home, '[[inbox]]\npath = "/in"\nmode = "poll"\n[[inbox]]\npath = "inbox"\nsettle_seconds = 2\n')
    polled, events = read_config(Layout(home)).inboxes
    assert (polled.path, polled.settle_seconds, polled.interval_seconds) == (Path("/in"), 10.0, 10.0)
    assert (events.settle_seconds, events.interval_seconds) == (2.0, 300.0)


def test_an_empty_file_is_all_defaults(home: Path) -> None:
    write(home, "")
    assert read_config(Layout(home)) == Config(inboxes=())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("engine = \n", "line 1"),
        ("a = 1\nb = 2 3\n", "line 2"),
        ("motor = 1", "'motor'"),
        ("engine = 3", "engine"),
        ('language = "fr"', "language"),
        ('filed_folder = "a/b"', "filed_folder"),
        ('filed_folder = ".."', "filed_folder"),
        ('filed_folder = "x"\nrejected_folder = "x"', "same"),
        ("[inbox]\n", r"\[\[inbox\]\]"),
        ("[[inbox]]\n", "path is missing"),
        ('[[inbox]]\npath = "a"\n[[inbox]]\npath = "b"\nmode = "often"', r"\[\[inbox\]\] 2: mode"),
        ('[[inbox]]\npath = "a"\nkeep_days = -1', "keep_days"),
        ('[[inbox]]\npath = "a"\nkeep_days = 1.5', "keep_days"),
        ('[[inbox]]\npath = "a"\nmax_bytes = true', "max_bytes"),
        ('[[inbox]]\npath = "a"\nsettle_seconds = inf', "settle_seconds"),
        ('[[inbox]]\npath = "a"\nname = "b"', "'name'"),
    ],
)
def test_a_mistake_is_named(home: Path, text: str, named: str) -> None:
    write(home, text)
    with pytest.raises(ConfigInvalid, match=named) as caught:
        read_config(Layout(home))
    assert "archive.toml" in str(caught.value)


def test_a_file_that_is_no_text_is_named(home: Path) -> None:
    (home / "archive.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigInvalid):
        read_config(Layout(home))
    (home / "archive.toml").unlink()
    with pytest.raises(ConfigInvalid):
        read_config(Layout(home))


def test_inboxes_are_added_and_removed_with_comments_kept(home: Path, tmp_path: Path) -> None:
    added = add_inbox(home, tmp_path / "扫描 件", mode="poll", depositor="王五", keep_days=None)
    assert added == read_config(Layout(home)).inboxes[1]
    assert (added.path, added.mode, added.depositor) == (tmp_path / "扫描 件", "poll", "王五")
    assert added.path.is_dir()
    assert "收件夹" in (home / "archive.toml").read_text(encoding="utf-8")
    with pytest.raises(UsageInvalid):
        add_inbox(home, tmp_path / "扫描 件")
    remove_inbox(home, tmp_path / "扫描 件")
    remove_inbox(home, "inbox")
    assert read_config(Layout(home)).inboxes == ()
    assert "收件夹" in (home / "archive.toml").read_text(encoding="utf-8")
    with pytest.raises(InboxUnknown):
        remove_inbox(home, tmp_path / "扫描 件")
    assert add_inbox(home, home / "inbox").name == "inbox"


def test_a_wrong_setting_changes_nothing(home: Path, tmp_path: Path) -> None:
    before = (home / "archive.toml").read_bytes()
    with pytest.raises(ConfigInvalid):
        add_inbox(home, tmp_path / "x", mode="sometimes")
    with pytest.raises(InputMissing):
        add_inbox(home, tmp_path / "no" / "such")
    assert (home / "archive.toml").read_bytes() == before
    assert not (tmp_path / "x").exists()


def test_where_an_inbox_may_not_lie(home: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "catalogue.sqlite3").touch()
    (tmp_path / "link").symlink_to(home)
    (tmp_path / "taken" / "deeper").mkdir(parents=True)
    package = Path(archive.__file__).parent
    for place in (
        home,
        home / "objects",
        home / "inbox" / "deeper",
        tmp_path,
        tmp_path / "link" / "objects",
        tmp_path / "other",
        tmp_path / "other" / "inbox",
        tmp_path / "taken",
        tmp_path / "taken" / "deeper" / "still",
        package,
        package.parent,
        package / "ingest",
        Path("/"),
        Path(sys.prefix) / "lib",
    ):
        with pytest.raises(InboxOverlaps):
            refuse_overlap(place, home, [tmp_path / "taken" / "deeper"])
    refuse_overlap(home / "inbox", home)
    refuse_overlap(tmp_path / "fine", home, [tmp_path / "taken"])
