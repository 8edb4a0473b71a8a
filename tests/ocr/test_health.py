"""Texts that cannot be right."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from archive_plugins.pdf.pages import Pages, doubtful_pages

from archive.model.parsed import Outcome
from archive.text.health import is_doubtful, strange_letters

LAWS = Path(__file__).parents[3] / "shared" / "corpus" / "laws-zh.zip"
SENTENCES = (
    "生产经营单位应当采取多种方式开展安全生产教育和培训，",
    "检查的方式包括现场检查和查阅资料等形式，",
    "正式实施以前应当组织论证，",
    "本办法所称作业方式是指企业在生产经营活动中采用的工作方法，",
    "有关部门应当按照规定的格式填写文书，",
    "采用统一的模式进行管理，",
    "县级以上人民政府应当加强对本行政区域内安全生产工作的领导，",
    "从业人员有权对本单位安全生产工作中存在的问题提出批评和建议。",
)
HEALTHY = "".join(SENTENCES) * 6


def exchanged(text: str, **letters: str) -> str:
    return text.translate(str.maketrans(letters))


def test_a_healthy_text_has_nothing_strange() -> None:
    assert strange_letters(HEALTHY) == frozenset()
    assert not is_doubtful(HEALTHY)


def test_one_letter_in_the_place_of_another_is_found() -> None:
    assert strange_letters(exchanged(HEALTHY, 式="怯")) == {"怯"}


def test_a_font_that_exchanges_all_letters_is_found() -> None:
    letters = sorted(set(HEALTHY))
    others = random.Random(1).sample([chr(code) for code in range(0x4E00, 0x9FA0)], len(letters))
    assert is_doubtful(exchanged(HEALTHY, **dict(zip(letters, others, strict=True))))


ODD = ["", "abc " * 500, "，。" * 900, "怯" * 50, "式" * 3000, "王建国李明" * 4, "\ud800" * 900]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_are_left_alone(text: str) -> None:
    assert strange_letters(text) == frozenset()
    assert not is_doubtful(text) or text.startswith("式")


def test_pages_with_strange_letters_are_named_and_offered_to_ocr() -> None:
    broken = exchanged(HEALTHY, 式="怯")
    pages = Pages(10_000_000)
    pages.add(1, "目录\n" + "县级以上人民政府应当加强领导。" * 3)
    pages.add(2, broken)
    document = pages.document(2, {})
    assert document.outcome is Outcome.PARTIAL
    assert document.pictures == 1
    assert document.warnings[0].endswith(": 2")
    assert doubtful_pages({1: HEALTHY}) == set()


@pytest.mark.skipif(not LAWS.exists(), reason="the shared corpus is not here")
def test_laws_are_healthy_and_broken_ones_are_found() -> None:
    with zipfile.ZipFile(LAWS) as laws:
        names = sorted(name for name in laws.namelist() if name.endswith(".md"))[::12]
        texts = [laws.read(name).decode("utf-8", "replace") for name in names]
    assert not any(map(is_doubtful, texts))
    assert sum(bool(strange_letters(text)) for text in texts) <= 1
    broken = [exchanged(text, 式="怯") for text in texts if text.count("式") >= 8]
    assert len(broken) > 10
    assert sum(bool(strange_letters(text)) for text in broken) >= 0.7 * len(broken)
