"""No character of a document or a file name acts on the terminal."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.cli.escape import visible, visible_json, visible_text


def test_escape_sequences_and_bidi_marks_are_shown() -> None:
    assert visible("a\x1b[31mb\u202ec\u2066\n\t\x7f\x85") == r"a\x1b[31mb\u202ec\u2066\n\t\x7f\x85"


def test_lone_surrogates_and_tags_are_shown() -> None:
    assert visible("\udcff\U000e0041") == r"\udcff\U000e0041"


def test_a_text_keeps_its_lines() -> None:
    assert visible_text("一\n\t二\x07") == "一\n\t二\\x07"


def test_chinese_is_left_alone() -> None:
    assert visible("（苏宁）应急检记〔2024〕12号·é…") == "（苏宁）应急检记〔2024〕12号·é…"


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=40))
def test_json_keeps_its_value(text: str) -> None:
    shown = visible_json(json.dumps({"text": text}, ensure_ascii=False))
    assert json.loads(shown) == {"text": text}
    shown.encode("utf-8")
    assert visible_text(shown) == shown
