"""Sessions of a page of the documentation, run against a small county: written anew, or held against the page.

A session is a fenced block of lines `$ archive …`, each followed by what it prints to a Chinese reader. A command may
end in `| head -N` or `| grep WORD`, as in a shell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

from archive.testing.desk import Desk

__all__ = ["BLOCK", "renewed"]

BLOCK = re.compile(r"^```\n(\$ .*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)
_WIDTH = 116


def renewed(page: str, folder: Path) -> str:
    """The page with what the commands print now, where `folder` holds the `home` of the county."""
    desk = Desk(folder)

    def again(block: re.Match[str]) -> str:
        return "```\n" + "\n".join(f"$ {line}\n{_run(desk, line)}" for line in _COMMAND.findall(block[1])) + "```"

    return BLOCK.sub(again, page)


def _run(desk: Desk, line: str) -> str:
    command, *filters = line.split(" | ")
    words = shlex.split(command)
    if words[0] != "archive":
        raise ValueError(line)
    said = desk.run(*words[1:], terminal=_WIDTH).ok().out
    lines = [each.rstrip() for each in re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", said).splitlines()]
    for each in filters:
        lines = _filter(each)(lines)
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{each}\n" for each in lines)


def _filter(written: str) -> Callable[[list[str]], list[str]]:
    name, _, argument = written.partition(" ")
    if name == "head":
        return lambda lines: lines[: int(argument.lstrip("-"))]
    if name == "grep":
        return lambda lines: [line for line in lines if argument in line]
    raise ValueError(written)
