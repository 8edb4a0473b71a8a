"""Anchors (锚定): checkpoints that are kept where whoever can rewrite the home cannot reach."""

from __future__ import annotations

__all__ = ["DIRECTORY", "checkpoint_name"]

DIRECTORY = "directory"
"""The kind of anchor that is a folder with the newest checkpoint in it: a home looks there before it writes."""


def checkpoint_name(home: str) -> str:
    """Name of the file with the newest checkpoint of a home in such a folder."""
    return f"{home}.checkpoint"
