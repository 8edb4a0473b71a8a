"""One opened home: wires what is below and nothing else.

Every change goes through `Store.transaction`: an event is added to the ledger, projected into
the tables and offered to the index in one SQLite transaction whose COMMIT is the only commit point.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from archive.catalogue import Catalogue
from archive.disk.layout import Layout
from archive.errors import (
    N_,
    CatalogueMissing,
    CategoryUnknown,
    HomeExists,
    HomeIncomplete,
    HomeMissing,
    HomeRestored,
    HomeUnusable,
    NotReadable,
    UnitAmbiguous,
    UnitInPart,
    UnitUnknown,
)
from archive.model import credit_code
from archive.text.fold import search_form

if TYPE_CHECKING:
    from archive.disk.config import Config
    from archive.hooks.loading import Registry
    from archive.indexing import Index
    from archive.ledger.keys import Signer
    from archive.ledger.merkle import Frontier
    from archive.model.category import Category
    from archive.model.unit import Unit
    from archive.objects.local import LocalObjectStore
    from archive.text.synonyms import Thesaurus
    from archive.transaction import Transaction

__all__ = ["Clock", "Entropy", "Store", "require_home"]

Clock = Callable[[], datetime]
"""The present moment, in UTC."""
Entropy = Callable[[int], bytes]
"""So many random bytes."""

T = TypeVar("T")

_MOST_LISTED = 12
"""Units that an error names."""


def now() -> datetime:
    return datetime.now(UTC)


class Store:
    """An opened home. Not shared between threads: each opens its own."""

    def __init__(self, layout: Layout, catalogue: Catalogue, *, plugins: bool, clock: Clock, entropy: Entropy) -> None:
        self.layout = layout
        self.catalogue = catalogue
        self.clock = clock
        self._plugins = plugins
        self._entropy = entropy
        self._config: Config | None = None
        self._current = False
        self._frontier: Frontier | None = None

    @classmethod
    def create(cls, root: Path, *, language: str = "zh", clock: Clock = now, entropy: Entropy = os.urandom) -> Store:
        """Make a home in `root`, which must be new, or empty but for a README or a making that was interrupted.

        Durable when it returns; a home is one from the moment its catalogue is there, which is last.
        Raises HomeExists or HomeOverlaps.
        """
        import hashlib

        from archive.disk import atomic
        from archive.disk.config import initial_text
        from archive.disk.layout import FORMAT
        from archive.disk.overlap import refuse_home
        from archive.ledger import keys

        layout = Layout(root.resolve())
        refuse_home(layout.root)
        building = layout.catalogue.with_name("catalogue.new")
        lived_in = layout.is_home() or layout.has_lost_catalogue()
        if lived_in or (layout.root.exists() and _strange(layout, building)):
            raise HomeExists(home=layout.root)
        for left_over in layout.root.glob(f"{building.name}*"):
            left_over.unlink()
        for folder in (layout.root, layout.objects, layout.staging, layout.index, layout.locks, layout.inbox):
            atomic.make_folder(folder)
        atomic.make_folder(layout.keys, mode=0o700)
        private, public = keys.generate()
        atomic.write_file(layout.signing_key, private, mode=0o600)
        atomic.write_file(layout.public_key, public)
        atomic.write_file(layout.config, initial_text(language).encode())
        catalogue = Catalogue.create(building)
        store = cls(layout, catalogue, plugins=True, clock=clock, entropy=entropy)
        with store.transaction() as tx:
            home = tx.new_id("h-")
            tx.append("home-created", home, {"home": home, "format": FORMAT, "key": hashlib.sha256(public).hexdigest()})
        catalogue.close()
        atomic.rename(building, layout.catalogue)
        return cls.open(root, clock=clock, entropy=entropy)

    @classmethod
    def open(
        cls,
        root: Path,
        *,
        readonly: bool = False,
        plugins: bool = True,
        clock: Clock = now,
        entropy: Entropy = os.urandom,
    ) -> Store:
        """Open the home in `root`.

        Raises HomeMissing, HomeNewer, HomeUnusable, CatalogueMissing, CatalogueDamaged, ConfigInvalid or NotPermitted.

        With `readonly`, settings that cannot be read are an error only for who asks for `config`.
        """
        layout = Layout(root.resolve())
        require_home(layout)
        catalogue = Catalogue.open(layout.catalogue, readonly=readonly)
        store = cls(layout, catalogue, plugins=plugins, clock=clock, entropy=entropy)
        if not readonly:
            store.reload_config()
            if os.path.exists(layout.next_signing_key):  # noqa: PTH110 - Path.exists raises where it may not look
                store._settle_key()
        return store

    def close(self) -> None:
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def plugged(self) -> bool:
        """Whether plugins are used."""
        return self._plugins

    @property
    def config(self) -> Config:
        """The settings of the home, read when first asked for. Raises ConfigInvalid."""
        return self._config or self.reload_config()

    @cached_property
    def objects(self) -> LocalObjectStore:
        from archive.objects.local import LocalObjectStore

        return LocalObjectStore(self.layout)

    @cached_property
    def registry(self) -> Registry:
        from archive.hooks.loading import load

        return load(plugins=self._plugins)

    @cached_property
    def thesaurus(self) -> Thesaurus:
        """Synonyms of the field, of plugins and of this home. Raises ConfigInvalid for a broken `synonyms.toml`."""
        from archive.disk.synonyms import read_synonyms
        from archive.text.synonyms import Thesaurus, field_groups

        return Thesaurus((*self.registry.synonyms(), *read_synonyms(self.layout.synonyms)), field_groups())

    @cached_property
    def origin(self) -> str:
        """First line of this home's checkpoints."""
        from archive.ledger.checkpoint import origin_of

        return origin_of(self.catalogue.home())

    @contextmanager
    def transaction(
        self,
        actor: str | None = None,
        known_by: str = "account",
        *,
        adopting: bool = False,
        signer: Signer | None = None,
    ) -> Iterator[Transaction]:
        """Change the archive. Everything in the block becomes durable together at its end, or nothing does.

        `actor` is the name of who does it, by default the account that runs this process. Raises Busy
        after 30 seconds behind another writer, StorageFailed if the disk refuses, NotPermitted or
        KeyExposed if the signing key cannot be used; HomeRestored, LedgerBehind or LedgerDiverged where this may be
        an old state of the home, unless `adopting` says that somebody has looked. `signer` is a key that becomes the
        home's in this very block.
        """
        from archive.transaction import Transaction, login

        if not adopting:
            self._require_current()
        held = self._signer
        frontier = self._frontier
        with self.catalogue.writing():
            if self.catalogue.signing_key() not in (None, held.digest):  # another process has changed it
                held = self._new_signer()
            tx = Transaction(
                self.catalogue,
                moment=self.clock(),
                entropy=self._entropy,
                actor=login() if actor is None else actor,
                known_by=known_by,
                present=self.objects.has if self.catalogue.has_disposed() else None,
            )
            yield tx
            frontier = tx.seal(signer or held, frontier)
        self._frontier = frontier

    def _require_current(self) -> None:
        """Looked at once a process, but for the mark of a restored home."""
        if self.layout.restored.exists():
            raise HomeRestored(home=self.layout.root)
        if not self._current and self.layout.is_home():
            from archive.model.anchor import DIRECTORY, checkpoint_name
            from archive.outside import require_current

            name = checkpoint_name(self.catalogue.home())
            folders = [Path(each.where) for each in self.config.anchors if each.kind == DIRECTORY]
            require_current(self.catalogue, self.origin, [folder / name for folder in folders])
            self._current = True

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature over `data` with the key of checkpoints. Raises as `transaction` does."""
        return self._signer.sign(data)

    def _settle_key(self) -> None:
        """Put a key into its place that the ledger names already."""
        from archive.key_files import settle

        settle(self.layout, self.catalogue.signing_key())

    def _new_signer(self) -> Signer:
        """The key that the ledger names by now. Raises HomeUnusable where it is not here."""
        self._settle_key()
        self.__dict__.pop("_signer", None)
        if self._signer.digest != self.catalogue.signing_key():
            raise HomeUnusable(home=self.layout.root, reason=N_("its signing key is not the one that the ledger names"))
        return self._signer

    @cached_property
    def _signer(self) -> Signer:
        from archive.key_files import load_signer

        return load_signer(self.layout)

    @property
    def index(self) -> Index:
        """The search index over the catalogue as it is opened now."""
        from archive.indexing import Index

        return Index(self.layout, self.catalogue, lambda: self.config.engine, self.registry)

    def settled(self, read: Callable[[], T]) -> T:
        """What `read` answers, of one moment even where no lock could be taken (see `Catalogue.moved`)."""
        while True:
            answer = read()
            if not self.catalogue.moved():
                return answer
            self.catalogue.close()
            self.catalogue = Catalogue.open(self.layout.catalogue, readonly=True)

    def before(self, moment: str) -> Store:
        """The home as it was known before a moment (UTC, as events have it), to be read and closed apart.

        The events are replayed in memory, which takes as long as a rebuild (see `Catalogue.before`).
        """
        then = self.catalogue.before(moment)
        return Store(self.layout, then, plugins=self._plugins, clock=self.clock, entropy=self._entropy)

    def reload_config(self) -> Config:
        """Read `archive.toml` again. Raises ConfigInvalid."""
        from archive.disk.config import read_config

        self._config = read_config(self.layout)
        return self._config

    def find_units(self, reference: str) -> tuple[Unit, ...]:
        """Units that bear or bore this code, else this name or alias."""
        found = self.catalogue.units_by_code(credit_code.normalise(reference))
        return found or self.catalogue.units_by_name(search_form(reference))

    def find_unit(self, reference: str) -> Unit:
        """The one unit meant by a code, a name or an alias. Raises UnitUnknown or UnitAmbiguous."""
        found = self.find_units(reference)
        if not found:
            raise self._no_unit(reference)
        if len(found) > 1:
            listing = ", ".join(f"{unit.code} {unit.name}" for unit in found)
            raise UnitAmbiguous(reference=reference, count=len(found), listing=listing)
        return found[0]

    def _no_unit(self, reference: str) -> UnitUnknown:
        """What to say of a name that no unit bears: half a name is answered with the units that have it."""
        form = search_form(reference)
        found = self.catalogue.units_like(form) if form else ()
        if not found:
            return UnitUnknown(reference=reference)
        listing = ", ".join(f"{unit.code} {unit.name}" for unit in found[:_MOST_LISTED])
        more = ", …" if len(found) > _MOST_LISTED else ""
        return UnitInPart(reference=reference, count=len(found), listing=listing + more)

    def category_named(self, reference: str) -> Category | None:
        """The category with this key, title or alias, folded as for search."""
        wanted = search_form(reference)
        for category in self.registry.categories():
            if wanted in map(search_form, (category.key, category.zh, category.en, *category.aliases)):
                return category
        return None

    def find_category(self, reference: str) -> Category:
        """The category with this key, title or alias. Raises CategoryUnknown, which names the nearest first."""
        found = self.category_named(reference)
        if found is None:
            from difflib import SequenceMatcher

            def likeness(category: Category) -> float:
                names = map(search_form, (category.key, category.zh, category.en, *category.aliases))
                return max(SequenceMatcher(None, wanted, name).ratio() for name in names)

            wanted = search_form(reference)[:100]
            nearest = sorted(self.registry.categories(), key=likeness, reverse=True)
            listing = ", ".join(f"{each.key} ({each.zh})" for each in nearest)
            raise CategoryUnknown(reference=reference, listing=listing)
        return found

    def units(self) -> Directory:
        """The units as recognisers may ask for them."""
        return Directory(self.catalogue)


def require_home(layout: Layout) -> None:
    """Raise HomeMissing, CatalogueMissing where only the catalogue is gone, HomeIncomplete where originals are not
    there either, or NotReadable.
    """
    try:
        if layout.is_home():
            return
        lost = layout.has_lost_catalogue()
        begun = layout.config.is_file() and layout.public_key.is_file()
    except PermissionError as error:
        raise NotReadable(path=layout.root) from error
    if lost:
        raise CatalogueMissing(home=layout.root)
    raise HomeIncomplete(home=layout.root) if begun else HomeMissing(home=layout.root)


def _strange(layout: Layout, building: Path) -> bool:
    """Whether there is anything that no interrupted `create` can have left."""
    ours = (
        *(layout.objects, layout.staging, layout.index, layout.locks, layout.inbox, layout.keys),
        *(layout.public_key, layout.config),
    )
    known = {each.name for each in ours} | {"README.md", ".gitignore"}
    return any(each.name not in known and not each.name.startswith(building.name) for each in layout.root.iterdir())


class Directory:
    """`archive.hooks.contracts.UnitDirectory` over the catalogue; a merged unit answers as who took it over."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def by_code(self, code: str) -> Unit | None:
        found = self._heirs(self._catalogue.units_by_code(credit_code.normalise(code)))
        return found[0] if len(found) == 1 else None

    def by_name(self, name: str) -> Sequence[Unit]:
        return self._heirs(self._catalogue.units_by_name(search_form(name)))

    def _heirs(self, units: Sequence[Unit]) -> Sequence[Unit]:
        return list({heir.id: heir for heir in map(self._catalogue.successor, units)}.values())
