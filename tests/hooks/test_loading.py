"""Every plugin behind a wall of its own: broken, misspelled, quarrelling or rude ones."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import EngineUnknown
from archive.hooks import hookimpl
from archive.hooks.loading import PluginInfo, Registry, load

Install = Callable[..., Path]
MakeRegistry = Callable[[], Registry]

GOOD = """
@hookimpl
def archive_exporters():
    class Exporter:
        name = "paper"
        version = "1"
        description = "on paper"
        def export(self, source, target): ...
    return [Exporter()]
"""


def info(registry: Registry, name: str) -> PluginInfo:
    return next(info for info in registry.infos() if info.name == name)


def test_first_party_plugins_come_through_the_same_door() -> None:
    infos = load().infos()
    assert {"docx", "pdf", "plain_text", "whoosh_engine"} <= {
        i.name for i in infos if i.distribution == "safety-archive"
    }


def test_no_plugins() -> None:
    registry = load(plugins=False)
    assert registry.infos() == ()
    assert registry.parsers() == ()
    assert len(registry.categories()) == 6


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise BaseException", "BaseException"),
        ("def f(): return f()\nf()", "RecursionError"),
        ("this is no python", "SyntaxError"),
        (
            "@hookimpl\ndef archive_parser(): return []",
            "there is no hook archive_parser; did you mean archive_parsers?",
        ),
        (
            "@hookimpl\ndef archive_zzzzzz(): return []",
            "there is no hook archive_zzzzzz; the hooks are archive_parsers,",
        ),
        ("@hookimpl\ndef archive_place(document, colour): return []", "colour"),
        ("def archive_parsers(): return []", "archive_parsers is not marked with @hookimpl"),
        ("x = 1", "it implements no hook"),
        ("@hookimpl(wrapper=True)\ndef archive_screen(document): return (yield)", "wrappers are not taken"),
        ("class E(BaseException):\n  def __str__(self): raise ValueError\nraise E", "E: (it cannot be shown)"),
    ],
)
def test_broken_plugin_is_listed_and_the_others_work(
    install: Install, registry: MakeRegistry, source: str, why: str
) -> None:
    install("aaa", source)
    install("good", GOOD)
    loaded = registry()
    broken = info(loaded, "aaa")
    assert broken.broken is not None
    assert why in broken.broken
    assert broken.offers == ()
    assert "\n" not in broken.broken
    assert info(loaded, "good").broken is None
    assert list(loaded.exporters()) == ["paper"]


def test_target_of_an_entry_point_that_is_not_there(install: Install, registry: MakeRegistry) -> None:
    install("lost", GOOD, target=":plugin")
    assert "AttributeError" in (info(registry(), "lost").broken or "")


def test_target_may_be_an_object(install: Install, registry: MakeRegistry) -> None:
    source = "class P:\n  @hookimpl\n  def archive_commands(self): return {'hello': 'x:y'}\nplugin = P()"
    install("object", source, target=":plugin")
    assert registry().commands() == {"hello": "x:y"}


def test_keyboard_interrupt_passes(install: Install, registry: MakeRegistry) -> None:
    install("slow", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        registry().infos()


def test_a_print_does_not_reach_stdout(
    install: Install, registry: MakeRegistry, capsys: pytest.CaptureFixture[str]
) -> None:
    install("chatty", GOOD + "\nprint('hello from a plugin')")
    assert registry().exporters()
    assert capsys.readouterr().out == ""


def test_two_plugins_of_one_name(install: Install, registry: MakeRegistry) -> None:
    install("twin", GOOD)
    install("twin", GOOD, distribution="evil")
    infos = registry().infos()
    assert [(i.distribution, bool(i.broken)) for i in infos] == [("acme", False), ("evil", True)]
    assert "taken by the plugin twin of acme" in (infos[1].broken or "")


def test_an_offer_whose_name_is_taken_is_refused(install: Install, registry: MakeRegistry) -> None:
    install("first", GOOD)
    install("second", GOOD)
    loaded = registry()
    assert len(loaded.exporters()) == 1
    assert info(loaded, "first").broken is None
    assert info(loaded, "second").broken == "refused 'paper' of archive_exporters, which is the plugin first's already"


def test_nobody_takes_the_place_of_a_first_party_offer(install: Install, registry: MakeRegistry) -> None:
    install("zzz", GOOD, distribution="safety-archive")
    install("aaa", GOOD)
    loaded = registry()
    assert info(loaded, "zzz").broken is None
    assert info(loaded, "aaa").broken is not None


@pytest.mark.parametrize(
    ("offer", "why"),
    [
        ("None", "NoneType without a text 'name'"),
        ("3", "int without a text 'name'"),
        ("type('E', (), {'name': 'e', 'version': 1})()", "without a text 'version'"),
        ("type('E', (), {'name': 'e', 'version': '1', 'description': 'd'})()", "without a method 'export'"),
        ("type('E', (), {'name': property(lambda s: 1/0)})()", "ZeroDivisionError"),
    ],
)
def test_an_offer_of_the_wrong_shape_is_dropped(install: Install, registry: MakeRegistry, offer: str, why: str) -> None:
    install("shape", f"@hookimpl\ndef archive_exporters(): return [{offer}]")
    loaded = registry()
    assert loaded.exporters() == {}
    assert any(why in fault for fault in info(loaded, "shape").faults)


@pytest.mark.parametrize("answer", ["7", "'text'", "object()"])
def test_an_answer_that_is_no_list_is_dropped(install: Install, registry: MakeRegistry, answer: str) -> None:
    install("shape", f"@hookimpl\ndef archive_exporters(): return {answer}")
    assert registry().exporters() == {}


def test_an_answer_without_an_end_is_cut(install: Install, registry: MakeRegistry) -> None:
    install("endless", "@hookimpl\ndef archive_parsers():\n    while True: yield 1")
    loaded = registry()
    assert loaded.parsers() == ()
    assert "(1000 times)" in info(loaded, "endless").faults[0]


def test_extra_plugins_of_a_test() -> None:
    class Extra:
        @hookimpl
        def archive_commands(self) -> dict[str, str]:
            return {"hello": "there.is:one"}

    registry = load(plugins=False, extra=[Extra(), Extra()])
    assert registry.commands() == {"hello": "there.is:one"}
    assert [i.name for i in registry.infos()] == ["Extra", "Extra+"]


def test_engine_is_found_without_importing_the_others(install: Install, registry: MakeRegistry) -> None:
    engine = """
    @hookimpl
    def archive_search_engines():
        class Factory:
            name = "NAME"
            version = "1"
            def open(self, folder, *, readonly): ...
        return [Factory()]
    """
    install("quick_engine", engine.replace("NAME", "quick"))
    install("odd", engine.replace("NAME", "strange"))
    install("other", GOOD)
    assert registry().engine_factory("quick").name == "quick"
    assert "plugin_other" not in sys.modules
    assert registry().engine_factory("strange").name == "strange"
    registry().categories()  # whatever asks all plugins fills the cache
    for module in ("plugin_odd", "plugin_other", "plugin_quick_engine"):
        sys.modules.pop(module, None)
    assert registry().engine_factory("strange").name == "strange"
    assert not {"plugin_other", "plugin_quick_engine"} & set(sys.modules)
    with pytest.raises(EngineUnknown) as caught:
        registry().engine_factory("nowhere")
    assert caught.value.facts["listing"] == "quick, strange"


def test_trace(
    install: Install, registry: MakeRegistry, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ARCHIVE_TRACE_HOOKS", "1")
    install("good", GOOD)
    registry().exporters()
    assert "hook archive_exporters() good 1.0 -> (" in capsys.readouterr().err
