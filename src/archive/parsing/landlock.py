"""Landlock for workers: only Python's own files can be opened, for reading; nothing else exists for them."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

__all__ = ["install"]

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_GET_VERSION = 1
_PATH_BENEATH = 1
_READ = (1 << 2) | (1 << 3)
"""read_file and read_dir."""
_READ_FILE = 1 << 2
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many access rights to files each version of the interface knows."""
_NET_TCP = 0b11
_SCOPES = 0b11


def install(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    """Allow reading below `readable` and refuse every other opening; False where the kernel cannot.

    Descriptors that are open already stay usable.
    """
    if platform.machine() not in {"x86_64", "aarch64"}:
        return False
    libc.syscall.restype = ctypes.c_long
    version = int(libc.syscall(_CREATE, None, ctypes.c_size_t(0), _GET_VERSION))
    if version < 1:
        return False
    rights = (1 << _RIGHTS_BY_ABI.get(version, 16)) - 1
    fields = [rights]
    if version >= 4:
        fields.append(_NET_TCP)
    if version >= 6:
        fields.append(_SCOPES)
    packed = struct.pack(f"={len(fields)}Q", *fields)
    attributes = ctypes.create_string_buffer(packed, len(packed))
    ruleset = int(libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(packed)), 0))
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(libc, ruleset, path)
        return int(libc.syscall(_RESTRICT, ruleset, 0)) == 0
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str) -> None:
    """Make `path` readable; a path that is not there is none that could be read."""
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ if os.path.isdir(path) else _READ_FILE  # noqa: PTH112 - no pathlib in a worker's start
        rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, folder), 12)
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    finally:
        os.close(folder)
