"""How long drill cards are kept."""

from __future__ import annotations

from archive.hooks.contracts import RetentionVerdict
from archive.model.record import Record


class DrillRule:
    """Three years from the day of the drill: an example, not a reading of any law."""

    name = "drill-cards"
    version = "1"

    def verdict(self, record: Record) -> RetentionVerdict | None:
        if record.category != "emergency-drill":
            return None
        return RetentionVerdict(years=3, trigger="date", basis="example schedule, row 1", verified=False)
