"""What scores are reckoned from: numbers over all segments of an index, of the records that are there now.

Deleted documents stay in their segment until it is merged. Were they counted, a score would tell how often
records had been replaced, and the same records would be ordered otherwise after a rebuild.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import log

from archive_plugins.whoosh_engine.postings import Leaf
from archive_plugins.whoosh_engine.schema import POSITION_KEY

from archive.text.query import TextField

__all__ = ["Statistics"]


class Statistics:
    """Of one opened state, which does not change: each number is worked out when first asked for, and kept."""

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = leaves

    @cached_property
    def documents(self) -> int:
        """How many records there are; the document of the position is none."""
        return sum(
            leaf.reader.doc_count_all() - len(leaf.gone) - len(leaf.documents("key", POSITION_KEY))
            for leaf in self._leaves
        )

    @cached_property
    def mean_length(self) -> float:
        """Mean number of terms of a body, each rounded as the index keeps it. 0 if there is no record."""
        return sum(leaf.length("body") for leaf in self._leaves) / max(1, self.documents)

    def rarity(self, field: TextField, terms: Sequence[str]) -> float:
        """BM25's inverse document frequency of the rarest of these terms; without any, as of one that nothing holds."""
        frequency = min((sum(leaf.live_frequency(field, term) for leaf in self._leaves) for term in terms), default=0)
        return log(1 + (self.documents - frequency + 0.5) / (frequency + 0.5))
