"""A desk, with a home and three files taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.testing.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without a home yet."""
    return Desk(tmp_path / "desk")


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """A desk with a home, two units, and three files taken in."""
    desk.run("init", desk.home).ok()
    desk.run("unit", "add", "南京长江化工有限公司", "--local", "NJ001", "--alias", "长江化工").ok()
    desk.run("unit", "add", "安宁电器厂", "--local", "NJ002", "--kind", "site").ok()
    folder = tmp_path / "in" / "南京长江化工有限公司" / "日常检查"
    folder.mkdir(parents=True)
    (folder / "检查记录.txt").write_text(
        "现场检查记录\n（宁）应急检记〔2024〕12号\n被检查单位：南京长江化工有限公司\n检查时间：2024年5月6日\n"
        "检查情况：受限空间作业未办理作业票，动火点未配灭火器。\n",
        encoding="utf-8",
    )
    (tmp_path / "in" / "说明.txt").write_text("没有单位也没有类别的说明，提到动火。\n", encoding="utf-8")
    (tmp_path / "in" / "空.txt").touch()
    desk.run("add", tmp_path / "in").failed(5)
    return desk
