"""Plugins found, loaded one by one behind a wall, and asked: pluggy wrapped once.

pluggy alone lets one plugin that cannot be imported stop all later ones, one that raises
stop the others' answers, and a misspelled hook do nothing in silence. So every plugin has a
manager of its own here, every call is isolated (`isolation`), and every answer is looked at
before it is passed on (`answers`).

Nothing is imported before it is needed. `load()` costs nothing; `commands`, `categories` and
`engine_factory` are answered from the user's cache (`cache`) where that is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from archive.errors import EngineUnknown
from archive.hooks import answers
from archive.hooks.announcements import Announcement, announced
from archive.hooks.cache import Facts, FactsCache, default_folder
from archive.hooks.category_names import merged
from archive.hooks.isolation import Missing, Plugin
from archive.hooks.registration import HOOKS, hooks_of, module_of
from archive.model.category import BUILT_IN, Category

if TYPE_CHECKING:
    from archive.hooks.contracts import (
        Anchor,
        AnchorReceipt,
        AnchorRefusal,
        AnchorStatement,
        DocumentView,
        EngineFactory,
        Exporter,
        Parser,
        QualityCheck,
        QualityVerdict,
        RetentionRule,
        RetentionVerdict,
        UnitDirectory,
    )
    from archive.model.placement import Description, Proposal, SecrecyMark
    from archive.model.record import Record

__all__ = ["OWN_DISTRIBUTION", "PluginInfo", "Registry", "load"]

OWN_DISTRIBUTION = "safety-archive"
"""First-party plugins come from it, through the same door as everyone's. They offer no commands."""


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """A plugin as `archive plugins` lists it."""

    name: str
    distribution: str
    version: str
    module: str
    offers: tuple[str, ...]
    """Names of the hooks that it implements."""
    broken: str | None
    """Why it, or an offer of it, takes no part; None if all of it works."""
    faults: tuple[str, ...] = ()
    """What went wrong in this process, each with how often."""


def load(*, plugins: bool = True, extra: Sequence[object] = (), cache: FactsCache | None = None) -> Registry:
    """The registry of all plugins that are installed, and of `extra` modules or objects (for tests).

    With `plugins` false (`archive --no-plugins`) only `extra` takes part. `cache` is the user's
    own by default. Never raises for a plugin's sake.
    """
    found = announced() if plugins else ()
    return Registry(found, extra, cache or FactsCache(default_folder()))


class Registry:
    """Every plugin of one process. Not shared between threads."""

    def __init__(self, announcements: Sequence[Announcement], extra: Sequence[object], cache: FactsCache) -> None:
        self._cache = cache
        self._announcements: dict[str, Announcement] = {}
        self._plugins: dict[str, Plugin] = {}
        self._refused: list[Plugin] = []
        self._calls: dict[str, dict[str, Callable[..., Any]]] = {}
        self._offered: dict[tuple[str, str], tuple[object, ...]] = {}
        for announcement in sorted(announcements, key=lambda a: (a.distribution != OWN_DISTRIBUTION, a.name)):
            self._announce(announcement)
        for target in extra:
            self._add(target)

    def parsers(self, *, slow: bool | None = False) -> tuple[Parser, ...]:
        """Parsers, each with a name of its own, in the order of plugins; the sandbox orders by score.

        Those that are asked when a file comes in, or with `slow` those that say they are slow; all for None.
        """
        found = cast("tuple[Parser, ...]", tuple(self._by_name("archive_parsers").values()))
        return tuple(each for each in found if slow is None or (getattr(each, "slow", False) is True) is slow)

    def engines(self) -> dict[str, EngineFactory]:
        """Search engines by name."""
        return cast("dict[str, EngineFactory]", self._by_name("archive_search_engines"))

    def engine_factory(self, name: str) -> EngineFactory:
        """The search engine `name`, importing only its plugin where that is known or can be guessed.

        A plugin is guessed by its name: the engine's, or the engine's and `_engine`. Raises
        `EngineUnknown`.
        """
        for plugin in self._likely(name):
            for factory in self._offers(plugin, "archive_search_engines"):
                if getattr(factory, "name", None) == name:
                    return cast("EngineFactory", factory)
        engines = self.engines()
        if name not in engines:
            raise EngineUnknown(engine=name, listing=", ".join(sorted(engines)))
        return engines[name]

    def retention_rules(self) -> tuple[RetentionRule, ...]:
        """All rules, in the order of plugins."""
        return cast("tuple[RetentionRule, ...]", tuple(self._by_name("archive_retention_rules").values()))

    def ask_retention(self, rule: RetentionRule, record: Record) -> RetentionVerdict | None:
        """What a rule says of a record; None where it does not speak, or failed itself and its plugin is blamed."""
        from archive.hooks.contracts import RetentionVerdict

        hook = "archive_retention_rules"
        plugin = next(each for each in self._order() if rule in self._offers(each, hook))
        given: object = plugin.call(f"{hook} {rule.name}", rule.verdict, {"record": record})
        if given is None or isinstance(given, RetentionVerdict):
            return given
        if not isinstance(given, Missing):
            plugin.blame(f"{hook} {rule.name}", f"answered {type(given).__name__} where a RetentionVerdict is expected")
        return None

    def checks(self) -> dict[str, QualityCheck]:
        """Checks of records by name."""
        return cast("dict[str, QualityCheck]", self._by_name("archive_checks"))

    def ask_check(self, check: QualityCheck, record: Record, text: str) -> QualityVerdict | None:
        """What the check of a plugin says; None if it failed itself, and its plugin is blamed."""
        from archive.hooks.contracts import QualityVerdict

        plugin = next(each for each in self._order() if check in self._offers(each, "archive_checks"))
        where = f"archive_checks {check.name}"
        given: object = plugin.call(where, check.look, {"record": record, "text": text})
        if isinstance(given, QualityVerdict) and given.outcome in ("pass", "fail", "skip"):
            return given
        if not isinstance(given, Missing):
            plugin.blame(where, f"answered {type(given).__name__} where a QualityVerdict is expected")
        return None

    def anchors(self) -> dict[str, Anchor]:
        """Places where checkpoints are kept, by name."""
        return cast("dict[str, Anchor]", self._by_name("archive_anchors"))

    def ask_anchor(self, anchor: Anchor, statement: AnchorStatement, where: str) -> AnchorReceipt | AnchorRefusal:
        """What became of it; a plugin that fails itself has refused, and is blamed."""
        from archive.hooks.contracts import AnchorReceipt, AnchorRefusal

        plugin = next(each for each in self._order() if anchor in self._offers(each, "archive_anchors"))
        hook = f"archive_anchors {anchor.name}"
        given: object = plugin.call(hook, anchor.place, {"statement": statement, "where": where})
        if isinstance(given, AnchorReceipt | AnchorRefusal):
            return given
        if not isinstance(given, Missing):
            plugin.blame(hook, f"answered {type(given).__name__} where an AnchorReceipt is expected")
        return AnchorRefusal(next(reversed(plugin.faults), ""))

    def exporters(self) -> dict[str, Exporter]:
        """Exporters by name."""
        return cast("dict[str, Exporter]", self._by_name("archive_exporters"))

    def categories(self) -> tuple[Category, ...]:
        """The six built-in categories in the order of a dossier, then the plugins'.

        A plugin's category whose key or title is taken, or means one of the six, is refused. An alias
        that is another's title, or was another's first, is left out: a word means one category.
        """
        offered = (
            (plugin, Category(*fact)) for plugin, facts in self._all_facts(self._order()) for fact in facts.categories
        )
        return merged(offered)

    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """Groups of words of the plugins of others; the archive's own stand in `archive.text.synonyms`."""
        others = [plugin for plugin in self._order() if plugin.distribution != OWN_DISTRIBUTION]
        return tuple(group for _, facts in self._all_facts(others) for group in facts.synonyms)

    def category(self, key: str) -> Category | None:
        """The category with this key; plugins are asked only if it is none of the built-in ones."""
        known = next((category for category in BUILT_IN if category.key == key), None)
        return known or next((category for category in self.categories() if category.key == key), None)

    def commands(self, reserved: Collection[str] = ()) -> dict[str, str]:
        """Commands of plugins: name -> `package.module:attribute`, names in `reserved` refused.

        Plugins of this distribution are not asked, so that the command line starts without
        importing them; from other plugins the cache answers where it can.
        """
        kept: dict[str, str] = {}
        owners = dict.fromkeys(reserved, "the archive")
        others = [plugin for plugin in self._order() if plugin.distribution != OWN_DISTRIBUTION]
        for plugin, facts in self._all_facts(others):
            for name, target in facts.commands:
                if name in owners:
                    plugin.refuse(f"the command {name}, which is {owners[name]}'s already")
                    continue
                owners[name] = plugin.name
                kept[name] = target
        return kept

    def screen(self, document: DocumentView) -> SecrecyMark | None:
        """A mark of state secrecy that any plugin found; of several, the first plugin's by name."""
        for _, mark in self._ask("archive_screen", {"document": document}, many=False):
            return cast("SecrecyMark", mark)
        return None

    def place(self, document: DocumentView, units: UnitDirectory) -> list[tuple[str, Proposal]]:
        """Who proposed what for unit and category: (name and version, proposal), the surest first.

        Of equal confidence, in the order of plugin names, and of one plugin in the order in which it answered:
        of several units that a form addresses, the first is the first.
        """
        asked = self._ask("archive_place", {"document": document, "units": units}, many=True)
        proposals = [(by, cast("Proposal", answer)) for by, answer in asked]
        return sorted(proposals, key=lambda p: (-p[1].confidence, p[0]))

    def describe(self, document: DocumentView, units: UnitDirectory) -> list[tuple[str, Description]]:
        """What each plugin read from the document: (name and version, description), by plugin name."""
        asked = self._ask("archive_describe", {"document": document, "units": units}, many=False)
        return [(by, cast("Description", answer)) for by, answer in asked]

    def tell_filed(self, record: Record) -> None:
        """Tell every plugin of a record that was filed or stays unfiled; failures change nothing."""
        for plugin, function in self._implementers("archive_filed"):
            plugin.call("archive_filed", function, {"record": record})

    def infos(self) -> tuple[PluginInfo, ...]:
        """Every plugin by name, also the broken ones. Imports all and collects all offers."""
        self.categories()
        self.commands()
        self.synonyms()
        offers = (
            "archive_parsers", "archive_search_engines", "archive_retention_rules", "archive_checks", "archive_anchors",
            "archive_exporters",
        )  # fmt: skip
        for hook in offers:
            self._by_name(hook)
        every = [*(self._ready(plugin) for plugin in self._plugins.values()), *self._refused]
        return tuple(_info(plugin) for plugin in sorted(every, key=lambda p: (p.name, p.distribution)))

    def _announce(self, announcement: Announcement) -> None:
        plugin = Plugin(announcement.name, announcement.distribution, announcement.version, announcement.value)
        if announcement.name in self._plugins:
            owner = self._plugins[announcement.name].distribution
            plugin.broken = f"the name is taken by the plugin {announcement.name} of {owner}"
            self._refused.append(plugin)
            return
        self._plugins[plugin.name] = plugin
        self._announcements[plugin.name] = announcement

    def _add(self, target: object) -> None:
        name = str(getattr(target, "__name__", type(target).__name__)).rpartition(".")[2]
        while name in self._plugins:
            name += "+"
        version = str(getattr(target, "__version__", "0"))
        module = str(getattr(target, "__module__", name))
        self._plugins[name] = Plugin(name, "", version, module, target=target)

    def _order(self) -> list[Plugin]:
        """By name, those of this distribution first: nobody else's offer takes the place of one of ours."""
        return sorted(self._plugins.values(), key=lambda p: (p.distribution != OWN_DISTRIBUTION, p.name))

    def _ready(self, plugin: Plugin) -> Plugin:
        """`plugin`, imported and its hooks checked, or marked as broken."""
        if plugin.name in self._calls:
            return plugin
        calls = plugin.call("loading", lambda: hooks_of(plugin))
        if isinstance(calls, Missing):
            plugin.broken = plugin.faults.popitem()[0].removeprefix("loading: ")
            calls = {}
        self._calls[plugin.name] = calls
        plugin.offers = tuple(hook for hook in HOOKS if hook in calls)
        return plugin

    def _implementers(self, hook: str) -> Iterator[tuple[Plugin, Callable[..., Any]]]:
        for plugin in sorted(self._plugins.values(), key=lambda p: p.name):
            function = self._calls[self._ready(plugin).name].get(hook)
            if function is not None:
                yield plugin, function

    def _offers(self, plugin: Plugin, hook: str) -> tuple[object, ...]:
        """What `plugin` offers by `hook`, asked once a process, wrong things dropped."""
        key = (plugin.name, hook)
        if key not in self._offered:
            function = self._calls[self._ready(plugin).name].get(hook)
            given = plugin.call(hook, answers.items(function)) if function else ()
            kept = () if isinstance(given, Missing) else given
            self._offered[key] = tuple(one for one in kept if self._good(plugin, hook, answers.wrong_object, one))
        return self._offered[key]

    def _commands_of(self, plugin: Plugin) -> tuple[tuple[str, str], ...]:
        function = self._calls[self._ready(plugin).name].get("archive_commands")
        given = plugin.call("archive_commands", lambda: dict(function() or {})) if function else {}
        pairs = () if isinstance(given, Missing) else sorted(given.items(), key=str)
        return tuple(
            p for p in pairs if self._good(plugin, "archive_commands", lambda _, o: answers.wrong_command(*o), p)
        )

    def _good(self, plugin: Plugin, hook: str, wrong: Callable[[str, Any], str | None], one: object) -> bool:
        """Whether `one` is an answer to `hook`; the plugin is blamed if it is not, or cannot be looked at."""
        why = plugin.call(hook, lambda: wrong(hook, one))
        if isinstance(why, str):
            plugin.blame(hook, why)
        return why is None

    def _by_name(self, hook: str) -> dict[str, object]:
        """Offers of all plugins by their own names; a name that is taken is refused."""
        kept: dict[str, object] = {}
        owners: dict[str, str] = {}
        for plugin in self._order():
            for offered in self._offers(plugin, hook):
                name = str(getattr(offered, "name", ""))
                if name in kept:
                    plugin.refuse(f"'{name}' of {hook}, which is the plugin {owners[name]}'s already")
                    continue
                kept[name], owners[name] = offered, plugin.name
        return kept

    def _ask(self, hook: str, arguments: Mapping[str, object], *, many: bool) -> Iterator[tuple[str, object]]:
        for plugin, function in self._implementers(hook):
            given = plugin.call(hook, answers.items(function) if many else function, arguments)
            if isinstance(given, Missing) or given is None:
                continue
            for one in given if many else (given,):
                if self._good(plugin, hook, answers.wrong_value, one):
                    yield plugin.by, one

    def _likely(self, engine: str) -> list[Plugin]:
        """Plugins that are known to offer the engine, and those that are named after it."""
        known, named = [], []
        for plugin in self._order():
            facts = self._remembered(plugin)
            if facts is not None and engine in facts.engines:
                known.append(plugin)
            elif plugin.name in (engine, f"{engine}_engine"):
                named.append(plugin)
        return known or named

    def _remembered(self, plugin: Plugin) -> Facts | None:
        announcement = self._announcements.get(plugin.name)
        return self._cache.get(announcement) if announcement else None

    def _all_facts(self, plugins: Sequence[Plugin]) -> list[tuple[Plugin, Facts]]:
        """The facts of `plugins`, from the cache or by asking; what was asked is remembered."""
        facts, learned = [], False
        for plugin in plugins:
            known = None if plugin.name in self._calls else self._remembered(plugin)
            facts.append((plugin, known or self._ask_facts(plugin)))
            learned = learned or (known is None and self._remember(plugin, facts[-1][1]))
        if learned:
            self._cache.save()
        return facts

    def _ask_facts(self, plugin: Plugin) -> Facts:
        engines = cast("Sequence[EngineFactory]", self._offers(plugin, "archive_search_engines"))
        categories = cast("Sequence[Category]", self._offers(plugin, "archive_categories"))
        return Facts(
            self._commands_of(plugin),
            tuple(engine.name for engine in engines),
            tuple((c.key, c.zh, c.en, tuple(c.aliases)) for c in categories),
            tuple(tuple(group) for group in cast("Sequence[Sequence[str]]", self._offers(plugin, "archive_synonyms"))),
        )

    def _remember(self, plugin: Plugin, facts: Facts) -> bool:
        """Put `facts` into the cache, unless the plugin is a test's or failed (it may work the next time)."""
        announcement = self._announcements.get(plugin.name)
        if announcement is None or plugin.broken or plugin.faults or self._cache.get(announcement) == facts:
            return False
        self._cache.put(announcement, facts, module_of(plugin))
        return True


def _info(plugin: Plugin) -> PluginInfo:
    why = plugin.broken or ("; ".join(f"refused {what}" for what in plugin.refused) or None)
    faults = tuple(words if times == 1 else f"{words} ({times} times)" for words, times in plugin.faults.items())
    return PluginInfo(plugin.name, plugin.distribution, plugin.version, plugin.module, plugin.offers, why, faults)
