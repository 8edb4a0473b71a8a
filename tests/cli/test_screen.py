"""Tables that fit, plain lines in a pipe, and a stdout that nobody else writes to."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from archive.cli.fitting import columns
from archive.cli.screen import Column, Screen

HEADS = (Column("代码"), Column("名称", 8), Column("件数", right=True))
ROWS = (("T1", "南京长江化工有限公司", 3), ("T22", "安宁电器厂", 12), ("T3", None, 0))


def screen(width: int | None, *, styled: bool = False) -> tuple[Screen, io.TextIOWrapper]:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    return Screen(out, io.StringIO(), width=width, styled=styled), out


def shown(out: io.TextIOWrapper) -> str:
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue().decode("utf-8")


def test_a_table_is_aligned() -> None:
    on, out = screen(60)
    on.table(HEADS, ROWS)
    assert shown(out) == (
        "代码  名称                  件数\n"
        "T1    南京长江化工有限公司     3\n"
        "T22   安宁电器厂              12\n"
        "T3                             0\n"
    )


def test_a_table_gives_way_where_it_may() -> None:
    on, out = screen(24)
    on.table(HEADS, ROWS)
    assert shown(out) == (
        "代码  名称          件数\nT1    南京长江化…      3\nT22   安宁电器厂      12\nT3                     0\n"
    )
    assert all(columns(line) <= 24 for line in shown(out).splitlines())


def test_a_pipe_gets_whole_cells_without_headings() -> None:
    on, out = screen(None)
    on.table(HEADS, [*ROWS, ("a\tb", "\x1b[31m", 1)])
    assert shown(out) == "T1\t南京长江化工有限公司\t3\nT22\t安宁电器厂\t12\nT3\t\t0\na\\tb\t\\x1b[31m\t1\n"


def test_an_empty_table_has_its_headings() -> None:
    on, out = screen(60)
    on.table(HEADS, [])
    assert shown(out) == "代码  名称  件数\n"


def test_headings_are_bold_only_where_style_is_wanted() -> None:
    on, out = screen(60, styled=True)
    on.table((Column("代码"),), [("T1",)])
    assert shown(out) == "\x1b[1m代码\x1b[0m\nT1\n"


def test_json_is_utf8_on_one_line() -> None:
    on, out = screen(None)
    on.json({"title": "动火\n\u202e", "n": None})
    assert shown(out) == '{"title":"动火\\n\\u202e","n":null}\n'


def in_a_process(code: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, env={"PATH": "/usr/bin:/bin", **settings}
    )


def test_what_others_print_goes_to_stderr() -> None:
    code = (
        "import os\nfrom archive.cli.screen import Screen\ns = Screen.real()\n"
        "os.write(1, b'a chatty library\\n')\nos.system('echo a chatty child')\ns.json({'mine': 1})"
    )
    done = in_a_process(code)
    assert json.loads(done.stdout) == {"mine": 1}
    assert b"a chatty library" in done.stderr
    assert b"a chatty child" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_what_the_terminal_cannot_show_is_escaped(encoding: str) -> None:
    code = "from archive.cli.screen import Screen\ns = Screen.real()\ns.line('动火 \\U0001f525')\ns.json('动')"
    done = in_a_process(code, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first.decode(encoding).endswith("\\U0001f525")
    assert json.loads(second.decode("utf-8")) == "动"
