"""Recognises the forms of work safety: unit, category, number, dates, people, deadlines and links.

What the forms are called and which words stand before which values is data: one file a
family in `forms/`, and `labels.toml`. Nothing of it is read before the first document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive.hooks import hookimpl

if TYPE_CHECKING:
    from archive.hooks.contracts import DocumentView, UnitDirectory
    from archive.model.category import Category
    from archive.model.placement import Description, Proposal, SecrecyMark

__version__ = "1"


@hookimpl
def archive_categories() -> Iterable[Category]:
    from archive_plugins.safety_forms.categories import CATEGORIES

    return CATEGORIES


@hookimpl
def archive_screen(document: DocumentView) -> SecrecyMark | None:
    from archive_plugins.safety_forms.recognise import screen

    return screen(document)


@hookimpl
def archive_place(document: DocumentView, units: UnitDirectory) -> Iterable[Proposal]:
    from archive_plugins.safety_forms.recognise import place

    return place(document, units)


@hookimpl
def archive_describe(document: DocumentView, units: UnitDirectory) -> Description | None:
    from archive_plugins.safety_forms.recognise import describe

    return describe(document, units)
