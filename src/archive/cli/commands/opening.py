"""archive open: a hit of the last search in the program that the desktop has for it, or on the screen."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from archive.cli.face import argument, option
from archive.cli.face import command as define
from archive.cli.language import _
from archive.cli.memory import looked_up
from archive.cli.record_page import show_record
from archive.cli.session import Session
from archive.errors import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.api import Archive

__all__ = ["command"]

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_NEVER_OPENED = frozenset({
    ".desktop", ".exe", ".com", ".bat", ".cmd", ".sh", ".py", ".jar", ".js", ".msi", ".scr", ".lnk", ".vbs", ".ps1",
    ".appimage", ".run", ".html", ".htm", ".svg", ".xhtml",
})  # fmt: skip
"""Suffixes under which a desktop would run the file, or let it run something."""


@define(
    "open",
    help=N_(
        "Open a hit of your last search.\n\n"
        "NUMBER is its number there; a RECORD does as well. On a desktop a copy of the original is opened in the "
        "program for it; elsewhere the record and its text are shown."
    ),
)
@argument("reference", metavar=N_("NUMBER"))
@option("--print", "printed", is_flag=True, help=N_("Show it here, also on a desktop."))
def command(session: Session, reference: str, *, printed: bool) -> None:
    with session.archive(readonly=True) as archive:
        short = reference.isascii() and reference.isdigit() and len(reference) < 6
        meant = f"@{reference}" if short else reference
        record = archive.record(looked_up(meant, session.environment, archive.home))
        suffix = Path(record.original.name).suffix.lower()
        program = None if printed else _opener(session.environment)
        if program is None or not _SUFFIX.fullmatch(suffix) or suffix in _NEVER_OPENED:
            show_record(session.screen, archive, record)
            session.screen.line()
            session.screen.text(archive.text(record.id))
            return
        copy = _copy(archive, record.id, suffix, session.environment)
    import subprocess

    subprocess.run([program, str(copy)], check=False)  # noqa: S603 - the desktop's own opener, on a file that we named
    session.screen.note(_("Opened a copy: {path}").format(path=copy))


def _opener(environment: Mapping[str, str]) -> str | None:
    """`xdg-open`, where there is a desktop to open something on."""
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return None
    return shutil.which("xdg-open", path=environment.get("PATH"))


def _copy(archive: Archive, record: str, suffix: str, environment: Mapping[str, str]) -> Path:
    """A read-only copy of the original under a harmless name, in a folder of this user alone.

    In `$XDG_RUNTIME_DIR`, which is emptied at the end of the session, else in the folder for temporary files.
    """
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="archive-open-", dir=environment.get("XDG_RUNTIME_DIR") or None))
    copy = folder / f"{record}{suffix}"
    with archive.open_original(record) as source, open(copy, "xb", opener=_owner_only) as target:
        shutil.copyfileobj(source, target, 1 << 20)
    copy.chmod(0o400)
    return copy


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
