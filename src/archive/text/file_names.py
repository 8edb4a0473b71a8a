"""Names of files that are handed to others: what any file system takes and no terminal trips over."""

from __future__ import annotations

import re

__all__ = ["fitting", "readable_name"]

_NAME_BYTES = 200
_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]')
"""Control and bidi characters, and what no common file system takes."""


def readable_name(name: str, raw: bytes | None) -> str:
    """The name, read as GB18030 where its bytes (`raw`) are not UTF-8 and that fits."""
    if raw is None:
        return name
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return name


def fitting(name: str) -> tuple[str, str]:
    """Stem and suffix of a file name, harmless and at most 200 bytes of UTF-8 together; the stem is never empty."""
    clean = _UNFIT.sub("_", name).strip(" .")
    dot = clean.rfind(".")
    stem, suffix = (clean[:dot], clean[dot:]) if dot > 0 and len(clean) - dot <= 10 else (clean, "")
    room = _NAME_BYTES - len(suffix.encode())
    stem = stem.encode()[:room].decode(errors="ignore").strip(" ")
    if not stem or stem[0] in "-~":
        stem = f"_{stem}"
    return stem, suffix
