"""Sentences of lower rooms are said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive.cli.language import _, choose, chosen, render


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    choose(["--lang", "zh"], {})
    yield
    choose([], {})


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The file is empty.", "文件是空的。"),
        ("the file lay in the folder 动火票", "文件放在文件夹“动火票”中"),
        ("beside 被检查单位 in line 2", "见第 2 行“被检查单位”栏"),
        ("beside 单位 in the page footer", "见页脚“单位”栏"),
        ("These pages could not be read: 3, 4", "以下页无法读取：3, 4"),
        ("The text 00ff was changed", "文本 00ff 被改动"),
        ("nobody knows this sentence", "nobody knows this sentence"),
        ("已经是中文", "已经是中文"),
        ("", ""),
        ("the file lay in the folder {value} %(x)s {", "文件放在文件夹“{value} %(x)s {”中"),
    ],
)
def test_render(sentence: str, said: str) -> None:
    assert render(sentence) == said


def test_english_is_left_as_it_is() -> None:
    choose(["--lang", "en"], {})
    assert chosen() == "en"
    assert render("beside 单位 in line 2") == "beside 单位 in line 2"
    assert _("Nothing waits.") == "Nothing waits."


def test_the_empty_message_is_not_the_head_of_the_catalogue() -> None:
    assert _("") == ""


def test_hostile_sentences_come_to_an_end() -> None:
    for sentence in (
        "beside " * 2000,
        "(" * 5000,
        "a: " * 3000,
        "the file lay in the folder " * 500,
        "beside in " * 90,
    ):
        render(sentence)


def test_the_environment_is_told() -> None:
    environment = {"LANG": "zh_TW.UTF-8", "LANGUAGE": ""}
    choose([], environment)
    assert environment["LANGUAGE"] == "zh_CN"
    assert chosen() == "zh"
    choose(["search", "--", "--lang", "en"], environment | {"LC_ALL": "zh_CN.UTF-8"})
    assert chosen() == "zh"
