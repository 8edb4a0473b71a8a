"""Characters that would act on a terminal instead of being seen are shown as what they are.

A document or a file name may hold escape sequences, line breaks or marks that turn the
direction of writing. One expression finds them all, compiled when it is first needed.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["visible", "visible_json", "visible_text"]

_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls (tab and line feed are told apart below)
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line and paragraph marks, bidi
    "\ufeff\ufff9-\ufffb\ud800-\udfff"  # byte order mark, annotations, lone surrogates
    "\U000e0000-\U000e007f"  # tags
)
_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def visible(text: str) -> str:
    """`text` for one line: no control, bidi, zero-width or line-breaking character acts any more."""
    return _acting_in_a_line().sub(_shown, text)


def visible_text(text: str) -> str:
    """The same for a text of many lines: line feeds and tabs stay."""
    return _acting().sub(_shown, text)


def visible_json(text: str) -> str:
    r"""JSON with the same characters as `\u` escapes: another spelling of the same values."""
    return _acting().sub(_json_escape, text)


@cache
def _acting() -> re.Pattern[str]:
    return re.compile(f"[{_UNSEEN}]")


@cache
def _acting_in_a_line() -> re.Pattern[str]:
    return re.compile(f"[\t\n{_UNSEEN}]")


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _json_escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
