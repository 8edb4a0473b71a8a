"""Searches that this user has saved, by name; they lie in the user's own state folder, as the last search does."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from archive.cli.language import _
from archive.cli.memory import state_folder
from archive.errors import SearchUnknown

__all__ = ["KEPT", "save", "saved", "saved_names"]

KEPT = (
    "unit", "category", "state", "since", "until", "undated", "received_from", "received_to", "order", "exact",
    "words", "without", "after",
)  # fmt: skip
"""Options that are saved with a query, as they were typed."""

_LONGEST_NAME = 64


def save(environment: Mapping[str, str], home: Path, name: str, query: str, options: Mapping[str, Any]) -> None:
    """Keep a search under `name`, in place of an earlier one. Raises click.BadParameter for a name that is none."""
    if not name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise click.BadParameter(_("a name has 1 to 64 visible characters"), param_hint="'--save'")
    file = _file(environment, home)
    if file is None:
        raise click.BadParameter(_("you have no home folder to keep it in"), param_hint="'--save'")
    from archive.disk.atomic import write_file

    searches = _read(file)
    searches[name] = {"query": query, "options": {key: options[key] for key in KEPT if options.get(key)}}
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_file(file, json.dumps(searches, ensure_ascii=False, sort_keys=True).encode(), mode=0o600)


def saved(environment: Mapping[str, str], home: Path, name: str) -> tuple[str, dict[str, Any]]:
    """Query and options that were saved as `name`. Raises SearchUnknown."""
    file = _file(environment, home)
    searches = {} if file is None else _read(file)
    if name not in searches:
        raise SearchUnknown(name=name, listing=", ".join(sorted(searches)) or "-")
    found = searches[name]
    return found["query"], found["options"]


def saved_names(environment: Mapping[str, str], home: Path) -> list[str]:
    """Names of all saved searches."""
    file = _file(environment, home)
    return [] if file is None else sorted(_read(file))


def _read(file: Path) -> dict[str, Any]:
    """What the file holds that is a saved search; a file that cannot be read holds none."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return {name: each for name, each in found.items() if _is_search(each)} if isinstance(found, dict) else {}


def _is_search(each: object) -> bool:
    if not isinstance(each, dict) or not isinstance(each.get("query"), str):
        return False
    options = each.get("options")
    return isinstance(options, dict) and set(options) <= set(KEPT) and all(map(_is_value, options.values()))


def _is_value(value: object) -> bool:
    return isinstance(value, str | bool) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def _file(environment: Mapping[str, str], home: Path) -> Path | None:
    folder = state_folder(environment)
    if folder is None:
        return None
    return folder / "searches" / f"{zlib.crc32(os.fsencode(home.resolve())):08x}.json"
