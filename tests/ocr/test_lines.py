"""Pieces of a page in the order in which they are read."""

from __future__ import annotations

import math

import pytest
from archive_plugins.ocr.lines import Piece, closed, in_lines, turned
from archive_plugins.ocr.ruled import Ruled
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model.parsed import Role


def piece(text: str, left: float, top: float, width: float | None = None, height: float = 20) -> Piece:
    right, bottom = left + (width or 20 * len(text)), top + height
    return Piece(text, 1.0, ((left, top), (right, top), (right, bottom), (left, bottom)))


FORM = [
    piece("检查记录", 200, 0), piece("被检查单位：", 10, 50), piece("甲公司", 135, 52), piece("地址", 10, 100),
    piece("青州市", 300, 101), piece("签名", 10, 150),
]  # fmt: skip
TEXT = ["检查记录", "被检查单位：甲公司", "地址\t青州市", "签名"]


def test_lines_from_top_to_bottom_and_cells_beside_each_other() -> None:
    blocks = in_lines(list(reversed(FORM)), 3)
    assert [block.text for block in blocks] == TEXT
    assert [block.role for block in blocks] == [Role.BODY, Role.BODY, Role.TABLE, Role.BODY]
    assert {block.page for block in blocks} == {3}


@pytest.mark.parametrize("degrees", [-4, -1, 2, 5])
def test_a_page_that_lies_askew_is_put_straight(degrees: float) -> None:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    askew = [
        Piece(each.text, 1.0, tuple((x * cos - y * sin, x * sin + y * cos) for x, y in each.corners)) for each in FORM
    ]
    assert [block.text for block in in_lines(askew, 1)] == TEXT


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_that_was_turned_is_turned_back(quarters: int) -> None:
    width, height = 600.0, 200.0
    pieces, sides = FORM, (width, height)
    for _ in range(-quarters % 4):  # turn the page the other way first
        pieces, sides = turned(pieces, 1, *sides), (sides[1], sides[0])
    back = turned(pieces, quarters, *sides)
    assert [block.text for block in in_lines(back, 1)] == TEXT


def test_nothing_is_no_line() -> None:
    assert in_lines([], 1) == []


def test_spaces_between_chinese_characters_are_closed() -> None:
    assert closed("现 场 检 查 record 12 号") == "现场检查 record 12 号"


PLACES = st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.floats(0, 500), st.floats(0, 500))


@given(st.lists(PLACES, max_size=30))
@settings(max_examples=60, deadline=None)
def test_no_piece_is_lost_wherever_it_stands(places: list[tuple[float, float, float, float]]) -> None:
    pieces = [piece(f"<{n}>", x, y, w or 1, h) for n, (x, y, w, h) in enumerate(places)]
    text = "".join(block.text for block in in_lines(pieces, 1))
    assert all(f"<{n}>" in text for n in range(len(places)))


def table() -> list[Piece]:
    """Two rows: the value of the first is broken over two lines by its cell, nearer to the label than a gap."""
    return [
        piece("单位名称", 12, 22, 80), piece("岚山县三合建材有", 110, 12, 180), piece("限责任公司", 110, 34, 100),
        piece("电话", 12, 66, 40), piece("0999-5550123", 110, 66, 120), piece("一、未按期检验", 12, 120, 160),
        piece("二、通道堆物", 12, 142, 160),
    ]  # fmt: skip


def test_the_lines_of_a_cell_become_one_and_walls_part_cells() -> None:
    cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed")
    np = pytest.importorskip("numpy")
    picture = np.full((200, 400, 3), 255, np.uint8)
    for y in (5, 58, 95):
        cv2.line(picture, (5, y), (310, y + 3), (0, 0, 0), 2)  # askew, as scans are
    for x in (5, 101, 310):
        cv2.line(picture, (x, 5), (x - 1, 95), (0, 0, 0), 2)
    lines = [block.text for block in in_lines(table(), 1, Ruled(picture, 20))]
    assert lines == ["单位名称\t岚山县三合建材有限责任公司", "电话\t0999-5550123", "一、未按期检验", "二、通道堆物"]


def test_without_walls_lines_stay_lines() -> None:
    np = pytest.importorskip("numpy", reason="the extra ocr is not installed")
    pytest.importorskip("cv2", reason="the extra ocr is not installed")
    plain = Ruled(np.full((200, 400, 3), 255, np.uint8), 20)
    lines = [block.text for block in in_lines(FORM, 1, plain)]
    assert lines == TEXT
    assert in_lines(table(), 1, plain)[-1].text == "二、通道堆物"
