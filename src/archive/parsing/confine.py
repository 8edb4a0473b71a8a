"""The walls around a worker, each put up as far as the platform can, and said so.

Nothing here makes parsing fail: a layer that is missing is reported, and `archive doctor`
shows it. All of it works for root and for an ordinary user.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Mapping, Sequence

from archive.parsing import landlock, seccomp
from archive.parsing.limits import Limits

__all__ = ["LAYERS", "confine"]

LAYERS = (
    "memory-limit", "file-limit", "dies-with-parent", "no-core-dump", "no-new-privileges", "no-capabilities",
    "no-network", "landlock", "seccomp",
)  # fmt: skip
"""What `confine` answers for, from the plainest to the strongest."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000
_CAP_DAC_READ_SEARCH = 1 << 2
_CAPABILITY_VERSION = 0x20080522
_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/dev/null", "/dev/urandom",
)  # fmt: skip


def confine(limits: Limits, parent: int, readable: Sequence[str] = ()) -> Mapping[str, bool]:
    """Shut this process in for good. Call it once, after the plugins are loaded and before any document.

    Beside Python's own files, only those below `readable` can be opened.
    `parent` is the process id of the parent: if it is gone already, this process ends.
    """
    layers = dict.fromkeys(LAYERS, False)
    layers["memory-limit"] = _limit(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    files = [
        _limit(resource.RLIMIT_NOFILE, limits.open_files),
        _limit(resource.RLIMIT_FSIZE, 0),
        _limit(resource.RLIMIT_CORE, 0),
    ]
    layers["file-limit"] = all(files)
    if sys.platform != "linux":
        return layers
    libc = ctypes.CDLL(None, use_errno=True)
    layers["dies-with-parent"] = _prctl(libc, _PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(0)
    layers["no-new-privileges"] = _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1)
    layers["no-network"] = _no_network(libc)
    layers["no-capabilities"] = _no_capabilities(libc)
    layers["landlock"] = landlock.install(libc, [*_readable(), *readable])
    layers["seccomp"] = seccomp.install(libc)
    layers["no-network"] = layers["no-network"] or layers["seccomp"]
    layers["no-core-dump"] = _prctl(libc, _PR_SET_DUMPABLE, 0)
    layers["dies-with-parent"] = _prctl(libc, _PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(0)
    return layers


def _prctl(libc: ctypes.CDLL, option: int, value: int) -> bool:
    return bool(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) == 0)


def _limit(which: int, value: int) -> bool:
    """Lower a limit, soft and hard; a hard limit that is lower already stays."""
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(which, (value, value))
    except (OSError, ValueError):
        return False
    return True


def _address_space() -> int:
    """Bytes of address space in use; 0 where it cannot be told (then the limit is the allowance alone)."""
    try:
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - no pathlib in a worker's start
            return int(statm.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def _no_network(libc: ctypes.CDLL) -> bool:
    """A network namespace of its own, without interfaces; an ordinary user needs a user namespace for it.

    A user namespace takes away what a capability of the outside allowed, which may be the
    reading of Python's own files: who has any capability does not enter one.
    """
    if libc.unshare(_CLONE_NEWNET | _CLONE_NEWIPC) == 0:
        return True
    if _capabilities(libc):
        return False
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)


def _no_capabilities(libc: ctypes.CDLL) -> bool:
    """Drop what root may do, but for reading Python's files where they lie in a private folder."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION, 0), 8)
    keep = _capabilities(libc) & _CAP_DAC_READ_SEARCH
    wanted = ctypes.create_string_buffer(struct.pack("=6I", keep, keep, 0, 0, 0, 0), 24)
    return bool(libc.capset(header, wanted) == 0)


def _capabilities(libc: ctypes.CDLL) -> int:
    """The lower 32 capabilities that are in effect; 0 where they cannot be told."""
    header = ctypes.create_string_buffer(struct.pack("=Ii", _CAPABILITY_VERSION, 0), 8)
    data = ctypes.create_string_buffer(24)
    return int(struct.unpack_from("=I", data)[0]) if libc.capget(header, data) == 0 else 0


def _readable() -> list[str]:
    """Where Python, its libraries and the loaded packages lie."""
    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, *_SYSTEM}
    paths.update(path for path in sys.path if path)
    for module in list(sys.modules.values()):
        with contextlib.suppress(Exception):
            paths.update(str(path) for path in getattr(module, "__path__", ()))
    return sorted(path for path in paths if path.startswith("/") and path != "/")
