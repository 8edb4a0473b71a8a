"""Drill cards (演练卡): an example of a plugin by somebody else.

It offers one parser, one category, one retention rule and one exporter. Nothing heavy is
imported here, because this module is loaded to ask what it offers.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.hooks import hookimpl
from archive.hooks.contracts import Exporter, Parser, RetentionRule
from archive.model.category import Category

DRILL = Category("emergency-drill", "应急演练", "Emergency drills", ("演练", "演练卡"))


@hookimpl
def archive_parsers() -> Iterable[Parser]:
    from drill_cards.parser import DrillCardParser

    return (DrillCardParser(),)


@hookimpl
def archive_categories() -> Iterable[Category]:
    return (DRILL,)


@hookimpl
def archive_retention_rules() -> Iterable[RetentionRule]:
    from drill_cards.rule import DrillRule

    return (DrillRule(),)


@hookimpl
def archive_exporters() -> Iterable[Exporter]:
    from drill_cards.exporter import ListExporter

    return (ListExporter(),)
