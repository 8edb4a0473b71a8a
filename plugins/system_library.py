"""Where the system keeps the C libraries that some readers call, found without starting a program.

A worker may start none, which `ctypes.util.find_library` does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["installed_library"]

_FOLDERS = (
    "/usr/lib", "/usr/lib64", "/usr/local/lib", *(f"/usr/lib/{machine}-linux-gnu" for machine in
    ("x86_64", "aarch64", "loongarch64", "riscv64"))
)  # fmt: skip


def installed_library(names: Sequence[str]) -> str | None:
    """The first of `names` (`libarchive.so.13`) that lies in one of the system's folders; None where none does."""
    return next((name for name in names for folder in _FOLDERS if Path(folder, name).exists()), None)
