"""Records cut from real texts, and queries drawn from them: for exactness tests and benchmarks of engines."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from archive.model.hit import IndexDocument
from archive.testing.search_cases import document

__all__ = ["queries", "records"]

Documents = Sequence[IndexDocument]

_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静强磊军洋勇艳杰娟涛明"
_PLACES = ("江苏", "浙江", "宁波", "苏州", "海安")
_TRADES = ("化工", "机械制造", "建筑安装", "危化品储运")
_CATEGORIES = ("basic-info", "risk-control", "inspection", "recheck", "duty-log", "work-ticket", None)


def records(texts: Path, count: int, *, characters: int = 400) -> Iterator[IndexDocument]:
    """`count` records of about so many characters each, the same ones every time.

    `texts` is a zip of Markdown files; it is begun again once it is used up.
    """
    chance = random.Random(20240531)  # noqa: S311 - repeatable, not secret
    number = 0
    while number < count:
        for text in _stretches(texts, characters):
            yield _record(number, text, chance)
            number += 1
            if number == count:
                return


def _stretches(texts: Path, characters: int) -> Iterator[str]:
    with zipfile.ZipFile(texts) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".md"):
                text = archive.read(name).decode()
                yield from (text[at : at + characters] for at in range(0, len(text), characters))


def _record(number: int, text: str, chance: random.Random) -> IndexDocument:
    unit = chance.randrange(500)
    name = f"{_PLACES[unit % 5]}{_TRADES[unit % 4]}第{unit}有限公司"
    person = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2))
    year, month, day = chance.randrange(2015, 2025), chance.randrange(1, 13), chance.randrange(1, 29)
    doc_no = f"（苏宁）应急检记〔{year}〕{number % 3000}号" if number % 2 else f"HY-{year}-{number:07}"
    return document(
        number,
        f"{doc_no}\n被检查单位：{name}\n检查人员：{person}\n{text}",
        title=f"{name}现场检查记录",
        doc_no=doc_no,
        name=f"检查记录{number}.docx",
        people=(person,),
        unit_names=(name, f"913205{unit:012}"),
        units=(f"u-{unit:08x}aaaaaaaa",),
        category=chance.choice(_CATEGORIES),
        date=None if number % 50 == 0 else f"{year}-{month:02}-{day:02}",
    )


def queries(documents: Documents, count: int, seed: int) -> Iterator[str]:
    """Queries of every kind, cut out of the records or made up, most with hits."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    kinds = (
        *(_fragment, _fragment, _fragment, _single, _code, _part_of_code, _person, _unit, _quoted, _prefix),
        *(_both, _either, _without, _dated, _scattered, _grouped),
    )
    for _ in range(count):
        yield chance.choice(kinds)(chance, documents)


def _cut(chance: random.Random, documents: Documents, shortest: int, longest: int) -> str:
    """A stretch of a text with neither white space nor what a query would read as an operator."""
    while True:
        text = chance.choice(documents).text
        start = chance.randrange(len(text))
        found = text[start : start + chance.randint(shortest, longest)]
        if not any(character.isspace() or character in '"“”＂()*-－:：#' for character in found) and any(
            character.isalnum() for character in found
        ):
            return found


def _fragment(chance: random.Random, documents: Documents) -> str:
    return _cut(chance, documents, 2, 7)


def _single(chance: random.Random, documents: Documents) -> str:
    return _cut(chance, documents, 1, 1)


def _code(chance: random.Random, documents: Documents) -> str:
    return chance.choice(documents).doc_no


def _part_of_code(chance: random.Random, documents: Documents) -> str:
    code = chance.choice(documents).doc_no
    start = chance.randrange(len(code) - 3)
    return code[start : start + chance.randint(3, 12)].strip("-") or "2024"


def _person(chance: random.Random, documents: Documents) -> str:
    return chance.choice(("", "责任人:")) + chance.choice(documents).people[0][: chance.randint(2, 3)]


def _unit(chance: random.Random, documents: Documents) -> str:
    name = chance.choice(documents).unit_names[chance.randrange(2)]
    return name if name.isascii() else name[chance.randrange(4) : chance.randint(6, len(name))]


def _quoted(chance: random.Random, documents: Documents) -> str:
    return f'"{_cut(chance, documents, 4, 14)}"'


def _prefix(chance: random.Random, documents: Documents) -> str:
    return chance.choice(documents).doc_no.rstrip("号")[: chance.randint(9, 15)].rstrip("-〔〕") + "*"


def _both(chance: random.Random, documents: Documents) -> str:
    return f"{_cut(chance, documents, 2, 3)} {_cut(chance, documents, 1, 3)}"


def _either(chance: random.Random, documents: Documents) -> str:
    return f"{_cut(chance, documents, 2, 4)} 或 {_cut(chance, documents, 2, 4)}"


def _without(chance: random.Random, documents: Documents) -> str:
    return f"{_cut(chance, documents, 2, 2)} -{_cut(chance, documents, 1, 2)}"


def _dated(chance: random.Random, documents: Documents) -> str:
    year, month = chance.randrange(2014, 2026), chance.randrange(1, 13)
    when = chance.choice((f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-07..{year + 1}", "无"))
    return f"{_cut(chance, documents, 2, 2)} 日期:{when}"


def _scattered(chance: random.Random, documents: Documents) -> str:
    """Characters that hardly ever stand together."""
    return "".join(_cut(chance, documents, 1, 1) for _ in range(3))


def _grouped(chance: random.Random, documents: Documents) -> str:
    return f"({_either(chance, documents)}) {_cut(chance, documents, 1, 2)} NOT {_code(chance, documents)}"
