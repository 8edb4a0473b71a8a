"""Whoosh without the web client that it imports and never calls.

`whoosh.compat` takes one function out of `urllib.request`, and with it come http, ssl, sockets and
email: 10 ms of every search. An empty stand-in is shown to it while it is imported, and to nobody
afterwards: whoever needs `urllib.request` later gets the real one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

__all__ = ["import_whoosh"]

_WEB = "urllib.request"


def import_whoosh() -> None:
    """Import the base of Whoosh. Nothing is stood in for where the web client is loaded already."""
    if _WEB in sys.modules:
        return
    stand_in = ModuleType(_WEB)
    stand_in.__dict__["urlretrieve"] = None
    sys.modules[_WEB] = stand_in
    try:
        import_module("whoosh.compat")
    finally:
        del sys.modules[_WEB]
