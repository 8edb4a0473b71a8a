"""Makes the generated parts of the project: the word catalogue, `errors.md` and `commands.md`.

    python docs/generate.py [words] [errors] [commands] [--check]

Without names, all of them. With `--check` nothing is written, and what differs is named (exit 1).
Words are collected from `N_`, `_` and `ngettext` in the core, the plugins and click; a message
that is new stands without translation in the catalogue until somebody gives it one.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "src/archive/cli/words/zh_CN/LC_MESSAGES/archive.po"
MO = PO.with_suffix(".mo")

_CLICK_UNSEEN = {"_winconsole.py", "shell_completion.py", "testing.py"}
"""Modules of click whose messages no user of ours can meet."""

_HEADER = """\
# Words of Safety Archive in simplified Chinese.
# docs/generate.py collects the messages; the translations are edited here."""


_ERRORS_HEAD = (
    "Generated from `src/archive/errors.py` by `docs/generate.py`. Each error says in one sentence what happened "
    "and in one more what to do; names in braces are filled in. The code is stable; the exit codes are explained "
    "in [scripting.md](scripting.md)."
)


def messages() -> dict[str | tuple[str, str], list[str]]:
    """Every message that may be shown, with the files that it stands in."""
    import click
    from babel.messages.extract import extract_from_file

    keywords = {"_": None, "N_": None, "ngettext": (1, 2)}
    found: dict[str | tuple[str, str], list[str]] = {}
    click_folder = Path(click.__file__).parent
    places = [(path, path.relative_to(ROOT).as_posix()) for path in _own_sources()]
    places += [(path, "click") for path in sorted(click_folder.glob("*.py")) if path.name not in _CLICK_UNSEEN]
    for path, place in places:
        for _line, message, _comments, _context in extract_from_file("python", path, keywords=keywords):
            files = found.setdefault(message if isinstance(message, str) else (message[0], message[1]), [])
            if place not in files:
                files.append(place)
    return found


def _own_sources() -> Iterator[Path]:
    for folder in ("src/archive", "plugins"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def catalogue() -> str:
    """The catalogue as it should stand: every message once, in order, with the translations that there are."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    known = Catalog(locale="zh_CN")
    if PO.exists():
        with PO.open("rb") as file:
            known = read_po(file, locale="zh_CN")
    fresh = Catalog(locale="zh_CN", header_comment=_HEADER, fuzzy=False, charset="utf-8")
    for message, files in messages().items():
        before = known.get(message if isinstance(message, str) else message[0])
        string = before.string if before is not None and not before.fuzzy else None
        plural = not isinstance(message, str)
        if plural and isinstance(string, str):
            string = (string,)
        fresh.add(message, string or (("",) if plural else ""), locations=[(file, 0) for file in files])
    out = io.BytesIO()
    write_po(out, fresh, width=110, sort_output=True, omit_header=True)
    head = (
        f'{_HEADER}\nmsgid ""\nmsgstr ""\n"Language: zh_CN\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    return head + out.getvalue().decode("utf-8").replace(":0\n", "\n").replace(":0 ", " ")


def compiled(text: str) -> bytes:
    """The catalogue as gettext reads it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    words = read_po(io.BytesIO(text.encode("utf-8")), locale="zh_CN")
    # Babel fills in today's date where the source names none; the same words shall give the same bytes.
    words.creation_date = words.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, words)
    return out.getvalue()


def words() -> dict[Path, bytes]:
    text = catalogue()
    return {PO: text.encode("utf-8"), MO: compiled(text)}


def errors() -> dict[Path, bytes]:
    """`errors.md`: every error with its code, exit code, words and advice."""
    from archive import errors as room
    from archive.cli.language import _, choose

    kinds = [
        kind
        for kind in vars(room).values()
        if isinstance(kind, type) and issubclass(kind, room.ArchiveError) and kind is not room.ArchiveError
    ]
    lines = [
        "# Errors",
        "",
        _ERRORS_HEAD,
    ]
    choose(["--lang", "zh"], {})
    for kind in sorted(kinds, key=lambda each: (each.exit_code, each.code)):
        lines += ["", f"## {kind.code}", "", f"Exit code {int(kind.exit_code)}.", ""]
        lines += [f"- {kind.what} {kind.advice}", f"- {_(kind.what)}{_(kind.advice)}"]
    return {ROOT / "docs/errors.md": ("\n".join(lines) + "\n").encode("utf-8")}


def commands() -> dict[Path, bytes]:
    """`commands.md`: the help of every command, in English and in Chinese."""
    lines = ["# Commands", "", "Generated from the program's own help by `docs/generate.py`."]
    for lang, heading in (("en", "English"), ("zh", "中文")):
        lines += ["", f"## {heading}"]
        for names, text in _help_pages(lang):
            lines += ["", f"### {' '.join(('archive', *names))}", "", "```text", text.rstrip(), "```"]
    return {ROOT / "docs/commands.md": ("\n".join(lines) + "\n").encode("utf-8")}


def _help_pages(lang: str) -> Iterator[tuple[tuple[str, ...], str]]:
    import click

    from archive.cli.language import choose
    from archive.cli.root import COMMANDS, root

    choose(["--lang", lang], {})
    context = root.context_class(root, info_name="archive", max_content_width=100, terminal_width=100)
    yield (), _page(context, frozenset(COMMANDS))
    waiting: list[tuple[tuple[str, ...], click.Command, click.Context]] = []
    for name in COMMANDS:
        found = root.get_command(context, name)
        assert found is not None, name
        waiting.append(((name,), found, context))
    while waiting:
        names, command, parent = waiting.pop(0)
        own = command.context_class(command, info_name=names[-1], parent=parent, terminal_width=100)
        yield names, _page(own, None)
        if isinstance(command, click.Group):
            waiting[:0] = [((*names, name), each, own) for name, each in command.commands.items()]


def _page(context: object, only: frozenset[str] | None) -> str:
    """A help page; of the root only with built-in commands, whatever plugins are installed here."""
    import click

    assert isinstance(context, click.Context)
    if only is not None:
        from archive.cli.session import Session

        context.obj = Session.__new__(Session)
        context.obj.no_plugins = True
    return context.get_help()


PARTS: dict[str, Callable[[], dict[Path, bytes]]] = {"words": words, "errors": errors, "commands": commands}


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    wanted = [each for each in arguments if each != "--check"] or list(PARTS)
    stale = []
    for name in wanted:
        for path, content in PARTS[name]().items():
            if path.exists() and path.read_bytes() == content:
                continue
            stale.append(path.relative_to(ROOT))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    for path in stale:
        sys.stdout.write(f"{path} {'is not what docs/generate.py makes' if check else 'written'}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
