"""One test named after every hook: what it is for, and that wrong answers are dropped and blamed."""

from __future__ import annotations

from typing import Any

import pytest

from archive.hooks import hookimpl
from archive.hooks.loading import Registry, load
from archive.model.category import Category
from archive.model.placement import (
    Description,
    DueDate,
    LinkProposal,
    PersonMention,
    Proposal,
    RowProposal,
    SecrecyMark,
)


def plugin(name: str, **hooks: Any) -> object:
    """A plugin object whose hooks are the given functions, or return the given values."""

    def method(hook: str, answer: Any) -> Any:
        def asked(self: object, document: object, units: object = None) -> Any:
            return answer(document, units) if callable(answer) else answer

        def screened(self: object, document: object) -> Any:
            return answer

        def told(self: object, record: object) -> Any:
            return answer(record)

        def offered(self: object) -> Any:
            return answer

        by_hook = {"archive_place": asked, "archive_describe": asked, "archive_screen": screened, "archive_filed": told}
        return hookimpl(by_hook.get(hook, offered))

    body = {hook: method(hook, answer) for hook, answer in hooks.items()}
    return type(name, (), {**body, "__version__": "1.0"})()


def registry(*plugins: object) -> Registry:
    return load(plugins=False, extra=plugins)


class Part:
    """A shape that fits every offer."""

    def __init__(self, name: str) -> None:
        self.name, self.version, self.description = name, "1", "…"
        self.zh, self.en, self.dimension, self.stages = "检测", "check", "security", "AT"

    def score(self, media_type: str, head: bytes) -> int | None: ...
    def parse(self, source: Any, context: Any) -> Any: ...
    def open(self, folder: Any, *, readonly: bool) -> Any: ...
    def verdict(self, record: Any) -> Any: ...
    def look(self, record: Any, text: Any) -> Any: ...
    def export(self, source: Any, target: Any) -> None: ...
    def place(self, statement: Any, where: Any) -> Any: ...


def test_archive_parsers() -> None:
    loaded = registry(plugin("b", archive_parsers=[Part("two")]), plugin("a", archive_parsers=(Part("one"), "no")))
    assert [parser.name for parser in loaded.parsers()] == ["one", "two"]
    assert loaded.infos()[0].faults == ("archive_parsers: offered str without a text 'name'",)


def test_archive_categories() -> None:
    loaded = registry(plugin("p", archive_categories=[Category("training", "教育培训", "Training", ("培训",))]))
    assert [category.key for category in loaded.categories()][-2:] == ["work-ticket", "training"]
    assert loaded.category("training") == Category("training", "教育培训", "Training", ("培训",))
    assert loaded.category("inspection") is not None
    assert loaded.category("nothing") is None


@pytest.mark.parametrize(
    "category",
    [
        Category("inspection", "另一", "Another"),
        Category("other", "日常检查", "Another"),
        Category("other", "值班", "Another"),
        Category("other", "另一", "INSPECTION"),
    ],
)
def test_archive_categories_refuses_what_is_taken(category: Category) -> None:
    loaded = registry(plugin("p", archive_categories=[category]))
    assert len(loaded.categories()) == 6
    assert "refused the category" in (loaded.infos()[0].broken or "")


def test_archive_categories_give_a_word_one_meaning() -> None:
    first = Category("emergency", "应急管理", "Emergency", ("应急演练", "预案", "值班"))
    second = Category("drill", "应急演练", "Drills", ("预案", "演习"))
    loaded = registry(plugin("a", archive_categories=[first]), plugin("b", archive_categories=[second]))
    assert [(c.key, c.aliases) for c in loaded.categories()[6:]] == [("emergency", ("预案",)), ("drill", ("演习",))]
    assert [info.broken for info in loaded.infos()] == [None, None]


@pytest.mark.parametrize("key", ["", "Upper", "spa ce", "中文", "under_score", "../up"])
def test_archive_categories_drops_bad_keys(key: str) -> None:
    loaded = registry(plugin("p", archive_categories=[Category(key, "另一", "Another")]))
    assert len(loaded.categories()) == 6
    assert loaded.infos()[0].faults


def test_archive_search_engines() -> None:
    loaded = registry(plugin("p", archive_search_engines=[Part("fast")]))
    assert list(loaded.engines()) == ["fast"]
    assert loaded.engine_factory("fast").name == "fast"


def test_archive_synonyms() -> None:
    loaded = registry(plugin("p", archive_synonyms=[("明火证", "动火证"), ["一", "二", "三"]]))
    assert loaded.synonyms() == (("明火证", "动火证"), ("一", "二", "三"))


@pytest.mark.parametrize("group", ["动火", ("one",), ("a", ""), ("a", 3), {"a", "b"}, None])
def test_archive_synonyms_drops_what_is_no_group(group: object) -> None:
    loaded = registry(plugin("p", archive_synonyms=[group, ("a", "b")]))
    assert loaded.synonyms() == (("a", "b"),)
    assert loaded.infos()[0].faults


def test_archive_retention_rules() -> None:
    loaded = registry(plugin("p", archive_retention_rules=[Part("ten-years")]))
    assert [rule.name for rule in loaded.retention_rules()] == ["ten-years"]


def test_archive_checks() -> None:
    loaded = registry(plugin("p", archive_checks=[Part("sealed")]))
    assert list(loaded.checks()) == ["sealed"]


def test_archive_anchors() -> None:
    assert list(registry(plugin("p", archive_anchors=[Part("paper")])).anchors()) == ["paper"]


def test_archive_exporters() -> None:
    assert list(registry(plugin("p", archive_exporters=[Part("paper")])).exporters()) == ["paper"]


def test_archive_commands() -> None:
    loaded = registry(plugin("p", archive_commands={"hello": "a.b:c", "search": "a.b:d"}))
    assert loaded.commands(reserved=("search",)) == {"hello": "a.b:c"}
    assert loaded.infos()[0].broken == "refused the command search, which is the archive's already"


@pytest.mark.parametrize("commands", [{"x": "a.b"}, {"-x": "a:b"}, {"x y": "a:b"}, {3: "a:b"}, {"x": None}, ["x"], 5])
def test_archive_commands_drops_what_is_no_command(commands: Any) -> None:
    loaded = registry(plugin("p", archive_commands=commands))
    assert loaded.commands() == {}
    assert loaded.infos()[0].faults


DOCUMENT: Any = object()
UNITS: Any = object()


def test_archive_screen() -> None:
    mark = SecrecyMark("机密★10年", "first page")
    assert registry(plugin("a", archive_screen=None), plugin("b", archive_screen=mark)).screen(DOCUMENT) == mark
    loaded = registry(plugin("a", archive_screen="机密"))
    assert loaded.screen(DOCUMENT) is None
    assert "answered str where a SecrecyMark is expected" in loaded.infos()[0].faults[0]


def test_archive_place_is_ordered_by_confidence_then_name_then_as_answered() -> None:
    def proposal(value: str, confidence: float) -> Proposal:
        return Proposal("category", value, confidence, "title")

    loaded = registry(
        plugin("zeta", archive_place=[proposal("a", 0.5), proposal("b", 0.9)]),
        plugin("alpha", archive_place=lambda d, u: iter([proposal("f", 0.9), proposal("c", 0.9), proposal("d", 0.1)])),
    )
    assert [(by, p.value) for by, p in loaded.place(DOCUMENT, UNITS)] == [
        ("alpha 1.0", "f"), ("alpha 1.0", "c"), ("zeta 1.0", "b"), ("zeta 1.0", "a"), ("alpha 1.0", "d"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        Proposal("colour", "red", 0.5, "r"),
        Proposal("category", "x", 1.5, "r"),
        Proposal("category", "x", float("nan"), "r"),
        Proposal("category", "x", True, "r"),
        Proposal("category", 3, 0.5, "r"),  # type: ignore[arg-type]  # that is the point
        ("category", "x", 0.5, "r"),
        None,
    ],
)
def test_archive_place_drops_wrong_answers(answer: Any) -> None:
    good = Proposal("category", "inspection", 0.4, "title")
    loaded = registry(plugin("p", archive_place=[answer, good]))
    assert loaded.place(DOCUMENT, UNITS) == [("p 1.0", good)]
    assert loaded.infos()[0].faults


@pytest.mark.parametrize("error", [ValueError("乱"), SystemExit(), MemoryError(), RecursionError(), GeneratorExit()])
def test_archive_place_goes_on_when_one_raises(error: BaseException) -> None:
    def fail(document: object, units: object) -> Any:
        yield Proposal("category", "inspection", 0.4, "title")
        raise error

    good = Proposal("category", "recheck", 0.4, "title")
    loaded = registry(plugin("a", archive_place=fail), plugin("b", archive_place=[good]))
    assert loaded.place(DOCUMENT, UNITS) == [("b 1.0", good)]
    loaded.place(DOCUMENT, UNITS)
    assert loaded.infos()[0].faults[0].endswith("(2 times)")


def test_archive_describe() -> None:
    good = Description(
        (Proposal("title", "记录", 0.9, ""),), (PersonMention("张三", "inspector"),), (DueDate("1", "2026-01-01"),)
    )
    loaded = registry(plugin("a", archive_describe=None), plugin("b", archive_describe=good))
    assert loaded.describe(DOCUMENT, UNITS) == [("b 1.0", good)]


@pytest.mark.parametrize(
    "answer",
    [
        {"title": "x"},
        Description(proposals=None),  # type: ignore[arg-type]  # that is the point
        Description(people=("张三",)),  # type: ignore[arg-type]  # that is the point
        Description(dues=(DueDate("1", None),)),  # type: ignore[arg-type]  # that is the point
        Description(links=(LinkProposal("rechecks", "1", 7),)),
        Description(rows=("row",)),  # type: ignore[arg-type]  # that is the point
        Description(rows=(RowProposal("s", 0, "x"),)),
        Description(rows=(RowProposal("s", 1, "x", date=20260305),)),  # type: ignore[arg-type]  # that is the point
        Description(rows=(RowProposal("s", 1, "x", proposals=(Proposal("unit", "u", 2.0, ""),)),)),
    ],
)
def test_archive_describe_drops_wrong_answers(answer: Any) -> None:
    loaded = registry(plugin("p", archive_describe=answer))
    assert loaded.describe(DOCUMENT, UNITS) == []
    assert loaded.infos()[0].faults


def test_archive_filed() -> None:
    told: list[object] = []

    def fail(record: object) -> None:
        raise SystemExit(1)

    loaded = registry(plugin("a", archive_filed=fail), plugin("b", archive_filed=told.append))
    record: Any = object()
    loaded.tell_filed(record)
    assert told == [record]
    assert loaded.infos()[0].faults == ("archive_filed: SystemExit: 1",)


def test_faults_do_not_pile_up() -> None:
    count = iter(range(1000))

    def fail(record: object) -> None:
        raise ValueError(next(count))

    loaded = registry(plugin("a", archive_filed=fail))
    for _ in range(100):
        loaded.tell_filed(DOCUMENT)
    assert len(loaded.infos()[0].faults) == 20
