"""Canonical JSON: one value, one row of bytes.

Keys are sorted by code point, there is no white space, text is UTF-8 as it is (nothing
above U+001F is escaped but the quote and the backslash), numbers are as Python writes
them. Whoever checks a home never makes these bytes again: he hashes those that are stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

__all__ = ["encode"]

_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=True
)


def encode(value: object) -> bytes:
    """The canonical bytes of `value` (dict, list, tuple, str, int, float, bool, None).

    Raises ValueError for NaN and infinities, lone surrogates and circles, TypeError for
    keys that are no strings (json would quietly write 1 and "1" alike) and for other types.
    """
    text = _encoder.encode(value)
    _refuse_keys(value)
    return text.encode("utf-8")


def _refuse_keys(value: object) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"a key of canonical JSON must be a string, not {key!r}")
            _refuse_keys(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_keys(item)
