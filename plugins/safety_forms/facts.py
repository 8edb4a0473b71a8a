"""What the checks of a form rest on: everything that was read of it, together."""

from __future__ import annotations

from dataclasses import dataclass

from archive_plugins.safety_forms.details import Details
from archive_plugins.safety_forms.fields import Field
from archive_plugins.safety_forms.forms_data import Form
from archive_plugins.safety_forms.reading import Line

from archive.model.placement import DueDate, LinkProposal, PersonMention

__all__ = ["Facts"]


@dataclass(frozen=True, slots=True)
class Facts:
    form: Form
    title: str
    lines: list[Line]
    fields: list[Field]
    number: str | None
    date: str | None
    """The document's own day; None if none was read."""
    people: tuple[PersonMention, ...]
    dues: tuple[DueDate, ...]
    links: tuple[LinkProposal, ...]
    details: Details
    received: str
    """The moment at which it came, `2026-11-23T18:42:00Z`."""
    agency: bool
    """Whether an agency is named on it."""
    named: bool
    """Whether it names a unit in a place that counts."""

    @property
    def day(self) -> str:
        """The day by which rules are chosen: the document's own, else that of receipt."""
        return self.date or self.received[:10]

    @property
    def text(self) -> str:
        """What is printed on it, flat."""
        return "\n".join(line.flat for line in self.lines)

    def people_as(self, *roles: str) -> list[PersonMention]:
        """Those of the roles, each name once; a mention with a certificate before one without."""
        found: dict[str, PersonMention] = {}
        for person in self.people:
            if person.role in roles and (person.name not in found or found[person.name].certificate is None):
                found[person.name] = person
        return list(found.values())
