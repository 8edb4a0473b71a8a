"""The query language: what a person types to a tree (`docs/search.md` teaches it).

    query   = any { OR any } ; any = all of { operand } ; operand = { NOT } primary
    primary = word | quoted text | field value | ( query )

`AND` may stand between operands. Every string is a query or raises QueryInvalid, which says where
and what would be right.
"""

from __future__ import annotations

from itertools import groupby
from typing import NoReturn

from archive.errors import N_, QueryInvalid
from archive.text.analyzer import LONGEST_PREFIX
from archive.text.characters import has_content, is_chinese, kind_of
from archive.text.fold import search_form, searchable
from archive.text.lexer import Token, Type, lex
from archive.text.query import And, Dates, Facet, Named, Node, Not, Or, Piece, Text, TextField

__all__ = ["parse", "text_node"]

MOST_WORDS = 128
"""Words of a query: each costs an engine room and time (tantivy about 1 MB), and nobody types so many."""

_STATES = {
    "received": "received", "已接收": "received", "接收": "received", "filed": "filed", "已归档": "filed",
    "归档": "filed", "unfiled": "unfiled", "未归档": "unfiled", "待归档": "unfiled", "待整理": "unfiled",
}  # fmt: skip
_NONE = frozenset({"无", "none"})
_TEXT_FIELDS: dict[str, TextField] = {"number": "number", "person": "person", "title": "title"}


def parse(query: str) -> Node:
    """The tree of a query. Raise QueryInvalid for whatever is none."""
    parser = _Parser(query, lex(query))
    if not parser.tokens:
        parser.fail(0, N_("there is nothing to search for"), N_("Type a word, a number or a name"))
    node = parser.alternatives()
    if parser.at < len(parser.tokens):  # only a closing parenthesis ends `alternatives` early, and those are paired
        parser.fail_nothing(parser.tokens[parser.at].position)
    return node


def text_node(text: str, *, field: TextField | None = None, quoted: bool = False) -> Text | None:
    """The node that searches for `text` as one word or quoted text, None if nothing in it can be searched.

    A `*` is punctuation here.
    """
    form = searchable(text)
    pieces: list[Piece] = []
    gap = punctuated = False
    for kind, run in groupby(form, kind_of):
        if kind in ("chinese", "word"):
            pieces.append(Piece("".join(run), gap and bool(pieces)))
            gap = False
        elif kind == "gap":
            gap = punctuated = True
    if not pieces:
        return None
    literal = form if quoted and punctuated else None
    return Text(tuple(pieces), literal=literal, field=field, quoted=quoted)


class _Parser:
    def __init__(self, query: str, tokens: list[Token]) -> None:
        self.query = query
        self.tokens = _without_noise(tokens)
        self.at = 0
        self.words = 0

    def fail(self, position: int, reason: str, remedy: str) -> NoReturn:
        raise QueryInvalid(query=self.query, position=position, reason=reason, remedy=remedy)

    def fail_nothing(self, position: int) -> NoReturn:
        self.fail(position, N_("nothing to search for stands here"), N_("Put a word here, or leave the operator out"))

    # The grammar, top down

    def alternatives(self) -> Node:
        nodes = [self._all()]
        while self._type() is Type.OR:
            operator = self.tokens[self.at]
            self.at += 1
            if not self._starts_operand(self.at):
                self.fail_nothing(operator.position + len(operator.text))
            nodes.append(self._all())
        distinct = tuple(dict.fromkeys(nodes))
        return distinct[0] if len(distinct) == 1 else Or(distinct)

    def _all(self) -> Node:
        nodes: list[Node] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.type is Type.CLOSE:
                break
            if token.type is Type.OR and nodes and (not token.optional or self._starts_operand(self.at + 1)):
                break
            if token.type is Type.AND:
                if not nodes or not self._starts_operand(self.at + 1):
                    self.fail_nothing(token.position + (len(token.text) if nodes else 0))
                self.at += 1
            nodes.append(self._operand())
        if not nodes:
            self.fail_nothing(self._here())
        distinct = tuple(dict.fromkeys(nodes))
        return distinct[0] if len(distinct) == 1 else And(distinct)

    def _operand(self) -> Node:
        negated = False
        while self._type() is Type.NOT:
            token = self.tokens[self.at]
            if token.optional and not self._can_be_negated(self.at + 1):
                break
            self.at += 1
            if not self._starts_operand(self.at):
                self.fail_nothing(token.position + len(token.text))
            negated = not negated
        node = self._primary()
        return Not(node) if negated else node

    def _primary(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        self.words += token.type is not Type.OPEN
        if self.words > MOST_WORDS:
            self.fail(token.position, N_("the query has too many words"), N_("Use at most 128 words"))
        if token.type is Type.OPEN:
            node = self.alternatives()
            self.at += 1  # its closing parenthesis: the lexer made them pairs
            return node
        if token.type is Type.FIELD:
            return self._field(token)
        if token.type is Type.WORD or token.optional:
            return self._word(token.text, token.position)
        if token.type is not Type.QUOTED:
            self.fail_nothing(token.position)
        return self._quoted(token)

    # Leaves

    def _word(self, typed: str, position: int, field: TextField | None = None) -> Text:
        form = searchable(typed)
        bare = form.rstrip("*")
        if "*" in bare:
            self.fail(
                position, N_("a * stands before or within a word"),
                N_("Put it after the beginning of a word of letters and digits, or the whole in quotation marks"),
            )  # fmt: skip
        node = text_node(bare, field=field)
        if node is None:
            self.fail_nothing(position)
        last = node.pieces[-1].text
        if bare == form or (is_chinese(last[0]) and bare.endswith(last)):
            return node  # Chinese is found within longer runs without a *
        if not bare.endswith(last):
            self.fail(position, N_("no letter or digit stands before the *"), N_("Leave the * out"))
        if len(last) > LONGEST_PREFIX:
            self.fail(position, N_("too many letters and digits stand before the *"), N_("Use fewer of them"))
        return Text(node.pieces, prefix=True, field=field)

    def _quoted(self, token: Token, field: TextField | None = None) -> Text:
        node = text_node(token.text, field=field, quoted=True)
        if node is None:
            self.fail(
                token.position, N_("the quotation holds no letter, digit or Chinese character"),
                N_("Quote a word together with its punctuation"),
            )  # fmt: skip
        return node

    def _field(self, field: Token) -> Node:
        value = self.tokens[self.at] if self.at < len(self.tokens) else None
        end = field.position + len(self.query[field.position :].split(":")[0].split("：")[0]) + 1
        if value is None or not (value.type in (Type.WORD, Type.QUOTED) or value.optional):
            self.fail(
                end, N_("the field has no value"),
                N_("Write the value after the colon, in quotation marks if it has spaces"),
            )  # fmt: skip
        self.at += 1
        if field.text in _TEXT_FIELDS:
            kind = _TEXT_FIELDS[field.text]
            if value.type is Type.QUOTED:
                return self._quoted(value, kind)
            return self._word(value.text, value.position, kind)
        return self._filter(field.text, value)

    def _filter(self, field: str, value: Token) -> Node:
        name = search_form(value.text)
        if field == "date":
            return self._dates(name, value.position)
        if field == "state":
            if name not in _STATES:
                self.fail(value.position, N_("this is no state"), N_("Use filed, unfiled or received"))
            return Facet("state", (_STATES[name],))
        if value.type is Type.WORD and name in _NONE:
            return Named("unit" if field == "unit" else "category", "", value.position)
        if not has_content(name):
            self.fail_nothing(value.position)
        return Named("unit" if field == "unit" else "category", value.text.strip(), value.position)

    def _dates(self, value: str, position: int) -> Node:
        if value in _NONE:
            return Facet("date", ("",))
        from archive.text.dates import DateInvalid, period

        try:
            since, until = period(value)
        except DateInvalid as error:
            self.fail(position, error.reason, error.remedy)
        return Dates(since, until)

    # Looking ahead

    def _type(self) -> Type | None:
        return self.tokens[self.at].type if self.at < len(self.tokens) else None

    def _here(self) -> int:
        return self.tokens[self.at].position if self.at < len(self.tokens) else len(self.query)

    def _starts_operand(self, at: int) -> bool:
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        return token.optional or token.type in (Type.WORD, Type.QUOTED, Type.FIELD, Type.OPEN, Type.NOT)

    def _can_be_negated(self, at: int) -> bool:
        return self._starts_operand(at) and self.tokens[at].type is not Type.OR


def _without_noise(tokens: list[Token]) -> list[Token]:
    """Words of punctuation alone say nothing, unless they are a field's value or try to be a prefix."""
    kept: list[Token] = []
    for token in tokens:
        noise = token.type is Type.WORD and not has_content(searchable(token.text)) and "*" not in token.text
        if noise and not (kept and kept[-1].type is Type.FIELD):
            continue
        kept.append(token)
    return kept
