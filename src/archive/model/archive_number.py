"""Archive number (档号): the record's place in the arrangement of an office, once given never changed or used again.

After DA/T 13-2022: codes of fonds, class, year, period, volume and item, joined as a pattern says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

__all__ = ["ArchiveNumber", "Pattern", "PatternInvalid", "Volume"]

_WORDS = ("fonds", "class", "year", "term")
_COUNTED = ("volume", "item")
_CODE = re.compile(r"[0-9A-Z]{1,12}")
_JOINT = re.compile(r"[-·.]+")
_MOST_DIGITS = 9


class PatternInvalid(ValueError):
    """The pattern is none; says why."""


@dataclass(frozen=True, slots=True)
class ArchiveNumber:
    """A number that was given, or that nobody may be given."""

    number: str
    """As printed."""
    volume: str
    """Its volume as printed: what stands before the item."""
    item: int
    """Within the volume, from 1."""
    record: str | None
    """None: it is void."""
    reason: str | None = None
    """Why it is void."""


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume (案卷): what one unit's records of one class, year and period are kept in."""

    volume: str
    """As printed."""
    head: str
    """What stands before its own number: all volumes with one head are counted together."""
    ordinal: int
    """Within those of its head, from 1."""
    unit: str | None
    """Id; None where a pattern knows no volumes, or the records are of no unit."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a number is built: `{fonds}-{class}·{year}-{term}-{volume:3}-{item:4}`; digits behind the counted ones."""

    text: str

    def __post_init__(self) -> None:
        """Raises PatternInvalid."""
        fields = [field for _, field, _, _ in self._pieces() if field is not None]
        if not fields or fields[-1] != "item":
            raise PatternInvalid("it does not end with {item}")
        if len(set(fields)) < len(fields) or not {"year", "term"} <= set(fields):
            raise PatternInvalid("it names a part twice, or lacks {year} or {term}")
        if "volume" in fields and fields[-2] != "volume":
            raise PatternInvalid("{volume} stands right before {item}")
        for joint, field, spec, conversion in self._pieces():
            if field is not None and (field not in (*_WORDS, *_COUNTED) or conversion):
                raise PatternInvalid(f"it names {field}, which is none of its parts")
            if spec and (field not in _COUNTED or not spec.isdigit() or not 1 <= int(spec) <= _MOST_DIGITS):
                raise PatternInvalid(f"{spec} is no number of digits")
            if joint and not _JOINT.fullmatch(joint):
                raise PatternInvalid(f"{joint!r} joins no codes: only - · and . do")
        if any(not before and at for at, (before, *_) in enumerate(self._pieces())):
            raise PatternInvalid("two parts follow each other with nothing between them")

    @property
    def has_volumes(self) -> bool:
        """Whether it counts volumes."""
        return "{volume" in self.text

    def head(self, codes: Mapping[str, str]) -> str:
        """What stands before the first counted part, without the joint. Raises PatternInvalid for what is no code."""
        built = ""
        for joint, field, _, _ in self._pieces():
            if field in _COUNTED:
                return built
            code = codes[field or ""]
            if not isinstance(code, str) or not _CODE.fullmatch(code):
                raise PatternInvalid(f"{code!r} is no code of capital letters and digits")
            built += joint + code
        return built

    def volume(self, head: str, ordinal: int) -> str:
        """The printed volume; the head itself where the pattern has none."""
        return head + self._counted("volume", ordinal) if self.has_volumes else head

    def number(self, volume: str, item: int) -> str:
        return volume + self._counted("item", item)

    def read(self, head: str, number: str) -> tuple[int, int] | None:
        """Volume (1 where there are none) and item of a printed number with this head; None if it is not of it."""
        rest = "".join(
            re.escape(joint) + rf"(?P<{field}>\d{{{int(spec or 1)},{_MOST_DIGITS}}})"
            for joint, field, spec, _ in self._pieces()
            if field in _COUNTED
        )
        found = re.fullmatch(re.escape(head) + rest, number)
        if found is None:
            return None
        ordinal, item = int(found["volume"]) if self.has_volumes else 1, int(found["item"])
        whole = ordinal > 0 and item > 0 and self.number(self.volume(head, ordinal), item) == number
        return (ordinal, item) if whole else None

    def _counted(self, wanted: str, value: int) -> str:
        (piece,) = [(joint, spec) for joint, field, spec, _ in self._pieces() if field == wanted]
        return f"{piece[0]}{value:0{int(piece[1] or 1)}d}"

    def _pieces(self) -> list[tuple[str, str | None, str, str | None]]:
        try:
            pieces = [(joint, field, spec or "", turn) for joint, field, spec, turn in Formatter().parse(self.text)]
        except ValueError as error:
            raise PatternInvalid(str(error)) from error
        if any(field is None for _, field, _, _ in pieces):
            raise PatternInvalid("something stands behind {item}")
        return pieces
