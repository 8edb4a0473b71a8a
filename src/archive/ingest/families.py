"""Families: a delivered file is done when everything that lay inside it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.ingest.reading import Done

__all__ = ["Complete", "Families"]


@dataclass(frozen=True, slots=True)
class Complete:
    """A delivered file, read and filed together with what lay inside."""

    done: Done
    members: int = 0
    """Records that were made of what lay inside, at all depths."""
    rows: int = 0
    """Records that were made of rows of registers."""


@dataclass(slots=True)
class _Family:
    done: Done
    open: int = 0
    members: int = 0
    rows: int = 0


class Families:
    """Which members each file still waits for, for one process."""

    def __init__(self) -> None:
        self._heads: dict[str, str] = {}
        """The delivered file of each member that is not read yet."""
        self._families: dict[str, _Family] = {}

    def done(self, group: Sequence[Done]) -> list[Complete]:
        """The files that are complete now that these records are filed, in their order.

        A member whose file another process filed belongs to none that is told here.
        """
        complete = []
        for each in group:
            head = self._heads.pop(each.read.record, None)
            if head is None and "within" in each.read.accession:
                continue
            head = head or each.read.record
            family = self._families.setdefault(head, _Family(each, open=1))
            family.open += len(each.filed.members) - 1
            family.members += len(each.filed.members)
            family.rows += len(each.filed.rows)
            self._heads.update(dict.fromkeys(each.filed.members, head))
            if not family.open:
                del self._families[head]
                complete.append(Complete(family.done, family.members, family.rows))
        return complete
