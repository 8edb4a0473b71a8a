"""Recovery: what a dead process left is cleared away or taken over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.objects.staging import abandoned, clear_abandoned
from archive.transaction import login

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["adopt", "dead_owners", "recover"]

_AT_ONCE = 1000


def recover(store: Store) -> None:
    """Remove the staging folders of dead processes.

    What was in them is not in the archive: its source lies where it lay. What is in the archive and
    still has its source in an inbox is known there by its delivery, and moved.
    """
    clear_abandoned(store.layout.staging)


def adopt(store: Store, owner: str, only: str | None = None) -> bool:
    """Take over received records that nobody living reads; whether there were any (or `only` was one).

    Costs no transaction where there is nothing to take over.
    """
    catalogue = store.catalogue
    taken = False
    while True:
        owners = (None, *dead_owners(store, catalogue.queue_owners()))
        free = [each.record for each in catalogue.queued(_AT_ONCE, owners)]
        free = [record for record in free if only in (None, record)]
        if not free:
            return taken
        with store.transaction(login(), "service") as tx:
            owners = (None, *dead_owners(store, tx.catalogue.queue_owners()))
            still = {each.record for each in tx.catalogue.queued(_AT_ONCE, owners)}
            tx.catalogue.claim([record for record in free if record in still], owner)
        taken = True


def dead_owners(store: Store, owners: Iterable[str]) -> tuple[str, ...]:
    """Those of `owners` whose staging folder is gone or no longer held."""
    folder = store.layout.staging
    gone = set(abandoned(folder))
    return tuple(owner for owner in owners if owner in gone or not (folder / owner).is_dir())
