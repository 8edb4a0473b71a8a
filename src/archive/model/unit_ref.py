"""How a record names its unit: apart from `archive.model.record`, for the sake of searches."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["UnitRef"]


@dataclass(frozen=True, slots=True)
class UnitRef:
    id: str
    code: str
    name: str
