"""Document numbers 文号 and ticket numbers as people print them, brought to one form for matching."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["doc_number_key"]

_BRACKETS = str.maketrans(
    {
        "(": "[", ")": "]", "〔": "[", "〕": "]", "【": "[", "】": "]", "〈": "[", "〉": "]", "《": "[", "》": "]",
        "{": "[", "}": "]", "<": "[", ">": "]", "⟨": "[", "⟩": "]", "〖": "[", "〗": "]",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "－": "-", "_": "-",
    }
)  # fmt: skip
_LABEL = re.compile(r"^(?:文书?号|文件编号|作业证编号|编号|票号|NO\.?|№)[:.]?(?=.)")
_YEAR_IN_BRACKETS = re.compile(r"字?\[(\d{4})年?([^\]\[]{0,8})\]")
_YEAR_IN_TEXT = re.compile(r"(?<=\D)字?(\d{4})年第?([^\]\[]{1,40})号$")
_SEQUENCE = re.compile(r"^[\[第NO.]*0*(.+?)\]?号?\]?$")


def doc_number_key(printed: str) -> str:
    """The form under which two printings of one number are equal; the printed form is kept elsewhere.

    Folded are width (NFKC), letter case, white space, the kinds of bracket and dash, brackets
    round the region, the optional 字 and 第, leading zeros of the sequence, and a label such as
    编号: before it. A number with a year in brackets becomes `words|year|sequence`, and the
    sequence is free text up to 号: `（苏宁）应急检记〔2024〕12号` and `苏宁应急检记[2024]第012号`
    give `苏宁应急检记|2024|12`. Others (`dh-20240501-003`) stay as they are in upper case.

    Total: any text has a key, the empty text the empty one. Linear in the length of `printed`.
    """
    folded = "".join(unicodedata.normalize("NFKC", printed).upper().split()).translate(_BRACKETS)
    folded = _LABEL.sub("", folded)
    year = _YEAR_IN_BRACKETS.search(folded, 1) or _YEAR_IN_TEXT.search(folded)
    if year is None:
        return folded
    if year.re is _YEAR_IN_TEXT:
        return f"{_bare(folded[: year.start()])}|{year[1]}|{_sequence(year[2])}"
    return f"{_bare(folded[: year.start()])}|{year[1]}{_bare(year[2])}|{_sequence(folded[year.end() :])}"


def _bare(text: str) -> str:
    return text.replace("[", "").replace("]", "")


def _sequence(text: str) -> str:
    """`第012号`, `[12]号` and `12` are one sequence."""
    found = _SEQUENCE.match(text)
    return found[1] if found else text
