"""The door: the one place that turns errors into words and exit codes.

What went wrong is said in one sentence and what to do in one more, on stderr and in the
reader's language; stdout stays clean. Whatever nobody foresaw is an internal fault: it gets a
number, and its traceback goes into a file that is named.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

from archive.cli.error_words import said
from archive.cli.escape import visible
from archive.cli.language import _, choose
from archive.cli.screen import Screen
from archive.cli.usage_words import usage_words
from archive.errors import ArchiveError, ExitCode, InputMissing, NotPermitted, QueryInvalid, StorageFailed

__all__ = ["READER_GONE", "main", "run"]

READER_GONE = 141
"""What a shell reports for a program whose reader went away (128 + SIGPIPE), as in `archive list | head`."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM}


def main() -> None:
    """The command `archive`."""
    code = run(sys.argv[1:])
    # On its way out the interpreter looks through all objects for garbage, several times: 20 ms of every
    # command, for memory that the system takes back a moment later.
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str], screen: Screen | None = None) -> int:
    """Run one command and return its exit code; nothing is raised.

    `screen` is this process's own by default. The environment is told the language (`LANGUAGE`).
    """
    choose(arguments, os.environ)
    if "_ARCHIVE_COMPLETE" in os.environ and screen is None:
        _complete(arguments)
    screen = screen or Screen.real()
    code = _guarded(arguments, screen)
    _let_go(screen)
    return code


def _guarded(arguments: Sequence[str], screen: Screen) -> int:
    try:
        code = _invoke(arguments, screen)
        screen.out.flush()
    except BrokenPipeError:
        return READER_GONE
    except KeyboardInterrupt:
        screen.note(_("Interrupted."))
        return ExitCode.INTERRUPTED
    except click.ClickException as error:
        _show_usage(error, screen)
        return ExitCode.USAGE
    except ArchiveError as error:
        _show(error, screen)
        return error.exit_code
    except OSError as error:
        known = _known(error)
        if known is None:
            return _fault(error, screen)
        _show(known, screen)
        return known.exit_code
    except Exception as error:  # noqa: BLE001 - the last one to catch it
        return _fault(error, screen)
    return code


def _invoke(arguments: Sequence[str], screen: Screen) -> int:
    from archive.cli.root import root
    from archive.cli.session import Session

    session = Session(screen)
    try:
        with root.make_context("archive", list(arguments), obj=session) as context:
            code = root.invoke(context)
    except click.exceptions.NoArgsIsHelpError as error:
        screen.note(error.format_message())
        return ExitCode.USAGE
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return int(code or ExitCode.DONE)


def _complete(arguments: Sequence[str]) -> NoReturn:
    """Answer the shell that asks for completion; click speaks its protocol."""
    from archive.cli.root import root

    root.main(list(arguments), prog_name="archive", complete_var="_ARCHIVE_COMPLETE")


def _let_go(screen: Screen) -> None:
    """Drop what could not be written, so that the interpreter does not try, and complain, once more at its end."""
    try:
        screen.out.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), screen.out.fileno())


def _show_usage(error: click.ClickException, screen: Screen) -> None:
    context = getattr(error, "ctx", None)
    screen.note(_("Error: {message}").format(message=usage_words(error)))
    if context is not None:
        screen.note(_("Try '{command} {option}' for help.").format(command=context.command_path, option="--help"))


def _show(error: ArchiveError, screen: Screen) -> None:
    words = said(error)
    screen.note(_("Error: {message}").format(message=words.what))
    if isinstance(error, QueryInvalid):
        _point_at(error, screen)
    screen.note(words.advice)


def _point_at(error: QueryInvalid, screen: Screen) -> None:
    """The query with a caret under the place where it stops making sense, both kept short."""
    from archive.cli.fitting import columns

    start = max(0, error.position - 30)
    before = visible(error.query[start : error.position])
    after = visible(error.query[error.position : error.position + 30])
    screen.note("  " + before + after)
    screen.note("  " + " " * columns(before) + "^")


def _known(error: OSError) -> ArchiveError | None:
    """The words that we have for what the system said, None if it is our own mistake."""
    path = error.filename if isinstance(error.filename, str) else os.fsdecode(error.filename or b"") or "?"
    if error.errno in _NO_ROOM:
        return StorageFailed(reason=os.strerror(error.errno or 0))
    if error.errno in _NO_RIGHT:
        return NotPermitted(path=path)
    if isinstance(error, FileNotFoundError | IsADirectoryError | NotADirectoryError):
        return InputMissing(path=path)
    return None if error.errno is None else StorageFailed(reason=os.strerror(error.errno))


def _fault(error: Exception, screen: Screen) -> int:
    """Number the fault, keep its traceback, and say both."""
    import secrets
    import traceback

    from archive.cli.memory import state_folder

    number = secrets.token_hex(4)
    trace = "".join(traceback.format_exception(error))
    kept = None
    folder = state_folder(os.environ)
    if folder is not None:
        with suppress(OSError):
            faults = folder / "faults"
            faults.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = faults / f"{number}.txt"
            kept.write_text(f"archive {' '.join(sys.argv[1:])}\n{trace}", encoding="utf-8", errors="backslashreplace")
    screen.note(_("Error: {message}").format(message=_("Internal fault {number}.").format(number=number)))
    if kept is None:
        screen.note(visible(trace))
    else:
        screen.note(_("This is a mistake in the program. Report it with the file {path}.").format(path=kept))
    return ExitCode.INTERNAL
