"""One plugin imported and its hooks checked by pluggy, which is used nowhere else.

Each plugin has a plugin manager of its own, so that one which is refused leaves nothing
behind and the checks of one cannot fail because of another.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import pluggy

from archive.hooks import specs
from archive.hooks.isolation import Plugin, PluginUnfit

__all__ = ["HOOKS", "hooks_of", "module_of"]

HOOKS = tuple(name for name in vars(specs) if name.startswith("archive_"))
"""Names of all hooks, in the order of `specs`."""


def module_of(plugin: Plugin) -> ModuleType | None:
    """The module that the plugin was imported from; None if it was not."""
    return sys.modules.get(plugin.module.partition(":")[0].strip())


def hooks_of(plugin: Plugin) -> dict[str, Callable[..., Any]]:
    """The plugin's hooks by name, after every check.

    Raises `PluginUnfit`, or whatever the import or pluggy raises: call it behind the wall.
    """
    if plugin.target is None:
        module, _, attribute = plugin.module.partition(":")
        target: object = importlib.import_module(module.strip())
        for name in filter(None, attribute.strip().split(".")):
            target = getattr(target, name)
        plugin.target = target
    manager = pluggy.PluginManager(specs.PROJECT)
    manager.add_hookspecs(specs)
    manager.register(plugin.target, name=plugin.name)
    callers = manager.get_hookcallers(plugin.target) or []
    for caller in callers:
        if not caller.has_spec():
            raise PluginUnfit(f"there is no hook {caller.name}{_nearest(caller.name)}")
    manager.check_pending()
    calls = {caller.name: _call(caller.get_hookimpls()[0]) for caller in callers}
    _refuse_unmarked(plugin.target, calls)
    return calls


def _nearest(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, HOOKS, n=1)
    return f"; did you mean {close[0]}?" if close else f"; the hooks are {', '.join(HOOKS)}"


def _call(implementation: pluggy.HookImpl) -> Callable[..., Any]:
    """The hook's function, which takes the arguments of the specification that it asks for."""
    if implementation.hookwrapper or implementation.wrapper:
        raise PluginUnfit("wrappers are not taken, because they would hide whose answer it is")
    function, wanted = implementation.function, implementation.argnames

    def called(**given: object) -> Any:
        return function(**{name: given[name] for name in wanted})

    return called


def _refuse_unmarked(target: object, calls: Mapping[str, object]) -> None:
    """A function that bears the name of a hook and lacks the mark would do nothing in silence."""
    for hook in HOOKS:
        if hook not in calls and inspect.isroutine(getattr(target, hook, None)):
            raise PluginUnfit(f"{hook} is not marked with @hookimpl")
    if not calls:
        raise PluginUnfit("it implements no hook (functions marked with @hookimpl)")
