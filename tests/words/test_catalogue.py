"""The Chinese catalogue is complete, compiled and true to its messages."""

from __future__ import annotations

import importlib.util
import re
import string
import sys
from pathlib import Path
from types import ModuleType

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PO = ROOT / "src/archive/cli/words/zh_CN/LC_MESSAGES/archive.po"
MO = PO.with_suffix(".mo")


def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["generate"] = module
    spec.loader.exec_module(module)
    return module


def entries() -> list[tuple[str, str, bool]]:
    """Message, translation, and whether the message has a plural."""
    with PO.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    return [
        (m.id, str(m.string), False) if isinstance(m.id, str) else (m.id[-1], m.string[0], True)
        for m in catalogue
        if m.id
    ]


def blanks(text: str) -> set[str]:
    named = {field.partition("!")[0] for _text, field, _format, _conversion in string.Formatter().parse(text) if field}
    return named | set(re.findall(r"%\((\w+)\)s", text))


def test_every_message_has_its_words() -> None:
    known = {message for message, translation, _plural in entries() if translation}
    wanted = {m if isinstance(m, str) else m[-1] for m in generate().messages()}
    assert sorted(wanted - known - {""}) == [], "run docs/generate.py words and translate what is new"


def test_no_message_is_left_over() -> None:
    wanted = {m if isinstance(m, str) else m[-1] for m in generate().messages()}
    assert sorted({message for message, _translation, _plural in entries()} - wanted) == []


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert generate().compiled(PO.read_text(encoding="utf-8")) == MO.read_bytes()


def test_blanks_agree() -> None:
    # A Chinese plural form serves one and many, so it may leave out what only one of them has.
    wrong = [
        (message, translation)
        for message, translation, plural in entries()
        if not (blanks(translation) <= blanks(message) if plural else blanks(translation) == blanks(message))
    ]
    assert wrong == []


def test_sentences_are_said_in_chinese() -> None:
    sentence = re.compile(r"[A-Za-z]{4,} [a-z]{2,} [a-z]{2,}")
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [m for m, translation, _plural in entries() if sentence.search(m) and not chinese.search(translation)] == []


def test_paragraphs_are_kept() -> None:
    assert [m for m, translation, _plural in entries() if m.count("\n\n") != translation.count("\n\n")] == []


def test_blanks_at_the_ends_are_wanted_ones() -> None:
    assert [m for m, translation, _plural in entries() if translation.strip() != translation and m.strip() == m] == []
