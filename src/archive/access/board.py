"""The board of responsibility (挂牌责任牌) of a unit: who answers for it, and what its dangers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.access.hazards import hazards_of_units
from archive.access.responsibility import chain_of

if TYPE_CHECKING:
    from archive.access.responsibility import Chain
    from archive.model.hazard import Hazard
    from archive.store import Store

__all__ = ["PHONE", "Board", "board"]

PHONE = "12350"
"""The number of the whole country for reports on work safety."""

_MOST_RISKS = 5


@dataclass(frozen=True, slots=True)
class Board:
    code: str
    name: str
    """Of whoever stood for the unit that day."""
    chain: Chain
    risks: tuple[str, ...]
    """Titles of its newest papers on risks and major hazard installations, each once."""
    major: tuple[Hazard, ...]
    """Major hidden dangers that were open."""


def board(store: Store, reference: str, on: str) -> Board:
    """What stands on the board of a unit (code or name) that day. Raises UnitUnknown or UnitAmbiguous."""
    chain = chain_of(store, store.find_unit(reference), on)
    family = store.catalogue.family(chain.unit.id)
    titles = (
        row.title for row in reversed(store.catalogue.papers(("risk-control",), family)) if row.day <= on
    )
    return Board(
        code=chain.unit.code,
        name=chain.name_then,
        chain=chain,
        risks=tuple(dict.fromkeys(titles))[:_MOST_RISKS],
        major=tuple(each for each in hazards_of_units(store, family, on) if each.open and each.level == "major"),
    )
