"""Unit (生产经营单位): whoever has a safety file.

A unit has a stable `id` of ours; its code, its names and its parent change over time and
every change is a dated event. Nothing outside the catalogue stores a code or a name to
mean a unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.model.confirmation import Confirmation

__all__ = ["CodeKind", "NameKind", "Unit", "UnitCode", "UnitKind", "UnitName", "UnitState"]


class UnitKind(StrEnum):
    ENTERPRISE = "enterprise"
    SITE = "site"
    SELF_EMPLOYED = "self-employed"
    PUBLIC_BODY = "public-body"
    REGULATOR = "regulator"
    COMMUNITY = "community"


class UnitState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"
    MERGED = "merged"


class CodeKind(StrEnum):
    USCC = "uscc"
    """Unified social credit code 统一社会信用代码 (GB 32100-2015), 18 characters."""
    LOCAL = "local"
    """A code of the office's own, until the credit code is known."""


class NameKind(StrEnum):
    NAME = "name"
    ALIAS = "alias"


@dataclass(frozen=True, slots=True)
class UnitName:
    name: str
    kind: NameKind
    since: str | None
    """ISO date (YYYY-MM-DD) from which the name was borne, None if unknown."""
    until: str | None
    """ISO date on which it ended, None while it is borne."""


@dataclass(frozen=True, slots=True)
class UnitCode:
    code: str
    kind: CodeKind
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    code: str
    """The code in force; every earlier one is in `codes` and stays findable."""
    name: str
    kind: UnitKind
    state: UnitState
    parent: str | None
    """Id of the unit above, None if there is none."""
    merged_into: str | None
    """Id of the unit that took this one over, None unless `state` is merged."""
    names: tuple[UnitName, ...]
    """All names and aliases ever borne, in the order in which they were recorded."""
    codes: tuple[UnitCode, ...]
    confirmed: tuple[Confirmation, ...] = ()
    """Names on forms that people said mean it, oldest first."""
