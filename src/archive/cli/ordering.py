"""The order in which people expect Chinese names: by pinyin, as in a telephone book.

GB 2312 sorts its 3,755 most common characters by pinyin, so their bytes in that encoding are an
order without a dictionary. Rarer characters (sorted there by radical) and characters outside
GB 2312 follow them; a character with several readings stands under its most usual one.
"""

from __future__ import annotations

__all__ = ["by_pinyin"]

_COMMON = (b"\xb0\xa1", b"\xd7\xf9")


def by_pinyin(name: str) -> tuple[tuple[int, bytes], ...]:
    """A sort key: Latin and digits first, then common characters by pinyin, then the others."""
    return tuple(map(_place, name.casefold()))


def _place(character: str) -> tuple[int, bytes]:
    if character.isascii():
        return 0, character.encode()
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return 3, character.encode("utf-8", "surrogatepass")
    return (1 if _COMMON[0] <= encoded <= _COMMON[1] else 2), encoded
