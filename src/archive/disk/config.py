"""The settings of a home: `archive.toml`, read with the standard library, written with comments kept."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from archive.disk.atomic import write_file
from archive.disk.layout import Layout
from archive.disk.overlap import refuse_overlap
from archive.errors import ConfigInvalid, InboxUnknown, InputMissing, InputNoFolder, UsageInvalid

__all__ = [
    "AnchorConfig", "Config", "InboxConfig", "add_inbox", "check_inbox", "initial_text", "read_config", "remove_inbox",
    "use_engine",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class InboxConfig:
    """One `[[inbox]]`."""

    name: str
    """The path as written in the settings: it identifies the inbox in the ledger."""
    path: Path
    """Absolute; a relative one is taken from the home."""
    mode: Literal["events", "poll"] = "events"
    """events: the system tells of new files. poll: the folder is read every `interval_seconds` (network shares)."""
    after: Literal["move", "leave", "delete"] = "move"
    """What becomes of a file that was filed. delete: moved, and purged after `keep_days`."""
    keep_days: int = 30
    settle_seconds: float = 0.5
    """How long a file must stay unchanged before it is taken; 10 in poll mode unless set."""
    interval_seconds: float = 300.0
    """How often the whole folder is read; 10 in poll mode unless set."""
    max_bytes: int = 4 * 1024**3
    """A larger file is refused."""
    depositor: str | None = None
    """Who deposits here; None: the owner of each file."""
    sealed: bool = False
    """What lies here is encrypted before it enters the archive, and removed here once it is in it."""


@dataclass(frozen=True, slots=True)
class AnchorConfig:
    """One `[[anchor]]`: where checkpoints are kept outside."""

    kind: str
    """Name of what a plugin offers by `archive_anchors`: directory, page, rfc3161."""
    where: str
    """A folder, a file or an address, as the plugin takes it; a relative path is taken from the home."""
    certificate: Path | None = None
    """PEM of who answers for the time stamps there; relative to the home."""


@dataclass(frozen=True, slots=True)
class Config:
    inboxes: tuple[InboxConfig, ...]
    engine: str = "auto"
    """Search engine by name; auto: the best one that is installed."""
    language: str = "zh"
    """zh or en: of what the intake writes for clerks into an inbox."""
    filed_folder: str = "已归档"
    """Folder in an inbox where files go once they are in the archive."""
    rejected_folder: str = "退回"
    sealed_key: Path | None = None
    """Where the secret key of sealed records lies, if not in `keys/`; relative to the home."""
    holidays: Path | None = None
    """File of days off and moved working days; None: only those that are shipped."""
    checklist: Path | None = None
    """File of what units must have on file, beside or instead of what is shipped; None: only that."""
    replicas: tuple[Path, ...] = ()
    """Folders of backups and replicas, from which damaged objects are repaired; absolute."""
    anchors: tuple[AnchorConfig, ...] = ()


_RETURN_FOLDERS = {"zh": ("已归档", "退回"), "en": ("Filed", "Rejected")}


def read_config(layout: Layout) -> Config:
    """The settings of the home. Raises ConfigInvalid, naming the file and the line or key."""
    path = layout.config
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigInvalid(path=path, reason=error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(path=path, reason=str(error)) from error
    return _Reader(path, layout.root).config(table)


class _Reader:
    """Checks a table key by key, so that a message can name the one that is wrong."""

    def __init__(self, path: Path, home: Path) -> None:
        self._path = path
        self._home = home

    def config(self, table: Mapping[str, Any]) -> Config:
        known = {
            "inbox", "engine", "language", "filed_folder", "rejected_folder", "sealed_key", "holidays", "checklist",
            "replicas", "anchor",
        }  # fmt: skip
        self._known(table, "the file", known)
        language = self._choice(table, "language", ("zh", "en"), "zh", "")
        filed, rejected = _RETURN_FOLDERS[language]
        filed = self._folder(table, "filed_folder", filed)
        rejected = self._folder(table, "rejected_folder", rejected)
        if filed == rejected:
            raise self._wrong("filed_folder and rejected_folder are the same")
        sealed_key = self._text(table, "sealed_key", "", "")
        holidays = self._text(table, "holidays", "", "")
        checklist = self._text(table, "checklist", "", "")
        inboxes = table.get("inbox", [])
        if not isinstance(inboxes, list) or not all(isinstance(each, dict) for each in inboxes):
            raise self._wrong("inbox must be written as [[inbox]]")
        anchors = table.get("anchor", [])
        if not isinstance(anchors, list) or not all(isinstance(each, dict) for each in anchors):
            raise self._wrong("anchor must be written as [[anchor]]")
        return Config(
            inboxes=tuple(self._inbox(each, f"[[inbox]] {number}: ") for number, each in enumerate(inboxes, 1)),
            engine=self._text(table, "engine", "auto", ""),
            language=language,
            filed_folder=filed,
            rejected_folder=rejected,
            sealed_key=self._home / sealed_key if sealed_key else None,
            holidays=self._home / holidays if holidays else None,
            checklist=self._home / checklist if checklist else None,
            replicas=self._replicas(table.get("replicas", {})),
            anchors=tuple(self._anchor(each, f"[[anchor]] {number}: ") for number, each in enumerate(anchors, 1)),
        )

    def _replicas(self, table: object) -> tuple[Path, ...]:
        """`[replicas] directories = [...]`."""
        if not isinstance(table, dict):
            raise self._wrong("replicas must be written as [replicas]")
        self._known(table, "[replicas]", {"directories"})
        named = table.get("directories", [])
        if not isinstance(named, list) or not all(isinstance(each, str) and each for each in named):
            raise self._wrong("[replicas] directories must be a list of folders")
        return tuple(Path(os.path.normpath(self._home / each)) for each in named)

    def _anchor(self, table: Mapping[str, Any], where: str) -> AnchorConfig:
        self._known(table, where.rstrip(": "), set(AnchorConfig.__slots__))
        kind, place = self._text(table, "kind", "", where), self._text(table, "where", "", where)
        if not kind or not place:
            raise self._wrong(f"{where}kind and where are needed")
        certificate = self._text(table, "certificate", "", where)
        local = place if "://" in place else os.path.normpath(self._home / place)
        return AnchorConfig(kind, local, self._home / certificate if certificate else None)

    def _inbox(self, table: Mapping[str, Any], where: str) -> InboxConfig:
        self._known(table, where.rstrip(": "), set(InboxConfig.__slots__) - {"name"})
        name = self._text(table, "path", "", where)
        if not name:
            raise self._wrong(f"{where}path is missing")
        mode = self._choice(table, "mode", ("events", "poll"), "events", where)
        slow = mode == "poll"
        depositor = self._text(table, "depositor", "", where)
        return InboxConfig(
            name=name,
            path=Path(os.path.normpath(self._home / name)),
            mode="poll" if slow else "events",
            after=self._choice(table, "after", ("move", "leave", "delete"), "move", where),  # type: ignore[arg-type]  # one of the three
            keep_days=int(self._number(table, "keep_days", 30, where, least=0)),
            settle_seconds=self._number(table, "settle_seconds", 10.0 if slow else 0.5, where, least=0.0),
            interval_seconds=self._number(table, "interval_seconds", 10.0 if slow else 300.0, where, least=0.1),
            max_bytes=int(self._number(table, "max_bytes", 4 * 1024**3, where, least=1)),
            depositor=depositor or None,
            sealed=self._sealed(table, where),
        )

    def _sealed(self, table: Mapping[str, Any], where: str) -> bool:
        sealed = table.get("sealed", False)
        if not isinstance(sealed, bool):
            raise self._wrong(f"{where}sealed must be true or false")
        if sealed and "after" in table:
            raise self._wrong(f"{where}after goes with no sealed inbox: its files are removed once they are sealed")
        return sealed

    def _known(self, table: Mapping[str, Any], where: str, keys: set[str]) -> None:
        for key in table:
            if key not in keys:
                raise self._wrong(f"{where} has the unknown key {key!r}; known are {', '.join(sorted(keys))}")

    def _text(self, table: Mapping[str, Any], key: str, default: str, where: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or "\0" in value or value.strip() != value:
            raise self._wrong(f"{where}{key} must be text without blanks around it")
        return value

    def _folder(self, table: Mapping[str, Any], key: str, default: str) -> str:
        value = self._text(table, key, default, "")
        if not value or "/" in value or value in (".", "..") or len(os.fsencode(value)) > 255:
            raise self._wrong(f"{key} must be the name of one folder")
        return value

    def _choice(self, table: Mapping[str, Any], key: str, choices: tuple[str, ...], default: str, where: str) -> str:
        value = self._text(table, key, default, where)
        if value not in choices:
            raise self._wrong(f"{where}{key} is {value!r} and must be one of {', '.join(choices)}")
        return value

    def _number(self, table: Mapping[str, Any], key: str, default: float, where: str, *, least: float) -> float:
        value = table.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < float("inf"):
            raise self._wrong(f"{where}{key} must be a number of at least {least}")
        if isinstance(default, int) and not isinstance(value, int):
            raise self._wrong(f"{where}{key} must be a whole number")
        return float(value) if isinstance(default, float) else value

    def _wrong(self, reason: str) -> ConfigInvalid:
        return ConfigInvalid(path=self._path, reason=reason)


_INITIAL = {
    "zh": """# 档案库设置。每项说明见 docs/format.md。

language = "zh"
filed_folder = "{filed}"      # 已收进档案的文件移到这里
rejected_folder = "{rejected}"     # 不能收的文件移到这里，原因写在其中

# 收件夹：收件夹/<单位名称或代码>/<类别>/文件，两级都可以省略。
# 可设：path, mode = "events"|"poll", after = "move"|"leave"|"delete", keep_days,
#       settle_seconds, interval_seconds, max_bytes, depositor, sealed
[[inbox]]
path = "inbox"
""",
    "en": """# Settings of this archive home; docs/format.md explains each.

language = "en"
filed_folder = "{filed}"        # where files go once they are in the archive
rejected_folder = "{rejected}"  # where files go that cannot be taken, with the reason

# Inboxes: INBOX/<unit name or code>/<category>/file, with either level optional.
# Keys: path, mode = "events"|"poll", after = "move"|"leave"|"delete", keep_days,
#       settle_seconds, interval_seconds, max_bytes, depositor, sealed
[[inbox]]
path = "inbox"
""",
}


def initial_text(language: str = "zh") -> str:
    """The settings of a new home, with one inbox in it; `language` (zh or en) names the return folders."""
    chosen = language if language in _RETURN_FOLDERS else "en"
    filed, rejected = _RETURN_FOLDERS[chosen]
    return _INITIAL[chosen].format(filed=filed, rejected=rejected)


def add_inbox(home: Path, path: Path | str, **settings: object) -> InboxConfig:
    """Add an inbox to the settings, keeping comments; the folder is made if only its last part is missing.

    `settings` are the keys of InboxConfig but name and path; those that are None are left out.
    Raises InboxOverlaps, ConfigInvalid, UsageInvalid or InputMissing; then nothing is written.
    """
    place = Path(os.path.abspath(path))  # noqa: PTH100 - symbolic links stay as they were given
    config = read_config(Layout(home))
    if any(each.path.resolve() == place.resolve() for each in config.inboxes):
        raise UsageInvalid(reason=f"{place} is already an inbox")
    check_inbox(home, place, [each.path for each in config.inboxes])
    name = "inbox" if place == home / "inbox" else str(place)

    def change(document: Any) -> None:
        import tomlkit

        table = tomlkit.table()
        table.update({"path": name, **{key: value for key, value in settings.items() if value is not None}})
        if "inbox" not in document:
            document.append("inbox", tomlkit.aot())
        document["inbox"].append(table)

    changed = _rewrite(home, change)
    place.mkdir(exist_ok=True)
    return changed.inboxes[-1]


def check_inbox(home: Path, path: Path, others: Sequence[Path] = ()) -> None:
    """Raise what `add_inbox` would raise of this folder, without touching anything; `home` need not exist yet."""
    place = Path(os.path.abspath(path))  # noqa: PTH100 - as in add_inbox
    refuse_overlap(place, home, others)
    if place.exists() and not place.is_dir():
        raise InputNoFolder(path=place)
    if not place.parent.is_dir():
        raise InputMissing(path=place.parent)


def remove_inbox(home: Path, path: Path | str) -> None:
    """Take an inbox out of the settings; its folder and files stay. Raises InboxUnknown."""
    config = read_config(Layout(home))
    wanted = {Path(os.path.normpath(home / path)), Path(os.path.abspath(path))}  # noqa: PTH100 - as in add_inbox
    numbers = [number for number, each in enumerate(config.inboxes) if each.path in wanted or each.name == str(path)]
    if not numbers:
        raise InboxUnknown(path=path)

    def change(document: Any) -> None:
        del document["inbox"][numbers[0]]
        if not document["inbox"]:
            del document["inbox"]

    _rewrite(home, change)


def use_engine(home: Path, engine: str) -> None:
    """Write the search engine into the settings, keeping comments. Raises ConfigInvalid."""

    def change(document: Any) -> None:
        document["engine"] = engine  # a new key is put before the first table

    _rewrite(home, change)


def _rewrite(home: Path, change: Callable[[Any], None]) -> Config:
    """Change the settings as one step; what would not be readable is not written."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = Layout(home).config
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
        change(document)
        text = tomlkit.dumps(document)
    except (TOMLKitError, TypeError) as error:
        raise ConfigInvalid(path=path, reason=str(error)) from error
    config = _Reader(path, home).config(tomllib.loads(text))
    write_file(path, text.encode())
    return config
