"""The keeper's own synonyms: `synonyms.toml` in the home.

groups = [
["动火票", "动火单"],
]
"""

from __future__ import annotations

from pathlib import Path

from archive.errors import ConfigInvalid

__all__ = ["read_synonyms"]

_MOST_BYTES = 1 << 20


def read_synonyms(path: Path) -> tuple[tuple[str, ...], ...]:
    """The groups of the file as written; none if there is no file. Raises ConfigInvalid, naming what is wrong."""
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise ConfigInvalid(path=path, reason=error.strerror or str(error)) from error
    if len(content) > _MOST_BYTES:
        raise ConfigInvalid(path=path, reason="it is larger than 1 MB")
    import tomllib

    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigInvalid(path=path, reason=str(error)) from error
    groups = table.get("groups")
    if set(table) - {"groups"} or not isinstance(groups, list):
        raise ConfigInvalid(path=path, reason="it must hold the list 'groups' and nothing else")
    for number, group in enumerate(groups, 1):
        if not _is_group(group):
            raise ConfigInvalid(path=path, reason=f"group {number} must be a list of at least two words")
    return tuple(map(tuple, groups))


def _is_group(group: object) -> bool:
    return isinstance(group, list) and len(group) > 1 and all(isinstance(word, str) and word.strip() for word in group)
