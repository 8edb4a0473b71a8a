"""The contract of a plugin's categories, as tests: subclass it, and give a fixture `categories`."""

from __future__ import annotations

from collections.abc import Sequence

from archive.hooks.answers import wrong_object
from archive.model.category import BUILT_IN, Category

__all__ = ["CategoryContract"]


def names(category: Category) -> list[str]:
    """Every word that means the category, as it is compared."""
    return [name.strip().casefold() for name in (category.key, category.zh, category.en, *category.aliases)]


class CategoryContract:
    """All categories of one plugin must pass these."""

    def test_they_can_be_offered(self, categories: Sequence[Category]) -> None:
        assert len(categories) > 0
        assert [why for why in (wrong_object("archive_categories", each) for each in categories) if why] == []

    def test_no_name_is_taken_already(self, categories: Sequence[Category]) -> None:
        taken = {name for category in BUILT_IN for name in names(category)}
        for category in categories:
            assert not taken & set(names(category)), category.key
            taken |= set(names(category))

    def test_they_have_a_chinese_and_an_english_title(self, categories: Sequence[Category]) -> None:
        for category in categories:
            assert any("\u4e00" <= character <= "\u9fff" for character in category.zh), category.key
            assert category.en.isascii(), category.key
