"""An office in which something waits: two forms of a unit under a name that nobody registered, and one without any."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from archive.testing.desk import Desk

sys.path.insert(0, str(Path(__file__).parent))

from waiting_forms import write


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path / "desk")
    desk.run("init", desk.home).ok()
    desk.run("unit", "add", "南京长江化工有限公司", "--local", "NJ001").ok()
    desk.run("unit", "add", "安宁电器厂", "--local", "NJ002").ok()
    write(tmp_path / "in", "一.txt", 11)
    write(tmp_path / "in", "二.txt", 12)
    (tmp_path / "in" / "=cmd.txt").write_text("=1+1 没有单位的说明\n", encoding="utf-8")
    desk.run("add", tmp_path / "in").ok()
    return desk
