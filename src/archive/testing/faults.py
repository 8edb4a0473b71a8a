"""Disks that fail: the n-th call that changes something refuses, for every n.

for number in range(1, 1000):
with FaultyDisk(fail_at=number) as disk:
...
if not disk.failed:
break
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

__all__ = ["FaultyDisk"]

_CALLS = ("write", "fsync", "rename", "mkdir", "open", "fchmod", "chmod", "unlink", "link")
_CHANGING = os.O_CREAT | os.O_WRONLY | os.O_RDWR


class FaultyDisk:
    """While it is entered, the `fail_at`-th changing call of the `os` module in this process raises `error`.

    With `lasting`, all later ones too: a disk that is full. SQLite's own calls are not seen from here;
    the crash harness injects faults into those.
    """

    def __init__(self, fail_at: int, error: int = errno.ENOSPC, *, lasting: bool = False) -> None:
        self._fail_at = fail_at
        self._error = error
        self._lasting = lasting
        self._real: dict[str, Callable[..., Any]] = {}
        self.calls = 0
        """Changing calls so far."""

    @property
    def failed(self) -> bool:
        """Whether any call was refused."""
        return self.calls >= self._fail_at

    def __enter__(self) -> Self:
        for name in _CALLS:
            self._real[name] = getattr(os, name)
            setattr(os, name, self._faulty(name, self._real[name]))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name, real in self._real.items():
            setattr(os, name, real)

    def _faulty(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            if name == "open" and not arguments[1] & _CHANGING:
                return real(*arguments, **named)
            self.calls += 1
            if self.calls == self._fail_at or (self._lasting and self.failed):
                raise OSError(self._error, os.strerror(self._error))
            return real(*arguments, **named)

        return call
