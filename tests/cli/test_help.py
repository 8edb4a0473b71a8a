"""Every command has help that fits, in both languages, and help loads next to nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from archive.cli.fitting import columns
from archive.cli.language import _, choose
from archive.cli.root import COMMANDS, root
from archive.testing.desk import Desk


def every_command() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(root)
    waiting = [((name,), root.get_command(context, name)) for name in COMMANDS]
    while waiting:
        names, found = waiting.pop()
        assert found is not None, names
        yield names, found
        if isinstance(found, click.Group):
            waiting += [((*names, name), each) for name, each in found.commands.items()]


EVERY = sorted(every_command(), key=lambda each: each[0])


@pytest.mark.parametrize(("names", "command"), EVERY, ids=[" ".join(names) for names, _command in EVERY])
def test_every_command_and_option_has_help_in_both_languages(
    names: tuple[str, ...], command: click.Command, desk: Desk
) -> None:
    shown = desk.run(*names, "--help").ok()
    english = desk.run("--lang", "en", *names, "--help").ok()
    assert "..." not in shown.out.replace("...]", "").replace("词...", "").replace("径...", "").replace(
        "值...", ""
    ).replace("参数]...", "")
    for line in shown.out.splitlines() + english.out.splitlines():
        assert columns(line) <= 80, line
    assert command.help
    choose(["--lang", "zh"], {})
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert _(parameter.help) != parameter.help, parameter.help


def test_the_table_of_commands_says_what_their_help_says() -> None:
    for name, short in COMMANDS.items():
        found = root.get_command(click.Context(root), name)
        assert found is not None
        assert found.name == name
        assert (found.help or "").split("\n")[0].rstrip(".").startswith(short.split(".")[0][:20]), name


def test_every_command_is_listed_with_its_whole_sentence(desk: Desk) -> None:
    shown = desk.run("--help").ok()
    choose(["--lang", "zh"], {})
    together = "".join(shown.out.split())
    for name, short in COMMANDS.items():
        assert name + "".join(_(short).split()) in together


def test_common_options_stand_before_and_after_the_command(desk: Desk, tmp_path: object) -> None:
    other = desk.folder / "other"
    desk.run("--home", other, "init").ok()
    assert desk.run("list", "--home", other).ok().out == desk.run("--home", other, "list").ok().out
    desk.run("list", "--no-plugins", "--home", other).ok()
    desk.run("list").failed(7)


def modules_after(*arguments: str) -> set[str]:
    code = (
        "import sys; from archive.cli.door import run\n"
        f"code = run({list(arguments)!r})\n"
        "sys.stderr.write('\\n'.join(['MODULES', *sys.modules]))\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.partition("MODULES\n")[2].split("\n"))


HEAVY = (
    "archive.api", "archive.store", "archive.catalogue", "archive.parsing", "archive.search", "archive_plugins",
    "sqlite3", "whoosh", "tantivy", "rich", "cryptography", "watchdog", "lxml", "docx", "pypdf", "pypdfium2", "email",
    "multiprocessing", "asyncio", "importlib.metadata", "json.tool", "tomlkit", "babel", "http", "ssl", "secrets",
)  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("--lang", "zh", "--help"), ("search", "--help"), ("--no-plugins", "add", "--help")],
    ids=" ".join,
)
def test_help_loads_next_to_nothing(arguments: tuple[str, ...]) -> None:
    loaded = {name.partition(".")[0] for name in modules_after(*arguments)} | modules_after(*arguments)
    assert sorted(loaded & set(HEAVY)) == []
    assert not [
        name
        for name in loaded
        if name.startswith("archive.cli.commands.") and arguments[-2:-1] != (name.rpartition(".")[2],)
    ]


def test_version(desk: Desk) -> None:
    desk.run("--version").ok().shows("archive 0.")


def test_a_search_loads_no_parser_and_no_watcher(office: Desk) -> None:
    code = (
        "import sys; from archive.cli.door import run\n"
        "code = run(['search', '受限空间', '--json'])\n"
        "sys.stderr.write('\\n'.join(['MODULES', *sys.modules]))\nsys.exit(code)"
    )
    environment = {
        "ARCHIVE_HOME": str(office.home),
        "HOME": str(office.folder),
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    loaded = set(done.stderr.partition("MODULES\n")[2].split("\n"))
    assert "archive.access.search" in loaded
    forbidden = {
        "rich", "cryptography", "watchdog", "lxml", "docx", "pypdf", "pypdfium2", "olefile", "python_calamine",
        "striprtf", "whoosh.qparser", "multiprocessing", "asyncio", "tomlkit", "importlib.metadata",
        "archive.parsing", "archive.ingest", "archive.preserve", "archive.disk.config", "archive.disk.atomic",
        "tomllib", "secrets", "ctypes", "ssl", "http", "email", "urllib.request", "logging",
        "archive_plugins.pdf", "archive_plugins.docx", "archive_plugins.safety_forms",
    }  # fmt: skip
    assert sorted(loaded & forbidden) == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("search", "x", "--limit", "x"), "错误：“--limit”的值无效：“x”不是有效的整数。"),
        (("search", "x", "--limit", "-1"), "错误：“--limit”的值无效：-1 不在范围 0<=x<=10000 之内。"),
        (("show",), "错误：缺少参数“件号”。"),
        (("search", "x", "--nope"), "错误：没有选项“--nope”。"),
        (("search", "x", "--order", "y"), "错误：“--order”或“--sort”的值无效：“y”不在可选值“relevance”、“date”、"),
    ],
)
def test_a_wrong_call_is_told_in_chinese_throughout(desk, command, words) -> None:
    desk.run(*command).failed(2).shows(words)
