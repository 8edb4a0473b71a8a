"""Which form a document is: by official title, by phrases, by its number, by what its title is about, by file name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive_plugins.safety_forms.forms_data import Form, Title, Vocabulary, flatten
from archive_plugins.safety_forms.reading import Line

from archive.model.parsed import Role

__all__ = ["FormMatch", "find_form", "is_statute"]

_HEAD = 9
"""Lines at the top among which a title is looked for."""
_LONGEST = 60
_NEAR_TOP = 4
_LONGEST_SUBJECT = 36
_NO_TITLE = re.compile(r"[\t:。;,!?]|[未应须请将已并被]|作出|以下|没有|缺少|附件|如下")
"""Marks and words of what is a sentence, a field or a row rather than a title."""
_LIST_ITEM = re.compile(r"[(]?\d{1,2}[)]?[.、)]\D{0,8}(?:未|无|不|没|应|须|已)")
_APART = re.compile(r"[ \u3000]{3,}")
"""What parts a title from the number that stands in its line."""
_NUMBERED = re.compile(
    r"(?<=[\u4e00-\u9fff)])(?:作业票|作业证|票证|通知单|文书)?(?:编号|票号|文号|NO|No|№)[.:]+[0-9A-Za-z\u4e00-\u9fff〔〕\[\]()\-—]{2,40}$"
)
_RUNNING = re.compile(r"[未应须请将已并被,]|作出|以下|没有|缺少|[一-龥]{2}(?:建立|制定|编制|填写|签订|下达|出具|提供)")
"""Words of a sentence: what ends in them names no form."""
_BANNER = re.compile(
    r"^(?:安全生产|应急管理)?(?:行政执法|监督检查|执法检查|监管执法|行政处罚)?(?:文书|用笺)(?:\(.{0,8}\))?$"
)
_SENTENCE = re.compile(r"[。;!?]|,.*,")
_TAIL = re.compile(
    r"(?:\([^()]{0,20}\)|\[[^\[\]]{0,20}\]|【[^【】]{0,20}】|〔[^〔〕]{0,20}〕"
    r"|\d{4}年(?:度|\d{1,2}月(?:份|\d{1,2}[日号])?)?|第?[\d一二三四五六七八九十]{1,4}[联份页期季班]|(?:样本|范本|模板|存根|正本|副本|复印件|扫描件))+$"
)
_ARTICLE = re.compile(r"[#*>]{0,6}第[一二三四五六七八九十百零〇\d]{1,6}条")
_STATE = re.compile(
    r"国务院|人民代表大会|主席令|本[市省]行政区域|本条例|本法[,。自]|(?:部|总局|委员会|省|市|人民政府)令第"
)
_BEFORE = re.compile(r"^(?:附件?\d{0,2}[:.]?|附表\d{0,2}[:.]?|表\d{1,3}[-.\d]*|[A-Z]{1,6}[-/.\d]+|\d{1,2}[.、])+")


@dataclass(frozen=True, slots=True)
class FormMatch:
    form: Form
    title: str | None
    """The whole title line as printed, spaces between characters removed; None if it was no title that told."""
    before: str
    """What stands before the official title in that line, such as a company's name."""
    line: int
    """Index of the line, -1 if no line."""
    confidence: float
    reason: str
    until: str | None
    """The last day on which forms bore this title, None if they still do."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: tuple[int, int, int]
    """Kind of place, earlier lines before later ones, longer titles before shorter ones."""
    exact: int
    title: Title
    line: Line
    text: str
    before: str


def find_form(lines: list[Line], vocabulary: Vocabulary, name: str) -> FormMatch | None:
    """The form, or None. `name` is the file's name."""
    head = _head(lines)
    return (
        _by_title(head, lines, vocabulary)
        or _by_phrases(lines, vocabulary)
        or _by_number(lines, vocabulary)
        or _by_subject(head, lines, vocabulary)
        or _by_name(name, vocabulary)
    )


def _head(lines: list[Line]) -> list[Line]:
    """The first lines of the body, then of page headers, without banners; a sheet's name last."""
    body = [line for line in lines[:80] if line.role not in {Role.HEADER, Role.FOOTER, Role.SHEET}]
    body = [line for line in body[: _HEAD + 2] if not _BANNER.match(line.flat)][:_HEAD]
    headers = [line for line in lines[:200] if line.role is Role.HEADER][:4]
    sheets = [line for line in lines[:40] if line.role is Role.SHEET][:1]
    return body + headers + sheets


def _by_title(head: list[Line], lines: list[Line], vocabulary: Vocabulary) -> FormMatch | None:
    best: _Candidate | None = None
    for line, text in _phrases_of(head):
        found = _match(text, vocabulary)
        if found is None:
            continue
        exact, title, before = found
        if exact < 3 and text != line.flat and "\t" not in line.flat:
            continue  # two lines make one title only if they make it exactly
        place = 0 if line.role in {Role.HEADER, Role.SHEET} else 1 if exact == 1 or "\t" in line.flat.strip("\t") else 2
        candidate = _Candidate((place, -line.index, len(title.text)), exact, title, line, text, before)
        if best is None or candidate.rank > best.rank:
            best = candidate
    if best is None:
        return None
    confidence = {3: 0.98, 2: 0.96, 1: 0.94}[best.exact] - (0.0 if best.rank[0] else 0.03)
    if is_statute(lines) and any(_STATE.search(line.flat) for line in lines):
        confidence = 0.6  # a law of the state is nobody's own rule
    where = "page header" if best.line.role is Role.HEADER else f"line {best.line.index + 1}"
    return FormMatch(
        best.title.form, best.text, best.before, best.line.index, confidence,
        f"title {best.title.text} in {where}", best.title.until,
    )  # fmt: skip


def _phrases_of(head: list[Line]) -> list[tuple[Line, str]]:
    """Texts that may be a title: lines, the cells of rows with few cells, and two short lines as one."""
    texts: list[tuple[Line, str]] = []
    for number, line in enumerate(head):
        cells = [cell for _, cell in line.cells()]
        if len(cells) <= 3:
            texts += [(line, cell) for cell in cells if len(cell) <= _LONGEST]
        if number + 1 < len(head) and len(cells) == 1 and len(cells[0]) <= 20 and line.role is head[number + 1].role:
            following = head[number + 1].flat
            if len(following) <= 20 and "\t" not in following and ":" not in cells[0] + following:
                texts.append((line, cells[0] + following))
        apart = flatten(_APART.split(line.printed.strip(), maxsplit=1)[0])
        if len(cells) == 1 and 4 <= len(apart) < len(line.flat):
            texts.append((line, apart))
    return texts


def _match(text: str, vocabulary: Vocabulary) -> tuple[int, Title, str] | None:
    """How well `text` is a title (3 exactly, 2 at its end, 1 at its beginning), which, and what stands before it."""
    text = text.strip("《》<>“”\"'*#-—=·.:|")
    if not text or _LIST_ITEM.match(text) or _SENTENCE.search(text) or text.endswith(","):
        return None
    text = _NUMBERED.sub("", text)
    bare = _BEFORE.sub("", _TAIL.sub("", text)) or text
    for whole in (text, bare):
        if whole in vocabulary.titles:
            return 3, vocabulary.titles[whole], ""
    if ":" in bare:
        return None
    for length in vocabulary.lengths:
        if 3 <= length < len(bare):
            title = vocabulary.titles.get(bare[-length:])
            if title is not None and not _RUNNING.search(bare[:-length]):
                return 2, title, bare[:-length]
    return _prefix(bare, vocabulary)


def _prefix(bare: str, vocabulary: Vocabulary) -> tuple[int, Title, str] | None:
    for length in vocabulary.lengths:
        if 4 <= length < len(bare) and bare[length] in "(（[【〔-—0123456789N编第":
            title = vocabulary.titles.get(bare[:length])
            if title is not None:
                return 1, title, ""
    return None


def is_statute(lines: list[Line]) -> bool:
    """Whether the text is a law or a set of rules in articles: it speaks of forms and is none."""
    return sum(1 for line in lines[:300] if _ARTICLE.match(line.flat)) >= 3


def _by_phrases(lines: list[Line], vocabulary: Vocabulary) -> FormMatch | None:
    if is_statute(lines):
        return None
    text = "\n".join(line.flat for line in lines[:200])
    found = [
        (form, phrase) for form in vocabulary.forms for phrase in form.phrases if all(part in text for part in phrase)
    ]
    categories = {form.category for form, _ in found}
    if len(categories) != 1:
        return None
    form, phrase = max(found, key=lambda pair: sum(map(len, pair[1])))
    return FormMatch(form, None, "", -1, 0.9, f"phrases {', '.join(phrase)} in the text", None)


def _by_number(lines: list[Line], vocabulary: Vocabulary) -> FormMatch | None:
    from archive_plugins.safety_forms.numbers import numbers_in

    for line in lines[:12]:
        for number in numbers_in(line):
            if number.length * 2 < len(line.flat):
                continue
            for word, form in vocabulary.code_words:
                if number.words.removesuffix("字").endswith(word):
                    return FormMatch(
                        form, None, "", -1, 0.91, f"number {number.printed} in line {line.index + 1}", None
                    )
    return None


def _by_subject(head: list[Line], lines: list[Line], vocabulary: Vocabulary) -> FormMatch | None:
    """A title put together of a subject and a kind of paper, alone on one of the first lines."""
    if is_statute(lines):
        return None
    for line in head[:_NEAR_TOP]:
        text = _TAIL.sub("", line.flat.strip("《》<>“”\"'*#-—=·.|"))
        if line.role is Role.SHEET or not 4 <= len(text) <= _LONGEST_SUBJECT or _NO_TITLE.search(text):
            continue
        for subject in vocabulary.subjects:
            word = next((word for word in subject.words if word in text), None)
            if word is not None and text.endswith(subject.genres):
                reason = f"title about {word} in line {line.index + 1}"
                return FormMatch(subject.form, text, "", line.index, 0.92, reason, None)
    return None


def _by_name(name: str, vocabulary: Vocabulary) -> FormMatch | None:
    stem = re.sub(r"[-_\s.()（）\d]+", "", flatten(name.rsplit(".", 1)[0])[:120])
    for length in vocabulary.lengths:
        if length < 3:
            break
        for start in range(len(stem) - length, -1, -1):
            title = vocabulary.titles.get(stem[start : start + length])
            if title is not None:
                return FormMatch(title.form, None, "", -1, 0.8, f"title {title.text} in the file name", None)
    return None
