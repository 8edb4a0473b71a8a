"""What `@N` means: the hits of this user's last search in this home.

They lie in the user's own state folder, never in the home: an auditor may only read that.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from archive.errors import HitUnknown, ShorthandRefused

__all__ = ["looked_up", "plain_reference", "remember", "state_folder"]

_SHORTHAND = re.compile(r"[@＠](\d{1,6})")
_LINE = re.compile(r"(\d+) ([0-9a-z]{16})")


def state_folder(environment: Mapping[str, str]) -> Path | None:
    """`$XDG_STATE_HOME/safety-archive`, else `~/.local/state/safety-archive`; None if the user has no home."""
    base, home = environment.get("XDG_STATE_HOME", ""), environment.get("HOME", "")
    if base.startswith("/"):
        return Path(base, "safety-archive")
    return Path(home, ".local/state/safety-archive") if home.startswith("/") else None


def remember(environment: Mapping[str, str], home: Path, first: int, records: Sequence[str]) -> None:
    """Keep `records` as the hits from number `first` on, in place of the last search's.

    A state folder that cannot be written only means that `@N` is not known afterwards.
    """
    file = _file(environment, home)
    if file is None:
        return
    body = "".join(f"{first + at} {record}\n" for at, record in enumerate(records))
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written in place: half a line fits no pattern and is no hit.
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(body)


def looked_up(reference: str, environment: Mapping[str, str], home: Path) -> str:
    """`reference`, or the record that it stands for if it is `@N`. Raises HitUnknown."""
    shorthand = _SHORTHAND.fullmatch(reference)
    if shorthand is None:
        return reference
    file = _file(environment, home)
    lines: list[str] = []
    if file is not None:
        with suppress(OSError, UnicodeDecodeError):
            lines = file.read_text(encoding="ascii").splitlines()
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is not None and int(found[1]) == int(shorthand[1]):
            return found[2]
    raise HitUnknown(reference=reference)


def plain_reference(reference: str) -> str:
    """`reference`, for a command that changes something. Raises ShorthandRefused for `@N`."""
    if _SHORTHAND.fullmatch(reference):
        raise ShorthandRefused(reference=reference)
    return reference


def _file(environment: Mapping[str, str], home: Path) -> Path | None:
    folder = state_folder(environment)
    if folder is None:
        return None
    return folder / "hits" / f"{zlib.crc32(os.fsencode(home.resolve())):08x}"
