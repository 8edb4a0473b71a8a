"""A home into which a year of papers comes through the whole intake, once for all tests of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.api import Archive

UNIT = "青山化工厂有限公司"
OTHER = "白水木业有限公司"

Give = Callable[[str, str], str]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "home") as archive:
        archive.register_unit(UNIT, code=None, local="Q1", since="2024-01-01")
        archive.register_unit(OTHER, code=None, local="Q2", since="2024-01-01")
        yield archive


@pytest.fixture
def give(archive: Archive, tmp_path: Path) -> Give:
    """Takes a file of these words in; the id of its record."""

    def taken(name: str, text: str) -> str:
        path = tmp_path / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        (receipt,) = archive.add([path])
        assert receipt.outcome == "filed", receipt
        return str(receipt.record)

    return taken


def order(number: str = "11", body: str = "", day: str = "2024年5月7日", unit: str = UNIT) -> str:
    """A rectification order; three items unless `body` says else."""
    said = body or (
        "1. 配电箱未上锁；\n2. 氨气报警器失效；\n3. 消防通道堵塞。\n"
        "现责令你单位对第1、3项问题于2024年5月20日前整改完毕，第2项于2024年6月10日前整改完毕。"
    )
    return (
        f"责令限期整改指令书\n（青）应急责改〔2024〕{number}号\n{unit}：\n经检查，发现你单位存在以下问题：\n{said}\n"
        f"执法人员：王强（证号：Q001）、李敏（证号：Q002）\n青山县应急管理局（印章）\n{day}\n"
    )


def recheck(body: str, day: str, number: str = "11", unit: str = UNIT) -> str:
    return (
        f"整改复查意见书\n（青）应急复查〔2024〕{number}{day[6]}号\n{unit}：\n"
        f"本机关作出了责令限期整改指令书（（青）应急责改〔2024〕{number}号），经对你单位整改情况进行复查，提出如下意见：\n{body}\n"
        f"执法人员：王强（证号：Q001）、李敏（证号：Q002）\n青山县应急管理局（印章）\n{day}\n"
    )
