"""How a page shows a form: sixteen ways. A page is what any file format can hold."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from form_pages.contents import Form

__all__ = ["LAYOUTS", "Box", "Break", "Grid", "Line", "Page", "lay_out"]


@dataclass(frozen=True)
class Line:
    """A paragraph; `parts` alternate between plain and underlined."""

    parts: tuple[str, ...]
    size: int = 11
    centred: bool = False
    right: bool = False

    @property
    def text(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True)
class Grid:
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Box:
    """A text box with lines."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Break:
    """A new page."""


@dataclass
class Page:
    body: list[Line | Grid | Box | Break] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)
    first_footer: list[str] = field(default_factory=list)


def _line(text: str, **style: int) -> Line:
    return Line((text,), **style)  # type: ignore[arg-type]


# --- titles and numbers


def _head(page: Page, form: Form, r: random.Random, *, spaced: bool, number: str) -> None:
    if form.banner:
        page.body.append(_line(form.banner, size=14, centred=True))
    title = (" " * r.choice([1, 1, 2])).join(form.title) if spaced and len(form.title) < 14 else form.title
    printed = f"{form.number_label}：{form.number}" if form.number_label else form.number
    if printed and number == "header":
        page.header.append(printed)
    if printed and number == "beside":
        page.body.append(_line(f"{title}        {printed}", size=16, centred=True))
        printed = None
    else:
        page.body.append(_line(title, size=18, centred=True))
    if printed and number in {"beneath", "right"}:
        page.body.append(_line(printed, centred=number == "beneath", right=number == "right"))
    if form.addressed:
        page.body.append(_line(f"{form.unit.name}："))


# --- fields


def _pairs(form: Form) -> list[tuple[tuple[str, str], ...]]:
    return [tuple(form.fields[n : n + 2]) for n in range(0, len(form.fields), 2)]


def _four_columns(page: Page, form: Form, _: random.Random) -> None:
    rows = [tuple(cell for pair in pairs for cell in pair) for pairs in _pairs(form)]
    rows = [row + ("",) * (4 - len(row)) for row in rows]
    if rows:
        page.body.append(Grid(tuple(rows)))


def _two_columns(page: Page, form: Form, _: random.Random) -> None:
    if form.fields:
        page.body.append(Grid(tuple(form.fields)))


def _in_one_cell(page: Page, form: Form, _: random.Random) -> None:
    rows = [tuple(f"{label}：{value}" for label, value in pairs) for pairs in _pairs(form)]
    if rows:
        page.body.append(Grid(tuple(row + ("",) * (2 - len(row)) for row in rows)))


def _beneath(page: Page, form: Form, _: random.Random) -> None:
    for n in range(0, len(form.fields), 4):
        part = form.fields[n : n + 4]
        page.body.append(Grid((tuple(label for label, _ in part), tuple(value for _, value in part))))
        page.body.append(_line(""))


def _colons(page: Page, form: Form, r: random.Random) -> None:
    mark = r.choice(["：", "： ", ":"])
    page.body += [_line(f"{label}{mark}{value}") for label, value in form.fields]


def _underlined(page: Page, form: Form, _: random.Random) -> None:
    page.body += [Line((f"{label}：", f"  {value}  " if value else "            ")) for label, value in form.fields]


def _underscores(page: Page, form: Form, _: random.Random) -> None:
    page.body += [_line(f"{label}：__{value}____" if value else f"{label}：__________") for label, value in form.fields]


def _two_a_line(page: Page, form: Form, _: random.Random) -> None:
    page.body += [_line("        ".join(f"{label}：{value}" for label, value in pairs)) for pairs in _pairs(form)]


def _spaced_labels(page: Page, form: Form, _: random.Random) -> None:
    rows = []
    for label, value in form.fields:
        rows.append(("  ".join(label) if len(label) <= 3 else label, value))
    if rows:
        page.body.append(Grid(tuple(rows)))


def _boxed(page: Page, form: Form, _: random.Random) -> None:
    if form.fields:
        page.body.append(Box(tuple(f"{label}：{value}" for label, value in form.fields)))


# --- bodies


def _body(page: Page, form: Form) -> None:
    page.body += [_line(text) for text in form.text]
    if form.table:
        page.body.append(Grid(tuple(tuple(row) for row in form.table)))


# --- signatures


def _signature_lines(form: Form, r: random.Random) -> list[str]:
    lines: list[str] = []
    for signer in form.signers:
        certified = [(name, number) for name, number in signer.people if number]
        way = r.randrange(3)
        if certified and way == 0:
            for n, (name, number) in enumerate(certified):
                lines.append(
                    f"{signer.label + '：' if n == 0 else '　' * len(signer.label) + '　'}{name}    证号：{number}"
                )
        elif certified and way == 1:
            names, numbers = "、".join(n for n, _ in certified), "、".join(c for _, c in certified)
            lines.append(f"{signer.label}：{names}    证号：{numbers}")
        elif certified:
            lines.append(f"{signer.label}：" + "   ".join(f"{name}（{number}）" for name, number in certified))
        else:
            lines.append(f"{signer.label}：{r.choice(['、', '  ', ' ']).join(name for name, _ in signer.people)}")
    return lines


def _closing(form: Form, r: random.Random) -> list[str]:
    if not form.sealed_day:
        return []
    day = form.write_day(form.day)
    if form.seal and r.random() < 0.3:
        return [f"{form.seal}（印章）    {day}"]
    seal = r.choice([form.seal, f"{form.seal}（印章）", f"（{form.seal}印章）"]) if form.seal else None
    if form.seal == form.unit.name:
        seal = form.seal
    return [*([seal] if seal else []), day]


def _sign(page: Page, form: Form, r: random.Random) -> None:
    page.body += [_line(text) for text in _signature_lines(form, r)]
    page.body += [_line(text, right=True) for text in _closing(form, r)]


def _sign_in_footer(page: Page, form: Form, r: random.Random) -> None:
    page.footer += _signature_lines(form, r) + _closing(form, r)


def _sign_on_first_footer(page: Page, form: Form, r: random.Random) -> None:
    page.first_footer += _signature_lines(form, r) + _closing(form, r)
    page.footer.append("第 2 页  共 2 页")


def _sign_in_table(page: Page, form: Form, r: random.Random) -> None:
    rows = [(signer.label, "、".join(name for name, _ in signer.people)) for signer in form.signers]
    if rows:
        page.body.append(Grid(tuple(rows)))
    page.body += [_line(text, right=True) for text in _closing(form, r)]


def _sign_in_box(page: Page, form: Form, r: random.Random) -> None:
    lines = _signature_lines(form, r) + _closing(form, r)
    if lines:
        page.body.append(Box(tuple(lines)))


_Fields = Callable[[Page, Form, random.Random], None]
LAYOUTS: dict[str, tuple[_Fields, _Fields, str, bool]] = {
    "table label|value, four columns": (_four_columns, _sign, "beneath", False),
    "table of two columns": (_two_columns, _sign, "right", False),
    "label and value in one cell": (_in_one_cell, _sign, "beneath", False),
    "value beneath its label": (_beneath, _sign, "right", False),
    "paragraphs with colons": (_colons, _sign, "beneath", False),
    "underlined blanks": (_underlined, _sign, "beneath", False),
    "underscores": (_underscores, _sign, "right", True),
    "two fields a line": (_two_a_line, _sign, "beneath", False),
    "spaced title and labels": (_spaced_labels, _sign, "right", True),
    "signatures in the footer": (_four_columns, _sign_in_footer, "beneath", False),
    "first page's footer": (_colons, _sign_on_first_footer, "beneath", True),
    "fields in a text box": (_boxed, _sign, "beneath", False),
    "signatures in a text box": (_two_columns, _sign_in_box, "right", False),
    "number in the header": (_in_one_cell, _sign_in_footer, "header", False),
    "number beside the title": (_two_a_line, _sign, "beside", False),
    "signatures in a table": (_four_columns, _sign_in_table, "right", True),
    "two pages": (_colons, _sign_in_footer, "right", False),
}


def lay_out(form: Form, layout: str, generator: random.Random) -> Page:
    """The form on a page, in one of `LAYOUTS`."""
    fields, sign, number, spaced = LAYOUTS[layout]
    page = Page()
    _head(page, form, generator, spaced=spaced, number=number)
    fields(page, form, generator)
    if layout in {"two pages", "first page's footer"}:
        middle = len(form.text) // 2
        page.body += [_line(text) for text in form.text[:middle]]
        page.body.append(Break())
        page.body += [_line(text) for text in form.text[middle:]]
        if form.table:
            page.body.append(Grid(tuple(tuple(row) for row in form.table)))
    else:
        _body(page, form)
    sign(page, form, generator)
    return page
