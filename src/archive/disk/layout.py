"""Where things lie in a home (`docs/format.md` is the authority)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["FORMAT", "Layout"]

FORMAT = 1
"""Version of the home's format that this code reads and writes."""


@dataclass(frozen=True, slots=True)
class Layout:
    root: Path
    """Absolute, symbolic links resolved."""

    @property
    def config(self) -> Path:
        return self.root / "archive.toml"

    @property
    def synonyms(self) -> Path:
        """The keeper's own synonyms, if there are any."""
        return self.root / "synonyms.toml"

    @property
    def catalogue(self) -> Path:
        """SQLite database; its presence is what makes a folder a home."""
        return self.root / "catalogue.sqlite3"

    @property
    def objects(self) -> Path:
        return self.root / "objects"

    @property
    def staging(self) -> Path:
        return self.root / "staging"

    @property
    def quarantine(self) -> Path:
        """Damaged originals, moved aside; there from the first one on."""
        return self.root / "quarantine"

    @property
    def index(self) -> Path:
        return self.root / "index"

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def signing_key(self) -> Path:
        return self.keys / "checkpoint.key"

    @property
    def next_signing_key(self) -> Path:
        """A key that is to take over; there while the signing key is being changed."""
        return self.keys / "checkpoint.key.next"

    @property
    def restored(self) -> Path:
        """Tells of which backup this home was restored, until it is taken into use."""
        return self.root / "restored.json"

    @property
    def seal_secret(self) -> Path:
        """What reads sealed records, unless the settings put it elsewhere."""
        return self.keys / "sealed.key"

    @property
    def seal_intake(self) -> Path:
        """What seals and knows files again, and cannot read."""
        return self.keys / "sealed.intake"

    @property
    def public_key(self) -> Path:
        """PEM, readable by whoever may read the home."""
        return self.root / "checkpoint.pub"

    @property
    def locks(self) -> Path:
        return self.root / "locks"

    def is_home(self) -> bool:
        return self.catalogue.is_file()

    def has_lost_catalogue(self) -> bool:
        """Whether originals lie here without the catalogue that tells what they are."""
        return not self.is_home() and self.objects.is_dir() and any(self.objects.iterdir())
