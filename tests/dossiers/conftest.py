"""A home with a unit that has something of everything, once for the module; and those that have nothing or ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.api import Archive
from archive.ingest.duties import Wish
from archive.testing.desk import Desk

UNIT = "青山化工厂有限公司"
DAY = "2024-06-15"
PHONE = "13912345678"

UNITS = {"Q1": UNIT, "Q2": "白水木业有限公司", "Q3": "老青山溶剂厂", "Q4": "空空如也有限公司"}

ORDER = (
    f"责令限期整改指令书\n（青）应急责改〔2024〕11号\n{UNIT}：\n经检查，发现你单位存在以下问题：\n"
    f"1. 配电箱未上锁，电工电话{PHONE}；\n2. 氨气报警器失效。\n"
    "现责令你单位对第1项问题于2024年5月20日前整改完毕，第2项于2024年7月10日前整改完毕。\n"
    "执法人员：王强（证号：Q001）、李敏（证号：Q002）\n青山县应急管理局（印章）\n2024年5月7日\n"
)

PAPERS = {
    "责令限期整改指令书": (ORDER, "inspection"),
    "企业基本情况表": (f"企业基本情况表\n企业名称：{UNIT}\n填表日期：2023年7月20日\n", "basic-info"),
    "营业执照": (f"营业执照\n名称：{UNIT}\n发证日期：2010年1月5日\n", "basic-info"),
    "安全生产责任书": (f"安全生产责任书\n单位：{UNIT}\n签订日期：2024年1月8日\n", "responsibility"),
    "安全教育培训记录": (f"安全教育培训记录\n单位：{UNIT}\n培训日期：2023年1月8日\n", "training"),
    "危险化学品出入库台账": (f"危险化学品出入库台账\n单位：{UNIT}\n登记日期：2024年2月1日\n", "substances"),
}


def file(archive: Archive, folder: Path, unit: str, name: str, text: str, category: str) -> str:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    (receipt,) = archive.add([path], unit=unit, category=category)
    assert receipt.outcome == "filed", receipt
    return str(receipt.record)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dossiers")


@pytest.fixture(scope="module")
def records(folder: Path) -> dict[str, str]:
    """Papers of the unit by title; the home is made with them."""
    with Archive.create(folder / "home") as archive:
        for code, name in UNITS.items():
            archive.register_unit(name, code=None, local=code, since="2020-01-01")
        archive.rename_unit("Q1", "青山新材料有限公司", since="2024-06-20")
        papers = {
            name: file(archive, folder, UNIT, name, text, category) for name, (text, category) in PAPERS.items()
        }
        archive.assign_duty(Wish("陈总", "principal", unit="Q1", post="总经理", since="2023-01-01"))
        archive.assign_duty(Wish("赵六", "supervisor", unit="Q1", since="2024-01-01"))
        old = "现场检查记录\n被检查单位：老青山溶剂厂\n2024年3月1日\n"
        file(archive, folder, "Q3", "老厂检查记录", old, "inspection")
        archive.merge_unit("Q3", "Q1", on="2024-04-01")
        archive.close_unit("Q2", on="2024-05-01")
    return papers


@pytest.fixture(scope="module")
def archive(folder: Path, records: dict[str, str]) -> Iterator[Archive]:
    assert records
    with Archive.open(folder / "home") as archive:
        yield archive


@pytest.fixture
def desk(folder: Path, records: dict[str, str], tmp_path: Path) -> Desk:
    assert records
    desk = Desk(tmp_path / "desk")
    desk.home = folder / "home"
    return desk
