"""What a person typed, cut into words, quoted texts, fields, operators and grouping parentheses.

Only what stands free is an operator: a `-`, a quotation mark or an ASCII parenthesis that is glued to
a word is punctuation of the word, so that codes such as `(苏宁)应急检记〔2024〕12号` can be typed
as they are. Full-width parentheses never group.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple
from unicodedata import normalize

from archive.errors import N_, QueryInvalid
from archive.text.fold import search_form

__all__ = ["LONGEST_QUERY", "Token", "Type", "lex"]

LONGEST_QUERY = 4096
"""Code points; no one types more, and a pasted page is not a query."""
_DEEPEST = 32

_STRAIGHT, _CURLED = '"＂', "“”„"
_MINUS = "-－"
_COLON = ":："
_OPERATORS = {"AND": "and", "OR": "or", "NOT": "not"}
_CHINESE_OPERATORS = {"或": "or", "非": "not"}
_FIELD_NAMES = {
    "单位": "unit", "unit": "unit", "类别": "category", "category": "category", "编号": "number", "number": "number",
    "责任人": "person", "person": "person", "标题": "title", "title": "title", "日期": "date", "date": "date",
    "状态": "state", "state": "state",
}  # fmt: skip
_LONGEST_FIELD_NAME = 8


class Type(Enum):
    WORD = "word"
    QUOTED = "quoted"
    FIELD = "field"
    OPEN = "open"
    CLOSE = "close"
    AND = "and"
    OR = "or"
    NOT = "not"


class Token(NamedTuple):
    type: Type
    text: str
    """As typed: the word, the quoted text without its marks, the operator; for a field its English name."""
    position: int
    """Offset in the query, in code points; of a quoted text that of its opening mark."""
    optional: bool = False
    """或 or 非, which is a word where it cannot be an operator."""


def lex(query: str) -> list[Token]:
    """The tokens in order. Raise QueryInvalid for what is too long or left open."""
    if len(query) > LONGEST_QUERY:
        raise QueryInvalid(
            query=query, position=LONGEST_QUERY, reason=N_("it is longer than any query may be"),
            remedy=N_("Search for a few words of the text"),
        )  # fmt: skip
    return _Lexer(query).run()


class _Lexer:
    def __init__(self, query: str) -> None:
        self.query = query
        self.grouping = _grouping(query)
        self.tokens: list[Token] = []

    def run(self) -> list[Token]:
        at = 0
        while at < len(self.query):
            at = self._next(at)
        return self.tokens

    def _next(self, at: int) -> int:
        character = self.query[at]
        if character.isspace():
            return at + 1
        if at in self.grouping:
            return self._emit(Type.OPEN if character == "(" else Type.CLOSE, at, at + 1)
        if _is_not(self.query, at):
            return self._emit(Type.NOT, at, at + 1)
        if character in _STRAIGHT + _CURLED:
            end = _closing(self.query, at)
            self.tokens.append(Token(Type.QUOTED, self.query[at + 1 : end], at))
            return end + 1
        field = _field_end(self.query, at)
        if field is not None:
            name, end = field
            self.tokens.append(Token(Type.FIELD, name, at))
            return end
        return self._word(at)

    def _word(self, at: int) -> int:
        end = at + 1
        while end < len(self.query) and not self.query[end].isspace() and end not in self.grouping:
            end += 1
        text = self.query[at:end]
        if text in _CHINESE_OPERATORS:
            return self._emit(Type(_CHINESE_OPERATORS[text]), at, end, optional=True)
        return self._emit(Type(_OPERATORS.get(normalize("NFKC", text), "word")), at, end)

    def _emit(self, type_: Type, at: int, end: int, *, optional: bool = False) -> int:
        self.tokens.append(Token(type_, self.query[at:end], at, optional))
        return end


def _is_not(query: str, at: int) -> bool:
    """Whether a free-standing run of minus signs begins here that has something after it."""
    if query[at] not in _MINUS:
        return False
    rest = query[at:].lstrip(_MINUS)
    return bool(rest) and not rest[0].isspace()


def _closing(query: str, at: int) -> int:
    marks = _STRAIGHT if query[at] in _STRAIGHT else _CURLED
    for end in range(at + 1, len(query)):
        if query[end] in marks:
            return end
    raise QueryInvalid(
        query=query, position=at, reason=N_("the quotation mark is not closed"),
        remedy=N_("Add a closing quotation mark, or leave this one out"),
    )  # fmt: skip


def _field_end(query: str, at: int) -> tuple[str, int] | None:
    """The field's English name and where its value may begin, if a field's name and a colon stand here."""
    for end in range(at, min(len(query), at + _LONGEST_FIELD_NAME + 1)):
        if query[end] in _COLON:
            name = _FIELD_NAMES.get(search_form(query[at:end]))
            return (name, end + 1) if name else None
    return None


def _grouping(query: str) -> frozenset[int]:
    """The places of the ASCII parentheses that group: pairs that stand free outside at both ends."""
    opened: list[tuple[int, bool]] = []
    pairs: list[tuple[int, int]] = []
    stray: list[int] = []
    free, value, at = True, False, 0
    while at < len(query):
        character = query[at]
        if (free or value) and character in _STRAIGHT + _CURLED:
            at = _closing(query, at)
            free = True
        elif character == "(":
            opened.append((at, free))
        elif character == ")":
            if opened and opened[-1][1]:
                pairs.append((opened.pop()[0], at))
            elif opened:
                opened.pop()
            else:
                stray.append(at)
            free = False
        else:
            free = character.isspace() or (free and character in _MINUS)
        value = _ends_field(query, at)
        at += 1
    return _free_pairs(query, pairs, stray, [place for place, was_free in opened if was_free])


def _ends_field(query: str, at: int) -> bool:
    if query[at] not in _COLON:
        return False
    start = max(0, at - _LONGEST_FIELD_NAME)
    words = query[start:at].split()
    return bool(words) and search_form(words[-1]).lstrip("-(") in _FIELD_NAMES


def _free_pairs(query: str, pairs: list[tuple[int, int]], stray: list[int], left: list[int]) -> frozenset[int]:
    closing = {close for _, close in pairs}
    grouping: set[int] = set()
    for start, close in sorted(pairs, key=lambda pair: -pair[1]):
        after = query[close + 1 : close + 2]
        if not after or after.isspace() or (close + 1 in closing and close + 1 in grouping):
            grouping |= {start, close}
    for place in left:
        raise QueryInvalid(
            query=query, position=place, reason=N_("the parenthesis is not closed"),
            remedy=N_("Add a closing parenthesis, or put the text in quotation marks"),
        )  # fmt: skip
    for place in stray:
        if not query[place + 1 : place + 2].strip():
            raise QueryInvalid(
                query=query, position=place, reason=N_("no parenthesis was opened before this one"),
                remedy=N_("Leave it out, or put the text in quotation marks"),
            )  # fmt: skip
    _check_depth(query, grouping)
    return frozenset(grouping)


def _check_depth(query: str, grouping: set[int]) -> None:
    depth = 0
    for place in sorted(grouping):
        depth += 1 if query[place] == "(" else -1
        if depth > _DEEPEST:
            raise QueryInvalid(
                query=query, position=place, reason=N_("parentheses are nested too deeply"),
                remedy=N_("Use fewer parentheses"),
            )  # fmt: skip
