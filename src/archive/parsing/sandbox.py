"""What protects this machine from documents, for `archive doctor`."""

from __future__ import annotations

from collections.abc import Mapping

from archive.parsing.confine import LAYERS

__all__ = ["layers"]


def layers() -> Mapping[str, bool]:
    """Each wall around a parser worker and whether it stands here. Starts a worker to see; all False if none starts."""
    from archive.parsing.pool import Pool

    with Pool(1, plugins=False) as pool:
        return {**dict.fromkeys(LAYERS, False), **pool.layers()}
