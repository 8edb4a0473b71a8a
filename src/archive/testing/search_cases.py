"""Records, queries and expected answers of the conformance suite of search engines."""

from __future__ import annotations

from typing import Any

from archive.model.hit import IndexDocument

__all__ = ["MATCHES", "QUERIES", "TEXTS", "document", "shelf"]


def document(number: int, text: str = "", **fields: Any) -> IndexDocument:
    """A record with harmless values where none are given."""
    given: dict[str, Any] = {
        "record": f"r{number:015}", "order": number, "title": "", "doc_no": "", "name": "", "people": (),
        "unit_names": (), "text": text, "units": (), "category": None, "state": "filed", "date": None,
        "received": f"2024-01-01T00:{number // 60 % 60:02}:{number % 60:02}.000Z",
    }  # fmt: skip
    return IndexDocument(**{**given, **fields})


TEXTS = (
    "根据（苏宁）应急检记〔2024〕12号文件，受限空间作业须办票。",
    "安全生产，人人有责。12号楼二层",
    "安全，生产两手抓",
    "编号HY-2024-0000031号",
    "第12条规定2024年度计划",
    "依据第12条 2024 年执行",
    "動火作業票應當由審批人簽發",
    "动火 作业\n票",
    "ABC abcdef 1234 GB 30871-2022",
    "火",
    "",
    "ＨＹ－２０２４－００３１　全角",
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ" * 4000 + " 尾",
    "一\x00二\ud800三\u200b四",
    "检查人：李四；责任人：王五",
    "自动火灾报警系统、水电工程",
    "안전 관리 セーフティ",
    "😀安全😀",
)


def shelf() -> list[IndexDocument]:
    """Records of every kind, also without date, unit, category, people and text."""
    return [
        document(
            number,
            TEXTS[number % len(TEXTS)],
            title=f"检查记录{number}" if number % 2 else "",
            doc_no=f"HY-2024-{number:07}" if number % 3 else "",
            name=f"现场检查_{number}.docx",
            people=(("张三",), ("李四", "王五"), ())[number % 3],
            unit_names=("江苏苏宁有限公司", "91320100MA1XXXXXXX") if number % 4 else (),
            units=(f"u-{number % 5}aaaaaaa", "u-9zzzzzzz") if number % 4 else (),
            category=("inspection", "recheck", None)[number % 3],
            state="unfiled" if number % 6 == 0 else "filed",
            date=None if number % 7 == 0 else f"20{20 + number % 4}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        )
        for number in range(3 * len(TEXTS))
    ]


_TYPED = """
苏宁 | 应急检记〔2024〕12号 | （苏宁）应急检记〔2024〕12号 | (苏宁)应急检记[2024]12号 | 检记〔2024
2024〕12 | 12号 | 号 | 火 | 安全生产 | "安全，生产" | "安全。生产" | 安全，生产 | 2024年 | 第12
第12条规定 | 年 | 动火作业票 | 動火作業票 | 动火 | 审批人签发 | abc* | abc | ABC ABCDEF
"abc abcdef" | "abcdef abc" | hy-2024-000000* | HY-2024-00* | 2024-0000031 | 0000031 | 000003*
0031 | ＂ＨＹ－２０２４－００３１＂ | GB30871 | gb 30871-2022 | "GB 30871-2022" | QWxhZGRpbj* | 尾
一 | 二三 | 三四 | -安全 | 安全 -生产 | 安全 或 年 | 安全 OR 年 第12条 | (安全 OR 年) 第12条
NOT (安全 OR 年) | - 安全 | 日期:2020..2022-03 | 日期:2021-05..2021-11-03 | 日期:2023 | 日期:..2021
日期:无 | -日期:无 | 责任人:张三 | 责任人:张 | 编号:HY-2024-0000004 | 编号:2024-000*
标题:检查记录1 | 标题:检查 | 标题:查 | 标题:苏宁 | 状态:filed | 检 年 | 12号楼 | docx
李四；责任人：王五 | "李四；责任人" | 自动火灾 | 电工 | 안전 | セーフ* | セーフ | 91320100MA1XXXXXXX
ma1xxxxxxx | 司 91320100MA1XXXXXXX | 记录 张三 | 楼二层 | 现场检查 | 检查_1 | 查_1.docx
"""
QUERIES = (
    *(query for line in _TYPED.strip().splitlines() for query in line.split(" | ")),
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ" * 150,
)
"""Queries of every kind over `shelf`."""

MATCHES = (
    (
        "（苏宁）应急检记〔2024〕12号",
        '（苏宁）应急检记〔2024〕12号 | (苏宁)应急检记[2024]12号 | "应急检记〔2024〕"',
        '"记[2024]" | "（苏宁）应急检记2024"',
    ),
    (
        "（苏宁）应急检记〔2024〕12号",
        "苏宁 | 应急检记 | 检记〔2024〕12 | 〔2024〕 | 2024〕12号 | 12号",
        "苏宁应急 | 检记2024 | 4〕12号",
    ),
    (
        "编号HY-2024-0000031号",
        "HY-2024-0000031 | hy-2024-0000031 | 2024-0000031 | 0000031 | HY-2024-00* | 号 | 编号HY | 0000031号",
        "000003 | HY-2024-00 | HY2024 | 31 | Y-2024",
    ),
    (
        "编号HY-2024-0000031号",
        '"HY-2024" | "编号HY-2024-0000031"',
        '"HY-2024-00" | "hy.2024"',
    ),
    (
        "根据第12条 2024 年执行",
        "第12条 | 第12 | 12条 | 2024年 | 2024年执行 | 条2024 | 据第12条2024年执",
        "12号 | 第1 | 2条",
    ),
    (
        "12号楼",
        "12号 | 12 | 号 | 楼 | 号楼",
        "2号 | 12楼",
    ),
    (
        "动 火\n作业",
        '动火作业 | 火作 | "动火 作业"',
        "作业动火",
    ),
    (
        "安全，生产",
        '安全 | 生产 | 安全，生产 | 安全。生产 | 安全 生产 | "安全，生产" | "全，生"',
        '安全生产 | 全生 | "安全。生产"',
    ),
    (
        "動火作業審批單",
        "动火作业 | 審批单 | 審",
        "动火票",
    ),
    (
        "ＡＢＣ－１２㎡",
        "abc-12m2 | 12m2 | ABC | ab*",
        "ab | 12m",
    ),
    (
        "GB 30871",
        '"gb 30871" | gb | 308*',
        'gb30871 | "30871 gb"',
    ),
    (
        "a_b",
        'a_b | a-b | "a_b" | b',
        'ab | "a-b"',
    ),
)
"""A text, queries that find it and queries that do not, parted by ` | `."""
