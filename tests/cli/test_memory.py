"""@N: the hits of the last search, in the user's own folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from archive.cli.memory import looked_up, plain_reference, remember, state_folder
from archive.errors import HitUnknown, ShorthandRefused

FIRST, SECOND = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def user(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path / "state")}


def test_hits_are_found_again_by_number(user: dict[str, str], tmp_path: Path) -> None:
    remember(user, tmp_path / "home", 11, [FIRST, SECOND])
    assert looked_up("@12", user, tmp_path / "home") == SECOND
    assert looked_up("＠11", user, tmp_path / "home") == FIRST


def test_a_reference_is_left_alone(user: dict[str, str], tmp_path: Path) -> None:
    assert looked_up("宁应急检记〔2024〕12号", user, tmp_path) == "宁应急检记〔2024〕12号"
    assert plain_reference("@name") == "@name"


def test_hits_of_another_home_or_an_earlier_search_are_not_found(user: dict[str, str], tmp_path: Path) -> None:
    remember(user, tmp_path / "home", 1, [FIRST, SECOND])
    remember(user, tmp_path / "home", 1, [SECOND])
    assert looked_up("@1", user, tmp_path / "home") == SECOND
    for reference, home in (("@2", "home"), ("@1", "other"), ("@0", "home")):
        with pytest.raises(HitUnknown):
            looked_up(reference, user, tmp_path / home)


@pytest.mark.parametrize("rubbish", [b"", b"1 0123456789abc", b"1 ../../etc/passwd0", b"\xff\xfe\n", b"x\n" * 3])
def test_a_broken_file_holds_no_hits(user: dict[str, str], tmp_path: Path, rubbish: bytes) -> None:
    remember(user, tmp_path, 1, [FIRST])
    (file,) = (tmp_path / "state" / "safety-archive" / "hits").iterdir()
    file.write_bytes(rubbish)
    with pytest.raises(HitUnknown):
        looked_up("@1", user, tmp_path)


def test_the_file_is_the_users_own_and_follows_no_link(user: dict[str, str], tmp_path: Path) -> None:
    remember(user, tmp_path, 1, [FIRST])
    (file,) = (tmp_path / "state" / "safety-archive" / "hits").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    victim = tmp_path / "victim"
    victim.write_text("mine")
    file.unlink()
    file.symlink_to(victim)
    remember(user, tmp_path, 1, [FIRST])
    assert victim.read_text() == "mine"


def test_a_state_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    remember({"XDG_STATE_HOME": str(tmp_path / "file")}, tmp_path, 1, [FIRST])
    remember({}, tmp_path, 1, [FIRST])
    assert state_folder({}) is None
    assert state_folder({"XDG_STATE_HOME": "relative", "HOME": "/home/w"}) == Path(
        "/home/w/.local/state/safety-archive"
    )


def test_a_change_needs_the_id() -> None:
    with pytest.raises(ShorthandRefused):
        plain_reference("@3")
