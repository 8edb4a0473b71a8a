"""The query language and its tree."""

from __future__ import annotations

__all__ = ["Node"]


class Node:
    """A node of the query tree."""
