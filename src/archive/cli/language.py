"""The language in which the archive speaks: gettext, chosen once at the door.

The catalogue lies in `cli/words`. click's own strings are looked up in the same one, because
click asks the global gettext and ships no catalogue itself.

Rooms below speak English sentences, some of them kept in the ledger. `render` says such a
sentence in the reader's language, also when names and numbers have been filled in.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path

__all__ = ["DOMAIN", "WORDS", "_", "choose", "chosen", "ngettext", "render"]

DOMAIN = "archive"
WORDS = Path(__file__).with_name("words")
"""Where the catalogues lie: WORDS/<language>/LC_MESSAGES/archive.mo."""

_LEAST_OWN = 4
"""Letters of its own that a message needs to be told by, blanks aside: `{reason}.` would fit everything."""

_LONGEST = 500
"""Characters beyond which a text is no sentence of ours with its blanks filled in."""

_CHINESE = "zh_CN"
_ENGLISH = "en"
_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = _ENGLISH


def choose(arguments: Sequence[str], environment: MutableMapping[str, str]) -> None:
    """Take the language from `--lang`, else from the locale, and tell it to the global gettext.

    `LANGUAGE` is set in `environment`, which is how gettext is told. Any Chinese locale means
    the simplified Chinese catalogue; everything that is not Chinese is English.
    """
    global _translation, _language  # noqa: PLW0603 - one process speaks one language, as gettext itself has it
    wanted = _from_arguments(arguments) or _from_locale(environment)
    _language = _CHINESE if wanted.lower().startswith("zh") else _ENGLISH
    environment["LANGUAGE"] = _language
    gettext.textdomain(DOMAIN)
    gettext.bindtextdomain(DOMAIN, str(WORDS))
    _translation = gettext.translation(DOMAIN, str(WORDS), [_language], fallback=True)
    _templates.cache_clear()


def chosen() -> str:
    """`zh` or `en`."""
    return "zh" if _language == _CHINESE else "en"


def _(message: str) -> str:
    """`message` in the chosen language."""
    return _translation.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a message for `count` things in the chosen language."""
    return _translation.ngettext(one, many, count)


def render(sentence: str) -> str:
    """An English sentence of a lower room in the chosen language, as far as it is known.

    A sentence that is no message itself may be one with its blanks filled in: then the template
    is translated and what fills it is rendered in turn.
    """
    if _language == _ENGLISH or not sentence:
        return sentence
    known = _(sentence)
    if known != sentence or len(sentence) > _LONGEST:
        return known
    for pattern, template in _templates():
        found = pattern.fullmatch(sentence)
        if found is not None:
            return _fill(template, {name: render(value) for name, value in found.groupdict().items()})
    return sentence


def _fill(template: str, facts: Mapping[str, str]) -> str:
    """The template with its blanks filled; formats of numbers were applied to the English sentence already."""
    return re.sub(r"\{(\w+)[^}]*\}", lambda blank: facts.get(blank[1], blank[0]), template)


def _from_arguments(arguments: Sequence[str]) -> str:
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang":
            return arguments[position + 1] if position + 1 < len(arguments) else ""
    return ""


def _from_locale(environment: MutableMapping[str, str]) -> str:
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    if locale.partition(".")[0] in {"", "C", "POSIX"}:
        return _ENGLISH
    return environment.get("LANGUAGE", "").partition(":")[0] or locale


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Messages with blanks as (expression, translation), those with most words of their own first."""
    found = []
    for message in _message_ids(WORDS / _CHINESE / "LC_MESSAGES" / f"{DOMAIN}.mo"):
        # What ends in a colon introduces a list of pages or names.
        template, translated = (
            (f"{message} {{rest}}", _(message) + "{rest}") if message.endswith(":") else (message, _(message))
        )
        words = re.split(r"\{(\w+)[^}]*\}", template)
        own = sum(len(word.strip(" .,:;()'")) for word in words[::2])
        if len(words) > 1 and own >= _LEAST_OWN:
            found.append((own, re.compile(_expression(words), re.DOTALL), translated))
    return tuple((pattern, translated) for _own, pattern, translated in sorted(found, key=lambda each: -each[0]))


def _expression(words: list[str]) -> str:
    """The alternating words and names of blanks of a template as a regular expression."""
    parts, seen = [], set()
    for position, word in enumerate(words):
        if position % 2 == 0:
            parts.append(re.escape(word))
        elif word in seen:
            parts.append(f"(?P={word})")
        else:
            seen.add(word)
            parts.append(f"(?P<{word}>.+?)")
    return "".join(parts)


def _message_ids(path: Path) -> Iterator[str]:
    """The messages in a compiled catalogue (GNU .mo, little-endian), plural forms left out."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    count, table = (int.from_bytes(data[at : at + 4], "little") for at in (8, 12))
    for entry in range(count):
        at = table + 8 * entry
        length, offset = (int.from_bytes(data[each : each + 4], "little") for each in (at, at + 4))
        message = data[offset : offset + length].decode("utf-8")
        if "\0" not in message:
            yield message
