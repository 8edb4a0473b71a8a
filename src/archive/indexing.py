"""The search index of one home: which generation answers, and how it keeps up with the outbox."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archive.errors import EngineUnknown, IndexDamaged
from archive.search.generations import Generations, choose_engine

if TYPE_CHECKING:
    from archive.catalogue import Catalogue
    from archive.disk.layout import Layout
    from archive.hooks.contracts import EngineFactory, SearchEngine
    from archive.hooks.loading import Registry
    from archive.search.generations import Generation

__all__ = ["Index", "IndexStatus"]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """Which index answers and how far it is."""

    setting: str
    """`engine` in the settings."""
    engine: str | None
    """Of the index that answers; None while none does, and the catalogue is read instead."""
    version: str | None
    generation: str | None
    analyzer: int | None
    position: int
    """Changes that the index has seen."""
    head: int
    """Changes that there are."""
    bytes: int
    """On disk, unfinished generations included."""
    characters: int
    """Of text in the archive."""
    building: bool
    """A further generation has been begun and waits to be finished."""


class Index:
    """Wires the catalogue's outbox, the engines of plugins and the generations on disk."""

    def __init__(self, layout: Layout, catalogue: Catalogue, setting: Callable[[], str], registry: Registry) -> None:
        """`setting` gives the engine that the settings name; who only reads the index does not ask for it."""
        self._lock = layout.locks / "index.lock"
        self._catalogue = catalogue
        self._setting = setting
        self._registry = registry
        self._generations = Generations(layout.index, catalogue.home())

    def reader(self) -> SearchEngine:
        """The index that answers now, read-only; an empty one at position 0 while none is usable.

        The caller closes it, and adds what the outbox holds beyond its position.
        """
        for _ in range(3):
            generation = self._generations.current()
            if generation is None:
                break
            try:
                factory = self._registry.engine_factory(generation.engine)
                return self._open(generation, factory, readonly=True)
            except EngineUnknown:
                break
            except IndexDamaged:
                if self._generations.current() == generation:
                    break  # else it was replaced while we opened it
        from archive.search.naive import NaiveEngine

        return NaiveEngine()

    def status(self) -> IndexStatus:
        """How the index stands now."""
        from archive.search.naive import NaiveEngine

        current = self._generations.current()
        with closing(self.reader()) as engine:
            position = engine.position()
            answers = not isinstance(engine, NaiveEngine)
        used, names = self._generations.sizes()
        return IndexStatus(
            setting=self._setting(),
            engine=current.engine if current and answers else None,
            version=current.engine_version if current and answers else None,
            generation=current.name if current else None,
            analyzer=current.analyzer if current else None,
            position=position,
            head=self._catalogue.outbox_head(),
            bytes=used,
            characters=self._catalogue.characters(),
            building=any(current is None or name != current.name for name in names),
        )

    def renew(self) -> int:
        """Make the index anew while the old one answers; how many records were looked at.

        A generation that an interrupted call left unfinished is gone on with. Raises Busy where another
        process is at it for more than the time a writer waits.
        """
        from archive.disk import locks

        with locks.held(self._lock):
            return self._make(self._factory(self._generations.current()))

    def behind(self) -> int | None:
        """How many changes the index has not seen; None while there is no usable one."""
        head = self._catalogue.outbox_head()
        with closing(self.reader()) as engine:
            position = engine.position()
        return None if head and not position else head - position

    def follow(self) -> int:
        """Bring the index up to the outbox; how many records were looked at.

        Returns 0 at once where another process is at it: the work is left to that one. An index that
        cannot be used (none yet, another engine or analyzer, damaged) is made anew beside the old one,
        which answers until the new one is complete.
        """
        from archive.disk import locks

        lock = locks.attempt(self._lock)
        if lock is None:
            return 0
        try:
            return self._follow_alone()
        finally:
            lock.release()

    def rebuild(self) -> int:
        """Make the index anew from everything that is known and read from it; how many records were looked at.

        Raises Busy where another process is at it for more than the time a writer waits.
        """
        from archive.disk import locks

        with locks.held(self._lock):
            with closing(self.reader()) as engine:
                self._mend_outbox(engine.position())
            return self._make(self._factory(self._generations.current()), fresh=True)

    def forget(self) -> None:
        """Remove every index of this home; a search reads the catalogue until one is made again.

        Raises Busy as `rebuild`, StorageFailed or NotPermitted.
        """
        from archive.disk import locks

        with locks.held(self._lock):
            self._generations.forget()

    def generations(self) -> tuple[str, ...]:
        """Names of the folders in which an index lies, whether it can be read or not."""
        return self._generations.names()

    def missing(self) -> tuple[str, ...]:
        """Records that a search should find and the index does not hold, nor will when it has caught up.

        In the order of accession. Empty while the index is behind, or none is usable. Only presence is compared:
        `archive verify` tells whether a change of a record was withheld from the index.
        """
        from archive.text.query import Everything

        with self._catalogue.reading(), closing(self.reader()) as engine:
            if not engine.position() or engine.position() != self._catalogue.outbox_head():
                return ()
            if self._agrees(engine):
                return ()
            held = frozenset(engine.ids(Everything()))
            return tuple(record for record in self._catalogue.searchable() if record not in held)

    def sound(self) -> bool:
        """Whether the index that answers goes with the catalogue: not ahead of it, nor with other records in it."""
        with self._catalogue.reading(), closing(self.reader()) as engine:
            return not self._catalogue.outbox_torn() and self._goes_with(engine)

    def _follow_alone(self) -> int:
        current = self._generations.current()
        factory = self._factory(current)
        if current is None or self._generations.why_not(current, factory) is not None:
            return self._make(factory)
        try:
            with closing(self._open(current, factory, readonly=False)) as engine:
                looked_at = self._catch_up(engine)
                position = engine.position()
                with self._catalogue.reading():
                    sound = self._goes_with(engine)
        except IndexDamaged:
            return self._make(factory, fresh=True)
        return looked_at if sound else self._mend(factory, position)

    def _mend(self, factory: EngineFactory, position: int) -> int:
        """The index and the catalogue are of two histories, as after a restore: it is made anew from every record."""
        self._mend_outbox(position)
        return self._make(factory, fresh=True)

    def _mend_outbox(self, position: int) -> None:
        """Offer every record again if the outbox does not, at positions that no index has seen."""
        with self._catalogue.writing():
            if self._catalogue.outbox_torn() or self._catalogue.outbox_head() < position:
                self._catalogue.offer_anew(position)

    def _goes_with(self, engine: SearchEngine) -> bool:
        """Compared with the catalogue of one moment; an index that is behind it cannot be told yet."""
        head = self._catalogue.outbox_head()
        return engine.position() < head or (engine.position() == head and self._agrees(engine))

    def _agrees(self, engine: SearchEngine) -> bool:
        from archive.text.query import Everything

        return engine.count(Everything()) == self._catalogue.searchable_count()

    def _make(self, factory: EngineFactory, *, fresh: bool = False) -> int:
        if fresh:
            self._generations.sweep()
        generation = self._generations.begin(factory)
        with closing(self._open(generation, factory, readonly=False)) as engine:
            looked_at = self._catch_up(engine)
        self._generations.activate(generation)
        self._generations.sweep()
        return looked_at

    def _catch_up(self, engine: SearchEngine) -> int:
        from archive.search.following import follow

        return follow(engine, self._catalogue.outbox, self._catalogue.index_documents)

    def _open(self, generation: Generation, factory: EngineFactory, *, readonly: bool) -> SearchEngine:
        return self._generations.open(generation, factory, readonly=readonly, documents=self._catalogue.index_documents)

    def _factory(self, current: Generation | None) -> EngineFactory:
        """The engine that the settings ask for."""
        setting = self._setting()
        if setting != "auto":
            return self._registry.engine_factory(setting)
        return choose_engine(
            setting,
            self._registry.engines(),
            characters=self._catalogue.characters(),
            current=None if current is None else current.engine,
        )
