"""Duties in words and as JSON: shared by the commands of duties, grids and who."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from archive.access.chain import role
from archive.cli.language import _, chosen

if TYPE_CHECKING:
    from archive.model.duty import Duty
    from archive.model.grid import Grid
    from archive.model.unit_ref import UnitRef

__all__ = ["Names", "duty_object", "grid_object", "period", "role_name", "today"]


class Names:
    """Names of the units and grids that duties are over."""

    def __init__(self, units: Mapping[str, UnitRef], grids: Mapping[str, Grid]) -> None:
        self._units = units
        self._grids = grids

    def over(self, duty: Duty) -> str:
        """The unit or grid."""
        if duty.unit is not None:
            unit = self._units.get(duty.unit)
            return duty.unit if unit is None else unit.name
        grid = self._grids.get(duty.grid or "")
        return (duty.grid or "") if grid is None else _("grid {name}").format(name=grid.name)

    def unit(self, unit: str | None) -> dict[str, str] | None:
        found = self._units.get(unit or "")
        return None if found is None else {"code": found.code, "name": found.name}

    def grid(self, grid: str | None) -> str | None:
        found = self._grids.get(grid or "")
        return None if found is None else found.name


def role_name(key: str) -> str:
    """A role in the reader's language; in English the key itself is the word."""
    return role(key).zh if chosen() == "zh" else key.replace("_", " ")


def period(duty: Duty) -> str:
    """From which day to which."""
    if duty.until is None:
        return _("since {day}").format(day=duty.since)
    return _("{first} to {last}").format(first=duty.since, last=duty.until)


def duty_object(duty: Duty, names: Names) -> dict[str, Any]:
    """`unit` and `employer` as code and name, `grid` as its name: ids of units leave the archive nowhere."""
    return {
        "duty": duty.id,
        "person": duty.name,
        "certificate": duty.certificate,
        "employer": names.unit(duty.employer),
        "role": duty.role,
        "post": duty.post,
        "unit": names.unit(duty.unit),
        "grid": names.grid(duty.grid),
        "scope": duty.scope,
        "since": duty.since,
        "until": duty.until,
        "source": duty.source,
        "deputy_for": duty.deputy_for,
        "reason": duty.reason,
        "end_reason": duty.end_reason,
        "end_source": duty.end_source,
    }


def grid_object(grid: Grid, parent: str | None, units: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "grid": grid.id,
        "name": grid.name,
        "code": grid.code,
        "parent": parent,
        "since": grid.since,
        "units": units,
    }


def today() -> str:
    """The day on the wall."""
    from datetime import datetime

    return datetime.now().astimezone().date().isoformat()
