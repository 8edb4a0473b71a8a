"""Doctor: whether all is well with a home, check by check, in words for its keeper."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archive.errors import N_, ArchiveError, EngineUnknown
from archive.ledger import checkpoint, keys

if TYPE_CHECKING:
    from archive.store import Store

__all__ = ["Check", "examine", "inside_work_tree"]

_SPACE_WARNING = 2 * 1024**3
_SPACE_ALARM = 200 * 1024**2
_NAMED_AT_MOST = 5
_WATCH_LIMITS = Path("/proc/sys/fs/inotify/max_user_watches")
_WATCHES_WANTED = 8192
_ROUND_DAYS = 92
"""A quarter: within it every original should be hashed again."""
_CLOCK_SLACK = 300
"""Seconds that clocks may differ by."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `what` and `advice` are message templates (gettext msgids) filled in by `facts`."""

    name: str
    """Stable key, for programs."""
    state: Literal["ok", "warn", "bad"]
    what: str
    advice: str | None = None
    facts: tuple[tuple[str, object], ...] = ()


def examine(store: Store) -> tuple[Check, ...]:
    """Every check, in an order that does not change. Reads only, parses nothing, takes well under a second."""
    checks: list[Check] = []
    for look in _LOOKS:
        checks.extend(look(store))
    return tuple(checks)


def inside_work_tree(folder: Path) -> Path | None:
    """The git work tree that `folder` lies in, None if it lies in none (or git cannot tell)."""
    for parent in (folder, *folder.parents):
        if (parent / ".git").exists():
            return parent
    return None


def _place(store: Store) -> Iterator[Check]:
    tree = inside_work_tree(store.layout.root)
    if tree is not None:
        yield Check(
            "place",
            "warn",
            N_("The home lies in the git work tree {tree}: good for trying out, not for real use."),
            N_("Make one on a system path, such as /srv/safety-archive, with 'archive init'."),
            (("tree", tree),),
        )
    else:
        yield Check("place", "ok", N_("The home is at {home}."), None, (("home", store.layout.root),))


def _space(store: Store) -> Iterator[Check]:
    free = shutil.disk_usage(store.layout.root).free
    facts = (("free", f"{free / 1024**3:.1f}"),)
    if free < _SPACE_ALARM:
        yield Check("space", "bad", N_("Only {free} GiB are free."), N_("Free space before intake stops."), facts)
    elif free < _SPACE_WARNING:
        yield Check("space", "warn", N_("Only {free} GiB are free."), N_("Free space before intake stops."), facts)
    else:
        yield Check("space", "ok", N_("{free} GiB are free."), None, facts)


def _key(store: Store) -> Iterator[Check]:
    path = store.layout.signing_key
    try:
        mode = path.stat().st_mode
        keys.refuse_exposed(str(path), mode)
    except PermissionError:
        yield Check("key", "ok", N_("The signing key is out of your reach, as it is for whoever only reads."))
    except FileNotFoundError:
        yield Check(
            "key", "bad", N_("The signing key is missing."), N_("Restore it from a backup; intake cannot go on.")
        )
    except ArchiveError as error:
        yield Check("key", "bad", error.what, error.advice, tuple(error.facts.items()))
    else:
        yield Check("key", "ok", N_("The signing key is there and closed to others."))


def _ledger(store: Store) -> Iterator[Check]:
    note = store.catalogue.newest_checkpoint()
    size = store.catalogue.event_count()
    facts = (("size", size),)
    try:
        verifier = keys.Verifier.from_pem(store.layout.public_key.read_bytes())
        head = None if note is None else checkpoint.verify(note, store.origin, verifier)
    except (OSError, ValueError) as error:
        yield Check(
            "ledger",
            "bad",
            N_("The newest checkpoint cannot be verified: {reason}."),
            N_("Run 'archive verify'."),
            (("reason", error),),
        )
        return
    if head is None or head.size != size:
        yield Check(
            "ledger",
            "bad",
            N_("The newest checkpoint does not cover all {size} events."),
            N_("Run 'archive verify'."),
            facts,
        )
    else:
        yield Check("ledger", "ok", N_("The ledger has {size} events under a signed checkpoint."), None, facts)


def _queue(store: Store) -> Iterator[Check]:
    waiting = store.catalogue.queue_length()
    if waiting:
        yield Check(
            "queue",
            "warn",
            N_("{count} received files wait to be read and placed."),
            N_("Start 'archive watch', or run 'archive add' once; both finish them."),
            (("count", waiting),),
        )
    else:
        yield Check("queue", "ok", N_("No received file waits to be read."))


def _engine(store: Store) -> Iterator[Check]:
    engine, offered = store.config.engine, store.registry.engines()
    if engine != "auto" and engine not in offered:
        error = EngineUnknown(engine=engine, listing=", ".join(sorted(offered)))
        yield Check("engine", "bad", error.what, error.advice, tuple(error.facts.items()))


def _index(store: Store) -> Iterator[Check]:
    missing = store.index.missing()
    behind = store.index.behind()
    if missing:
        yield Check(
            "index",
            "bad",
            N_("The index does not hold {count} records that a search should find: {records}."),
            N_("Run 'archive index rebuild'; the next writer makes it anew too. Then run 'archive verify'."),
            (("count", len(missing)), ("records", _few(missing))),
        )
    elif not store.index.sound():
        yield Check(
            "index",
            "bad",
            N_("The index does not go with the catalogue, or changes were withheld from it."),
            N_("Run 'archive index rebuild'; the next writer makes it anew too. Then run 'archive verify'."),
        )
    elif behind is None:
        yield Check(
            "index",
            "warn",
            N_("There is no usable search index (a copy of a home has none); searches read the catalogue."),
            N_("Run 'archive index rebuild'; the next writer makes one too."),
        )
    elif behind:
        yield Check(
            "index",
            "warn",
            N_("The index has not seen the newest {count} changes; a search adds them by itself."),
            N_("The next writer brings it up to date."),
            (("count", behind),),
        )
    else:
        yield Check("index", "ok", N_("The index has seen every change."))


def _few(records: tuple[str, ...]) -> str:
    more = "" if len(records) <= _NAMED_AT_MOST else " …"
    return ", ".join(records[:_NAMED_AT_MOST]) + more


def _readable(store: Store) -> Iterator[Check]:
    unread = store.catalogue.parse_outcomes()
    for outcome in ("needs-ocr", "crashed", "limit"):
        if unread.get(outcome):
            yield Check(
                "text",
                "warn",
                N_("{count} records have no text ({outcome})."),
                N_("They are safe and found by their facts; their words cannot be searched."),
                (("count", unread[outcome]), ("outcome", outcome)),
            )


def _ocr(store: Store) -> Iterator[Check]:
    backlog = store.catalogue.ocr_backlog()
    engines = store.registry.parsers(slow=True)
    facts = (
        ("count", backlog.documents),
        ("pages", backlog.pages),
        ("engines", ", ".join(sorted(each.name for each in engines))),
    )
    if backlog.documents and not engines:
        yield Check(
            "ocr",
            "warn",
            N_("{count} documents ({pages} pages) wait for OCR that is not installed."),
            N_(
                "Install it with \"pip install 'safety-archive[ocr]'\", or tesseract with its language chi_sim and "
                "Pillow from the system's packages; nothing has to be added again."
            ),
            facts,
        )
    elif backlog.documents:
        yield Check(
            "ocr",
            "ok",
            N_("{count} documents ({pages} pages) wait for OCR by {engines}."),
            N_("'archive watch' reads them when nothing else is to do, 'archive ocr' at once."),
            facts,
        )
    elif engines:
        yield Check("ocr", "ok", N_("No document waits for OCR; {engines} would read it."), None, facts)


def _libraries(store: Store) -> Iterator[Check]:
    """Libraries of the system that a parser needs and does not find."""
    for parser in store.registry.parsers():
        library = getattr(parser, "missing", None)
        if library:
            yield Check(
                "library",
                "warn",
                N_("{library} is not installed: some kinds of archives (rar, 7z, cab, lzh) cannot be opened."),
                N_("Install it from the system's packages before you add such files; what is inside becomes records."),
                (("library", library),),
            )


def _triage(store: Store) -> Iterator[Check]:
    isolated = store.catalogue.state_counts().get("isolated", 0)
    if isolated:
        yield Check(
            "isolated",
            "bad",
            N_("{count} records bear a secrecy mark and are isolated."),
            N_(
                "Take such documents off this machine as the law on state secrets demands; 'archive triage' names them."
            ),
            (("count", isolated),),
        )
    unfiled = store.catalogue.state_counts().get("unfiled", 0)
    if unfiled:
        yield Check(
            "triage",
            "warn",
            N_("{count} records wait for a unit or a category."),
            N_("See 'archive triage'."),
            (("count", unfiled),),
        )


def _seals(store: Store) -> Iterator[Check]:
    """Whether what is sealed can be read, and what comes can be sealed."""
    from archive.objects.seal_keys import intake_key, reading_key

    seals = store.catalogue.seals()
    if not seals:
        return
    path = store.config.sealed_key or store.layout.seal_secret
    facts = (("path", path), ("count", len(seals)))
    try:
        fits = reading_key(path).intake().id in {seal.key for seal in seals}
        intake_key(store.layout.seal_intake)
    except ArchiveError as error:
        yield Check(
            "seal",
            "warn",
            N_("{count} records are sealed, and a key of theirs cannot be used here: {reason}"),
            N_("Have the medium with the key and a copy of it in another place: if it is lost, nobody can read them."),
            (*facts, ("reason", error)),
        )
        return
    if not fits:
        yield Check(
            "seal",
            "bad",
            N_("The key at {path} opens none of the {count} sealed records."),
            N_("Bring the right key, or a copy of it: without it nobody can read them."),
            facts,
        )
        return
    yield Check(
        "seal", "ok", N_("{count} records are sealed; their key is at {path}. Keep a copy elsewhere."), None, facts
    )
    plain = store.catalogue.plain_copies()
    if plain:
        yield Check(
            "plain-copies",
            "warn",
            N_("{count} plain copies of records that were sealed since still lie in the home."),
            N_("They leave it by an approved disposition; until then whoever may read the files may read them."),
            (("count", plain),),
        )


def _scrub(store: Store) -> Iterator[Check]:
    """Damage that is known, and how long ago every original was hashed again."""
    from archive.access.fixity import incidents, scrubbed_since

    damaged = [each for each in incidents(store) if each.repaired is None]
    records = tuple(dict.fromkeys(record for each in damaged for record in each.records))
    if damaged:
        yield Check(
            "incident",
            "bad",
            N_("{count} originals are damaged or gone: {records}."),
            N_("Run 'archive scrub --copies FOLDER' with a folder that holds a backup or replica."),
            (("count", len(damaged)), ("records", _few(records))),
        )
    since = scrubbed_since(store) or store.catalogue.times()[0]
    age = (store.clock() - datetime.fromisoformat(since)).days
    facts = (("since", since[:10]), ("days", age))
    if age > _ROUND_DAYS:
        yield Check(
            "fixity",
            "warn",
            N_("Not every original was hashed again since {since}, {days} days ago."),
            N_("Run 'archive scrub', best by a timer every night."),
            facts,
        )
    else:
        yield Check("fixity", "ok", N_("Every original was hashed since {since}."), None, facts)


def _clock(store: Store) -> Iterator[Check]:
    """Whether the clock was set back behind the newest event."""
    newest = store.catalogue.times()[1]
    behind = (datetime.fromisoformat(newest) - store.clock()).total_seconds()
    facts = (("newest", newest[:19]),)
    if behind > _CLOCK_SLACK:
        yield Check(
            "clock",
            "bad",
            N_("The clock of this machine stands before the newest event, {newest} UTC."),
            N_("Set the clock right, best by a time server: events written now would bear a wrong time."),
            facts,
        )
    else:
        yield Check("clock", "ok", N_("The clock is not behind the newest event."), None, facts)


def _inboxes(store: Store) -> Iterator[Check]:
    for inbox in store.config.inboxes:
        facts = (("path", inbox.path),)
        if not Path(inbox.path).is_dir():
            yield Check(
                "inbox", "bad", N_("The inbox {path} is not there."), N_("Make the folder or mount the share."), facts
            )
        elif not os.access(inbox.path, os.R_OK | os.W_OK | os.X_OK):
            yield Check(
                "inbox",
                "bad",
                N_("The inbox {path} cannot be read and cleared."),
                N_("Give this account the right to it."),
                facts,
            )
        else:
            yield Check("inbox", "ok", N_("The inbox {path} is there."), None, facts)


def _inotify(store: Store) -> Iterator[Check]:
    if not any(inbox.mode == "events" for inbox in store.config.inboxes):
        return
    try:
        limit = int(_WATCH_LIMITS.read_text())
    except (OSError, ValueError):
        return
    if limit < _WATCHES_WANTED:
        yield Check(
            "inotify",
            "warn",
            N_("The system lets a user watch {limit} folders only."),
            N_('Raise fs.inotify.max_user_watches, or set mode = "poll" for large inboxes.'),
            (("limit", limit),),
        )


def _sandbox(_: Store) -> Iterator[Check]:
    from archive.parsing.pool import Pool

    with Pool(1) as pool:
        active = pool.layers()
    if not active:
        yield Check("sandbox", "bad", N_("No parser process starts here."), N_("Files are taken in, but not read."))
        return
    on = ", ".join(name for name, works in active.items() if works)
    off = ", ".join(name for name, works in active.items() if not works)
    if off:
        yield Check(
            "sandbox",
            "warn",
            N_("Parsers run with {on}; not available here: {off}."),
            N_("A newer kernel or another account may allow them; parsers stay in limited processes of their own."),
            (("on", on), ("off", off)),
        )
    else:
        yield Check("sandbox", "ok", N_("Parsers run with {on}."), None, (("on", on),))


def _plugins(store: Store) -> Iterator[Check]:
    for info in store.registry.infos():
        if info.broken is not None:
            yield Check(
                "plugin",
                "bad",
                N_("The plugin {name} is broken: {why}."),
                N_("Mend, upgrade or remove it; everything else works without it."),
                (("name", info.name), ("why", info.broken)),
            )


def _account(_: Store) -> Iterator[Check]:
    if os.geteuid() == 0:
        yield Check(
            "account",
            "warn",
            N_("This runs as root, so the ledger cannot tell people apart."),
            N_("Run the watcher under a service account and let people use their own."),
        )


_LOOKS: tuple[Callable[[Store], Iterator[Check]], ...] = (
    _place,
    _space,
    _key,
    _ledger,
    _queue,
    _engine,
    _index,
    _readable,
    _ocr,
    _libraries,
    _triage,
    _seals,
    _scrub,
    _clock,
    _inboxes,
    _inotify,
    _sandbox,
    _plugins,
    _account,
)
