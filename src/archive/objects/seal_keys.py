"""The files of the keys of sealed records.

`sealed.key` is the secret (64 hex digits); it may lie on a medium of its own and is needed to read only.
`keys/sealed.intake` follows from it and takes files in. Both 0600.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from archive.disk.atomic import storage, sync_directory, write_file
from archive.errors import KeyExposed, SealKeyInvalid, SealKeyMissing
from archive.objects.sealed import IntakeKey, ReadingKey

__all__ = ["intake_key", "made", "reading_key"]


def reading_key(path: Path) -> ReadingKey:
    """The secret in `path`. Raises SealKeyMissing, SealKeyInvalid, KeyExposed, NotPermitted or StorageFailed."""
    return ReadingKey(_read(path, 1)[0])


def intake_key(path: Path) -> IntakeKey:
    """What takes files in, from `path`. Raises as `reading_key`."""
    public, secret = _read(path, 2)
    return IntakeKey(public, secret)


def made(secret: Path, intake: Path, *, first: bool) -> IntakeKey:
    """The key for taking in; made where it is missing, from the secret, which is made too if it is the `first` one.

    Two processes that make it at the same moment make one. Raises SealKeyMissing where records are sealed already
    and neither file is there, else as `reading_key`.
    """
    with suppress(SealKeyMissing):
        return intake_key(intake)
    if first and not secret.exists():
        if not secret.parent.is_dir():  # the medium is not there
            raise SealKeyMissing(path=secret)
        _make_secret(secret)
    key = reading_key(secret).intake()
    write_file(intake, f"{key.public.hex()}\n{key.secret.hex()}\n".encode(), mode=0o600)
    return key


def _make_secret(path: Path) -> None:
    """A new secret under its name in one step; one that came there meanwhile stays."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with storage(path):
        write_file(draft, (os.urandom(32).hex() + "\n").encode(), mode=0o600)
        try:
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
        sync_directory(path.parent)


def _read(path: Path, lines: int) -> list[bytes]:
    try:
        with storage(path):
            if not path.exists():
                raise SealKeyMissing(path=path)
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise KeyExposed(path=path)
            parts = [bytes.fromhex(line) for line in path.read_text("ascii").split()]
    except ValueError as error:
        raise SealKeyInvalid(path=path) from error
    if [len(part) for part in parts] != [32] * lines:
        raise SealKeyInvalid(path=path)
    return parts
