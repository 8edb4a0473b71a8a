"""Rules that every module of the project keeps; each says why in its failure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "stuff", "tools"}

MAY_CATCH_ALL = (
    "src/archive/hooks/isolation.py",
    "src/archive/parsing/",
    "src/archive/cli/door.py",
    "src/archive/testing/",  # a contract suite says what may be raised
)

MAY_FLUSH_AND_RENAME = ("src/archive/disk/atomic.py",)

SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s\w+\s)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s"
    r"|CREATE\s+(TABLE|INDEX)|PRAGMA\s)",
    re.DOTALL,
)

Modules = Any  # list[conftest.Module]; test modules are not importable under importmode=importlib


def calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every call with its dotted name (`os.fsync`; `.rename` where the owner is an expression)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def test_no_module_is_a_bag(everything: Modules) -> None:
    bags = [m.where for m in everything if FORBIDDEN_NAMES & set(m.where.removesuffix(".py").split("/"))]
    assert not bags, "a module is named after what it is about"


def test_every_module_says_what_it_is(shipped: Modules) -> None:
    assert [m.where for m in shipped if not ast.get_docstring(m.tree)] == []


def test_only_one_module_flushes_and_renames(shipped: Modules) -> None:
    def renames(call: ast.Call, name: str) -> bool:
        if name in {"os.fsync", "os.fdatasync", "os.rename", "os.renames", "os.replace", "os.sync", "shutil.move"}:
            return True
        # Path.rename(target) and Path.replace(target); str.replace takes two, datetime.replace keywords
        return name.endswith((".rename", ".replace")) and len(call.args) == 1 and not call.keywords

    found = [
        f"{m.where}:{call.lineno} {name}"
        for m in shipped
        if m.where not in MAY_FLUSH_AND_RENAME
        for call, name in calls(m.tree)
        if renames(call, name)
    ]
    assert found == [], "durability is decided in one place: archive.disk.atomic"


def catches_all(handler: ast.ExceptHandler) -> bool:
    """`except:`, `except Exception` or `except BaseException` that does not end in a bare `raise`."""
    if isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None:
        return False
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or dotted(each) in {"Exception", "BaseException"} for each in types)


def parsers_reason(module: Any, handler: ast.ExceptHandler) -> bool:
    """Parsers run in a sandbox on libraries that raise anything: they may turn it into ParseFailed, or say why not."""
    line = module.source.splitlines()[handler.lineno - 1]
    told = re.search(r"# noqa: BLE001 - \S", line) is not None or isinstance(handler.body[-1], ast.Raise)
    return bool(module.where.startswith("plugins/")) and told


def test_only_three_rooms_catch_everything(shipped: Modules) -> None:
    found = []
    for m in shipped:
        if m.where.startswith(MAY_CATCH_ALL):
            continue
        found += [
            f"{m.where}:{node.lineno}"
            for node in ast.walk(m.tree)
            if isinstance(node, ast.ExceptHandler) and catches_all(node) and not parsers_reason(m, node)
        ]
        found += [
            f"{m.where}:{call.lineno} suppress"
            for call, name in calls(m.tree)
            if name.endswith("suppress") and {"Exception", "BaseException"} & {dotted(a) for a in call.args}
        ]
    assert found == [], "an error that is expected has a name; others belong to the door"


def test_nobody_changes_the_working_directory(shipped: Modules) -> None:
    assert [f"{m.where}:{c.lineno}" for m in shipped for c, name in calls(m.tree) if name == "os.chdir"] == []


def test_sql_lies_in_the_catalogue(shipped: Modules) -> None:
    found = [
        f"{m.where}:{node.lineno}"
        for m in shipped
        if not m.where.startswith("src/archive/catalogue/")
        for node in ast.walk(m.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    assert found == [], "all SQL is in archive.catalogue"


def test_switched_off_lint_says_why(shipped: Modules) -> None:
    whys = {
        "noqa": re.compile(r"# noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)* - \S"),
        "type: ignore": re.compile(r"# type: ignore\[[a-z, -]+\]\s+# \S"),
    }
    found = [
        f"{m.where}:{number}"
        for m in shipped
        for number, line in enumerate(m.source.splitlines(), 1)
        for mark, why in whys.items()
        if f"# {mark}" in line and not why.search(line)
    ]
    assert found == [], "write '# noqa: CODE - why' or '# type: ignore[code]  # why'"


def test_nothing_is_left_for_later(everything: Modules) -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [
        f"{m.where}:{number}"
        for m in everything
        if m.where != "tests/house/test_code.py"
        for number, line in enumerate(m.source.splitlines(), 1)
        if later.search(line)
    ]
    assert found == []
