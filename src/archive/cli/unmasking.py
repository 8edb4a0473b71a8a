"""`--unmask --purpose`: personal data is shown, and who looked at it and what for is in the ledger before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from archive.cli.face import option
from archive.errors import N_, PurposeMissing, UsageInvalid

if TYPE_CHECKING:
    from archive.api import Archive
    from archive.cli.screen import Screen

__all__ = ["Unmasking", "unmasking"]

F = TypeVar("F", bound=Callable[..., Any])


class Unmasking:
    """What the two options say. Raises PurposeMissing, or UsageInvalid for a purpose without --unmask."""

    def __init__(self, unmask: bool, purpose: str | None) -> None:
        if purpose is not None and not unmask:
            raise UsageInvalid(reason=N_("--purpose goes with --unmask"))
        if unmask and not (purpose or "").strip():
            raise PurposeMissing
        self.wanted = unmask
        self._purpose = purpose or ""

    def uncover(self, screen: Screen, archive: Archive, records: Iterable[str]) -> None:
        """From here on the screen shows personal data, where that is wanted and once the ledger knows of it.

        Raises NotPermitted where this account may not write.
        """
        if self.wanted:
            archive.look(records, purpose=self._purpose)
            screen.masked = False


def unmasking(function: F) -> F:
    """Give a command the options; it gets `unmask` and `purpose`."""
    unmask = option(
        "--unmask", is_flag=True, help=N_("Show personal data, which is starred out otherwise; needs --purpose.")
    )
    purpose = option("--purpose", metavar=N_("TEXT"), help=N_("What --unmask is needed for; kept with your name."))
    return unmask(purpose(function))
