"""Anchor: a folder on another disk, share or stick that keeps the newest checkpoint of each home.

It accepts a checkpoint only where the ledger goes on from the one that it has: whoever rewrote the home is found here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from archive.hooks import hookimpl
from archive.hooks.contracts import Anchor, AnchorReceipt, AnchorRefusal, AnchorStatement
from archive.model.anchor import DIRECTORY, checkpoint_name

__all__ = ["archive_anchors"]

_MAX_BYTES = 64 * 1024


class Directory:
    name = DIRECTORY
    version = "1"
    description = "newest checkpoint in a folder, accepted if it goes on from the last one · 库外文件夹"

    def place(self, statement: AnchorStatement, where: str) -> AnchorReceipt | AnchorRefusal:
        """`where` is a folder that is there: one that is not may be a disk that is not mounted."""
        folder = Path(where)
        if not folder.is_dir():
            return AnchorRefusal(f"{where} is no folder, or its disk is not there")
        path = folder / checkpoint_name(statement.home)
        if path.is_symlink():
            return AnchorRefusal(f"{path} is a link", damaged=True)
        if path.exists():
            with path.open("rb") as source:
                kept = source.read(_MAX_BYTES + 1).decode("utf-8", "replace")
            why = statement.follows(kept)
            if why is not None:
                return AnchorRefusal(f"{path}: {why}", damaged=True)
        key = folder / f"{statement.home}.pub"
        return AnchorReceipt(where, statement.time, files={path: statement.note.encode(), key: statement.key})


@hookimpl
def archive_anchors() -> Iterable[Anchor]:
    """The one anchor of this plugin."""
    return (Directory(),)
