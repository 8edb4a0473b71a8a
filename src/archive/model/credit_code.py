"""Unified social credit code 统一社会信用代码 (GB 32100-2015).

Eighteen characters: registering authority, kind of body, six digits of the region
(GB/T 2260), nine characters of the organisation code (GB 11714, with a check character of
its own) and the check character. Each of the two check characters finds every single
wrong character that it covers, and the outer one every swap of two neighbours.
"""

from __future__ import annotations

import unicodedata

from archive.errors import N_

__all__ = ["ALPHABET", "LENGTH", "check", "inner_check_character", "normalise", "outer_check_character", "suggest"]

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100; I, O, S, V and Z are not among them."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_OUTER_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DROPPED = {ord(character): None for character in " \t\r\n\u3000\u00a0-‐‑‒–—−－_"}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})


def normalise(value: str) -> str:
    """`value` in half width and upper case, without spaces and hyphens. Total; checks nothing."""
    return unicodedata.normalize("NFKC", value).translate(_DROPPED).upper()


def check(value: str) -> str | None:
    """None if `value` is a valid code, else what fails, as an English clause for `CreditCodeInvalid`.

    `value` is normalised first. Two digits at the places of the authority and the region are
    demanded only by the alphabet: which authorities and regions exist changes over time.
    """
    code = normalise(value)
    if len(code) != LENGTH:
        return N_("it does not have 18 characters")
    if any(character not in _VALUES for character in code):
        return N_("it holds a character that such codes do not use (I, O, S, V, Z or no letter or digit)")
    if not (code[2:8].isascii() and code[2:8].isdigit()):
        return N_("the six characters of the region (3 to 8) are not all digits")
    if inner_check_character(code[8:16]) != code[16]:
        return N_("character 17, the check digit of the organisation code (GB 11714), does not fit characters 9 to 16")
    if outer_check_character(code[:17]) != code[17]:
        return N_("character 18, the check digit of the credit code (GB 32100), does not fit the 17 before it")
    return None


def suggest(value: str) -> str | None:
    """A valid code that `value` may have been misread from (O for 0, I for 1, Z for 2, S for 5), or None.

    None also if `value` is valid as it stands. Only ever a suggestion for a person.
    """
    code = normalise(value)
    corrected = code.translate(_LOOKALIKES)
    if corrected == code or check(corrected) is not None:
        return None
    return corrected


def outer_check_character(first: str) -> str:
    """The 18th character for the first 17, all of `ALPHABET` (GB 32100-2015, modulus 31)."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first, _OUTER_WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def inner_check_character(first: str) -> str:
    """The 9th character of an organisation code for its first 8, digits and letters (GB 11714, modulus 11)."""
    total = sum(int(character, 36) * weight for character, weight in zip(first, _INNER_WEIGHTS, strict=True))
    remainder = -total % 11
    return "X" if remainder == 10 else str(remainder)
