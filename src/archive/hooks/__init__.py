"""What a plugin may do (`specs`, `contracts`) and how plugins are found and kept apart.

A plugin imports `hookimpl` from here, implements functions of `specs`, and announces
itself by an entry point in the group `archive`.
"""

from __future__ import annotations

from archive.hooks.specs import hookimpl

__all__ = ["hookimpl"]
