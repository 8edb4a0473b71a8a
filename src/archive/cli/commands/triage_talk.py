"""Going through what waits, one record at a time, on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.cli.commands.triage import show_item, suggestion
from archive.cli.commands.triage_words import change_words, correction_words, remembered_words, show_pair, told_before
from archive.cli.error_words import said
from archive.cli.escape import visible
from archive.cli.language import _
from archive.cli.session import Session
from archive.cli.terms import category_name, term
from archive.errors import ArchiveError
from archive.ingest.corrections import Overtaken
from archive.model.record import State

if TYPE_CHECKING:
    from archive.access.alike import Pair
    from archive.access.triage import TriageItem
    from archive.api import Archive
    from archive.cli.screen import Screen
    from archive.model.record import Decision

__all__ = ["talk"]

_FIELDS = {"u": "unit", "c": "category", "n": "doc_no", "d": "date", "b": "title"}
_TEXT = 3_000
"""Characters of the text that are shown at a time."""


class _Enough(Exception):
    """The person wants to stop."""


def talk(session: Session) -> None:
    """Ask, then settle one record after the other; what was settled stays so however it ends."""
    screen = session.screen
    settled = 0
    try:
        if _ask(screen, _("Go through them now, one by one? [y/N] ")).lower() not in {"y", "yes", "是"}:
            return
        with session.archive() as archive:
            items = [each for each in archive.triage() if each.record.state is not State.ISOLATED]
            for number, listed in enumerate(items, 1):
                item = archive.triage_item(listed.record.id)
                if item is None:
                    continue  # somebody else settled it in the meantime
                screen.line()
                screen.line(screen.bold(f"[{number}/{len(items)}]"))
                settled += _Item(session, archive, item).settle()
            for pair in archive.same_numbers():
                settled += _settle_pair(session, archive, pair)
    except _Enough:
        pass
    screen.line(_("{count} settled.").format(count=settled))


def _ask(screen: Screen, question: str) -> str:
    """One line that the person types, stripped. Raises _Enough at the end of input."""
    screen.out.write(question)
    screen.out.flush()
    try:
        return input().strip()
    except EOFError:
        screen.line()
        raise _Enough from None


def _settle_pair(session: Session, archive: Archive, pair: Pair) -> bool:
    """Ask what two records with one number are to each other; whether it was said."""
    screen = session.screen
    screen.line()
    show_pair(screen, archive, pair)
    first, second = pair.first.id, pair.second.id
    choices: dict[str, tuple[str, str, str]] = {
        "1": (first, "supersedes", second),
        "2": (second, "supersedes", first),
        "3": (first, "attachment_of", second),
        "4": (first, "distinct_from", second),
    }
    for key, (one, relation, other) in choices.items():
        mark = "*" if (one, relation) == (first, pair.relation) else " "
        screen.line(f" {mark}{key}) {one} {term(relation)} {other}")
    while (answer := _ask(screen, _("1 to 4, s (skip) or q (stop) > ")).lower()) not in choices:
        if answer == "q":
            raise _Enough
        if answer in {"s", ""}:
            return False
    one, relation, other = choices[answer]
    reason = _ask(screen, _("Reason (Enter: checked in triage): ")) or "checked in triage"
    try:
        archive.correct(one, {relation: other}, reason=reason)
    except ArchiveError as error:
        screen.line("    " + said(error).what)
        return False
    return True


class _Item:
    """The talk about one record."""

    def __init__(self, session: Session, archive: Archive, item: TriageItem) -> None:
        self._session = session
        self._screen = session.screen
        self._archive = archive
        self._item = item
        self._changes: dict[str, str] = {}
        self._offers: list[Decision] = [
            each for each in item.record.suggestions if each.field in {"unit", "category", "doc_no", "date", "title"}
        ]

    def settle(self) -> bool:
        """Whether a correction was made. Raises _Enough if the person stops."""
        self._show()
        while True:
            answer = _ask(self._screen, _("number, u, c, n, d, b, t, w, s, q or ? > "))
            word, _blank, value = answer.partition(" ")
            if word in {"s", ""}:
                return False
            if word == "q":
                raise _Enough
            if word == "w" and self._changes:
                return self._write()
            self._act(word.lower(), value.strip())
            if self._is_whole() and self._changes and word not in {"t", "?"}:
                return self._write()

    def _show(self) -> None:
        from archive.access.triage import excerpt

        show_item(self._screen, self._archive, self._item, suggestions=False)
        text = excerpt(self._archive.text(self._item.record.id))
        if text:
            self._screen.line("    " + visible(text))
        for number, offer in enumerate(self._offers, 1):
            self._screen.line(f"  {number}) " + suggestion(self._archive, offer))

    def _act(self, word: str, value: str) -> None:
        if word.isdecimal() and 1 <= int(word[:4]) <= len(self._offers):
            offer = self._offers[int(word) - 1]
            self._take(offer.field, self._archive.unit_code(offer.value) if offer.field == "unit" else offer.value)
        elif word in _FIELDS:
            field = _FIELDS[word]
            self._take(field, value or _ask(self._screen, _("{field}: ").format(field=term(field))))
        elif word == "t":
            self._screen.text(self._archive.text(self._item.record.id)[:_TEXT])
        else:
            self._help()

    def _take(self, field: str, value: str) -> None:
        """Keep a choice if it can be one; say why not otherwise."""
        if not value:
            return
        try:
            if field == "unit":
                value = self._archive.unit(value).code
            elif field == "category":
                value = self._archive.category(value).key
        except ArchiveError as error:
            words = said(error)
            self._screen.line(f"    {words.what} {words.advice}")
            return
        self._changes[field] = value
        self._screen.line("    → " + visible(change_words(self._archive, self._changes)))

    def _is_whole(self) -> bool:
        record = self._item.record
        return all(
            known or field in self._changes
            for field, known in (("unit", record.units), ("category", record.category))
        )

    def _write(self) -> bool:
        record = self._item.record
        asked = _ask(self._screen, _("Reason (Enter: checked in triage; - to go back): "))
        if asked == "-":
            self._changes.clear()
            return self.settle()
        try:
            told = self._archive.correct(
                record.id, self._changes, reason=asked or "checked in triage", seen=self._item.position
            )
        except Overtaken as overtaken:
            for each in overtaken.since:
                words = correction_words(self._archive, each)
                self._screen.line("    " + visible(_("Corrected since by {correction}").format(correction=words)))
            self._screen.line("    " + _("Nothing was changed; look at it again."))
            return False
        except ArchiveError as error:
            self._screen.line("    " + said(error).what)
            return False
        state = term(self._archive.record(record.id).state)
        self._screen.line(_("{record} corrected; it is {state}.").format(record=record.id, state=state))
        for line in told_before(self._archive, told.before):
            self._screen.line("    " + visible(line))
        if told.remembered is not None:
            self._screen.line("    " + visible(remembered_words(told.remembered)))
        return True

    def _help(self) -> None:
        self._screen.line(
            _(
                "  number  take this suggestion        u  unit (code or name)     c  category\n"
                "  n  document number                  d  date                    b  title\n"
                "  t  show the text                    w  write what was chosen   s  skip        q  stop"
            )
        )
        names = ", ".join(category_name(self._archive, each.key) for each in self._archive.categories())
        self._screen.line("  " + _("Categories: {names}").format(names=names))
