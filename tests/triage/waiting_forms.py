"""Forms that wait, because the name on them is nobody's."""

from __future__ import annotations

from pathlib import Path

FORM = (
    "现场检查记录\n（宁）应急检记〔2024〕{number}号\n被检查单位：{unit}\n检查时间：2024年5月{number}日\n"
    "检查情况：{found}\n"
)


NAME = "长江化工厂有限公司"
"""A unit that nobody registered under this name."""


def write(folder: Path, name: str, number: int, unit: str = NAME, found: str = "动火点未配灭火器。") -> Path:
    """A form of an inspection as a text file."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(FORM.format(number=number, unit=unit, found=found), encoding="utf-8")
    return path
